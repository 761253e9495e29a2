/** Tells texts that belong to a set of labels from those that belong to none of them. */
import type { EvidenceWeights, HeldOut } from './evidence-weights.ts'
import { weigh } from './evidence-weights.ts'

/** The probability that a text belongs to one of the labels, given its weighted evidence. */
export type Acceptance = (evidence: Float64Array) => number

/** Standard deviations below the mean of known texts: with a normal distribution 1 of 10 lies lower. */
const REJECTED_DEVIATIONS = 1.2816
/** With fewer examples that were held out there is no telling. */
const MIN_HELD_OUT = 6

/**
 * Learns from held-out examples: as they are, and, as texts of an unknown kind, with their own label struck out.
 * The best label's evidence then has two distributions, and the log-odds between two normal ones of the same width are linear.
 * The threshold of one half lies where a tenth of the known texts would be turned away.
 */
export function learnAcceptance(held: readonly HeldOut[], weights: EvidenceWeights): Acceptance {
  if (held.length < MIN_HELD_OUT) return () => 1
  const classes = held[0]!.evidence[0].length
  const known: number[] = []
  const unknown: number[] = []
  for (const [i, example] of held.entries()) {
    // One of the others is struck out too, so that both have the same number of labels to choose from.
    const other = (example.label + 1 + (i % (classes - 1))) % classes
    known.push(bestWithout(other, example, weights))
    unknown.push(bestWithout(example.label, example, weights))
  }
  const [mean, variance] = momentsOf(known)
  const [otherMean, otherVariance] = momentsOf(unknown)
  const threshold = mean - REJECTED_DEVIATIONS * Math.sqrt(variance)
  const slope = Math.max(0, mean - otherMean) / Math.max((variance + otherVariance) / 2, 1e-9)
  return evidence => 1 / (1 + Math.exp(slope * (threshold - Math.max(...evidence))))
}

function bestWithout(label: number, { evidence }: HeldOut, weights: EvidenceWeights): number {
  // The log-probabilities that are left sum to 1 again, as if the label had never been there.
  const rescaled = -weights[0] * Math.log(Math.max(1 - Math.exp(evidence[0][label]!), 1e-9))
  let best = Number.NEGATIVE_INFINITY
  for (const [k, sum] of weigh(evidence, weights).entries()) if (k !== label) best = Math.max(best, sum)
  return best + rescaled
}

function momentsOf(values: readonly number[]): [mean: number, variance: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length]
}
