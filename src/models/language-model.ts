/** The port behind which every language model stands: a local GGUF in a child process, or an OpenAI-compatible server. */

/** What a caller may rely on about a model. */
export interface ModelInfo {
  /** Catalogue name, file name or the server's model id. */
  readonly name: string
  /** Tokens of prompt and output together that one request may use. */
  readonly contextTokens: number
  /** True where `score` reads real probabilities. */
  readonly canScore: boolean
  /** True where `weigh` works: a server that speaks the OpenAI API gives no probabilities of what it reads. */
  readonly canWeigh: boolean
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** Constrains the output: JSON after a schema, or exactly one of some strings. */
export type OutputFormat = { type: 'json'; schema: JsonSchema } | { type: 'choice'; options: readonly string[] }

/** The part of JSON Schema that both backends turn into a grammar: objects (all properties required), arrays, enums, scalars. */
export type JsonSchema =
  | { type: 'object'; properties: Record<string, JsonSchema> }
  | { type: 'array'; items: JsonSchema; minItems?: number; maxItems?: number }
  | { type: 'string'; maxLength?: number }
  | { type: 'number' | 'integer' | 'boolean' }
  | { enum: readonly string[] }

/** Tokens of one request: all of the prompt, the part of it that was already evaluated, and the output. */
export interface Usage {
  prompt: number
  reused: number
  output: number
}

export interface Generation {
  /** The whole prompt, oldest first, ending with what is to be answered. */
  messages: readonly ChatMessage[]
  /** The most tokens to write. When they do not suffice, `generate` throws OUTPUT_TRUNCATED after the last chunk. */
  maxTokens: number
  /** Begins the answer: the model goes on from here; not part of what is streamed. */
  answerPrefix?: string
  format?: OutputFormat
  /** Writing ends before any of these; they are not part of the output. */
  stop?: readonly string[]
  /** 0 (the default) always takes the likeliest token. */
  temperature?: number
  topP?: number
  seed?: number
  /** Background work waits while interactive work runs. Default: interactive. */
  priority?: 'interactive' | 'background'
  signal?: AbortSignal
  /** Called once, when the request ends, also when it ends in an error or is stopped. */
  onUsage?: (usage: Usage) => void
}

export interface LanguageModel {
  readonly info: ModelInfo

  /** Tokens of `text` as this model counts them (the OpenAI-compatible client may estimate, never below the truth by design). */
  count(text: string): Promise<number>

  /** Tokens of the rendered prompt, chat template included: what `generate` would read. */
  countPrompt(messages: readonly ChatMessage[]): Promise<number>

  /**
   * Streams the answer in chunks of text as they are written.
   * The prompt is never cut: one that does not fit beside `maxTokens` throws INPUT_TOO_LARGE before anything is read.
   * @throws ParleyError INPUT_TOO_LARGE, OUTPUT_TRUNCATED, MODEL_UNAVAILABLE, MODEL_OVERLOADED, MODEL_TIMEOUT, CANCELLED
   */
  generate(request: Generation): AsyncIterable<string>

  /**
   * How likely the model holds each option as the beginning of its answer: probabilities over the options, summing to 1.
   * Options must differ in their first token. Nothing is written.
   * @throws ParleyError as `generate`; INPUT_INVALID where two options start with the same token
   */
  score(request: ScoreRequest): Promise<number[]>

  /**
   * How likely the model holds the end of the last message, given all that stands before: the logarithm of the probability of
   * each of its tokens. Nothing is written; what was read is reused by a request that begins alike.
   * @throws ParleyError as `generate`; INPUT_INVALID where the last message does not end so or the ending has no token; MODEL_UNAVAILABLE where `info.canWeigh` is false
   */
  weigh(request: WeighRequest): Promise<number[]>

  /** Ends the model and everything it started; later calls throw MODEL_UNAVAILABLE. */
  close(): Promise<void>
}

export interface ScoreRequest {
  messages: readonly ChatMessage[]
  options: readonly string[]
  /** Begins the answer; the options are scored as what follows. */
  answerPrefix?: string
  priority?: 'interactive' | 'background'
  signal?: AbortSignal
  onUsage?: (usage: Usage) => void
}

export interface WeighRequest {
  messages: readonly ChatMessage[]
  /** With which the content of the last message ends. */
  ending: string
  priority?: 'interactive' | 'background'
  signal?: AbortSignal
  onUsage?: (usage: Usage) => void
}
