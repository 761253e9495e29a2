/** Feeds the embedding worker one batch at a time: short jobs go between the batches of long ones, and a dead worker is replaced. */
import { Worker } from 'node:worker_threads'
import { ParleyError } from '../../errors.ts'
import type { EmbeddingAnswer, EmbeddingTask, EmbeddingWorkerData } from './embedding-protocol.ts'

const maxWaitingJobs = 256
/** Loading or a batch takes about a second; a thread that is silent for so long is lost. */
const answerTimeoutMs = 120_000
/** Texts whose tokens are counted in one message. */
const countBatch = 256

type Result = Float32Array | number

interface Job {
  work: EmbeddingTask['work']
  texts: readonly string[]
  /** Positions in `texts`, a batch each, not yet sent. */
  batches: number[][]
  results: Result[]
  /** Texts without a result. */
  left: number
  finish(error?: ParleyError): void
}

export interface EmbeddingWorker {
  /** @param batches positions in `texts`, each once */
  embed(texts: readonly string[], batches: number[][], signal?: AbortSignal): Promise<Float32Array[]>
  count(texts: readonly string[]): Promise<number[]>
  close(): Promise<void>
}

export function createEmbeddingWorker(data: EmbeddingWorkerData): EmbeddingWorker {
  /** Waiting and running jobs, oldest first. */
  const jobs: Job[] = []
  let worker: Worker | undefined
  let ready = false
  let running: { job: Job; batch: number[]; timer: NodeJS.Timeout } | undefined
  let nextId = 0
  let closed = false

  /** Everything that waits fails; the next call starts a new thread. */
  function lose(reason: string) {
    const lost = worker
    worker = undefined
    ready = false
    settleRunning()
    for (const job of jobs.splice(0)) {
      job.finish(
        new ParleyError('MODEL_UNAVAILABLE', `The embedding model stopped: ${reason}. The next call starts it again.`),
      )
    }
    void lost?.terminate()
  }

  const startTimer = () =>
    setTimeout(() => lose(`no answer within ${answerTimeoutMs / 1000} s`), answerTimeoutMs).unref()

  function settleRunning() {
    clearTimeout(running?.timer)
    const settled = running
    running = undefined
    return settled
  }

  function start(): Worker {
    const started = new Worker(new URL('./embedding-worker.ts', import.meta.url), { workerData: data })
    const ifCurrent = (act: () => void) => {
      if (worker === started) act()
    }
    const timer = startTimer()
    started.once('message', () => clearTimeout(timer))
    started.once('exit', () => clearTimeout(timer))
    started.on('message', (answer: EmbeddingAnswer) => ifCurrent(() => receive(answer)))
    started.on('error', error => ifCurrent(() => lose(error instanceof Error ? error.message : String(error))))
    started.on('exit', code => ifCurrent(() => lose(`its thread ended with code ${code}`)))
    return started
  }

  function receive(answer: EmbeddingAnswer) {
    if (answer.type === 'failed' && answer.id === undefined) {
      lose(answer.message)
      return
    }
    if (answer.type === 'ready') {
      ready = true
    } else {
      const settled = settleRunning()
      if (!settled) return
      const { job, batch } = settled
      if (answer.type === 'failed') {
        job.finish(
          new ParleyError('MODEL_UNAVAILABLE', `The embedding model could not read a text: ${answer.message}.`),
        )
      } else {
        const results: readonly Result[] = answer.type === 'vectors' ? answer.vectors : answer.counts
        for (const [index, position] of batch.entries()) job.results[position] = results[index]!
        job.left -= batch.length
        if (job.left === 0) job.finish()
      }
    }
    sendNext()
  }

  /** Single-batch jobs first, each group in the order of arrival. */
  function sendNext() {
    const waiting = jobs.filter(job => job.batches.length > 0)
    const job = waiting.find(({ batches }) => batches.length === 1) ?? waiting[0]
    // An idle thread must not keep the process alive.
    if (jobs.length === 0) worker?.unref()
    if (!worker || !ready || running || !job) return
    const batch = job.batches.shift()!
    const task: EmbeddingTask = { id: nextId++, work: job.work, texts: batch.map(position => job.texts[position]!) }
    const timer = startTimer()
    running = { job, batch, timer }
    worker.postMessage(task)
  }

  function enqueue<R extends Result>(
    work: EmbeddingTask['work'],
    texts: readonly string[],
    batches: number[][],
    signal?: AbortSignal,
  ): Promise<R[]> {
    if (closed) return Promise.reject(new ParleyError('MODEL_UNAVAILABLE', 'The embedding model was closed.'))
    if (texts.length === 0) return Promise.resolve([])
    if (jobs.length >= maxWaitingJobs) {
      const message = `The embedding model has ${maxWaitingJobs} requests waiting. Try again later.`
      return Promise.reject(new ParleyError('MODEL_OVERLOADED', message))
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        job.finish(new ParleyError('CANCELLED', 'The request was stopped.', { cause: signal?.reason }))
        sendNext()
      }
      const job: Job = {
        work,
        texts,
        batches,
        results: new Array(texts.length),
        left: texts.length,
        finish(error) {
          job.batches = []
          if (jobs.includes(job)) jobs.splice(jobs.indexOf(job), 1)
          signal?.removeEventListener('abort', cancel)
          if (error) reject(error)
          else resolve(job.results as R[])
        },
      }
      if (signal?.aborted) {
        cancel()
        return
      }
      signal?.addEventListener('abort', cancel, { once: true })
      jobs.push(job)
      worker ??= start()
      worker.ref()
      sendNext()
    })
  }

  return {
    embed: (texts, batches, signal) => enqueue<Float32Array>('embed', texts, batches, signal),
    count(texts) {
      const starts = Array.from({ length: Math.ceil(texts.length / countBatch) }, (_, index) => index * countBatch)
      const positions = [...texts.keys()]
      return enqueue<number>(
        'count',
        texts,
        starts.map(from => positions.slice(from, from + countBatch)),
      )
    },
    async close() {
      closed = true
      const last = worker
      lose('it was closed')
      await last?.terminate()
    },
  }
}
