/** Multinomial logistic regression with an L2 penalty: small, dense, deterministic. */
import { minimize, type Value } from './l-bfgs.ts'

export interface LinearModel {
  readonly dimensions: number
  readonly classes: number
  /** `dimensions + 1` rows of `classes` weights; the last row is the bias. */
  readonly weights: Float64Array
}

export interface FitOptions {
  /** Penalty on the squared weights, beside the mean loss. */
  l2: number
  maxIterations: number
  signal?: AbortSignal
}

/**
 * Minimises mean cross-entropy + l2/2 · |weights|².
 * @param rows one vector an example, all of one length
 * @param labels class of each row, 0 to `classes` - 1
 * @throws ParleyError CANCELLED
 */
export async function fitLogisticRegression(
  rows: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  { l2, ...options }: FitOptions,
): Promise<LinearModel> {
  const dimensions = rows[0]?.length ?? 0
  const start = new Float64Array((dimensions + 1) * classes)
  const weights = await minimize(start, point => evaluate(rows, labels, classes, point, l2), options)
  return { dimensions, classes, weights }
}

/** Unscaled log-probabilities of the classes. */
export function logitsOf({ dimensions, classes, weights }: LinearModel, row: Float32Array): Float64Array {
  const logits = weights.slice(dimensions * classes)
  for (let d = 0; d < dimensions; d++) {
    const x = row[d]!
    const offset = d * classes
    for (let k = 0; k < classes; k++) logits[k]! += x * weights[offset + k]!
  }
  return logits
}

/** Probabilities from logits, in place. @returns the log of the normaliser */
export function softmax(logits: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > max) max = logit
  let total = 0
  for (let k = 0; k < logits.length; k++) {
    const power = Math.exp(logits[k]! - max)
    logits[k] = power
    total += power
  }
  for (let k = 0; k < logits.length; k++) logits[k]! /= total
  return max + Math.log(total)
}

function evaluate(
  rows: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  weights: Float64Array,
  l2: number,
): Value {
  const dimensions = weights.length / classes - 1
  const model = { dimensions, classes, weights }
  const gradient = new Float64Array(weights.length)
  let loss = 0
  const share = 1 / rows.length
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const label = labels[i]!
    const residual = logitsOf(model, row)
    const own = residual[label]!
    loss += (softmax(residual) - own) * share
    residual[label]! -= 1
    for (let k = 0; k < classes; k++) residual[k]! *= share
    for (let d = 0; d < dimensions; d++) {
      const x = row[d]!
      const offset = d * classes
      for (let k = 0; k < classes; k++) gradient[offset + k]! += x * residual[k]!
    }
    const bias = dimensions * classes
    for (let k = 0; k < classes; k++) gradient[bias + k]! += residual[k]!
  }
  for (let index = 0; index < weights.length; index++) {
    loss += 0.5 * l2 * weights[index]! ** 2
    gradient[index]! += l2 * weights[index]!
  }
  return { loss, gradient }
}
