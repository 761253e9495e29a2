/** One thing somebody said, in a channel or a meeting: the unit that summaries and minutes read and cite. */
export interface Utterance {
  /** As given, or the 1-based position; unique within one conversation. */
  id: string
  author: string
  text: string
  /** When it was said; ISO 8601 for messages, `HH:MM:SS` from the start for transcripts; absent where the source has none. */
  ts?: string
  /** Id of the earlier message that it answers, where the platform says so; of a reply in a thread, the thread's first message. */
  replyTo?: string
  /** Written by a program. */
  isBot?: boolean
  /** Where it was said, as people call it (`#general`), where several places are read together. */
  channel?: string
}
