/** Requests and answers of `/v1/chat/completions` (https://platform.openai.com/docs/api-reference/chat), as llama-server and vLLM speak it. */
import { ParleyError } from '../../errors.ts'
import type { ChatMessage, Generation, JsonSchema, OutputFormat, ScoreRequest } from '../language-model.ts'
import { noThinking, type ServerTokenizer } from './server-tokenizer.ts'

/** The most alternatives that OpenAI and vLLM give for a token. */
const TOP_LOGPROBS = 20
/** Tokens that quotes around a choice may take beside the choice itself. */
const QUOTE_TOKENS = 4

/** What a request must know of its server. */
export interface ChatTarget {
  model: string
  tokenizer: ServerTokenizer['kind']
}

export interface ChatChunk {
  choices?: Array<{ delta?: { content?: string | null }; finish_reason?: string | null }>
  usage?: {
    prompt_tokens?: number
    completion_tokens?: number
    prompt_tokens_details?: { cached_tokens?: number } | null
  } | null
  /** llama-server's own. */
  timings?: { cache_n?: number }
}

export function formatChatRequest(target: ChatTarget, request: Generation): Record<string, unknown> {
  const { format, maxTokens, temperature = 0, topP, seed, stop } = request
  return {
    ...formatPrompt(target, request.messages, request.answerPrefix),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: format?.type === 'choice' ? maxTokens + QUOTE_TOKENS : maxTokens,
    temperature,
    top_p: topP,
    seed,
    stop: stop?.length ? stop : undefined,
    response_format: format && {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema: toServerSchema(format) },
    },
  }
}

export function formatScoreRequest(target: ChatTarget, request: ScoreRequest): Record<string, unknown> {
  return {
    ...formatPrompt(target, request.messages, request.answerPrefix),
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
    top_logprobs: TOP_LOGPROBS,
  }
}

function formatPrompt(
  { model, tokenizer }: ChatTarget,
  messages: readonly ChatMessage[],
  answerPrefix: string | undefined,
) {
  const prefix = answerPrefix ? [{ role: 'assistant', content: answerPrefix }] : []
  return {
    model,
    messages: [...messages, ...prefix],
    ...(tokenizer === 'none' ? {} : noThinking),
    // vLLM must be told to go on with the last message; llama-server does so by itself.
    ...(tokenizer === 'vllm' && answerPrefix ? { continue_final_message: true, add_generation_prompt: false } : {}),
  }
}

function toServerSchema(format: OutputFormat): unknown {
  return format.type === 'choice' ? { type: 'string', enum: format.options } : closeObjects(format.schema)
}

/** Strict schemas must forbid further properties and require all. */
function closeObjects(schema: JsonSchema): unknown {
  if ('enum' in schema) return { type: 'string', ...schema }
  if (schema.type === 'array') return { ...schema, items: closeObjects(schema.items) }
  if (schema.type !== 'object') return schema
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, value]) => [key, closeObjects(value)]),
  )
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

/**
 * The model to ask and its context, from the answers to `/v1/models` and, of llama-server, `/props`.
 * @throws ParleyError MODEL_UNAVAILABLE where the server has no model, or not the wanted one
 */
export function parseServerInfo(
  models: unknown,
  props: unknown,
  wanted: string | undefined,
): { model: string; contextTokens: number | undefined } {
  const list = (models as { data?: Array<Record<string, unknown>> }).data ?? []
  const entry = wanted === undefined ? list[0] : list.find(model => model.id === wanted)
  if (typeof entry?.id !== 'string') {
    const names = list.map(model => model.id).join(', ') || 'none'
    throw new ParleyError(
      'MODEL_UNAVAILABLE',
      `The model server does not offer ${wanted ?? 'any model'}; it offers: ${names}.`,
    )
  }
  const slot = (props as { default_generation_settings?: { n_ctx?: unknown } } | undefined)?.default_generation_settings
    ?.n_ctx
  const trained = (entry.meta as { n_ctx_train?: unknown } | undefined)?.n_ctx_train
  const contextTokens = [slot, entry.max_model_len, entry.context_length, trained].find(value =>
    Number.isInteger(value),
  )
  return { model: entry.id, contextTokens: contextTokens as number | undefined }
}

/**
 * The options' probabilities from the alternatives of the first token. An alternative counts for the one option it begins;
 * an option that none of the likeliest begins has 0.
 */
export function readScores(answer: unknown, options: readonly string[]): { offered: boolean; scores(): number[] } {
  const logprobs = (
    answer as
      | { choices?: Array<{ logprobs?: { content?: Array<{ top_logprobs?: unknown }> | null } | null }> }
      | undefined
  )?.choices?.[0]?.logprobs
  const top = logprobs?.content?.[0]?.top_logprobs as Array<{ token: string; logprob: number }> | undefined
  return {
    offered: Array.isArray(top) && top.length > 0,
    scores() {
      const weights = options.map(() => 0)
      let ambiguous = 0
      for (const { token, logprob } of top ?? []) {
        const text = token.trimStart()
        const begun = text === '' ? [] : options.filter(option => option.startsWith(text))
        if (begun.length === 1) weights[options.indexOf(begun[0]!)]! += Math.exp(logprob)
        else if (begun.length > 1) ambiguous += Math.exp(logprob)
      }
      const sum = weights.reduce((a, b) => a + b, 0)
      if (ambiguous > sum) {
        throw new ParleyError(
          'INPUT_INVALID',
          `The options ${options.join(', ')} begin with the same token: let them differ in their first letters.`,
        )
      }
      if (sum === 0) {
        throw new ParleyError(
          'OUTPUT_INVALID',
          `The model expects none of ${options.join(', ')}: name the options in the prompt.`,
        )
      }
      return weights.map(weight => weight / sum)
    },
  }
}
