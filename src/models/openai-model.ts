/** A language model behind an OpenAI-compatible server: llama-server, vLLM and others. */
import { ParleyError, throwIfCancelled } from '../errors.ts'
import type { ChatMessage, Generation, LanguageModel, ModelInfo, ScoreRequest, Usage } from './language-model.ts'
import {
  type ChatChunk,
  formatChatRequest,
  formatScoreRequest,
  parseServerInfo,
  readScores,
} from './openai/chat-completion.ts'
import { createOpenAiClient, type OpenAiClientOptions } from './openai/openai-client.ts'
import { createServerTokenizer } from './openai/server-tokenizer.ts'
import { checkOutputFormat } from './output-format.ts'
import { createRequestQueue } from './request-queue.ts'
import { streamText } from './stream-text.ts'

export interface OpenAiModelOptions extends OpenAiClientOptions {
  /** Id of one of the server's models. Default: the first it names. */
  model?: string
  /** Tokens of prompt and output together. Default: what the server says, else 8192. */
  contextTokens?: number
  /** Requests that run at the same time. Default 8; the server queues what is too much for it. */
  maxRunning?: number
  /** Requests that may wait. Default 100. */
  maxWaiting?: number
}

/**
 * Asks the server what it has; resolves when it can be used.
 *
 * `answerPrefix` is sent as a last message of the assistant, which llama-server and vLLM continue; other servers may answer it instead.
 * Where the server offers no tokenizer, tokens are over-estimated (see `createServerTokenizer`).
 * @throws ParleyError MODEL_UNAVAILABLE where the server cannot be reached, refuses the key or has no such model
 */
export async function createOpenAiModel(options: OpenAiModelOptions): Promise<LanguageModel> {
  const { maxRunning = 8, maxWaiting = 100 } = options
  const client = createOpenAiClient(options)
  const server = parseServerInfo(await client.ask('/v1/models', undefined), await client.probe('/props'), options.model)
  const contextTokens = options.contextTokens ?? server.contextTokens ?? 8192
  const tokenizer = await createServerTokenizer(client, server.model)
  const target = { model: server.model, tokenizer: tokenizer.kind }
  const probe = formatScoreRequest(target, { messages: [{ role: 'user', content: 'a' }], options: ['a', 'b'] })
  const canScore = readScores(await client.probe('/v1/chat/completions', probe), ['a', 'b']).offered
  const info: ModelInfo = { name: server.model, contextTokens, canScore, canWeigh: false }
  const queue = createRequestQueue(() => maxRunning, maxWaiting)
  const closing = new AbortController()
  let closed: ParleyError | undefined

  async function measure(
    messages: readonly ChatMessage[],
    answerPrefix = '',
    maxTokens: number,
    signal: AbortSignal,
  ): Promise<number> {
    const prompt =
      (await tokenizer.countPrompt(messages, signal)) + (answerPrefix ? await tokenizer.count(answerPrefix, signal) : 0)
    if (prompt + maxTokens > contextTokens) {
      const message = `The prompt has ${prompt} tokens and the answer may take ${maxTokens}, but the model's context holds ${contextTokens}: send less, or ask for a shorter answer.`
      throw new ParleyError('INPUT_TOO_LARGE', message)
    }
    return prompt
  }

  /** Waits for a place, runs the work in it, and tells the usage whatever the end. */
  async function run<T>(
    request: Pick<Generation, 'priority' | 'signal' | 'onUsage'>,
    work: (usage: Usage, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const usage: Usage = { prompt: 0, reused: 0, output: 0 }
    const signal = request.signal ? AbortSignal.any([request.signal, closing.signal]) : closing.signal
    try {
      const release = await queue.acquire(request.priority, signal)
      try {
        return await work(usage, signal)
      } finally {
        release()
      }
    } catch (error) {
      throw closed ?? error
    } finally {
      request.onUsage?.(usage)
    }
  }

  async function generate(request: Generation, outer: AbortSignal, onText: (text: string) => void): Promise<void> {
    const { format, maxTokens } = request
    await run({ ...request, signal: outer }, async (usage, signal) => {
      if (format) checkOutputFormat(format)
      usage.prompt = await measure(request.messages, request.answerPrefix, maxTokens, signal)
      let finish: string | null | undefined
      let choice = ''
      for await (const event of client.stream('/v1/chat/completions', formatChatRequest(target, request), signal)) {
        const { choices = [], usage: counted, timings } = event as ChatChunk
        const text = choices[0]?.delta?.content ?? ''
        finish = choices[0]?.finish_reason ?? finish
        if (text) usage.output++
        if (counted) {
          usage.prompt = counted.prompt_tokens ?? usage.prompt
          usage.output = counted.completion_tokens ?? usage.output
          usage.reused = counted.prompt_tokens_details?.cached_tokens ?? timings?.cache_n ?? 0
        }
        if (format?.type === 'choice') choice += text
        else if (text) onText(text)
      }
      throwIfCancelled(signal)
      if (finish === 'length') {
        throw new ParleyError(
          'OUTPUT_TRUNCATED',
          `The answer was cut after ${maxTokens} tokens, the most this request allows.`,
        )
      }
      if (!finish)
        throw new ParleyError(
          'MODEL_UNAVAILABLE',
          'The model server broke off in the middle of an answer: send the request again.',
        )
      if (format?.type === 'choice') onText(parseChoice(choice, format.options))
    })
  }

  return {
    info,
    async count(text) {
      if (closed) throw closed
      return tokenizer.count(text)
    },
    async countPrompt(messages) {
      if (closed) throw closed
      return tokenizer.countPrompt(messages)
    },
    generate: request => streamText(request.signal, (signal, onText) => generate(request, signal, onText)),
    score: (request: ScoreRequest) =>
      run(request, async (usage, signal) => {
        checkOptions(request.options)
        if (!canScore) {
          throw new ParleyError(
            'MODEL_UNAVAILABLE',
            `The model server gives no probabilities (logprobs) for ${server.model}: use another server.`,
          )
        }
        usage.prompt = await measure(request.messages, request.answerPrefix, 1, signal)
        const answer = await client.ask('/v1/chat/completions', formatScoreRequest(target, request), signal)
        return readScores(answer, request.options).scores()
      }),
    async weigh() {
      throw new ParleyError(
        'MODEL_UNAVAILABLE',
        'A model server gives no probabilities of what it reads: `info.canWeigh` says so.',
      )
    },
    async close() {
      closed = new ParleyError('MODEL_UNAVAILABLE', 'The model was closed.')
      queue.close(closed)
      closing.abort()
    },
  }
}

function checkOptions(options: readonly string[]): void {
  for (const option of options) {
    const longer = options.find(other => other !== option && other.startsWith(option))
    if (option === '' || longer !== undefined || options.indexOf(option) !== options.lastIndexOf(option)) {
      const message = `The options ${JSON.stringify(option)} and ${JSON.stringify(longer ?? option)} begin alike: let them differ in their first letters.`
      throw new ParleyError('INPUT_INVALID', message)
    }
  }
}

function parseChoice(json: string, options: readonly string[]): string {
  const text = json.trim().replace(/^"|"$/g, '')
  const option = options.find(wanted => wanted === text || JSON.stringify(wanted) === json.trim())
  if (option === undefined) {
    throw new ParleyError(
      'OUTPUT_INVALID',
      `The model server did not hold the answer to the given options (${json.slice(0, 80)}): use a server with structured output.`,
    )
  }
  return option
}
