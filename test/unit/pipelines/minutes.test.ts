import { describe, expect, it } from 'vitest'
import { ParleyError } from '../../../src/errors.ts'
import type { Classifiers } from '../../../src/learning/classifiers.ts'
import type { Generation } from '../../../src/models/language-model.ts'
import { type MinutesResult, minutes } from '../../../src/pipelines/minutes/minutes.ts'
import { fakeServices, wordModel } from '../../fixtures/fake-pipelines.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

/** Leaves it to the words: every kind is as likely. */
const classifiers = {
  train: async () => ({
    classify: async (texts: readonly string[]) =>
      texts.map(() => ({ label: 'other', scores: { decision: 0.4, action: 0.3, question: 0.3 } })),
  }),
} as unknown as Classifiers

async function* isMissing(): AsyncGenerator<string> {
  yield await Promise.reject<string>(new ParleyError('MODEL_UNAVAILABLE', 'There is no model.'))
}

/** @param said `Name: words` a line */
async function run(
  said: readonly string[],
  { date, generate = isMissing }: { date?: string; generate?: (request: Generation) => AsyncIterable<string> } = {},
) {
  const messages = said.map((line, index) => {
    const [author, ...words] = line.split(': ')
    return { id: `m${index + 1}`, author: author!, text: words.join(': ') }
  })
  const request = { params: { messages, date }, readers: [], history: [], signal: new AbortController().signal }
  const services = fakeServices({ classifiers, embedder: createWordEmbedder(), model: { ...wordModel(), generate } })
  const parts = await Array.fromAsync(minutes.run(request, services))
  const last = parts.at(-1)
  if (last?.type !== 'result') throw new Error('the last part is no result')
  return { parts, result: last.result as MinutesResult & { text: string } }
}

const meeting = [
  'Ann: Good morning. Next point: the door of the shop. It has been squeaking for weeks, and customers keep complaining about it every single day.',
  'Bob: It squeaks because nobody has oiled it since the winter, and the hinges are rusty as well, so that it hardly closes any more.',
  'Ann: Bob, can you oil the door by Friday?',
  'Bob: Sure.',
  'Carl: So it is decided: the old door stays until the summer.',
  'Ann: Second: the roof of the shop. The rain comes in at two places as soon as there is a little wind from the west.',
  "Carl: We still don't know who pays for the roof, and the landlord has not answered our letters for more than a month now.",
  "Carl: I'll write to the landlord.",
]

/** "It" wants other words. */
const pointing = [...meeting.slice(0, 2), 'Ann: Bob, can you oil it by Friday?', meeting[3]!]

describe('minutes', () => {
  it('hold people, topics, decisions, tasks with owner and day, and open questions, each with its messages', async () => {
    const { result } = await run(meeting, { date: '2026-11-24' })
    expect(result.text).toMatch(/^# Minutes\n\nDate: 2026-11-24\n\nAttendees: Ann, Bob, Carl\n\n## Agenda\n\n- /)
    expect(result).toMatchObject({
      attendees: ['Ann', 'Bob', 'Carl'],
      topics: [{ messages: expect.arrayContaining(['m2']) }, { messages: expect.arrayContaining(['m7']) }],
      decisions: [{ messages: ['m5'] }],
      actions: [
        { owner: 'Bob', due: '2026-11-27', messages: ['m3', 'm4'] },
        { owner: 'Carl', task: 'write to the landlord', due: null, messages: ['m8'] },
      ],
      questions: [{ messages: ['m7'] }],
    })
    expect(result.text).toContain('**Bob**: oil the door by Friday (due: Friday, 2026-11-27) [')
    const order = ['# Minutes', '## Agenda', '## Topics', '## Decisions', '## Actions', '## Open questions']
    const places = order.map(heading => result.text.indexOf(heading))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('name the message that every entry comes from before the entry', async () => {
    const { parts, result } = await run(meeting)
    const citations = parts.filter(part => part.type === 'citation').map(({ citation: { n, source } }) => [n, source])
    expect(citations.map(([n]) => n)).toEqual(citations.map((_, index) => index + 1))
    for (const [n] of citations) {
      const cited = parts.findIndex(part => part.type === 'citation' && part.citation.n === n)
      expect(cited).toBeLessThan(parts.findIndex(part => part.type === 'text' && part.text.includes(`[${n}]`)))
    }
    const streamed = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    expect(streamed).toBe(result.text)
  })

  it('keep a day as it was said where nobody knows when that was', async () => {
    expect((await run(meeting)).result.actions[0]).toMatchObject({ due: 'Friday' })
  })

  it('without a language model are in the words that were said, and say so', async () => {
    expect((await run(meeting)).result.text).toMatch(/No language model could be reached: .*$/)
  })

  it('take the model’s words for a task where they hold, and never its owner or day', async () => {
    async function* generate({ format }: Generation) {
      yield format ? '{"task": "oil the squeaking door", "owner": "Carl", "due": "Monday"}' : 'The door squeaks.'
    }
    const { result } = await run(pointing, { generate })
    expect(result.actions).toEqual([
      { owner: 'Bob', task: 'oil the squeaking door', due: 'Friday', messages: ['m3', 'm4'] },
    ])
    expect(result.text).not.toContain('No language model')
  })

  it('do not ask the model about a task that stands by itself', async () => {
    async function* generate({ format }: Generation) {
      yield format ? '{"task": "oil the rusty hinges", "owner": "Carl", "due": "Monday"}' : 'The door squeaks.'
    }
    const { result } = await run(meeting.slice(0, 4), { generate })
    expect(result.actions[0]).toMatchObject({ task: 'oil the door by Friday' })
  })

  it('keep to what was said where the model speaks of something else', async () => {
    async function* generate({ format }: Generation) {
      yield format ? '{"task": "call Zoe about 12 lamps", "owner": "Bob", "due": ""}' : 'The door squeaks.'
    }
    const { result } = await run(pointing, { generate })
    expect(result.actions[0]).toMatchObject({ task: expect.stringMatching(/^oil it by Friday \(“/) })
  })

  it('of a chat without any say so', async () => {
    const { result } = await run(['Ann: Good morning to all of you.'])
    expect(result.text).toContain('## Decisions\n\nNone.\n\n## Actions\n\nNone.\n\n## Open questions\n\nNone.')
    expect(result).toMatchObject({ topics: [], decisions: [], actions: [], questions: [] })
  })

  it('are refused for a text without speakers', async () => {
    const parts = minutes.run(
      {
        params: { messages: [{ id: '1', author: '', text: 'A text.' }] },
        readers: [],
        history: [],
        signal: new AbortController().signal,
      },
      fakeServices({ classifiers }),
    )
    await expect(Array.fromAsync(parts)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})
