/** The meter on a language model. */
import { describe, expect, it } from 'vitest'
import { ParleyError } from '../../../src/errors.ts'
import type { LanguageModel, Usage } from '../../../src/models/language-model.ts'
import { meterModel } from '../../../src/models/metered-model.ts'

function fakeModel(usage: Usage): LanguageModel & { closed: boolean } {
  return {
    closed: false,
    info: { name: 'fake', contextTokens: 100, canScore: true, canWeigh: false },
    count: async text => text.length,
    countPrompt: async messages => messages.length,
    async *generate(request) {
      try {
        yield 'a'
        if (request.maxTokens === 1) throw new ParleyError('OUTPUT_TRUNCATED', 'Cut off.')
        yield 'b'
      } finally {
        request.onUsage?.(usage)
      }
    },
    async score(request) {
      request.onUsage?.(usage)
      return request.options.map(() => 1 / request.options.length)
    },
    async weigh(request) {
      request.onUsage?.(usage)
      return [-1]
    },
    async close() {
      this.closed = true
    },
  }
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

describe('meterModel', () => {
  it('sums the usage of all calls, also of those that fail or are given up, and tells the caller too', async () => {
    const { model, usage } = meterModel(fakeModel({ prompt: 10, reused: 4, output: 2 }))
    const seen: Usage[] = []
    expect(await textOf(model.generate({ messages: [], maxTokens: 5, onUsage: used => seen.push(used) }))).toBe('ab')
    await expect(textOf(model.generate({ messages: [], maxTokens: 1 }))).rejects.toMatchObject({
      code: 'OUTPUT_TRUNCATED',
    })
    for await (const _ of model.generate({ messages: [], maxTokens: 5 })) break
    await model.score({ messages: [], options: ['x', 'y'] })
    expect(usage()).toEqual({ prompt: 40, reused: 16, output: 8 })
    expect(seen).toEqual([{ prompt: 10, reused: 4, output: 2 }])
  })

  it('keeps the counts of two requests apart and leaves the model open', async () => {
    const inner = fakeModel({ prompt: 1, reused: 0, output: 1 })
    const first = meterModel(inner)
    const second = meterModel(inner)
    await textOf(first.model.generate({ messages: [], maxTokens: 5 }))
    await first.model.close()
    expect(second.usage()).toEqual({ prompt: 0, reused: 0, output: 0 })
    expect(inner.closed).toBe(false)
  })
})
