import { describe, expect, it } from 'vitest'
import type { Classifiers } from '../../../src/learning/classifiers.ts'
import { minutes } from '../../../src/pipelines/minutes/minutes.ts'
import type { Part } from '../../../src/pipelines/pipeline.ts'
import { fakeServices } from '../../fixtures/fake-pipelines.ts'

/** Takes the kind from the first word of what was said. */
const classifiers = {
  train: async () => ({
    classify: async (texts: readonly string[]) =>
      texts.map(text => {
        const label = { Decided: 'decision', Todo: 'action', Why: 'question' }[text.split(' ')[0]!] ?? 'other'
        return { label, scores: { [label]: 1 } }
      }),
  }),
} as unknown as Classifiers

async function run(said: readonly string[]): Promise<Part[]> {
  const messages = said.map((text, index) => ({ id: `m${index + 1}`, author: 'Ann', text }))
  const request = { params: { messages }, readers: [], history: [], signal: new AbortController().signal }
  return Array.fromAsync(minutes.run(request, fakeServices({ classifiers })))
}

describe('minutes', () => {
  it('name the message that every entry comes from, before the entry', async () => {
    const parts = await run([
      'Good morning to all of you',
      'Why is the door not locked',
      'Decided that we lock the door. Todo for us: get a key',
    ])
    const result = parts.at(-1)
    expect(result).toMatchObject({
      type: 'result',
      result: {
        text: [
          '## Decisions\n',
          '- Ann: Decided that we lock the door. Todo for us: get a key [1]\n',
          '## Actions\n',
          '- **nobody yet**: Todo for us: get a key [1]\n',
          '## Open questions\n',
          '- Ann: Why is the door not locked [2]',
        ].join('\n'),
        decisions: [{ messages: ['m3'] }],
        actions: [{ messages: ['m3'] }],
        questions: [{ messages: ['m2'] }],
      },
    })
    const citations = parts.filter(part => part.type === 'citation').map(({ citation: { n, source } }) => [n, source])
    expect(citations).toEqual([
      [1, 'm3'],
      [2, 'm2'],
    ])
    for (const [n] of citations) {
      const cited = parts.findIndex(part => part.type === 'citation' && part.citation.n === n)
      expect(cited).toBeLessThan(parts.findIndex(part => part.type === 'text' && part.text.includes(`[${n}]`)))
    }
  })

  it('without any say so', async () => {
    expect((await run(['Good morning to all of you'])).at(-1)).toMatchObject({
      result: { text: '## Decisions\n\nNone.\n\n## Actions\n\nNone.\n\n## Open questions\n\nNone.' },
    })
  })
})
