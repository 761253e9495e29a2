/** Days to come, counted from the day on which they are spoken of. */
import { numberWords } from './time-range.ts'

export interface DayForm {
  /** Global, so that all places are found. */
  pattern: RegExp
  /** Where it may mean something else, and so needs a word like "by" or "on" before it. */
  needsMark?: true
  /**
   * @param day when it was said
   * @param isDeadline the words say "by", "until" and the like
   * @returns nothing where the words leave it open
   */
  resolve: (groups: RegExpExecArray, day: Temporal.PlainDate, isDeadline: boolean) => Temporal.PlainDate | undefined
}

export const FRIDAY = 5

const months = [
  'january|jan|januar|janvier|enero',
  'february|feb|februar|février|febrero',
  'march|mar|märz|mars|marzo',
  'april|apr|avril|abril',
  'may|mai|mayo',
  'june|jun|juni|juin|junio',
  'july|jul|juli|juillet|julio',
  'august|aug|août|agosto',
  'september|sept?|septembre|septiembre',
  'october|oct|oktober|okt|octobre|octubre',
  'november|nov|novembre|noviembre',
  'december|dec|dezember|dez|décembre|diciembre',
]
export const monthNumbers = new Map(
  months.flatMap((names, index) => names.split('|').map(name => [name, index + 1] as const)),
)

const toNumber = (word: string) => numberWords.get(word.toLowerCase()) ?? Number(word)
export const yearOf = (text: string | undefined) => (text ? Number(text) : undefined)

/** The next such weekday, never `day` itself. */
export function comingWeekday(day: Temporal.PlainDate, wanted: number): Temporal.PlainDate {
  return day.add({ days: ((wanted - day.dayOfWeek + 6) % 7) + 1 })
}

export function weekdayOfWeek(day: Temporal.PlainDate, wanted: number, weeksLater: number): Temporal.PlainDate {
  return day.add({ days: wanted - day.dayOfWeek + 7 * weeksLater })
}

/** Friday, where it has not passed. */
export function endOfWeek(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek <= FRIDAY ? weekdayOfWeek(day, FRIDAY, 0) : day
}

export function endOfMonth(day: Temporal.PlainDate, monthsLater = 0): Temporal.PlainDate {
  const later = day.with({ day: 1 }).add({ months: monthsLater })
  return later.with({ day: later.daysInMonth })
}

export function endOfQuarter(day: Temporal.PlainDate, quartersLater: number): Temporal.PlainDate {
  return endOfMonth(day, 2 - ((day.month - 1) % 3) + 3 * quartersLater)
}

/** The next such date: what lies behind `day` is meant of the next year. */
export function comingDate(day: Temporal.PlainDate, monthNumber: number, dayNumber: number, year?: number) {
  try {
    const date = Temporal.PlainDate.from(
      { year: year ?? day.year, month: monthNumber, day: dayNumber },
      { overflow: 'reject' },
    )
    return year === undefined && Temporal.PlainDate.compare(date, day) < 0 ? date.add({ years: 1 }) : date
  } catch {
    return undefined
  }
}

/** The next day of that number: "the 31st" is never the 30th. */
export function comingDayOfMonth(day: Temporal.PlainDate, dayNumber: number): Temporal.PlainDate | undefined {
  if (dayNumber < 1 || dayNumber > 31) return undefined
  let first = dayNumber < day.day ? day.with({ day: 1 }).add({ months: 1 }) : day.with({ day: 1 })
  while (first.daysInMonth < dayNumber) first = first.add({ months: 1 })
  return first.with({ day: dayNumber })
}

export function monthOf(name: string, day: Temporal.PlainDate): Temporal.PlainDate {
  const number = monthNumbers.get(name.toLowerCase()) ?? Number(name)
  const first = Temporal.PlainDate.from({ year: number < day.month ? day.year + 1 : day.year, month: number, day: 1 })
  return endOfMonth(first)
}

export function later(groups: RegExpExecArray, day: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const { count, days, weeks, months: monthsLater } = groups.groups!
  const amount = toNumber(count!)
  if (!(amount > 0)) return undefined
  if (days) return day.add({ days: amount })
  if (weeks) return day.add({ weeks: amount })
  return monthsLater ? day.add({ months: amount }) : day
}
