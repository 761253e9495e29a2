import { describe, expect, it } from 'vitest'
import { ParleyError } from '../../../src/errors.ts'
import type { Classifiers } from '../../../src/learning/classifiers.ts'
import type { Generation } from '../../../src/models/language-model.ts'
import type { Part, ResultBase, Services } from '../../../src/pipelines/pipeline.ts'
import { type SummarizeResult, summarize } from '../../../src/pipelines/summarize/summarize.ts'
import type { SummaryCache } from '../../../src/store/summary-cache.ts'
import type { Utterance } from '../../../src/text/utterance.ts'
import { fakeServices, wordModel } from '../../fixtures/fake-pipelines.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

const subjects = ['boat', 'lamp', 'rope', 'garden', 'bridge', 'kitchen', 'market', 'harbour']

/** A channel of many days. */
function channel(count: number): Utterance[] {
  return Array.from({ length: count }, (_, index) => {
    const ts = new Date(Date.UTC(2026, 0, 5) + index * 20 * 60_000 + (index % 17 === 0 ? 5000 : 0)).toISOString()
    const subject = subjects[Math.floor(index / 50) % subjects.length]
    const text = `The ${subject} number ${index} was painted by somebody who came along in the afternoon.`
    return { id: `m${index}`, author: index % 2 ? 'Ada' : 'Ben', text, ts }
  })
}

function memoryCache(): SummaryCache & { size(): number } {
  const kept = new Map<string, { value: string; messages: readonly string[] }>()
  return {
    size: () => kept.size,
    read: async keys => new Map(keys.flatMap(key => (kept.has(key) ? [[key, JSON.parse(kept.get(key)!.value)]] : []))),
    write: async entries => {
      for (const { key, value, messages } of entries) kept.set(key, { value: JSON.stringify(value), messages })
    },
    forget: async ids => {
      for (const [key, { messages }] of kept) if (messages.some(id => ids.includes(id))) kept.delete(key)
    },
    forgetBeginning: async () => {},
  }
}

/** Writes the last message that it was given, and counts what it was asked. */
function setUp({ generate = sayLast, summaries = memoryCache(), kinds = {} as Record<string, string> } = {}) {
  const embedder = createWordEmbedder()
  const asked = { generations: 0, embedded: 0 }
  const embed: typeof embedder.embed = (texts, ...more) => {
    asked.embedded += texts.length
    return embedder.embed(texts, ...more)
  }
  const classifier = {
    labels: [],
    classify: async (texts: readonly string[]) =>
      texts.map(text => {
        const label = Object.entries(kinds).find(([part]) => text.includes(part))?.[1] ?? 'other'
        return { label, scores: { [label]: 1 }, accepted: true, nearest: [] }
      }),
  }
  const services = fakeServices({
    embedder: { ...embedder, embed },
    summaries,
    classifiers: { builtIn: [], get: async () => classifier, train: async () => classifier } as Classifiers,
    model: {
      ...wordModel(),
      generate(request) {
        asked.generations++
        return generate(request)
      },
    },
  })
  return { services, asked, summaries }
}

async function* sayLast({ messages }: Generation) {
  const lines = messages.at(-1)!.content.split('\n\n')[0]!.split('\n')
  yield lines.at(-1)!
}

async function* isMissing(): AsyncGenerator<string> {
  yield await Promise.reject<string>(new ParleyError('MODEL_UNAVAILABLE', 'There is no model.'))
}

async function run(
  params: { messages: Utterance[]; query?: string; length?: 'short' | 'medium' | 'long' },
  services: Services,
  userName?: string,
) {
  const request = { readers: [], history: [], signal: new AbortController().signal, userName }
  const parts: Part<SummarizeResult>[] = []
  const given = { length: 'medium' as const, ...params }
  for await (const part of summarize.run({ ...request, params: given }, services)) parts.push(part)
  return { parts, result: (parts.at(-1) as { result: SummarizeResult & ResultBase }).result }
}

