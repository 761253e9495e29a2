/** Chooses the units that tell most, where a conversation is longer than the model can read in good time. */
import { centreOf, dot } from '../../models/vectors.ts'
import type { Unit } from './divide-conversation.ts'

/** How much a unit that repeats a chosen one loses (maximal marginal relevance, Carbonell and Goldstein, SIGIR 1998). */
const REPETITION = 0.5

/**
 * @param vectors a unit vector a unit
 * @param focus vector of what the reader asks for; without one, the middle of all vectors is what the conversation is about
 * @param maxTokens how much may be chosen, after the units' estimates
 * @returns indices of the chosen units, in order; all of them where they fit
 */
export function chooseUnits(
  units: readonly Unit[],
  vectors: readonly Float32Array[],
  maxTokens: number,
  focus?: Float32Array,
): number[] {
  const total = units.reduce((sum, unit) => sum + unit.tokens, 0)
  if (total <= maxTokens) return units.map((_, index) => index)
  const aim = focus ?? centreOf(vectors, vectors[0]?.length ?? 0)
  const relevance = units.map((unit, index) => dot(vectors[index]!, aim) + weightOf(unit))
  const nearest = units.map(() => 0)
  const chosen: number[] = []
  const open = new Set(units.keys())
  let left = maxTokens
  for (;;) {
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
    if (best === undefined) break
    open.delete(best)
    chosen.push(best)
    left -= units[best]!.tokens
    for (const index of open) nearest[index] = Math.max(nearest[index]!, dot(vectors[index]!, vectors[best]!))
  }
  return chosen.sort((a, b) => a - b)
}

/** A few words say little whatever they are close to; figures, names and questions say more. Cosines differ by about 0.1. */
function weightOf({ text }: Unit): number {
  const size = Math.min(1, text.length / 120)
  const hasFigure = /\p{N}/u.test(text) ? 1 : 0
  return 0.06 * size + 0.01 * hasFigure
}
