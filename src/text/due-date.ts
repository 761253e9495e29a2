/** Finds until when something is to be done ("by Friday", "am 3. März", "来週の月曜"), and which day that is. */
import type { DayForm } from './coming-days.ts'
import { latinForms } from './latin-day-forms.ts'
import { wideForms } from './wide-day-forms.ts'

export interface DueDate {
  /** As it was said, without the preposition: `Friday`. */
  said: string
  /** ISO 8601 date, where the day it was said on is known and the words name a day. */
  date?: string
  /** Offsets in the text, UTF-16 units, preposition included; `end` is exclusive. */
  start: number
  end: number
}

/** Words that make a day a deadline, directly before it. */
const deadlineWords =
  /(?:\b(?:by|before|until|till?|due|no later than|not later than|deadline|bis(?: zum| spätestens)?|spätestens(?: am| bis)?|vor(?: dem)?|avant|d['’]ici(?: à| au)?|jusqu['’](?:à|au)|pour|au plus tard|antes del?|para(?: el| la)?|hasta|a más tardar)|期限[是为はが:：]?|截止(?:到|日期)?|最晚|最迟|在|到|于)[\s:]*(?:(?:the|on|at|latest|next|this|le|la|el|den|am|à|au|du)\s+)*$/iu
/** Behind a day in Chinese and Japanese. */
const deadlineEndings =
  /^(?:\s*\d{1,2}[点时時](?:半|\d{1,2}分)?)?(?:中午|早上|上午|下午|晚上|の?(?:朝|昼|夕方|夜|午前|午後)|下班|中)?(?:之前|以前|前|为止|までに|まで|前に|内に|以内)/u
const onWords = /(?:\b(?:on|this|coming|next|am|an diesem|kommenden|ce|el|este)\s+)$/iu
/** What a day belongs to that is no deadline: "the mail from Monday", "since Tuesday", "every Friday", "Friday's". */
const otherwise =
  /(?:\b(?:from|of|since|after|last|past|previous|every|each|not|between|started|vom|seit|nach|letzte[nrs]?|vergangene[nrs]?|jede[nrs]?|nicht|depuis|dès|après|chaque|tous les|del?|desde|después del?|cada|todos los|pasad[oa])(?:\s+(?:the|last|le|la|les|el|los|dem|this))*|上个?|从|自|每个?|毎週?|先週の?)\s*$/iu
const ownedBy =
  /^(?:['’]s\b|\s*(?:last|past|passée?|dernière?|pasad[oa]|morning's)\b|以来|以后|以後|から|の(?:会議|件|ミーティング)|的(?!时候))/iu

interface Found extends DueDate {
  form: DayForm
  groups: RegExpExecArray
  isDeadline: boolean
}

/**
 * The day by which the text says that something is to be done: the first with a word such as "by" or "until", else the first or last one named.
 * A bare weekday is the next one after `day`; "next Friday" and 下周五 lie in the week after, which begins on Monday; a week or month is over on its
 * last day of work or last day.
 * @param day when it was said; without it, no `date` is given
 * @param prefer which of several days without such a word
 */
export function findDueDate(
  text: string,
  day?: Temporal.PlainDate,
  prefer: 'first' | 'last' = 'last',
): DueDate | undefined {
  const found = findDays(text)
  const chosen = found.find(({ isDeadline }) => isDeadline) ?? found.at(prefer === 'first' ? 0 : -1)
  if (!chosen) return undefined
  const { said, start, end, form, groups, isDeadline } = chosen
  const date = day && form.resolve(groups, day, isDeadline)
  return { said, start, end, ...(date ? { date: date.toString() } : {}) }
}

/** All days that may be meant, in the order of the text. */
function findDays(text: string): Found[] {
  const all: Found[] = []
  for (const form of [...latinForms, ...wideForms]) {
    for (const groups of text.matchAll(form.pattern) as Iterable<RegExpExecArray>) {
      const start = groups.index
      const end = start + groups[0].length
      // Forms stand in order: longer wordings first.
      if (all.some(other => start < other.end && other.start < end)) continue
      const before = text.slice(0, start)
      const after = text.slice(end)
      const lead = deadlineWords.exec(before)
      const isDeadline = lead !== null || deadlineEndings.test(after)
      if ((!lead && otherwise.test(before)) || ownedBy.test(after)) continue
      const isMarked = isDeadline || onWords.test(before)
      if (form.needsMark && !isMarked) continue
      all.push({ said: groups[0], start: lead?.index ?? start, end, form, groups, isDeadline })
    }
  }
  return all.sort((a, b) => a.start - b.start)
}
