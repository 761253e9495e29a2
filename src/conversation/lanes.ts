/** The queue before the model: one task a place at a time, places in turn, a bounded number waiting, positions told. */
import { ParleyError } from '../errors.ts'

export interface LanesOptions {
  /** Tasks that run at once. */
  maxRunning: number
  /** Tasks that wait at most. */
  maxWaiting: number
}

export interface LaneTask {
  /** Tasks of one key run one after the other, in the order they came. */
  key: string
  run: () => Promise<void>
  /** Called when the number of tasks ahead is known or has changed. */
  onPosition: (ahead: number) => void
  /** Ends the waiting: the task is run at once, to say that it is not done. */
  signal: AbortSignal
}

export interface Lanes {
  /**
   * Resolves when the task has run.
   * @throws ParleyError MODEL_OVERLOADED where too many wait
   */
  add(task: LaneTask): Promise<void>
}

interface Waiting {
  task: LaneTask
  start: () => void
  ahead: number
}

export function createLanes({ maxRunning, maxWaiting }: LanesOptions): Lanes {
  const running = new Set<string>()
  let waiting: Waiting[] = []
  /** When a key's last task began, for keys that wait or run: who was served longest ago goes first. */
  const served = new Map<string, number>()
  let turn = 0

  /** Everybody's first before anybody's second. */
  function inOrder(): Waiting[] {
    const seen = new Map<string, number>([...running].map(key => [key, 1]))
    const ranked = waiting.map(entry => {
      const rank = seen.get(entry.task.key) ?? 0
      seen.set(entry.task.key, rank + 1)
      return { entry, rank }
    })
    const turnOf = (entry: Waiting) => served.get(entry.task.key) ?? 0
    return ranked.sort((a, b) => a.rank - b.rank || turnOf(a.entry) - turnOf(b.entry)).map(({ entry }) => entry)
  }

  function pump(): void {
    while (running.size < maxRunning) {
      const next = inOrder().find(entry => !running.has(entry.task.key))
      if (!next) break
      waiting = waiting.filter(entry => entry !== next)
      running.add(next.task.key)
      served.set(next.task.key, ++turn)
      next.start()
    }
    const present = new Set([...running, ...waiting.map(entry => entry.task.key)])
    for (const key of served.keys()) if (!present.has(key)) served.delete(key)
    for (const [index, entry] of inOrder().entries()) {
      const ahead = running.size + index
      if (ahead === entry.ahead) continue
      entry.ahead = ahead
      entry.task.onPosition(ahead)
    }
  }

  return {
    async add(task) {
      if (waiting.length >= maxWaiting) {
        throw new ParleyError(
          'MODEL_OVERLOADED',
          `${waiting.length} questions are waiting already. Try again in a minute.`,
        )
      }
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const entry: Waiting = { task, start: () => resolve(true), ahead: 0 }
      const giveUp = () => {
        if (!waiting.includes(entry)) return
        waiting = waiting.filter(other => other !== entry)
        resolve(false)
        pump()
      }
      waiting.push(entry)
      task.signal.addEventListener('abort', giveUp)
      if (task.signal.aborted) giveUp()
      pump()
      const holdsLane = await promise
      task.signal.removeEventListener('abort', giveUp)
      try {
        await task.run()
      } finally {
        if (holdsLane) running.delete(task.key)
        pump()
      }
    },
  }
}
