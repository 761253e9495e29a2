/** What every language model must do, run by language-model.test.ts over each implementation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatMessage, Generation, JsonSchema, LanguageModel, Usage } from '../../src/models/language-model.ts'

export interface OpenOptions {
  /** Requests that run at the same time. */
  running: number
  /** Requests that may wait. */
  waiting: number
}

export interface ModelUnderTest {
  name: string
  open(options?: OpenOptions): Promise<LanguageModel>
}

const system: ChatMessage = { role: 'system', content: 'You say what comes to mind. '.repeat(20) }
const ask = (content: string): ChatMessage[] => [system, { role: 'user', content }]
/** The tiny model answers this with 38 tokens and then ends its turn. */
const ENDING: ChatMessage[] = [{ role: 'user', content: 'x' }]

interface Outcome {
  text: string
  chunks: number
  usage: Usage
  code?: string
  message?: string
}

async function collect(model: LanguageModel, request: Generation): Promise<Outcome> {
  const outcome: Outcome = { text: '', chunks: 0, usage: { prompt: -1, reused: -1, output: -1 } }
  try {
    for await (const text of model.generate({
      ...request,
      onUsage: usage => {
        outcome.usage = usage
      },
    })) {
      outcome.text += text
      outcome.chunks++
    }
  } catch (error) {
    outcome.code = (error as { code?: string }).code ?? String(error)
    outcome.message = (error as Error).message
  }
  return outcome
}

