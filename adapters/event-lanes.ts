/** Runs what shares a key one after the other, and the rest beside it. */
import { ParleyError } from '../src/errors.ts'

export interface Lanes {
  /** @throws ParleyError PLATFORM_RATE_LIMITED where too much waits; whatever the work throws */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** Far more than a platform sends in the seconds that handing on may take; what is refused comes again. */
const MAX_WAITING = 10_000

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>()
  let waiting = 0
  return {
    async run(key, work) {
      if (waiting >= MAX_WAITING) throw new ParleyError('PLATFORM_RATE_LIMITED', 'Too many events wait to be written.')
      waiting++
      const before = tails.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      tails.set(key, mine)
      try {
        return await mine
      } finally {
        waiting--
        if (tails.get(key) === mine) tails.delete(key)
      }
    },
  }
}
