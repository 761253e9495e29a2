/** Finds what somebody probably meant by a name that does not exist. */
import { distance } from 'fastest-levenshtein'

/** The most of a name that may be wrong, as a share of the longer of both: two letters of five. */
const maxShare = 0.4

/**
 * The candidate with the fewest edits (Levenshtein) to `name`, case ignored; of equals, the one nearest in length, then the first.
 * @returns undefined where none is near
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const [nearest] = candidates
    .map(candidate => ({
      candidate,
      edits: distance(name.toLowerCase(), candidate.toLowerCase()),
      lengths: Math.abs(name.length - candidate.length),
    }))
    .filter(({ candidate, edits }) => edits <= maxShare * Math.max(name.length, candidate.length))
    .sort((a, b) => a.edits - b.edits || a.lengths - b.lengths)
  return nearest?.candidate
}

/**
 * What to say after naming something unknown: `did you mean "x"?`, or the names there are.
 * @param candidates at least one; shown in this order
 */
export function suggestName(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates)
  return nearest === undefined ? `known are ${candidates.join(', ')}` : `did you mean ${nearest}?`
}
