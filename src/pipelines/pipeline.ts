/** What a pipeline is: one declaration that makes its command everywhere, and one function that does the work. */
import type { z } from 'zod'
import type { Contradictions } from '../../knowledge/contradictions.ts'
import type { CuratedAnswers } from '../../knowledge/curated-answers.ts'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import type { Classifiers } from '../learning/classifiers.ts'
import type { Embedder } from '../models/embedder.ts'
import type { ChatMessage, LanguageModel } from '../models/language-model.ts'
import type { SummaryCache } from '../store/summary-cache.ts'

/** The parts of Parley that a pipeline may use. */
export interface Services {
  model: LanguageModel
  embedder: Embedder
  knowledge: Knowledge
  /** Answers that people approved. */
  curated: CuratedAnswers
  contradictions: Contradictions
  classifiers: Classifiers
  /** What was made of conversations before. */
  summaries: SummaryCache
  now: () => Date
}

export interface Citation {
  /** The number in the text: `[1]`. */
  n: number
  /** Document id. */
  source: string
  /** Where to look it up, where that is more than the document: an address, of a message `conversation://…#message:ID`. */
  uri?: string
  title: string
  /** Where in the document: the headings above the quote, the page, the slide, the minute. */
  place?: string
  /** Offsets of the quote in the document's text, UTF-16 units. */
  start: number
  end: number
  quote: string
}

/** What a running pipeline hands on, in order. Text is only ever appended; the last part is always the result. */
export type Part<R = object> =
  | { type: 'status'; text: string }
  | { type: 'text'; text: string }
  | { type: 'citation'; citation: Citation }
  | { type: 'result'; result: R & ResultBase }

/** What every result has beside its pipeline's own fields. */
export interface ResultBase {
  /** The whole reply, as it was streamed. */
  text: string
  /** ISO 639-1 code of `text`. */
  lang: string
}

export interface PipelineRequest<P> {
  params: P
  /** Principals of everybody who will read the reply. */
  readers: readonly string[]
  /** Earlier turns of this conversation, oldest first. */
  history: readonly ChatMessage[]
  /** Language of the person who asks, where known; else the text decides. */
  userLanguage?: string
  /** What the person who asks is called where the messages were written, where known: what concerns them comes first. */
  userName?: string
  signal: AbortSignal
}

/** How words typed after a command, or a file, become the main parameter. */
export interface PipelineInput {
  /** Name of the parameter that takes it. */
  field: string
  /** `text`: the words themselves; `conversation`: messages, read from a file or pasted. */
  kind: 'text' | 'conversation'
  /** As shown in usage lines: `QUESTION`. */
  placeholder: string
}

/** A file that can be made of a result. */
export interface ResultFile<R> {
  /** What its option does, as a help page says it. */
  readonly summary: string
  /** @param now when the file is made */
  format(result: R, now: Date): string
}

export interface Pipeline<P extends object = object, R extends object = object> {
  /** The command's name everywhere: lower case, one word. */
  readonly name: string
  /** One line for help pages, without a full stop. */
  readonly summary: string
  /**
   * The request's shape. Every field has a `.describe()`; the scalar ones become options (`--style TEXT`), in kebab case.
   * Unknown fields are refused by the caller with the nearest right name.
   */
  readonly parameters: z.ZodObject & z.ZodType<P>
  readonly input: PipelineInput
  /** True where it does its work, or a lesser form of it, without a language model: its command then opens one when it is asked. */
  readonly withoutModel?: true
  /** Files that its result can be written to, by the option that names one: `--ics FILE`. */
  readonly files?: Readonly<Record<string, ResultFile<R>>>
  /** What people write when they mean this pipeline, by language: the router learns from them. */
  readonly examples: Readonly<Record<string, readonly string[]>>
  /**
   * @yields status, text and citation parts, then one result
   * @throws ParleyError; nothing else
   */
  run(request: PipelineRequest<P>, services: Services): AsyncIterable<Part<R>>
}
