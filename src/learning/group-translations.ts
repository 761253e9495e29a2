/** Finds which examples say the same in several languages: held out one without the other, they would make learning look better than it is. */
import { dot } from '../models/vectors.ts'

export interface LanguageRow {
  label: number
  /** ISO 639-1. */
  lang: string
  vector: Float32Array
}

/** Translations of short texts lie above, other texts of one label below; measured on the built-in sets. */
const MIN_COSINE = 0.89

/**
 * Two rows of one label belong together when each is the other's nearest in its language.
 * @returns a number a row, the same for rows that belong together
 */
export function groupTranslations(rows: readonly LanguageRow[]): number[] {
  const groups = rows.map((_, i) => i)
  const nearest = rows.map(row => nearestByLanguage(row, rows))
  for (const [i, row] of rows.entries()) {
    for (const j of nearest[i]!.values()) {
      if (nearest[j]!.get(row.lang) !== i || groups[i] === groups[j]) continue
      const [kept, joined] = [groups[i]!, groups[j]!]
      for (const [k, group] of groups.entries()) if (group === joined) groups[k] = kept
    }
  }
  return groups
}

/** Index of the nearest row of the same label in every other language, where one is near enough. */
function nearestByLanguage(row: LanguageRow, rows: readonly LanguageRow[]): Map<string, number> {
  const cosines = new Map<string, number>()
  const found = new Map<string, number>()
  for (const [j, other] of rows.entries()) {
    if (other.label !== row.label || other.lang === row.lang) continue
    const cosine = dot(row.vector, other.vector)
    if (cosine < Math.max(MIN_COSINE, cosines.get(other.lang) ?? 0)) continue
    cosines.set(other.lang, cosine)
    found.set(other.lang, j)
  }
  return found
}
