import { describe, expect, it } from 'vitest'
import questions from '../../../knowledge/background-questions.json' with { type: 'json' }
import { createHubnessOf, withoutHubness } from '../../../knowledge/hubness.ts'
import { dot } from '../../../src/models/vectors.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

describe('nearness without hubness', () => {
  it('moves a text that is near to every question back, against one that is near to this one', async () => {
    const embedder = createWordEmbedder()
    const hub = questions.en.join(' ')
    const [question, near, other] = await embedder.embed(
      ['What is the badger? How do I find the badger?', hub, 'A badger lives under the shed over there, do look.'],
      'query',
    )
    const hubness = await createHubnessOf(embedder)('en')
    const nearness = (vector: Float32Array) => withoutHubness(dot(question!, vector), vector, hubness)
    expect(dot(question!, near!)).toBeGreaterThan(dot(question!, other!))
    expect(dot(question!, near!) - dot(question!, other!)).toBeGreaterThan(nearness(near!) - nearness(other!))
  })

  it('embeds the questions of a language once, and again after it failed', async () => {
    const embedder = createWordEmbedder()
    let calls = 0
    const embed: typeof embedder.embed = (...args) => {
      calls++
      return calls === 1 ? Promise.reject(new Error('gone')) : embedder.embed(...args)
    }
    const hubnessOf = createHubnessOf({ ...embedder, embed })
    await expect(hubnessOf('de')).rejects.toThrow('gone')
    await hubnessOf('de')
    await hubnessOf('de')
    await hubnessOf('ko')
    await hubnessOf(undefined)
    expect(calls).toBe(3)
  })
})
