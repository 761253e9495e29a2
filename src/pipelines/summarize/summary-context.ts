/** What every step of one summary is told. */
import type { Utterance } from '../../text/utterance.ts'

export interface SummaryContext {
  messages: readonly Utterance[]
  /** ISO 639-1 code of the conversation. */
  lang: string
  /** What the reader wants to know; without it, everything that was said. */
  query?: string
  signal: AbortSignal
}
