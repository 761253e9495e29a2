/** Reads the times that chat programs and transcripts write beside messages. */

const clock = '\\d{1,2}:\\d\\d(?::\\d\\d)?(?:[.,]\\d{1,6})?(?:[ \\u202f]?[AaPp]\\.?[Mm]\\.?(?![\\p{L}]))?Z?'
const dayName =
  "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|Today|Yesterday|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Heute|Gestern|Hier|Aujourd[’']hui|Hoy|Ayer|今天|昨天|今日|昨日)"
const date = `(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[./-]\\d{1,2}(?:[./-]\\d{2,4})?\\.?|${dayName})`

/** Source of a pattern for a time of day or since the start, with a day before it where the program writes one. */
export const stampPattern = `(?:${date}(?:,| at| um| à| a las)?[T ]\\s*)?${clock}`

const parts = new RegExp(
  `^(?:(?<day>${date})(?:,| at| um| à| a las)?[T ]\\s*)?(?<h>\\d{1,2}):(?<m>\\d\\d)(?::(?<s>\\d\\d))?(?<fraction>[.,]\\d{1,6})?[ \\u202f]?(?<half>[AaPp])?\\.?(?:[Mm]\\.?)?(?<utc>Z)?$`,
  'u',
)

export interface StampStyle {
  /** `month-first`, as in 5/14/2026; where no date tells, what goes with a clock of twice twelve hours. */
  dates: 'day-first' | 'month-first'
  /** Two numbers are minutes and seconds since the start. */
  sinceStart: boolean
}

/** How a program writes its times, from all that it wrote. */
export function readStampStyle(stamps: readonly string[]): StampStyle {
  let dayFirst = 0
  let monthFirst = 0
  let halves = 0
  for (const stamp of stamps) {
    const found = /^(\d{1,2})([./-])(\d{1,2})(?!\d)/.exec(stamp)
    if (found && (Number(found[1]) > 12 || found[2] === '.')) dayFirst++
    if (found && Number(found[3]) > 12) monthFirst++
    if (/[ap]\.?m/i.test(stamp)) halves++
  }
  const isMonthFirst = monthFirst > dayFirst || (monthFirst === 0 && dayFirst === 0 && halves > 0)
  return { dates: isMonthFirst ? 'month-first' : 'day-first', sinceStart: /^0:\d\d(?:[.,]\d+)?$/.test(stamps[0] ?? '') }
}

/** ISO 8601 where the date is given, else `HH:MM` or `HH:MM:SS`; a stamp of another shape as it is. */
export function formatStamp(stamp: string, { dates, sinceStart }: StampStyle): string {
  const groups = parts.exec(stamp.trim())?.groups
  if (!groups) return stamp
  const { day, h, m, s, fraction, half, utc } = groups
  if (sinceStart && s === undefined) return `00:${pad(h!)}:${m}`
  const hour = half === undefined ? Number(h) : (Number(h) % 12) + (/p/i.test(half) ? 12 : 0)
  const time = `${pad(hour)}:${m}${s === undefined ? '' : `:${s}`}`
  const iso = day === undefined ? undefined : toIsoDate(day, dates)
  return iso === undefined ? time : `${iso}T${time}${fraction?.replace(',', '.') ?? ''}${utc ?? ''}`
}

function toIsoDate(day: string, order: StampStyle['dates']): string | undefined {
  const numbers = day.match(/\d+/g)?.map(Number)
  // A day by its name, or without a year, says nothing without the day of writing.
  if (numbers?.length !== 3) return undefined
  const [a, b, c] = numbers as [number, number, number]
  if (a > 31) return `${a}-${pad(b)}-${pad(c)}`
  const year = c < 100 ? 2000 + c : c
  const [month, date] = order === 'month-first' ? [a, b] : [b, a]
  return month > 12 || date > 31 ? undefined : `${year}-${pad(month)}-${pad(date)}`
}

function pad(value: number | string): string {
  return String(value).padStart(2, '0')
}
