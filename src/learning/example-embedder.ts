/** Embeds training examples, and keeps their vectors: a set that changes by one example costs one embedding. */
import type { Embedder } from '../models/embedder.ts'

/** Vectors of 1.5 kB each. */
const KEPT_VECTORS = 10_000

export interface ExampleEmbedder {
  /** @throws ParleyError MODEL_UNAVAILABLE, CANCELLED */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>
  /** Vectors that are known already. */
  add(vectors: ReadonlyMap<string, Float32Array>): void
}

export function createExampleEmbedder(embedder: Embedder): ExampleEmbedder {
  /** In the order of their last use. */
  const kept = new Map<string, Float32Array>()

  function keep(text: string, vector: Float32Array): void {
    kept.delete(text)
    kept.set(text, vector)
    if (kept.size > KEPT_VECTORS) kept.delete(kept.keys().next().value!)
  }

  return {
    async embed(texts, signal) {
      const vectors = new Map(texts.map(text => [text, kept.get(text)]))
      const missing = [...vectors].filter(([, vector]) => vector === undefined).map(([text]) => text)
      const made = missing.length === 0 ? [] : await embedder.embed(missing, 'query', signal)
      for (const [i, text] of missing.entries()) vectors.set(text, made[i]!)
      for (const [text, vector] of vectors) keep(text, vector!)
      return texts.map(text => vectors.get(text)!)
    },

    add(vectors) {
      for (const [text, vector] of vectors) keep(text, vector)
    },
  }
}
