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

/**
 * Compares round by round, so that a machine that is slow for a while is slow for both; above 1 is in favour of the first.
 * @param better which of two figures is the better one
 */
export function summarizeRatios(
  first: readonly number[],
  second: readonly number[],
  better: 'higher' | 'lower',
): Measured {
  return summarizeValues(
    first.map((value, round) => (better === 'higher' ? value / second[round]! : second[round]! / value)),
  )
}

/** Half of the range, in percent of the median: the number after `±`. */
export function spreadPercent({ median, min, max }: Measured): number {
  return median === 0 ? 0 : ((max - min) / 2 / median) * 100
}
