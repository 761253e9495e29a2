/** Every pipeline as a command, on the starter model and the sample material. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStarterWorkplace } from './starter.ts'

const parley = createStarterWorkplace()
afterAll(parley.remove)

interface Result {
  id: unknown
  text: string
  lang: string
  ms: number
  tokens: { prompt: number; reused: number; output: number }
}

function expectShape(result: Record<string, unknown>, id: unknown): asserts result is Record<string, unknown> & Result {
  expect(result).toMatchObject({
    id,
    text: expect.stringMatching(/\S/),
    lang: expect.stringMatching(/^[a-z]{2}$/),
    ms: expect.any(Number),
    tokens: { prompt: expect.any(Number), reused: expect.any(Number), output: expect.any(Number) },
  })
}

describe('answer', () => {
  beforeAll(async () => {
    const { exitCode, stderr } = await parley.run(['index', 'examples/handbook'])
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('parley:')])
  })

  it('answers from the handbook with the quote, refuses what is not there, and goes on after a bad line', async () => {
    const [known, bad, unknown, german] = await parley.runLines(
      ['answer'],
      [
        { id: 'known', question: 'How much may a hotel in Munich cost?' },
        'not json',
        { id: 'unknown', question: 'What is the name of the mayor of Reykjavik?' },
        { id: 3, question: 'Wie lange vorher muss ich Elternzeit anmelden?' },
      ],
    )
    expectShape(known!, 'known')
    expect(known).toMatchObject({ answered: true, text: expect.stringMatching(/\[1\]/) })
    const [citation] = known.citations as { source: string; quote: string; n: number }[]
    expect(citation).toMatchObject({ n: 1, source: 'handbook/expenses.md' })
    expect(readFileSync(join(parley.root, 'examples/handbook/expenses.md'), 'utf8')).toContain(citation!.quote)
    expect(bad).toMatchObject({ error: { code: 'INPUT_INVALID', message: expect.stringContaining('JSON') } })
    expectShape(unknown!, 'unknown')
    expect(unknown).toMatchObject({ answered: false, citations: [] })
    expectShape(german!, 3)
    expect(german.confidence).toBeGreaterThan(unknown.confidence as number)
    // The examples are read once: the third request finds them there.
    expect(german.tokens.prompt).toBeGreaterThan(0)
  })
})

describe('translate', () => {
  it('translates, keeps what must not change and the form of the text, and refuses an unknown language', async () => {
    const text =
      '# News\n\n- The release moves to Tuesday, see https://example.org/pulls/823\n- Run `npm ci` first, @lena.'
    const [list, wrong, same] = await parley.runLines(
      ['translate'],
      [
        { id: 1, text, to: 'German' },
        { id: 2, text: 'Hello', to: 'xx' },
        { id: 3, text: 'Guten Morgen zusammen, schön euch zu sehen.', to: 'de' },
      ],
    )
    expectShape(list!, 1)
    expect(list).toMatchObject({ from: 'en', to: 'de', lang: 'de' })
    expect(list.kept).toEqual(expect.arrayContaining(['https://example.org/pulls/823', '`npm ci`', '@lena']))
    expect(list.text).toMatch(/^# .+\n\n- .*https:\/\/example\.org\/pulls\/823.*\n- .*`npm ci`.*@lena/)
    expect(list.text).not.toContain('The release moves')
    expect(wrong).toMatchObject({ id: 2, error: { code: 'INPUT_INVALID', message: expect.stringContaining('xx') } })
    expect(same!.text).toBe('Guten Morgen zusammen, schön euch zu sehen.')
  })
})

describe('summarize', () => {
  it('ties every point to messages, and counts what was read', async () => {
    const lines = readFileSync(join(parley.root, 'examples/channel.jsonl'), 'utf8').trim().split('\n').slice(0, 20)
    const messages = lines.map(line => JSON.parse(line) as { id: string })
    const [all, focused] = await parley.runLines(
      ['summarize'],
      [
        { id: 'all', messages },
        { id: 'focused', messages, query: 'confirmation time' },
      ],
    )
    const ids = new Set(messages.map(({ id }) => id))
    for (const [result, id] of [
      [all!, 'all'],
      [focused!, 'focused'],
    ] as const) {
      expectShape(result, id)
      const points = result.points as { text: string; messages: string[] }[]
      expect(points.length).toBeGreaterThan(0)
      for (const point of points) {
        expect(point.messages.length).toBeGreaterThan(0)
        expect(point.messages.every(message => ids.has(message))).toBe(true)
      }
      const { messages: total, read, skipped } = result.coverage as { messages: number; read: number; skipped: number }
      expect([total, read + skipped]).toEqual([20, 20])
    }
  })
})

describe('minutes', () => {
  it('finds who does what until when', async () => {
    const messages = [
      { author: 'Nora', text: 'Good morning! First point: the brochure.' },
      { author: 'Paul', text: 'It still shows the old address of the office.' },
      { author: 'Nora', text: 'Paul, can you correct it by Thursday?' },
      { author: 'Paul', text: 'Yes. And we agreed to print 300 copies, nobody is against it.' },
      { author: 'Mei', text: "I'll order the paper tomorrow." },
      { author: 'Nora', text: 'We still don’t know who pays for it, that stays open.' },
    ]
    const [result] = await parley.runLines(['minutes'], [{ id: 'm', messages }])
    expectShape(result!, 'm')
    const actions = result.actions as { owner: string; task: string; due: string; messages: string[] }[]
    expect(actions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ owner: 'Paul', due: 'Thursday', messages: ['3', '4'] }),
        expect.objectContaining({ owner: 'Mei', due: 'tomorrow', messages: ['5'] }),
      ]),
    )
    expect(result.questions).toEqual([expect.objectContaining({ messages: ['6'] })])
  })
})

describe('write and chat', () => {
  it('rewrite and reply', async () => {
    const [rewritten] = await parley.runLines(
      ['write', '--style', 'friendly'],
      [{ id: 1, text: 'Send me the invoice of order 4812 by Friday.' }],
    )
    expectShape(rewritten!, 1)
    expect(rewritten.text).toContain('4812')
    const [reply] = await parley.runLines(['chat'], [{ id: 'hello', text: 'Hello, who are you?' }])
    expectShape(reply!, 'hello')
  })
})
