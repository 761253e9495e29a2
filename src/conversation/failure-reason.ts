/** What a person is told when there is no answer: one line that says why and what to do. */
import { type ErrorCode, messageOf, ParleyError } from '../errors.ts'

/** What the person who asked can do; left out where the error's own message says it. */
const advice: Partial<Record<ErrorCode, string>> = {
  MODEL_UNAVAILABLE: 'Try again; if it stays so, `parley doctor` says what is wrong.',
  MODEL_OVERLOADED: 'Try again in a minute.',
  MODEL_TIMEOUT: 'Try again, or with a shorter text.',
  OUTPUT_TRUNCATED: 'Ask for a part of it, or for something shorter.',
  OUTPUT_INVALID: 'Try again, or in other words.',
  INPUT_TOO_LARGE: 'Send it in parts.',
}

/** @param error anything thrown */
export function formatReason(error: unknown): string {
  if (!(error instanceof ParleyError)) {
    return `Something went wrong inside Parley (${oneLine(messageOf(error))}). Try again; the log has the details.`
  }
  const message = oneLine(error.message)
  const hint = advice[error.code]
  const saysIt =
    hint === undefined || /\b(?:try again|doctor|shorter|in parts|ask for|raise|set PARLEY)\b/i.test(message)
  return saysIt ? message : `${message.replace(/[^.!?]$/, '$&.')} ${hint}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