export function describeLanguageModel({ name, open }: ModelUnderTest): void {
  describe(name, () => {
    let model: LanguageModel
    beforeAll(async () => {
      model = await open()
    })
    afterAll(() => model.close())

    it('streams an answer up to its end', async () => {
      const { text, chunks, usage, code } = await collect(model, { messages: ENDING, maxTokens: 100 })
      expect(code).toBeUndefined()
      expect(chunks).toBeGreaterThan(10)
      expect(text.length).toBeGreaterThan(chunks)
      expect(usage.prompt).toBe(await model.countPrompt(ENDING))
      expect(usage.output).toBeGreaterThan(10)
      expect(usage.output).toBeLessThan(100)
    })

    it('writes the same at temperature 0, and the same with the same seed above it', async () => {
      const request: Generation = { messages: ask('Tell me more'), maxTokens: 24 }
      const first = await collect(model, request)
      expect((await collect(model, request)).text).toBe(first.text)
      const warm = { ...request, temperature: 1.5, topP: 1 }
      const seeded = await collect(model, { ...warm, seed: 7 })
      expect((await collect(model, { ...warm, seed: 7 })).text).toBe(seeded.text)
      expect((await collect(model, { ...warm, seed: 8 })).text).not.toBe(seeded.text)
    })

    it('ends before a stop string and shows nothing of it', async () => {
      const { text: whole } = await collect(model, { messages: ENDING, maxTokens: 100 })
      const stop = whole.slice(12, 16)
      const { text, code } = await collect(model, { messages: ENDING, maxTokens: 100, stop: ['never written', stop] })
      expect(code).toBeUndefined()
      expect(text).toBe(whole.slice(0, whole.indexOf(stop)))
    })

    it('says after the last chunk that an answer was cut', async () => {
      const { text, usage, code } = await collect(model, { messages: ask('Go on'), maxTokens: 12 })
      expect(code).toBe('OUTPUT_TRUNCATED')
      expect(text).not.toBe('')
      expect(usage.output).toBe(12)
    })

    it('refuses a prompt that does not fit beside the answer, naming both numbers, before it reads anything', async () => {
      const messages = ask('much '.repeat(model.info.contextTokens))
      const prompt = await model.countPrompt(messages)
      const { code, message, usage, text } = await collect(model, { messages, maxTokens: 10 })
      expect(code).toBe('INPUT_TOO_LARGE')
      expect(message).toContain(String(prompt))
      expect(message).toContain(String(model.info.contextTokens))
      expect(usage.output).toBe(0)
      expect(text).toBe('')
      const short = ask('hi')
      const room = model.info.contextTokens - (await model.countPrompt(short))
      expect((await collect(model, { messages: short, maxTokens: room + 1 })).code).toBe('INPUT_TOO_LARGE')
    })

    it('writes the answer on from its prefix', async () => {
      const answerPrefix = 'The list: '
      const { text: whole } = await collect(model, { messages: ENDING, maxTokens: 20 })
      const prefixed = await collect(model, { messages: ENDING, maxTokens: 20, answerPrefix })
      expect(prefixed.text).not.toBe(whole)
      expect(prefixed.text).not.toContain(answerPrefix)
      expect(prefixed.usage.prompt).toBe((await model.countPrompt(ENDING)) + (await model.count(answerPrefix)))
    })

    it('stops while it writes, and answers the next request as ever', async () => {
      const { text: whole } = await collect(model, { messages: ENDING, maxTokens: 100 })
      const abort = new AbortController()
      const started = model
        .generate({ messages: ask('Talk on and on'), maxTokens: 1000, signal: abort.signal })
        [Symbol.asyncIterator]()
      await started.next()
      abort.abort()
      await expect(
        (async () => {
          while (!(await started.next()).done);
        })(),
      ).rejects.toMatchObject({ code: 'CANCELLED' })
      expect((await collect(model, { messages: ENDING, maxTokens: 100 })).text).toBe(whole)
    })

    it('stops while it reads, and answers the next request as ever', async () => {
      const { text: whole } = await collect(model, { messages: ENDING, maxTokens: 100 })
      const abort = new AbortController()
      const messages: ChatMessage[] = [{ role: 'user', content: 'never read before '.repeat(80) }]
      const stopped = collect(model, { messages, maxTokens: 500, signal: abort.signal })
      setImmediate(() => abort.abort())
      const { code, usage } = await stopped
      expect(code).toBe('CANCELLED')
      expect(usage.output).toBe(0)
      expect((await collect(model, { messages: ENDING, maxTokens: 100 })).text).toBe(whole)
    })

    it('stops when its reader leaves', async () => {
      let usage: Usage | undefined
      for await (const _text of model.generate({
        messages: ask('Talk on and on'),
        maxTokens: 1500,
        onUsage: counted => {
          usage = counted
        },
      })) {
        break
      }
      expect(usage?.output).toBeLessThan(1500)
    })

    it('writes JSON after a schema', async () => {
      const schema: JsonSchema = {
        type: 'object',
        properties: {
          sure: { type: 'boolean' },
          kind: { enum: ['tea "green"', 'cake'] },
          parts: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
          title: { type: 'string', maxLength: 8 },
        },
      }
      const { text, code } = await collect(model, {
        messages: ask('What is there?'),
        maxTokens: 250,
        format: { type: 'json', schema },
      })
      expect(code).toBeUndefined()
      const value = JSON.parse(text)
      expect(Object.keys(value)).toEqual(['sure', 'kind', 'parts', 'title'])
      expect(typeof value.sure).toBe('boolean')
      expect(['tea "green"', 'cake']).toContain(value.kind)
      expect(value.parts.length).toBeGreaterThan(0)
      expect(value.parts.every(Number.isInteger)).toBe(true)
      expect(value.title.length).toBeLessThanOrEqual(8)
    })

    it('refuses a schema that is none', async () => {
      const format = { type: 'json', schema: { type: 'text' } } as unknown as Generation['format']
      const { code, message } = await collect(model, { messages: ask('Hm?'), maxTokens: 20, format })
      expect(code).toBe('INPUT_INVALID')
      expect(message).toContain('"text"')
    })

    it('writes exactly one of the options', async () => {
      const options = ['green tea', 'a "cake"', 'größer']
      for (const question of ['Which?', 'Which one now?', 'Say it']) {
        const { text, code } = await collect(model, {
          messages: ask(question),
          maxTokens: 30,
          format: { type: 'choice', options },
        })
        expect(code).toBeUndefined()
        expect(options).toContain(text)
      }
    })

    it('scores options with probabilities that sum to 1, and always the same', async () => {
      const request = { messages: ask('Is it so?'), options: ['Yes', 'No', 'Maybe'] }
      const scores = await model.score(request)
      expect(scores).toHaveLength(3)
      expect(scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
      expect(scores.every(score => score > 0 && score < 1)).toBe(true)
      expect(await model.score(request)).toEqual(scores)
      const other = await model.score({ ...request, answerPrefix: 'My answer is ' })
      expect(other).not.toEqual(scores)
      await expect(model.score({ ...request, options: ['apple', 'apples'] })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    })

    it('weighs how a message ends, token by token, and always the same', async () => {
      const messages = ask('It rains. Is it so?')
      const request = { messages, ending: ' Is it so?' }
      if (!model.info.canWeigh) {
        await expect(model.weigh(request)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
        return
      }
      const weighed = await model.weigh(request)
      expect(weighed).toHaveLength((await model.countPrompt(messages)) - (await model.countPrompt(ask('It rains.'))))
      expect(weighed.every(value => value < 0 && Number.isFinite(value))).toBe(true)
      expect(await model.weigh(request)).toEqual(weighed)
      await collect(model, { messages, maxTokens: 5 })
      const again = await model.weigh(request)
      for (const [i, value] of again.entries()) expect(value).toBeCloseTo(weighed[i]!, 3)
      const shorter = await model.weigh({ messages, ending: ' so?' })
      for (const [i, value] of shorter.entries()) expect(value).toBeCloseTo(weighed.at(i - shorter.length)!, 3)
      await expect(model.weigh({ messages, ending: 'another end' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    })

    it('reads again only what is new in a next turn', async () => {
      const messages = ask('Where were we?')
      const first = await collect(model, { messages, maxTokens: 30 })
      const next: ChatMessage[] = [
        ...messages,
        { role: 'assistant', content: 'Somewhere else.' },
        { role: 'user', content: 'And now?' },
      ]
      const second = await collect(model, { messages: next, maxTokens: 10 })
      expect(second.usage.prompt - second.usage.reused).toBeLessThan(second.usage.prompt - first.usage.prompt + 5)
    })

    it('reads a beginning that chats have in common only once', async () => {
      const shared: ChatMessage = { role: 'system', content: 'Rules that hold for all. '.repeat(30) }
      const chat = (content: string) => ({ messages: [shared, { role: 'user', content } as const], maxTokens: 5 })
      const first = await collect(model, chat('one'))
      const others = await Promise.all(['two', 'three', 'four'].map(content => collect(model, chat(content))))
      for (const { usage } of others) expect(usage.prompt - usage.reused).toBeLessThan(30)
      expect(first.usage.prompt).toBeGreaterThan(200)
    })

    it('answers requests side by side as it answers them alone', async () => {
      const questions = ['Hello there', 'What is the sky?', 'write more text', 'the cat', 'the dog', '1 2 3']
      const request = (content: string): Generation => ({ messages: ask(content), maxTokens: 24 })
      const alone: string[] = []
      for (const question of questions) alone.push((await collect(model, request(question))).text)
      const together = await Promise.all(questions.map(question => collect(model, request(question))))
      expect(together.map(({ text }) => text)).toEqual(alone)
    })

    it('lets requests wait in turn, interactive ones first, and refuses what is too much', async () => {
      const small = await open({ running: 1, waiting: 2 })
      const order: string[] = []
      const abort = new AbortController()
      const start = (label: string, extra: Partial<Generation> = {}) =>
        collect(small, { messages: ask(label), maxTokens: 8, ...extra }).then(outcome => {
          order.push(label)
          return outcome
        })
      const running = start('running')
      const background = start('background', { priority: 'background' })
      const stopped = start('stopped', { signal: abort.signal })
      expect((await start('refused')).code).toBe('MODEL_OVERLOADED')
      abort.abort()
      expect((await stopped).code).toBe('CANCELLED')
      const interactive = start('interactive')
      await Promise.all([running, background, interactive])
      expect(order).toEqual(['refused', 'stopped', 'running', 'interactive', 'background'])
      await small.close()
    })

    it('ends what runs and what waits when it is closed, and refuses what comes later', async () => {
      const small = await open({ running: 1, waiting: 2 })
      const running = collect(small, { messages: ask('Talk on'), maxTokens: 1500 })
      const waiting = collect(small, { messages: ask('Me too'), maxTokens: 1500 })
      await small.close()
      expect((await running).code).toBe('MODEL_UNAVAILABLE')
      expect((await waiting).code).toBe('MODEL_UNAVAILABLE')
      expect((await collect(small, { messages: ENDING, maxTokens: 5 })).code).toBe('MODEL_UNAVAILABLE')
      await expect(small.count('a')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    })
  })
}
