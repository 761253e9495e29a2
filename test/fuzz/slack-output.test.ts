/** Makes up documents and looks whether Slack shows them whole, and calls nobody. */
import { describe, expect, it } from 'vitest'
import { renderMarkdownBlock } from '../../adapters/slack/render-markdown-block.ts'
import { renderMrkdwn } from '../../adapters/slack/render-mrkdwn.ts'
import { visibleText } from '../../src/text/markdown/visible-text.ts'
import { checkOutput, DOCUMENTS, type Output } from './check-output.ts'
import { findMentions, findOddBrackets } from './slack-mentions.ts'

const markdownBlock: Output = {
  render: renderMarkdownBlock,
  check: rendered => expect(findMentions(rendered)).toEqual([]),
  read: visibleText,
}

const mrkdwn: Output = {
  render: renderMrkdwn,
  check: rendered => {
    expect(findMentions(rendered)).toEqual([])
    expect(findOddBrackets(rendered)).toEqual([])
    // Slack shows nothing behind a fence that does not end.
    expect(rendered.split('```').length % 2).toBe(1)
  },
  read: decodeEntities,
}

function decodeEntities(mrkdwn: string): string {
  return mrkdwn.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

describe('what Slack is sent', () => {
  it(`is whole, within the limits and calls nobody, over ${DOCUMENTS} documents`, () => {
    checkOutput([markdownBlock, mrkdwn], 0, DOCUMENTS)
  })
})
