/** The files of the built-in label sets. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { builtInFile, builtInSets, loadBuiltInSet, parseExamples } from '../../../src/learning/built-in-sets.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import { dot } from '../../../src/models/vectors.ts'

const embedder = createTransformersEmbedder()
afterAll(() => embedder.close())

describe.each(Object.keys(builtInSets))('the set %s', name => {
  const examples = parseExamples(readFileSync(builtInFile(name, 'jsonl'), 'utf8'))

  it('has examples of every label in six languages, none twice', () => {
    const labels = Object.keys(builtInSets[name]!.labels)
    expect(new Set(examples.map(({ label }) => label))).toEqual(new Set(labels))
    for (const label of labels) {
      for (const lang of ['en', 'de', 'fr', 'es', 'zh', 'ja']) {
        const count = examples.filter(example => example.label === label && example.lang === lang).length
        expect(count, `${label} ${lang}`).toBeGreaterThanOrEqual(8)
      }
    }
    expect(new Set(examples.map(({ text }) => text)).size).toBe(examples.length)
  })

  it('has vectors that the embedder would make of them (else: node scripts/embed-examples.ts)', async () => {
    const { vectors } = await loadBuiltInSet(name, embedder)
    const sample = examples.filter((_, i) => i % 50 === 0).map(({ text }) => text)
    const made = await embedder.embed(sample, 'query')
    for (const [i, text] of sample.entries()) {
      const stored = vectors.get(text)
      expect(stored, text).toBeDefined()
      // The quantized model gives a text slightly different vectors in different batches.
      expect(dot(stored!, made[i]!)).toBeGreaterThan(0.97)
    }
  })

  it('does without the vectors of another embedder', async () => {
    const { definitions, vectors } = await loadBuiltInSet(name, { ...embedder, name: 'another' })
    expect(vectors.size).toBe(0)
    expect(definitions.map(({ label }) => label)).toEqual(Object.keys(builtInSets[name]!.labels))
  })
})
