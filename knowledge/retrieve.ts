/** Finds passages for a question: by meaning (vectors) and by words (full text), and fuses the two rankings. */
import { throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { dot } from '../src/models/vectors.ts'
import { detectLanguage } from '../src/text/language.ts'
import { analyzeTerms } from '../src/text/terms.ts'
import { comparableCosine, isForeign } from './comparable-cosine.ts'
import { type createHubnessOf, type Hubness, withoutHubness } from './hubness.ts'
import type { Passage } from './knowledge.ts'
import type { Hit, PassageIndex } from './passage-index.ts'
import { toPassage } from './passage-table.ts'

/** What both searches found, and the question they were asked. */
export interface Candidates {
  vectors: Hit[]
  terms: Hit[]
  queryVector: Float32Array
  /** ISO 639-1; absent where the question is too short to tell. */
  queryLanguage?: string
  hubness: Hubness
}

/** Candidates that each search gives. */
const CANDIDATES = 50
/** More terms are a pasted text, whose first words say what it is about. */
const MAX_QUERY_TERMS = 100
/**
 * What the meaning counts, and what the words count, where the best of each counts 1: a convex combination of scores keeps how far
 * one candidate is ahead, which ranks forget (Bruch, Gai and Ingber, An Analysis of Fusion Functions, TOIS 2023).
 */
const MEANING_WEIGHT = 0.6
const WORDS_WEIGHT = 0.4
/** Of the words' weight, for a passage in another language than the question's: all they can share is names. */
const FOREIGN_WORDS = 0.3
/**
 * What its other words would have counted in the question's language, as a share of what its meaning does; else it stands behind whatever
 * shares "how many". Chosen on questions about the sample handbook, which is in three languages.
 */
const IMPUTED_WORDS = 0.8
/** From this confidence on the language of a question is believed. */
const SURE_OF_LANGUAGE = 0.3
/** The most passages of one document, as long as others remain. */
const MAX_PER_DOCUMENT = 3

/** @throws ParleyError KNOWLEDGE_UNAVAILABLE, MODEL_UNAVAILABLE, CANCELLED */
export async function findCandidates(
  query: string,
  readers: readonly string[],
  parts: { index: PassageIndex; embedder: Embedder; hubnessOf: ReturnType<typeof createHubnessOf> },
  signal?: AbortSignal,
): Promise<Candidates> {
  const { index, embedder, hubnessOf } = parts
  const { code, confidence } = detectLanguage(query)
  const terms = [...new Set(analyzeTerms(query, code))].slice(0, MAX_QUERY_TERMS)
  const [queryVector] = await embedder.embed([query], 'query', signal)
  const [vectors, words] = await Promise.all([
    index.searchVectors(queryVector!, readers, CANDIDATES),
    index.searchTerms(terms, readers, CANDIDATES),
  ])
  throwIfCancelled(signal)
  const queryLanguage = confidence < SURE_OF_LANGUAGE ? undefined : code
  const hubness = await hubnessOf(queryLanguage, signal)
  return { vectors, terms: words, queryVector: queryVector!, queryLanguage, hubness }
}

/** One ranking of both, best first; every passage has its cosine. */
export function fuseCandidates({ vectors, terms, queryVector, queryLanguage, hubness }: Candidates): Passage[] {
  const found = new Map<string, { hit: Hit; bm25?: number }>(vectors.map(hit => [hit.row.id, { hit }]))
  for (const hit of terms) found.set(hit.row.id, { hit, bm25: hit.score })
  const passages = [...found.values()].map(({ hit, bm25 }) =>
    toPassage(hit.row, { score: 0, cosine: dot(queryVector, hit.row.vector), bm25 }),
  )
  const vectorsFound = [...found.values()].map(({ hit }) => hit.row.vector)
  const cosines = passages.map((passage, index) =>
    withoutHubness(comparableCosine(passage.cosine, passage, queryLanguage), vectorsFound[index]!, hubness),
  )
  const lowest = Math.min(...cosines)
  const spread = Math.max(...cosines) - lowest || 1
  const mostWords = Math.max(...terms.map(hit => hit.score), Number.MIN_VALUE)
  const scored = passages.map((passage, index) => {
    const meaning = (cosines[index]! - lowest) / spread
    const shared = (passage.bm25 ?? 0) / mostWords
    const words = isForeign(passage, queryLanguage) ? FOREIGN_WORDS * shared + IMPUTED_WORDS * meaning : shared
    return { ...passage, score: MEANING_WEIGHT * meaning + WORDS_WEIGHT * words }
  })
  return scored.sort(byScore)
}

/** The best `limit`, with no document crowding out the others. */
export function selectDiverse(passages: readonly Passage[], limit: number): Passage[] {
  const perDocument = new Map<string, number>()
  const chosen: Passage[] = []
  const rest: Passage[] = []
  for (const passage of passages) {
    const count = perDocument.get(passage.doc) ?? 0
    perDocument.set(passage.doc, count + 1)
    if (count < MAX_PER_DOCUMENT) chosen.push(passage)
    else rest.push(passage)
  }
  const places = Math.max(0, limit - chosen.length)
  return [...chosen.slice(0, limit), ...rest.slice(0, places)].sort(byScore)
}

export function byScore(a: Passage, b: Passage): number {
  return b.score - a.score || b.cosine - a.cosine
}
