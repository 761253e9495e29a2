/** The wordings of days to come in Chinese and Japanese. */
import {
  comingDate,
  comingDayOfMonth,
  comingWeekday,
  type DayForm,
  endOfMonth,
  endOfWeek,
  FRIDAY,
  later,
  monthOf,
  weekdayOfWeek,
  yearOf,
} from './coming-days.ts'

const wide = (pattern: string) => new RegExp(pattern, 'gu')
const cjkDays = '一二三四五六日天'
const cjkDay = (name: string) => (name === '天' ? 7 : cjkDays.indexOf(name) + 1)
const kanjiDays = '月火水木金土日'
const cjkNumber = '\\d{1,3}|[一二两両三四五六七八九十]'

export const wideForms: readonly DayForm[] = [
  {
    pattern: wide('(?:(?<year>\\d{4})年)?(?<month>\\d{1,2})月(?<day>\\d{1,2})[日号號]'),
    resolve: ({ groups }, day) => comingDate(day, Number(groups!.month), Number(groups!.day), yearOf(groups!.year)),
  },
  {
    pattern: wide(`(?<weeks>下下|下|这|本|再下)个?(?:周|週|星期|礼拜)(?<day>[${cjkDays}])`),
    resolve: ({ groups }, day) => {
      const weeksLater = { 下: 1, 下下: 2, 再下: 2 }[groups!.weeks!] ?? 0
      return weekdayOfWeek(day, cjkDay(groups!.day!), weeksLater)
    },
  },
  {
    pattern: wide(`(?<weeks>来週|再来週|今週)の?(?<day>[${kanjiDays}])(?:曜日?)?(?![${kanjiDays}]?末)`),
    resolve: ({ groups }, day) =>
      weekdayOfWeek(day, kanjiDays.indexOf(groups!.day!) + 1, { 来週: 1, 再来週: 2 }[groups!.weeks!] ?? 0),
  },
  {
    pattern: wide(`(?<!上个?|先)(?:周|週|星期|礼拜)(?<day>[${cjkDays}])`),
    resolve: ({ groups }, day) => comingWeekday(day, cjkDay(groups!.day!)),
  },
  {
    pattern: wide(`(?<!先週の?)(?<day>[${kanjiDays}])曜日?`),
    resolve: ({ groups }, day) => comingWeekday(day, kanjiDays.indexOf(groups!.day!) + 1),
  },
  { pattern: wide('后天|後天|明後日|あさって'), resolve: (_, day) => day.add({ days: 2 }) },
  { pattern: wide('明天|明日|明早|明晚|あした|あす'), resolve: (_, day) => day.add({ days: 1 }) },
  {
    pattern: wide('今天|今日|今晚|今晩|今夜|下班前|本日|今夕|(?<!每天)(?:今天)?下班(?=之?前)'),
    resolve: (_, day) => day,
  },
  {
    pattern: wide('(?:下|下个)(?:周|週|星期|礼拜)(?:末|底|内)?|来週(?:末|中)?'),
    resolve: (_, day) => weekdayOfWeek(day, FRIDAY, 1),
  },
  {
    pattern: wide('(?:这|本|這)个?(?:周|週|星期|礼拜)(?:末|底|内)?|周末|今週(?:末|中)?|週末'),
    resolve: (_, day) => endOfWeek(day),
  },
  { pattern: wide('下个?月(?:底|末|内)?|来月(?:末|中)?'), resolve: (_, day) => endOfMonth(day, 1) },
  {
    pattern: wide('(?<!\\d)(?:这个?|本|今)?月(?:底|末)|(?:这个|本)月(?:内)?|今月(?:末|中)?'),
    resolve: (_, day) => endOfMonth(day),
  },
  {
    pattern: wide('(?<month>\\d{1,2})月(?:底|末)'),
    resolve: ({ groups }, day) => (Number(groups!.month) <= 12 ? monthOf(groups!.month!, day) : undefined),
  },
  { pattern: wide('年(?:底|末)|年内'), resolve: (_, day) => day.with({ month: 12, day: 31 }) },
  {
    pattern: wide(
      `(?<count>${cjkNumber})(?:(?<days>天|日)|个?(?<weeks>周|週間|星期|礼拜)|(?<months>个月|か月|ヶ月))(?:之?后|之?内|以内|後|以後)`,
    ),
    resolve: later,
  },
  {
    pattern: wide('(?<!\\d|月)(?<day>\\d{1,2})[号日](?!楼|线)'),
    resolve: ({ groups }, day) => comingDayOfMonth(day, Number(groups!.day)),
  },
  { pattern: wide('下次(?:会议|开会|例会)|次回(?:の会議|会議)?'), resolve: () => undefined },
]
