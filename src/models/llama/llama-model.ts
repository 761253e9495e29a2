/** A language model in a GGUF file, run by llama.cpp in a child process of its own. */
import { ParleyError, throwIfCancelled } from '../../errors.ts'
import type { Generation, LanguageModel, ModelInfo, ScoreRequest, WeighRequest } from '../language-model.ts'
import { usableCores, usableMemoryBytes } from '../machine.ts'
import { checkOutputFormat } from '../output-format.ts'
import { createRequestQueue } from '../request-queue.ts'
import { streamText } from '../stream-text.ts'
import { LlamaProcess, type LlamaProcessOptions } from './llama-process.ts'
import type { Sampling } from './messages.ts'

/** Share of main memory that a model may take; the rest is for Parley itself, the embedder and the system. */
const MODEL_MEMORY_SHARE = 0.8

export interface LlamaModelOptions extends Pick<LlamaProcessOptions, 'startTimeoutMs' | 'silenceTimeoutMs' | 'now'> {
  /** The GGUF file. */
  path: string
  /** What `info.name` says. */
  name: string
  /** Tokens of prompt and output together. Default 8192; never more than the model was trained on or memory holds. */
  contextTokens?: number
  /** `false` keeps the model on the processor. Default: the GPU where there is one. */
  gpu?: 'auto' | false
  /** Requests that run at the same time. Default 4; fewer where memory is short. */
  sequences?: number
  /** Requests that may wait. Default 100. */
  maxWaiting?: number
  /** Threads that calculate. Default: the cores this process may use; fewer where others keep the cores busy. */
  threads?: number
  /** Bytes of main memory for model and context. Default: 80 % of the machine's or the container's. */
  maxMemoryBytes?: number
  /** The model's own settings, used where a request asks for a temperature above 0. */
  sampling?: Sampling
}

export interface LlamaModel extends LanguageModel {
  /** Process id of the child that holds the model, to measure its memory; undefined after a crash until the next request. */
  readonly pid: number | undefined
}

/**
 * Opens the model; resolves when it can be asked.
 * @throws ParleyError MODEL_UNAVAILABLE where the file is missing, damaged, of another kind or too large, in one line
 */
export async function createLlamaModel(options: LlamaModelOptions): Promise<LlamaModel> {
  const { path, name, contextTokens = 8192, gpu = 'auto', sequences = 4, maxWaiting = 100, sampling = {} } = options
  const maxMemoryBytes = options.maxMemoryBytes ?? Math.floor(usableMemoryBytes() * MODEL_MEMORY_SHARE)
  const load = {
    path,
    contextTokens,
    sequences,
    gpu,
    maxThreads: options.threads ?? usableCores(),
    maxMemoryBytes,
    sampling,
  }
  const child = new LlamaProcess({ ...options, load })
  let places = 0
  let info: ModelInfo
  const start = async () => {
    const model = await child.start()
    places = model.sequences
    info = { name, contextTokens: model.contextTokens, canScore: true, canWeigh: true }
  }
  await start()
  const queue = createRequestQueue(() => places, maxWaiting)
  const noUsage = { prompt: 0, reused: 0, output: 0 }

  async function run<T>(
    request: Generation | ScoreRequest | WeighRequest,
    ask: (onUsage: (typeof request)['onUsage']) => Promise<T>,
  ): Promise<T> {
    let usage = noUsage
    try {
      const release = await queue.acquire(request.priority, request.signal)
      try {
        if ('format' in request && request.format) checkOutputFormat(request.format)
        await start()
        throwIfCancelled(request.signal)
        return await ask(counted => {
          usage = counted
        })
      } finally {
        release()
      }
    } finally {
      request.onUsage?.(usage)
    }
  }

  return {
    get info() {
      return info
    },
    get pid() {
      return child.pid
    },
    count: text => child.request({ type: 'count', text }),
    countPrompt: messages => child.request({ type: 'countPrompt', messages }),
    generate: request =>
      streamText(request.signal, (signal, onText) => {
        const { messages, maxTokens, answerPrefix, format, stop, temperature, topP, seed, priority } = request
        const wanted = {
          type: 'generate',
          messages,
          maxTokens,
          answerPrefix,
          format,
          stop,
          temperature,
          topP,
          seed,
          priority,
        } as const
        return run({ ...request, signal }, onUsage => child.request(wanted, { signal, onText, onUsage }))
      }),
    score({ messages, options, answerPrefix, priority, signal, onUsage }) {
      const wanted = { type: 'score', messages, options, answerPrefix, priority } as const
      return run({ messages, options, priority, signal, onUsage }, onUsage =>
        child.request(wanted, { signal, onUsage }),
      )
    },
    weigh({ messages, ending, priority, signal, onUsage }) {
      const wanted = { type: 'weigh', messages, ending, priority } as const
      return run({ messages, ending, priority, signal, onUsage }, onUsage => child.request(wanted, { signal, onUsage }))
    },
    async close() {
      queue.close(new ParleyError('MODEL_UNAVAILABLE', 'The model was closed.'))
      await child.close()
    },
  }
}
