/** Finds how much of something fits into a message, with few looks: each look renders it. */

/** Measures the beginning of something as it would be shown. */
export interface Room<Head> {
  readonly limit: number
  size(head: Head): number
}

/** The room for what is a part of something else. */
export function narrow<Outer, Inner>(room: Room<Outer>, wrap: (inner: Inner) => Outer): Room<Inner> {
  return { limit: room.limit, size: inner => room.size(wrap(inner)) }
}

/** So full a message is full enough. */
const FULL = 0.97
/** By then guessing has not helped. */
const MAX_GUESSES = 8

/**
 * A number from `min` to `max` of which the size is within the limit, the largest or nearly; `min` always counts as such.
 * Guesses in proportion, and halves the range where that does not help.
 */
export function longestFit(min: number, max: number, room: Room<number>): number {
  const { limit } = room
  let [low, lowSize] = [min, 0]
  let [high, highSize] = [Math.min(max, min + 2 * limit), 0]
  for (;;) {
    if (high <= low) return low
    highSize = room.size(high)
    if (highSize > limit) break
    if (high === max) return max
    low = high
    lowSize = highSize
    high = Math.min(max, 2 * high)
  }
  for (let guesses = 0; high - low > 1; guesses++) {
    if (guesses > 0 && low > min && lowSize >= FULL * limit) break
    const share = guesses < MAX_GUESSES ? (limit - lowSize) / (highSize - lowSize) : 0.5
    const guess = Math.min(high - 1, Math.max(low + 1, low + Math.floor((high - low) * share)))
    const size = room.size(guess)
    if (size <= limit) [low, lowSize] = [guess, size]
    else [high, highSize] = [guess, size]
  }
  return low
}
