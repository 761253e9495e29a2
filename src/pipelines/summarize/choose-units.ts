/** Chooses the units that tell most, where a conversation is longer than the model can read in good time. */
import { centreOf, dot } from '../../models/vectors.ts'
import type { Unit } from './to-units.ts'

/** How much a unit that repeats a chosen one loses (maximal marginal relevance, Carbonell and Goldstein, SIGIR 1998). */
const REPETITION = 0.5

/**
 * @param vectors a unit vector a unit
 * @param relevance of every unit; without it, how near each is to the middle of all
 * @param maxTokens how much may be chosen, after the units' estimates
 * @returns indices of the chosen units, in order; all of them where they fit
 */
export function chooseUnits(
  units: readonly Unit[],
  vectors: readonly Float32Array[],
  maxTokens: number,
  relevance?: readonly number[],
): number[] {
  const total = units.reduce((sum, unit) => sum + unit.tokens, 0)
  if (total <= maxTokens) return units.map((_, index) => index)
  return [...takeBest(units, vectors, relevance ?? centrality(units, vectors), { maxTokens })].sort((a, b) => a - b)
}

/** @returns indices of the `count` units that tell most without repeating each other, best first */
export function rankUnits(
  units: readonly Unit[],
  vectors: readonly Float32Array[],
  count: number,
  relevance?: readonly number[],
): number[] {
  return [...takeBest(units, vectors, relevance ?? centrality(units, vectors), { count })]
}

/** @yields indices, best first */
function* takeBest(
  units: readonly Unit[],
  vectors: readonly Float32Array[],
  relevance: readonly number[],
  { maxTokens = Number.POSITIVE_INFINITY, count = units.length }: { maxTokens?: number; count?: number },
): Generator<number> {
  const nearest = units.map(() => 0)
  const open = new Set(units.keys())
  let left = maxTokens
  for (let taken = 0; taken < count; taken++) {
    let best: number | undefined
    let bestScore = Number.NEGATIVE_INFINITY
    for (const index of open) {
      if (units[index]!.tokens > left) continue
      const score = relevance[index]! - REPETITION * nearest[index]!
      if (score > bestScore) {
        best = index
        bestScore = score
      }
    }
    if (best === undefined) return
    open.delete(best)
    yield best
    left -= units[best]!.tokens
    for (const index of open) nearest[index] = Math.max(nearest[index]!, dot(vectors[index]!, vectors[best]!))
  }
}

/** How near each unit is to what the conversation is about, and how much there is to it. */
function centrality(units: readonly Unit[], vectors: readonly Float32Array[]): number[] {
  const centre = centreOf(vectors, vectors[0]?.length ?? 0)
  return units.map((unit, index) => dot(vectors[index]!, centre) + weightOf(unit))
}

/** Who decides, or gives or takes a task, says so in such words, in the languages of the prompts. */
const deciding =
  /\b(?:decided?|agreed?|approved|let['’]s|we(?: wi|['’])ll|action|todo|deadline|due|beschl\w+|einig\w*|vereinbart|genehmigt|frist|bis (?:montag|dienstag|mittwoch|donnerstag|freitag)|décid\w+|d['’]accord|approuvé\w*|décision|échéance|decid\w+|acord\w+|aprobad\w+|quedamos|plazo)\b|决定|同意|通过|批准|截止|负责|決定|決まり|決めま|了承|期限|担当/iu

/** A few words say little whatever they are close to; figures, decisions and tasks say more. Cosines differ by about 0.1. */
function weightOf({ text }: Unit): number {
  const size = Math.min(1, text.length / 120)
  const hasFigure = /\p{N}/u.test(text) ? 1 : 0
  return 0.06 * size + 0.01 * hasFigure + 0.02 * (deciding.test(text) ? 1 : 0)
}
