/** Lets some requests run at the same time and keeps the rest waiting in a bounded queue, interactive before background. */
import { ParleyError } from '../errors.ts'

export type Priority = 'interactive' | 'background'

export interface RequestQueue {
  /**
   * Waits for a free place.
   * @returns what gives the place back, to be called once
   * @throws ParleyError MODEL_OVERLOADED where too many wait, CANCELLED where `signal` fires before a place is free
   */
  acquire(priority?: Priority, signal?: AbortSignal): Promise<() => void>
  /** Refuses everybody who waits, and all who come later, with this error. */
  close(error: ParleyError): void
}

interface Waiter {
  priority: Priority
  start(): void
  refuse(error: ParleyError): void
}

/**
 * @param places requests that run at the same time; asked anew each time, as a restarted model may have fewer
 * @param maxWaiting requests that may wait
 */
export function createRequestQueue(places: () => number, maxWaiting: number): RequestQueue {
  const waiting: Waiter[] = []
  let running = 0
  let closed: ParleyError | undefined

  function take(): () => void {
    running++
    let held = true
    return () => {
      if (!held) return
      held = false
      running--
      while (waiting.length > 0 && running < places()) waiting.shift()!.start()
    }
  }

  return {
    acquire(priority = 'interactive', signal) {
      if (closed) return Promise.reject(closed)
      if (signal?.aborted) return Promise.reject(cancelled(signal))
      if (running < places()) return Promise.resolve(take())
      if (waiting.length >= maxWaiting) {
        const message = `${running} requests are being answered and ${waiting.length} wait already: try again in a moment.`
        return Promise.reject(new ParleyError('MODEL_OVERLOADED', message))
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.splice(waiting.indexOf(waiter), 1)
          reject(cancelled(signal))
        }
        const waiter: Waiter = {
          priority,
          start() {
            signal?.removeEventListener('abort', onAbort)
            resolve(take())
          },
          refuse(error) {
            signal?.removeEventListener('abort', onAbort)
            reject(error)
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        const firstBackground = waiting.findIndex(other => other.priority === 'background')
        if (priority === 'interactive' && firstBackground >= 0) waiting.splice(firstBackground, 0, waiter)
        else waiting.push(waiter)
      })
    },
    close(error) {
      closed = error
      for (const waiter of waiting.splice(0)) waiter.refuse(error)
    },
  }
}

function cancelled(signal: AbortSignal | undefined): ParleyError {
  return new ParleyError('CANCELLED', 'The request was stopped.', { cause: signal?.reason })
}
