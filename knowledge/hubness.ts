/** Takes from cosines what a passage has in common with every question: some texts (tables, code, lists) lie near to all of them. */
import type { Embedder } from '../src/models/embedder.ts'
import { dot } from '../src/models/vectors.ts'
import backgroundQuestions from './background-questions.json' with { type: 'json' }

/** How near a text lies to questions that have nothing to do with it. */
export type Hubness = (vector: Float32Array) => number

/** The share of it that is taken off (CSLS: Conneau, Lample, Ranzato, Denoyer and Jégou, Word Translation Without Parallel Data, ICLR 2018). */
const SHARE = 0.5

const questions: Readonly<Record<string, readonly string[]>> = backgroundQuestions

/** @returns what measures texts against questions in a language, ISO 639-1; those of all languages where it has none or is not known */
export function createHubnessOf(
  embedder: Embedder,
): (lang: string | undefined, signal?: AbortSignal) => Promise<Hubness> {
  const made = new Map<string, Promise<Float32Array[]>>()

  function embed(key: string, signal?: AbortSignal): Promise<Float32Array[]> {
    const kept = made.get(key)
    if (kept) return kept
    const making = embedder.embed(questions[key] ?? Object.values(questions).flat(), 'query', signal)
    made.set(key, making)
    // What failed or was stopped is tried again.
    making.catch(() => made.delete(key))
    return making
  }

  return async (lang, signal) => {
    const vectors = await embed(lang !== undefined && questions[lang] ? lang : 'all', signal)
    return vector => vectors.reduce((sum, question) => sum + dot(vector, question), 0) / vectors.length
  }
}

/** What is left of a cosine; only differences of the result mean something. */
export function withoutHubness(cosine: number, vector: Float32Array, hubness: Hubness): number {
  return cosine - SHARE * hubness(vector)
}
