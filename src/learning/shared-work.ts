/** Work that several callers wait for and that is done once: kept when it succeeds, stopped when nobody waits any more. */
import { ParleyError, throwIfCancelled } from '../errors.ts'

export interface SharedWork<T> {
  /**
   * The result for `key`, from an earlier call, from one that is running, or of `make`.
   * @throws whatever `make` throws; ParleyError CANCELLED when the caller's `signal` fires
   */
  get(key: string, make: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>
}

interface Entry<T> {
  result: Promise<T>
  controller: AbortController
  waiting: number
}

/** @param maxKept results that are kept; the one longest unused goes first */
export function createSharedWork<T>(maxKept: number): SharedWork<T> {
  const entries = new Map<string, Entry<T>>()

  function forget(key: string, entry: Entry<T>): void {
    if (entries.get(key) === entry) entries.delete(key)
  }

  function start(key: string, make: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const controller = new AbortController()
    const entry: Entry<T> = { result: make(controller.signal), controller, waiting: 0 }
    entry.result.catch(() => forget(key, entry))
    return entry
  }

  return {
    async get(key, make, signal) {
      throwIfCancelled(signal)
      const entry = entries.get(key) ?? start(key, make)
      // The map keeps the order of insertion: what was used last comes last.
      entries.delete(key)
      entries.set(key, entry)
      const [oldest] = entries
      if (entries.size > maxKept && oldest) forget(...oldest)
      const stopped = Promise.withResolvers<never>()
      const stop = () =>
        stopped.reject(new ParleyError('CANCELLED', 'The request was stopped.', { cause: signal?.reason }))
      signal?.addEventListener('abort', stop, { once: true })
      entry.waiting++
      try {
        return await Promise.race([entry.result, stopped.promise])
      } finally {
        signal?.removeEventListener('abort', stop)
        if (--entry.waiting === 0 && signal?.aborted) {
          forget(key, entry)
          entry.controller.abort(signal.reason)
        }
      }
    },
  }
}
