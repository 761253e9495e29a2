/** Finds passages for a question: by meaning (vectors) and by words (full text), and fuses the two rankings. */
import { throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { dot } from '../src/models/vectors.ts'
import { detectLanguage } from '../src/text/language.ts'
import { analyzeTerms } from '../src/text/terms.ts'
import type { Passage } from './knowledge.ts'
import type { Hit, PassageIndex } from './passage-index.ts'
import { toPassage } from './passage-table.ts'

/** What both searches found, and the question they were asked. */
export interface Candidates {
  vectors: Hit[]
  terms: Hit[]
  queryVector: Float32Array
  queryLanguage: string
}

/** Candidates that each search gives. */
const CANDIDATES = 50
/** More terms are a pasted text, whose first words say what it is about. */
const MAX_QUERY_TERMS = 100
/** Reciprocal rank fusion, after Cormack, Clarke and Büttcher, SIGIR 2009. */
const RANK_CONSTANT = 60
/** The most passages of one document, as long as others remain. */
const MAX_PER_DOCUMENT = 3

/** @throws ParleyError KNOWLEDGE_UNAVAILABLE, MODEL_UNAVAILABLE, CANCELLED */
export async function findCandidates(
  query: string,
  readers: readonly string[],
  parts: { index: PassageIndex; embedder: Embedder },
  signal?: AbortSignal,
): Promise<Candidates> {
  const { index, embedder } = parts
  const queryLanguage = detectLanguage(query).code
  const terms = [...new Set(analyzeTerms(query, queryLanguage))].slice(0, MAX_QUERY_TERMS)
  const [queryVector] = await embedder.embed([query], 'query', signal)
  const [vectors, words] = await Promise.all([
    index.searchVectors(queryVector!, readers, CANDIDATES),
    index.searchTerms(terms, readers, CANDIDATES),
  ])
  throwIfCancelled(signal)
  return { vectors, terms: words, queryVector: queryVector!, queryLanguage }
}

export interface FusionWeights {
  vectors: number
  terms: number
}

const fusionWeights: FusionWeights = { vectors: 1, terms: 1 }

/** One ranking of both, best first; every passage has its cosine. */
export function fuseCandidates(candidates: Candidates, weights: FusionWeights = fusionWeights): Passage[] {
  const { vectors, terms, queryVector } = candidates
  const found = new Map<string, { hit: Hit; score: number; bm25?: number }>()
  for (const [rank, hit] of vectors.entries()) {
    found.set(hit.row.id, { hit, score: weights.vectors / (RANK_CONSTANT + rank + 1) })
  }
  for (const [rank, hit] of terms.entries()) {
    const other = found.get(hit.row.id)
    const score = (other?.score ?? 0) + weights.terms / (RANK_CONSTANT + rank + 1)
    found.set(hit.row.id, { hit, score, bm25: hit.score })
  }
  return [...found.values()]
    .map(({ hit, score, bm25 }) => toPassage(hit.row, { score, cosine: dot(queryVector, hit.row.vector), bm25 }))
    .sort((a, b) => b.score - a.score || b.cosine - a.cosine)
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
  return [...chosen.slice(0, limit), ...rest.slice(0, places)].sort((a, b) => b.score - a.score || b.cosine - a.cosine)
}