describe('a summary', () => {
  it('costs the model nothing the second time', async () => {
    const { services, asked } = setUp()
    const first = await run({ messages: channel(400) }, services)
    const { generations, embedded } = asked
    expect(generations).toBeGreaterThan(2)
    const second = await run({ messages: channel(400) }, services)
    expect(second.result).toEqual(first.result)
    expect(asked).toEqual({ generations, embedded })
  })

  it('costs for twenty more messages a small part of what the first reading cost', async () => {
    const { services, asked } = setUp()
    await run({ messages: channel(2000), length: 'long' }, services)
    const first = { ...asked }
    await run({ messages: channel(2020), length: 'long' }, services)
    expect(asked.generations - first.generations).toBeLessThanOrEqual(2)
    expect(asked.embedded - first.embedded).toBeLessThan(first.embedded / 10)
  })

  it('holds nothing of a message that is gone, and reads no more than its branch again', async () => {
    const { services, asked, summaries } = setUp()
    const messages = channel(600)
    const { result } = await run({ messages, length: 'long' }, services)
    const told = result.points[2]!
    const gone = told.messages.at(-1)!
    const before = asked.generations
    await summaries.forget([gone])
    const after = await run({ messages: messages.filter(({ id }) => id !== gone), length: 'long' }, services)
    expect(after.result.text).not.toContain(`number ${gone.slice(1)} `)
    expect(asked.generations - before).toBeLessThanOrEqual(2)
  })

  it('tells messages word for word, and says so, where there is no language model', async () => {
    const { services, summaries } = setUp({ generate: isMissing })
    const messages = channel(300)
    const { result } = await run({ messages }, services)
    expect(result.points.length).toBeGreaterThan(2)
    for (const point of result.points) {
      expect(messages.map(({ author, text }) => `${author}: ${text}`)).toContain(point.text)
    }
    expect(result.text).toContain('No language model could be reached')
    const later = setUp({ summaries })
    await run({ messages }, later.services)
    expect(later.asked.generations).toBeGreaterThan(0)
  })

  it('tells first what concerns the reader, then decisions and open questions', async () => {
    const messages = channel(400)
    messages[40] = { ...messages[40]!, author: 'Ada', text: 'Cleo, can you bring the big lamp on Sunday?' }
    messages[399] = { ...messages[399]!, text: 'So it is agreed, the bridge stays closed until May.' }
    const { services } = setUp({ kinds: { agreed: 'decision' } })
    const { result } = await run({ messages }, services, 'Cleo')
    const at = (text: string) => result.text.indexOf(text)
    expect(at('**For you**')).toBe(0)
    expect(at('bring the big lamp')).toBeGreaterThan(0)
    expect(at('bring the big lamp')).toBeLessThan(at('**Decisions**'))
    expect(at('bridge stays closed')).toBeLessThan(at('**Also said**'))
    expect(result.points[0]!.messages).toContain('m40')
  })

  it('of several channels tells each under its name, and decisions of all first', async () => {
    const of = (name: string) =>
      channel(200).map(({ id, text, ...rest }) => ({
        ...rest,
        id: `${name}/${id}`,
        text: `${text} In ${name}.`,
        channel: name,
      }))
    const messages = [...of('#sales'), ...of('#boats')]
    messages[199] = { ...messages[199]!, text: 'So it is agreed, the bridge stays closed until May.' }
    const { services } = setUp({ kinds: { agreed: 'decision' } })
    const { result } = await run({ messages }, services)
    expect(result.text).toMatch(/^\*\*Decisions\*\*\n\n- #sales: .*bridge stays closed/)
    expect(result.text.indexOf('**#sales**')).toBeLessThan(result.text.indexOf('**#boats**'))
    for (const point of result.points) expect(new Set(point.messages.map(id => id.split('/')[0])).size).toBe(1)
  })

  it('says what was set aside, and what could not be read', async () => {
    const messages = channel(20)
    messages[3] = { ...messages[3]!, text: '[file: plan.png]' }
    messages[5] = { ...messages[5]!, text: '+1' }
    const { result } = await run({ messages }, setUp().services)
    expect(result.text).toMatch(
      /_Messages read: 18 of 20; notices, reactions and repeats set aside: 1; images not read: 1\._$/,
    )
    expect(result.coverage).toMatchObject({ messages: 20, read: 18, skipped: 2, aside: { image: 1, reaction: 1 } })
  })

  it('about a question tells the message that answers it, wherever it stands', async () => {
    const messages = channel(900)
    messages[433] = { ...messages[433]!, text: 'The zeppelin leaves at noon.' }
    const { services } = setUp()
    const { result } = await run({ messages, query: 'When does the zeppelin leave?' }, services)
    expect(result.points.some(point => point.messages.includes('m433'))).toBe(true)
    expect(result.text).toContain('The zeppelin leaves at noon.')
  })

  it('is longer where more is asked for', async () => {
    const { services } = setUp()
    const messages = channel(900)
    const count = async (length: 'short' | 'medium' | 'long') =>
      (await run({ messages, length }, services)).result.points.length
    const counts = [await count('short'), await count('medium'), await count('long')]
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(new Set(counts).size).toBe(3)
  })
})
