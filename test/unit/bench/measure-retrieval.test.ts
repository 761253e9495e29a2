import { expect, it } from 'vitest'
import { measureRetrieval } from '../../../src/bench/measure-retrieval.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

it('finds all of the nearest where every passage is compared, and times every search', async () => {
  const figures = await measureRetrieval(2000, createWordEmbedder(), new AbortController().signal)
  expect(figures).toMatchObject({ passages: 2000, recallOfHalf: 1, recallOfFew: 1 })
  for (const { min, median } of [figures.half, figures.few]) expect(median).toBeGreaterThanOrEqual(min)
  expect(figures.half.min).toBeGreaterThan(0)
})
