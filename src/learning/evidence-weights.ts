/** How much each view of a text counts: weights that make held-out examples likeliest (stacking, Wolpert 1992), which also calibrates. */
import type { Evidence } from './evidence.ts'
import { minimize, type Value } from './l-bfgs.ts'
import { softmax } from './logistic-regression.ts'

/** An example judged by what was learnt without it. */
export interface HeldOut {
  evidence: Evidence
  label: number
}

export type EvidenceWeights = readonly [regression: number, nearest: number, wording: number, name: number]

/** What the weights were on several sets of 5 to 50 examples a label; few examples leave them near these. */
const priorWeights: EvidenceWeights = [1.2, 15, 4, 20]
const MAX_ITERATIONS = 40

/** The weighted evidence for each label: softmax makes it probabilities. */
export function weigh(evidence: Evidence, weights: EvidenceWeights): Float64Array {
  return evidence[0].map((_, label) => evidence.reduce((sum, view, v) => sum + weights[v]! * view[label]!, 0))
}

/**
 * Maximum a posteriori: the likelihood of the held-out labels, and a log-normal prior of width 1 on every weight.
 * @throws ParleyError CANCELLED
 */
export async function fitEvidenceWeights(held: readonly HeldOut[], signal?: AbortSignal): Promise<EvidenceWeights> {
  const prior = Float64Array.from(priorWeights, Math.log)
  const logs = await minimize(prior, point => evaluate(held, point, prior), { maxIterations: MAX_ITERATIONS, signal })
  return Array.from(logs, Math.exp) as unknown as EvidenceWeights
}

function evaluate(held: readonly HeldOut[], logs: Float64Array, prior: Float64Array): Value {
  const weights = Array.from(logs, Math.exp) as unknown as EvidenceWeights
  const gradient = logs.map((log, v) => log - prior[v]!)
  let loss = gradient.reduce((sum, difference) => sum + difference ** 2 / 2, 0)
  for (const { evidence, label } of held) {
    const shares = weigh(evidence, weights)
    const own = shares[label]!
    loss += softmax(shares) - own
    for (const [v, view] of evidence.entries()) {
      const expected = view.reduce((sum, x, k) => sum + x * shares[k]!, 0)
      gradient[v]! += weights[v]! * (expected - view[label]!)
    }
  }
  return { loss, gradient }
}
