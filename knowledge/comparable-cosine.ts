/** Cosines of passages in different languages, on one scale. */
import type { Passage } from './knowledge.ts'

/**
 * Added to the cosine of a passage in another language than the question's, because the embedder puts texts of one language nearer
 * together. Chosen on questions about the sample handbook, which is in three languages.
 */
const FOREIGN_COSINE = 0.015

/** A cosine between the question and some of the passage, as it would be if both were in one language. */
export function comparableCosine(cosine: number, passage: Passage, queryLanguage: string | undefined): number {
  return isForeign(passage, queryLanguage) ? cosine + FOREIGN_COSINE : cosine
}

/** @param queryLanguage ISO 639-1; where it is not known no passage counts as foreign */
export function isForeign(passage: Passage, queryLanguage: string | undefined): boolean {
  return queryLanguage !== undefined && passage.lang !== queryLanguage
}
