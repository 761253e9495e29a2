import { describe, expect, it } from 'vitest'
import { extractParams } from '../../../src/conversation/message-params.ts'
import type { Pipeline } from '../../../src/pipelines/pipeline.ts'
import { summarize } from '../../../src/pipelines/summarize/summarize.ts'

describe('the length of a summary', () => {
  it.each([
    ['Give me a short summary of this channel', 'short'],
    ['tl;dr', 'short'],
    ['Fasse den Kanal kurz zusammen', 'short'],
    ['简短总结一下这个频道', 'short'],
    ['このチャンネルを短くまとめて', 'short'],
    ['a detailed summary since Monday, please', 'long'],
    ['Fasse das ausführlich zusammen', 'long'],
    ['Résume ce canal en détail', 'long'],
    ['详细总结这个讨论', 'long'],
    ['Summarise this long document', undefined],
    ['What did I miss?', undefined],
  ])('is what is asked for: %s', (text, length) => {
    expect(extractParams(summarize as unknown as Pipeline, { text }).length).toBe(length)
  })
})
