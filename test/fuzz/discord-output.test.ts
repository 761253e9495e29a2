/** Makes up documents and looks whether Discord shows them whole, and calls nobody. */
import { describe, expect, it } from 'vitest'
import { renderDiscord } from '../../adapters/discord/render-markdown.ts'
import { checkOutput, DOCUMENTS, type Output } from './check-output.ts'
import { findMentions, findSpoilers } from './discord-mentions.ts'

const message: Output = {
  render: renderDiscord,
  check: rendered => {
    expect(findMentions(rendered)).toEqual([])
    expect(findSpoilers(rendered)).toEqual([])
    expect(rendered.split('```').length % 2).toBe(1)
  },
  read: rendered => rendered,
}

describe('what Discord is sent', () => {
  it(`is whole, within the limits and calls nobody, over ${DOCUMENTS} documents`, () => {
    checkOutput([message], DOCUMENTS, DOCUMENTS)
  })
})
