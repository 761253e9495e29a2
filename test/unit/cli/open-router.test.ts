/** The router with the vectors that come with Parley. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Knowledge } from '../../../knowledge/knowledge.ts'
import { openRouter, routerExamples, routerVectorsPath } from '../../../src/cli/open-router.ts'
import { readVectors } from '../../../src/learning/vector-file.ts'
import type { Embedder } from '../../../src/models/embedder.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import { dot } from '../../../src/models/vectors.ts'
import { fakeServices } from '../../fixtures/fake-pipelines.ts'

const shipped = createTransformersEmbedder()
afterAll(() => shipped.close())

/** Counts what is embedded. */
function watch(name: string): { embedder: Embedder; embedded: () => number } {
  let count = 0
  const embedder: Embedder = {
    ...shipped,
    name,
    embed(texts, kind, signal) {
      count += texts.length
      return shipped.embed(texts, kind, signal)
    },
  }
  return { embedder, embedded: () => count }
}

const knowledge = { status: async () => ({ documents: { done: 0 } }) } as unknown as Knowledge
const open = (embedder: Embedder) => openRouter(fakeServices({ embedder, knowledge }))

describe('the router', () => {
  it('embeds only the message', async () => {
    const { embedder, embedded } = watch(shipped.name)
    const router = await open(embedder)
    expect(await router.guess({ text: 'Bitte fasse den Chat von heute zusammen' })).toMatchObject({
      pipeline: 'summarize',
      by: 'examples',
    })
    expect(embedded()).toBe(1)
  })

  it('embeds the examples where their vectors are of another embedder', async () => {
    const { embedder, embedded } = watch('another')
    const router = await open(embedder)
    expect(await router.guess({ text: 'Translate this into German' })).toMatchObject({ pipeline: 'translate' })
    expect(embedded()).toBe(routerExamples().length + 1)
  })

  it('has vectors that the embedder would make (else: node scripts/embed-examples.ts)', async () => {
    const examples = routerExamples()
    const vectors = readVectors(readFileSync(routerVectorsPath), JSON.stringify(examples), shipped)!
    expect(vectors).toHaveLength(examples.length)
    const sample = [...examples.keys()].filter(i => i % 40 === 0)
    const made = await shipped.embed(
      sample.map(i => examples[i]!),
      'query',
    )
    // The quantized model gives a text slightly different vectors in different batches.
    for (const [n, i] of sample.entries()) expect(dot(vectors[i]!, made[n]!), examples[i]).toBeGreaterThan(0.97)
  })
})
