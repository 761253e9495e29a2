/** Ranks the units of a segment by how near they are to a sentence that was made of it. */
import { dot } from '../../models/vectors.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Unit } from './to-units.ts'
import type { Segment } from './write-points.ts'

export interface RankedUnit {
  unit: Unit
  score: number
}

/** By meaning and by shared words: the cosine alone confuses messages on one subject. Best first. */
export function rankSources(
  { units, vectors }: Segment,
  sentence: string,
  vector: Float32Array,
  lang: string,
): RankedUnit[] {
  const terms = new Set(analyzeTerms(sentence, lang))
  return units
    .map((unit, index) => {
      const own = new Set(analyzeTerms(`${unit.author} ${unit.text}`, lang))
      const shared = [...terms].filter(term => own.has(term)).length / Math.max(1, terms.size)
      return { unit, score: dot(vectors[index]!, vector) + 0.3 * shared }
    })
    .sort((a, b) => b.score - a.score)
}
