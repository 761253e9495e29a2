/** Turns a conversation into units to read: what is left of its messages when noise is set aside, long ones divided. */
import { detectLanguage } from '../../text/language.ts'
import { splitSentences } from '../../text/sentences.ts'
import type { Utterance } from '../../text/utterance.ts'
import { inferReplies } from '../reading/infer-replies.ts'
import { type AsideKind, setAside } from '../reading/set-aside.ts'
import { tidySpeech } from '../reading/tidy-speech.ts'

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

export interface ConversationUnits {
  /** In order; a message of which all was set aside has none. */
  units: Unit[]
  /** What was set aside, by kind. */
  aside: Partial<Record<AsideKind, number>>
}

export function toUnits(messages: readonly Utterance[]): ConversationUnits {
  const sample = messages
    .slice(0, 60)
    .map(message => message.text)
    .join('\n')
  const { code } = detectLanguage(sample)
  const { texts, counts } = setAside(messages, inferReplies(messages))
  const units = texts.flatMap((rest, index) => {
    const text = tidySpeech(rest)
    if (!/[\p{L}\p{N}]/u.test(text)) return []
    const { author } = messages[index]!
    return divide(text, code).map(part => ({
      ...{ message: index, author, text: part },
      tokens: estimateTokens(`${author}: ${part}`),
    }))
  })
  return { units, aside: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) }
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

export function formatUnit({ author, text }: Unit): string {
  return author === '' ? text : `${author}: ${text}`
}

/** As a conversation, a line a message. */
export function formatUnits(units: readonly Unit[]): string {
  const lines: string[] = []
  for (const [index, unit] of units.entries()) {
    const goesOn = index > 0 && units[index - 1]!.message === unit.message
    if (goesOn) lines[lines.length - 1] += ` ${unit.text}`
    else lines.push(formatUnit(unit))
  }
  return lines.join('\n')
}
