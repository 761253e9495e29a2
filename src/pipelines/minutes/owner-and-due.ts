/** Who takes a task and until when, as far as the words themselves say so. */
import type { Utterance } from '../../text/utterance.ts'
import type { Statement } from './find-statements.ts'

const firstPerson =
  /\b(?:I'll|I’ll|I will|I can|I could do|I'm going to|I’m going to|I have to|I need to|I still|let me|leave it (?:to|with) me|I'd do|I take|I do that)\b|\b(?:ich|je|j['’])\b|\bm['’](?:en|y) (?:occupe|charge)|\b(?:yo|me encargo|me ocupo|lo (?:hago|miro|envío))\b|我(?!们)|私が|私は|僕が|こちらで/iu

/**
 * @returns the participant whom the sentence names, else the speaker who says "I"; undefined where neither is said
 */
export function findOwner(
  statement: Statement,
  { messages, participants }: { messages: readonly Utterance[]; participants: readonly string[] },
): string | undefined {
  const speaker = messages[statement.message]!.author
  const others = participants.filter(name => name !== speaker)
  const { text } = statement
  const named = others.find(name => mentions(text, name))
  const saysI = firstPerson.test(text)
  // "Leave it to me, Ann" against "Ann, could you…": who says I takes it, unless the other one is asked or named first.
  if (named && (!saysI || /^\p{Lu}[\p{L}-]+,/u.test(text) || /[?？]\s*$/u.test(text))) return named
  if (saysI) return speaker || undefined
  return named
}

/** A first name or the whole name, as a word of its own. */
function mentions(text: string, name: string): boolean {
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)
  const first = name.split(/\s+/)[0]!
  if (wide) return text.includes(name)
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${RegExp.escape(name)}|${RegExp.escape(first)})(?![\\p{L}\\p{N}])`,
    'u',
  ).test(text)
}

const days = [
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tonight|tomorrow|noon',
  'montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen|übermorgen|mittag',
  "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|aujourd['’]hui|demain|midi",
  'lunes|martes|miércoles|jueves|viernes|sábado|domingo|hoy|mañana|mediodía',
].join('|')
const months =
  'january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre'
const spans =
  'next week|this week|next month|(?:the )?end of (?:the )?(?:week|month|year|quarter|day)|the next meeting|this afternoon|this evening|nächste woche|diese woche|nächsten monat|(?:monats|jahres|wochen)ende|ende des monats|la semaine prochaine|cette semaine|fin (?:du|de) mois|la semana que viene|esta semana|fin de mes'
const date = `\\d{4}-\\d\\d-\\d\\d|(?:the )?\\d{1,2}(?:st|nd|rd|th)(?: of (?:${months}))?|\\d{1,2}\\.? (?:de )?(?:${months})|(?:${months}) \\d{1,2}(?:st|nd|rd|th)?|(?:end of |ende |fin (?:de )?)?(?:${months})`
const due = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${days})(?:,? (?:the )?(?:${date}))?(?: (?:noon|morning|afternoon|evening|night|früh|abend|mittag|matin|soir))?(?: (?:at|um|à|a las) \\d{1,2}(?::\\d\\d)?(?: ?(?:am|pm|uhr|h))?)?|${date}|${spans})(?![\\p{L}\\p{N}])`,
  'giu',
)
const wideDue =
  /(?:今天|明天|后天|今晚|本周[一二三四五六日]?|下周[一二三四五六日]?|这周[一二三四五六日]?|星期[一二三四五六日天]|周[一二三四五六日]|月底|年底|\d{1,2}月\d{1,2}[日号]|\d{1,2}月底?|今日|明日|来週[月火水木金土日]?曜?日?|今週中?|[月火水木金土日]曜日?|月末|年末)/gu

/** Months only where they are written with a capital. */
const alsoWords = /^(?:may|march|mars)$/

/** The last date or day that the text names, as it is written there. */
export function findDue(text: string): string | undefined {
  const found = [...text.matchAll(due), ...text.matchAll(wideDue)].filter(match => !alsoWords.test(match[0]))
  return found.sort((a, b) => a.index - b.index).at(-1)?.[0]
}

/** A longer message speaks of something else. */
const MAX_ANSWER_CHARS = 80
const ANSWERS = 2

/** In the sentence, else in what follows it in its message, else in short answers to it: "By when?" "Friday at the latest." */
export function findDueNear(statement: Statement, messages: readonly Utterance[]): string | undefined {
  const { text, message } = statement
  const own = messages[message]!.text
  const rest = own.slice(own.indexOf(text) + text.length)
  const inMessage = findDue(text) ?? findDue(rest.slice(0, MAX_ANSWER_CHARS))
  if (inMessage) return inMessage
  for (const answer of messages.slice(message + 1, message + 1 + ANSWERS)) {
    if (answer.text.length > MAX_ANSWER_CHARS) return undefined
    const found = findDue(answer.text)
    if (found) return found
  }
  return undefined
}
