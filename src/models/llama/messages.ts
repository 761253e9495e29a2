/** What the parent process and the child process that holds a model say to each other. */
import type { ErrorCode } from '../../errors.ts'
import type { ChatMessage, OutputFormat, Usage } from '../language-model.ts'

/** How the child opens the model; sent once, as the first message. */
export interface LoadOptions {
  path: string
  /** The most tokens of prompt and output together; what the model was trained on where that is less. */
  contextTokens: number
  /** Requests that run at the same time, each on a sequence of its own. Fewer where memory is short. */
  sequences: number
  gpu: 'auto' | false
  maxThreads: number
  /** Bytes of main memory that model and context may take. */
  maxMemoryBytes: number
  sampling: Sampling
}

/** Settings of the sampler that belong to the model, used where a request asks for a temperature above 0. */
export interface Sampling {
  topP?: number
  topK?: number
  minP?: number
}

export interface GenerateRequest {
  type: 'generate'
  messages: readonly ChatMessage[]
  maxTokens: number
  answerPrefix?: string
  format?: OutputFormat
  stop?: readonly string[]
  temperature?: number
  topP?: number
  seed?: number
  priority?: 'interactive' | 'background'
}

export interface ScoreOptionsRequest {
  type: 'score'
  messages: readonly ChatMessage[]
  options: readonly string[]
  answerPrefix?: string
  priority?: 'interactive' | 'background'
}

export interface WeighEndingRequest {
  type: 'weigh'
  messages: readonly ChatMessage[]
  ending: string
  priority?: 'interactive' | 'background'
}

export interface CountRequest {
  type: 'count'
  text: string
}

export interface CountPromptRequest {
  type: 'countPrompt'
  messages: readonly ChatMessage[]
}

export type ChildRequest =
  | GenerateRequest
  | ScoreOptionsRequest
  | WeighEndingRequest
  | CountRequest
  | CountPromptRequest

/** The value with which each kind of request ends. */
export interface ResultOf {
  generate: undefined
  score: number[]
  weigh: number[]
  count: number
  countPrompt: number
}

export type ToChild =
  | { type: 'load'; options: LoadOptions }
  | { type: 'request'; id: number; request: ChildRequest }
  | { type: 'abort'; id: number }

/** What the child found when the model was open. */
export interface LoadedModel {
  contextTokens: number
  sequences: number
}

export interface RequestError {
  code: ErrorCode
  message: string
}

export type ToParent =
  | { type: 'loaded'; model: LoadedModel }
  | { type: 'loadFailed'; message: string }
  | { type: 'chunk'; id: number; text: string }
  /** Says that a long request is still being worked on. */
  | { type: 'progress'; id: number }
  | { type: 'end'; id: number; value?: unknown; usage?: Usage; error?: RequestError }
