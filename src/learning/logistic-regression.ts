/** Multinomial logistic regression with an L2 penalty, fitted by L-BFGS: small, dense, deterministic. */

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
}

/** Pairs of steps and gradient changes that L-BFGS remembers (Nocedal & Wright 2006, 7.2: 3 to 20). */
const memory = 10
/** Fitting ends when the loss falls by less than this share. */
const tolerance = 1e-4

/**
 * Minimises mean cross-entropy + l2/2 · |weights|².
 * @param rows one vector an example, all of one length
 * @param labels class of each row, 0 to `classes` - 1
 */
export function fitLogisticRegression(
  rows: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  { l2, maxIterations }: FitOptions,
): LinearModel {
  const dimensions = rows[0]?.length ?? 0
  let weights = new Float64Array((dimensions + 1) * classes)
  let { loss, gradient } = evaluate(rows, labels, classes, weights, l2)
  const history: { step: Float64Array; change: Float64Array; product: number }[] = []
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const direction = descend(gradient, history)
    const slope = dot(direction, gradient)
    // The first direction is the bare gradient, whose length says nothing of how far to go.
    let size = iteration === 0 ? 1 / Math.max(norm(gradient), 1e-12) : 1
    let next = weights
    let value = { loss, gradient }
    let improved = false
    for (let attempt = 0; attempt < 20; attempt++, size /= 2) {
      next = weights.map((weight, index) => weight + size * direction[index]!)
      value = evaluate(rows, labels, classes, next, l2)
      improved = value.loss <= loss + 1e-4 * size * slope
      if (improved) break
    }
    if (!improved) break
    const step = next.map((weight, index) => weight - weights[index]!)
    const change = value.gradient.map((component, index) => component - gradient[index]!)
    const product = dot(step, change)
    if (product > 1e-12) history.push({ step, change, product })
    if (history.length > memory) history.shift()
    const gain = (loss - value.loss) / Math.max(Math.abs(loss), 1e-12)
    weights = next
    loss = value.loss
    gradient = value.gradient
    if (gain < tolerance) break
  }
  return { dimensions, classes, weights }
}

/** Unscaled log-probabilities of the classes, one row a vector. */
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
): { loss: number; gradient: Float64Array } {
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

/** The two-loop recursion (Nocedal & Wright 2006, algorithm 7.4): minus the gradient times the inverse Hessian, as far as it is known. */
function descend(
  gradient: Float64Array,
  history: readonly { step: Float64Array; change: Float64Array; product: number }[],
): Float64Array {
  const direction = gradient.map(component => -component)
  const factors: number[] = []
  for (const { step, change, product } of history.toReversed()) {
    const factor = dot(step, direction) / product
    addScaled(direction, change, -factor)
    factors.push(factor)
  }
  const last = history.at(-1)
  if (last) {
    const scale = last.product / dot(last.change, last.change)
    for (let index = 0; index < direction.length; index++) direction[index]! *= scale
  }
  for (const { step, change, product } of history) {
    addScaled(direction, step, factors.pop()! - dot(change, direction) / product)
  }
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!
  return total
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector))
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * source[index]!
}
