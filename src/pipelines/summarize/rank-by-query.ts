/** How much each unit of a conversation has to do with a question: by meaning, and by the rare words that both hold. */
import { dot } from '../../models/vectors.ts'
import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Unit } from './to-units.ts'

/** What all words of the question count, where cosines differ by some 0.1. */
const WORDS_WEIGHT = 0.12

/**
 * @param vectors a unit vector a unit
 * @param focus the question's vector
 * @param lang ISO 639-1 code of the conversation
 * @returns a number a unit; only their differences mean something
 */
export function rankByQuery(
  units: readonly Unit[],
  vectors: readonly Float32Array[],
  { query, focus, lang }: { query: string; focus: Float32Array; lang: string },
): number[] {
  const wanted = [...new Set(analyzeTerms(query, lang))].filter(term => !functionWords.has(term))
  const held = units.map(({ author, text }) => new Set(analyzeTerms(`${author} ${text}`, lang)))
  const weights = wanted.map(term => {
    const count = held.filter(terms => terms.has(term)).length
    // Inverse document frequency (Spärck Jones, 1972); a word that nobody said tells nothing.
    return count === 0 ? 0 : Math.log1p(units.length / count)
  })
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1
  return units.map((_, index) => {
    const shared = wanted.reduce((sum, term, at) => sum + (held[index]!.has(term) ? weights[at]! : 0), 0)
    return dot(vectors[index]!, focus) + (WORDS_WEIGHT * shared) / all
  })
}
