/** Supervises the child process that holds a model: starts it when needed, passes requests on, tells why it died. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ParleyError, throwIfCancelled } from '../../errors.ts'
import type { Usage } from '../language-model.ts'
import type { ChildRequest, LoadedModel, LoadOptions, ResultOf, ToChild, ToParent } from './messages.ts'

/** After so many deaths with no request answered between them, the child is left alone for a while. */
const MAX_DEATHS = 3
const REST_MS = 60_000
/** What the child last wrote to standard error goes along as the cause of its death. */
const MAX_STDERR_CHARS = 4_000

export interface LlamaProcessOptions {
  load: LoadOptions
  /** The longest that opening the model may take. Default: 5 minutes, for a large file on a slow disk. */
  startTimeoutMs?: number
  /** The longest silence of a child that has work; then it counts as hung. Default: 2 minutes. */
  silenceTimeoutMs?: number
  /** The clock, in milliseconds. */
  now?: () => number
}

export interface RequestCallbacks {
  signal?: AbortSignal
  onText?: (text: string) => void
  onUsage?: (usage: Usage) => void
}

interface Pending {
  onText: (text: string) => void
  end(usage: Usage, error: ParleyError | undefined, value?: unknown): void
}

interface Child {
  process: ChildProcess
  model: LoadedModel
}

export class LlamaProcess {
  readonly #options: LlamaProcessOptions
  readonly #now: () => number
  readonly #pending = new Map<number, Pending>()
  #child: Promise<Child> | undefined
  #process: ChildProcess | undefined
  #silence: NodeJS.Timeout | undefined
  #hung = false
  #closed = false
  #nextId = 1
  #deaths = 0
  #lastDeath = 0

  constructor(options: LlamaProcessOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** Process id of the child; undefined while none runs. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Opens the model where it is not open. @throws ParleyError MODEL_UNAVAILABLE */
  async start(): Promise<LoadedModel> {
    return (await this.#running()).model
  }

  /** Passes a request to the child and waits for its end. @throws ParleyError the child's, MODEL_UNAVAILABLE, CANCELLED */
  async request<R extends ChildRequest>(request: R, callbacks: RequestCallbacks = {}): Promise<ResultOf[R['type']]> {
    const { signal, onText = () => {}, onUsage = () => {} } = callbacks
    throwIfCancelled(signal)
    const child = await this.#running()
    throwIfCancelled(signal)
    const id = this.#nextId++
    return await new Promise((resolve, reject) => {
      const onAbort = () => this.#send(child, { type: 'abort', id })
      this.#pending.set(id, {
        onText,
        end: (usage, error, value) => {
          this.#pending.delete(id)
          signal?.removeEventListener('abort', onAbort)
          onUsage(usage)
          if (error) reject(error)
          else resolve(value as ResultOf[R['type']])
        },
      })
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#send(child, { type: 'request', id, request })
      this.#watch()
    })
  }

  /** Ends the child; what runs ends with MODEL_UNAVAILABLE. */
  async close(): Promise<void> {
    this.#closed = true
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGKILL')
    await exited
  }

  #running(): Promise<Child> {
    if (this.#closed) return Promise.reject(unavailable('The model was closed: start Parley again.'))
    if (!this.#child) {
      const wait = this.#lastDeath + REST_MS - this.#now()
      if (this.#deaths >= MAX_DEATHS && wait > 0) {
        const message = `The model ended ${this.#deaths} times in a row without an answer; it is tried again in ${Math.ceil(wait / 1000)} s. Run \`parley doctor\`.`
        return Promise.reject(unavailable(message))
      }
      this.#child = this.#spawn()
      this.#child.catch(() => {})
    }
    return this.#child
  }

  #spawn(): Promise<Child> {
    const { load, startTimeoutMs = 300_000 } = this.#options
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
      execArgv: [],
      serialization: 'advanced',
      // One thread less that competes with the model's own: 63–69 against 38–48 tokens/s (2 cores, 0.6B model).
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#process = child
    this.#hung = false
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', text => {
      stderr = (stderr + text).slice(-MAX_STDERR_CHARS)
    })
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        refuse(`${load.path} was not open after ${startTimeoutMs / 1000} s: choose a smaller model or a faster disk.`)
      }, startTimeoutMs)
      let opened = false
      const refuse = (message: string) => {
        reject(unavailable(message))
        child.kill('SIGKILL')
      }
      child.on('error', error => refuse(`The model's process cannot run (${error.message}).`))
      child.on('message', (message: ToParent) => {
        if (message.type === 'loaded') {
          opened = true
          clearTimeout(timeout)
          resolve({ process: child, model: message.model })
        } else if (message.type === 'loadFailed') refuse(message.message)
        else this.#receive(message)
      })
      child.once('exit', (code, signal) => {
        clearTimeout(timeout)
        const error = unavailable(this.#describeDeath(code, signal, opened), stderr.trim())
        reject(error)
        this.#forget(error)
      })
      child.send({ type: 'load', options: load } satisfies ToChild)
    })
  }

  #receive(message: ToParent): void {
    if (message.type === 'chunk') this.#pending.get(message.id)?.onText(message.text)
    else if (message.type === 'end') {
      this.#deaths = 0
      const { usage = { prompt: 0, reused: 0, output: 0 }, error, value } = message
      this.#pending.get(message.id)?.end(usage, error && new ParleyError(error.code, error.message), value)
    }
    this.#watch()
  }

  /** Starts the wait for the child's next word anew, where it has work. */
  #watch(): void {
    clearTimeout(this.#silence)
    if (this.#pending.size === 0) return
    this.#silence = setTimeout(() => {
      this.#hung = true
      this.#process?.kill('SIGKILL')
    }, this.#options.silenceTimeoutMs ?? 120_000)
  }

  #forget(error: ParleyError): void {
    this.#child = undefined
    this.#process = undefined
    clearTimeout(this.#silence)
    if (!this.#closed) {
      this.#deaths++
      this.#lastDeath = this.#now()
    }
    for (const pending of [...this.#pending.values()]) pending.end({ prompt: 0, reused: 0, output: 0 }, error)
  }

  #describeDeath(code: number | null, signal: NodeJS.Signals | null, opened: boolean): string {
    if (this.#closed) return 'The model was closed.'
    if (this.#hung) return 'The model did not answer any more and was ended: send the request again.'
    const what = opened ? 'The model' : `The model, while ${this.#options.load.path} was opened,`
    if (signal === 'SIGKILL' || code === 137) {
      return `${what} was ended by the system, most often because memory ran out: send the request again, or choose a smaller model.`
    }
    return `${what} crashed (${signal ?? `exit ${code}`}): send the request again, and run \`parley models verify\` if it happens again.`
  }

  #send(child: Child, message: ToChild): void {
    if (child.process.connected) child.process.send(message)
  }
}

function unavailable(message: string, cause?: string): ParleyError {
  return new ParleyError('MODEL_UNAVAILABLE', message, cause ? { cause } : undefined)
}
