/** A conversation as the parts of the minutes read it. */
import type { StatementScores } from './classify-sentences.ts'
import type { People } from './people.ts'
import type { SpokenMessage, SpokenSentence } from './read-utterances.ts'

export interface Meeting {
  /** ISO 639-1 of the conversation. */
  lang: string
  people: People
  spoken: readonly SpokenMessage[]
  /** By position in `spoken`: the day on which it was said, where known. */
  dayOf: (position: number) => Temporal.PlainDate | undefined
  /** Of the sentences that were classified. */
  scoreOf: (sentence: SpokenSentence) => StatementScores
}
