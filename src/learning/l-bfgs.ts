/** Minimises a smooth function by L-BFGS: deterministic, and other work gets its turn between two steps. */
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../errors.ts'

export interface Value {
  loss: number
  gradient: Float64Array
}

export interface MinimizeOptions {
  maxIterations: number
  signal?: AbortSignal
}

interface Pair {
  step: Float64Array
  change: Float64Array
  product: number
}

/** Pairs of steps and gradient changes that are remembered (Nocedal & Wright 2006, 7.2: 3 to 20). */
const MEMORY = 10
/** The search ends when the loss falls by less than this share. */
const TOLERANCE = 1e-4
const MAX_HALVINGS = 20

/**
 * @returns the point with the least loss that was found
 * @throws ParleyError CANCELLED
 */
export async function minimize(
  start: Float64Array,
  evaluate: (point: Float64Array) => Value,
  { maxIterations, signal }: MinimizeOptions,
): Promise<Float64Array> {
  let point = start
  let { loss, gradient } = evaluate(point)
  const history: Pair[] = []
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    await setImmediate()
    throwIfCancelled(signal)
    const direction = descend(gradient, history)
    const slope = dot(direction, gradient)
    // The first direction is the bare gradient, whose length says nothing of how far to go.
    let size = iteration === 0 ? 1 / Math.max(Math.sqrt(dot(gradient, gradient)), 1e-12) : 1
    let next = point
    let value: Value = { loss, gradient }
    let improved = false
    for (let attempt = 0; attempt < MAX_HALVINGS && !improved; attempt++, size /= 2) {
      next = point.map((x, index) => x + size * direction[index]!)
      value = evaluate(next)
      improved = value.loss <= loss + 1e-4 * size * slope
    }
    if (!improved) break
    const step = next.map((x, index) => x - point[index]!)
    const change = value.gradient.map((x, index) => x - gradient[index]!)
    const product = dot(step, change)
    if (product > 1e-12) history.push({ step, change, product })
    if (history.length > MEMORY) history.shift()
    const gain = (loss - value.loss) / Math.max(Math.abs(loss), 1e-12)
    point = next
    loss = value.loss
    gradient = value.gradient
    if (gain < TOLERANCE) break
  }
  return point
}

/** The two-loop recursion (Nocedal & Wright 2006, algorithm 7.4): minus the gradient times the inverse Hessian, as far as it is known. */
function descend(gradient: Float64Array, history: readonly Pair[]): Float64Array {
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

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * source[index]!
}
