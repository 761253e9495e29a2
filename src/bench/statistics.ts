/** Several measurements of one thing, in one figure and its spread. */

export interface Measured {
  median: number
  min: number
  max: number
}

/** @param values at least one */
export function summarizeValues(values: readonly number[]): Measured {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}
