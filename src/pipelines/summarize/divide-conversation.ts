/** Turns a conversation into units to read, and a long one into segments that are summarised one by one. */
import { detectLanguage } from '../../text/language.ts'
import { splitSentences } from '../../text/sentences.ts'
import type { Utterance } from '../../text/utterance.ts'
import { isNotice } from '../reading/notices.ts'
import { findSounds } from '../reading/set-aside.ts'
import { withoutSpans } from '../reading/text-span.ts'

/** A message, or a stretch of a long one: the least that is read or left out. */
export interface Unit {
  /** Index of its message. */
  message: number
  author: string
  text: string
  /** An estimate, rather too high. */
  tokens: number
}

/** A longer message is divided into stretches of whole sentences. */
const MAX_UNIT_CHARS = 400

/**
 * @returns units in order; messages that hold nothing to read (notices, sounds, blanks) have none
 */
export function toUnits(messages: readonly Utterance[]): Unit[] {
  const sample = messages
    .slice(0, 60)
    .map(message => message.text)
    .join('\n')
  const { code } = detectLanguage(sample)
  return messages.flatMap((message, index) => {
    const text = withoutSpans(message.text, findSounds(message.text)).replace(/[ \t]+/g, ' ')
    if (!/[\p{L}\p{N}]/u.test(text) || isNotice(message)) return []
    return divide(text, code).map(part => ({
      message: index,
      author: message.author,
      text: part,
      tokens: estimateTokens(`${message.author}: ${part}`),
    }))
  })
}

function divide(text: string, lang: string): string[] {
  if (text.length <= MAX_UNIT_CHARS) return [text]
  const parts: string[] = []
  let open = ''
  for (const { text: sentence } of splitSentences(text, lang)) {
    for (const piece of sentence.match(new RegExp(`[\\s\\S]{1,${MAX_UNIT_CHARS}}`, 'gu')) ?? []) {
      if (open !== '' && open.length + piece.length > MAX_UNIT_CHARS) {
        parts.push(open)
        open = ''
      }
      open +=
        (open === '' || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。！？]$/u.test(open) ? '' : ' ') +
        piece.trim()
    }
  }
  return open === '' ? parts : [...parts, open]
}

/** Byte-pair vocabularies of multilingual models need about a token for 3.5 Latin letters and for 1.3 characters of CJK. */
function estimateTokens(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0
  return Math.ceil(wide * 0.8 + (text.length - wide) / 3.5) + 2
}

/**
 * Segments of about equal length, cut where the conversation pauses longest near the even cut.
 * @param count how many, at least 1
 */
export function divideIntoSegments(units: readonly Unit[], messages: readonly Utterance[], count: number): Unit[][] {
  const total = units.reduce((sum, unit) => sum + unit.tokens, 0)
  const segments: Unit[][] = []
  let from = 0
  for (let part = 1; part < count; part++) {
    const cut = bestCut(units, messages, { from, total, part, count })
    if (cut > from) segments.push(units.slice(from, cut))
    from = Math.max(from, cut)
  }
  if (from < units.length) segments.push(units.slice(from))
  return segments
}

function bestCut(
  units: readonly Unit[],
  messages: readonly Utterance[],
  { from, total, part, count }: { from: number; total: number; part: number; count: number },
): number {
  const slack = total / count / 3
  const aim = (total * part) / count
  let seen = 0
  let best = from
  let bestScore = Number.NEGATIVE_INFINITY
  for (const [index, unit] of units.entries()) {
    const distance = Math.abs(seen - aim)
    if (index > from && (distance <= slack || bestScore === Number.NEGATIVE_INFINITY)) {
      const previous = units[index - 1]!
      const pause =
        unit.message === previous.message ? -10 : pauseMinutes(messages[previous.message]!, messages[unit.message]!)
      // A pause of ten minutes outweighs a cut that is uneven by the whole slack.
      const score = Math.log1p(Math.max(0, pause)) / Math.log1p(10) - distance / slack - (pause < 0 ? 5 : 0)
      if (score > bestScore) {
        best = index
        bestScore = score
      }
    }
    seen += unit.tokens
  }
  return best
}

function pauseMinutes(before: Utterance, after: Utterance): number {
  const pause = (Date.parse(after.ts ?? '') - Date.parse(before.ts ?? '')) / 60_000
  return Number.isFinite(pause) ? Math.max(0, pause) : 0
}
