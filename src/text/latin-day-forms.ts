/** The wordings of days to come in English, German, French and Spanish. */
import {
  comingDate,
  comingDayOfMonth,
  comingWeekday,
  type DayForm,
  endOfMonth,
  endOfQuarter,
  endOfWeek,
  FRIDAY,
  later,
  monthNumbers,
  monthOf,
  weekdayOfWeek,
  yearOf,
} from './coming-days.ts'
import { numberWords, weekdayNumbers } from './time-range.ts'

const capitalize = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const byLength = (words: Iterable<string>) => [...words].sort((a, b) => b.length - a.length)
const month = byLength(monthNumbers.keys()).join('|')
/** Months only where they are written with a capital: "may" and "march" are verbs. */
const longMonth = byLength(monthNumbers.keys())
  .filter(name => name.length > 3 || /^ma[iy]$/.test(name))
  .flatMap(name => [capitalize(name), ...(/^(?:may|mai|march|mars)$/.test(name) ? [] : [name])])
  .join('|')
const isLatin = (name: string) => /^\p{Script=Latin}/u.test(name)
const weekday = byLength(weekdayNumbers.keys())
  .filter(name => isLatin(name) && name.length > 5)
  .join('|')
const weekdays = `${weekday}|lundi|mardi|jeudi|lunes|martes`
const shortDays = new Map([
  ...[...weekdayNumbers].filter(([name]) => isLatin(name) && name.length < 6),
  ...['mo', 'di', 'mi', 'do', 'fr', 'sa', 'so'].map((name, index) => [name, index + 1] as const),
])
const numbers = `\\d{1,3}|${byLength(numberWords.keys()).filter(isLatin).join('|')}`
const units =
  '(?<days>days?|tagen?|jours?|días?)|(?<weeks>weeks?|wochen?|semaines?|semanas?)|(?<months>months?|monate?n?|mois|mes(?:es)?)|(?<hours>hours?|stunden?|heures?|horas?)'
const part =
  '(?:,? (?:at )?(?:noon|midday|midnight|morning|afternoon|evening|night|früh|vormittag|mittag|nachmittag|abend|matin|midi|après-midi|soir|por la (?:mañana|tarde|noche)))?(?:,? (?:at|um|à|a las) \\d{1,2}(?:[:h.]\\d\\d)?(?: ?(?:am|pm|uhr|h)\\b)?)?'
const w = (pattern: string, flags = 'giu') => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, flags)
const numberOfDay = (name: string) => weekdayNumbers.get(name.toLowerCase()) ?? shortDays.get(name.toLowerCase()) ?? 0

/** Longer wordings come first: what they cover is not looked at again. */
export const latinForms: readonly DayForm[] = [
  {
    pattern: w(`(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)`),
    resolve: ({ groups }, day) => comingDate(day, Number(groups!.month), Number(groups!.day), Number(groups!.year)),
  },
  {
    pattern: w(`(?:(?:${weekdays})(?:,| the| den| le| el)* )?(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})?`),
    needsMark: true,
    resolve: ({ groups }, day) => comingDate(day, Number(groups!.month), Number(groups!.day), yearOf(groups!.year)),
  },
  {
    pattern: w(
      `(?:(?:${weekdays})(?:,| the| den| le| el)* )?(?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th|er|\\.)?(?: of| de)? (?<month>${month})(?:,?(?: del?)? (?<year>\\d{4}))?${part}`,
    ),
    resolve: ({ groups }, day) =>
      comingDate(day, monthNumbers.get(groups!.month!.toLowerCase())!, Number(groups!.day), yearOf(groups!.year)),
  },
  {
    pattern: w(
      `(?:(?:${weekdays})(?:,| the)* )?(?<month>${month})\\.? (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\\d{4}))?${part}`,
    ),
    resolve: ({ groups }, day) =>
      comingDate(day, monthNumbers.get(groups!.month!.toLowerCase())!, Number(groups!.day), yearOf(groups!.year)),
  },
  {
    pattern: w(`(?:${weekdays})(?:,| the| den| le| el)* (?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?`),
    resolve: ({ groups }, day) => comingDayOfMonth(day, Number(groups!.day)),
  },
  {
    // In German, French and Spanish the coming one is meant.
    pattern: w(
      `(?:next (?<next>${weekdays})|(?<after>${weekdays}),? (?:of )?next week|(?:nächste[nr]?|kommende[nr]?) (?<de>${weekdays})|(?<afterDe>${weekdays}) nächster woche|(?<fr>${weekdays}) prochain|(?:el )?próximo (?<es>${weekdays})|(?<es2>${weekdays}) que viene)${part}`,
    ),
    resolve: ({ groups }, day) => {
      const name = groups!.next ?? groups!.after ?? groups!.afterDe
      if (name) return weekdayOfWeek(day, numberOfDay(name), 1)
      return comingWeekday(day, numberOfDay((groups!.de ?? groups!.fr ?? groups!.es ?? groups!.es2)!))
    },
  },
  {
    pattern: w(`(?:${weekdays})${part}`),
    resolve: ([said], day) => comingWeekday(day, numberOfDay(/^\p{L}+/u.exec(said)![0])),
  },
  {
    pattern: w(`(?<name>${byLength(shortDays.keys()).map(capitalize).join('|')})\\.?`, 'gu'),
    needsMark: true,
    resolve: ({ groups }, day) => comingWeekday(day, numberOfDay(groups!.name!)),
  },
  {
    pattern: w('the day after tomorrow|day after tomorrow|übermorgen|après-demain|pasado mañana'),
    resolve: (_, day) => day.add({ days: 2 }),
  },
  {
    pattern: w(
      `(?:tomorrow|demain|(?<!(?:guten|am|jeden|diesen|heute) )morgen|(?<!(?:la|esta|por la|de la|buena) )mañana)(?! (?:zusammen|allerseits|an alle))${part}`,
    ),
    resolve: (_, day) => day.add({ days: 1 }),
  },
  {
    pattern: w(
      `today|tonight|this (?:morning|afternoon|evening)|(?:the )?end of (?:the |this )?day|eod|cob|heute|aujourd['’]hui|ce (?:matin|soir)|cet après-midi|hoy|esta (?:mañana|tarde|noche)${part}`,
    ),
    resolve: (_, day) => day,
  },
  {
    pattern: w(
      '(?:the )?(?:end of )?next week|(?:ende )?(?:der )?nächste[rn]? woche|kommende[rn]? woche|(?:fin )?(?:de )?la semaine prochaine|(?:la )?(?:próxima semana|semana que viene|semana próxima)',
    ),
    resolve: (_, day) => weekdayOfWeek(day, FRIDAY, 1),
  },
  {
    pattern: w(
      '(?:the )?end of (?:the |this )?week|this week|eow|(?:ende )?(?:der |diese[rn]? )woche|wochenende|(?:la )?fin de (?:la |cette )?semaine|cette semaine|esta semana|fin(?:al)?(?:es)? de (?:la |esta )?semana',
    ),
    resolve: (_, day) => endOfWeek(day),
  },
  {
    pattern: w(
      '(?:the )?(?:end of )?next month|(?:ende )?nächste[nsrm]? monats?|(?:la )?(?:fin du )?mois prochain|(?:el )?(?:próximo mes|mes que viene)',
    ),
    resolve: (_, day) => endOfMonth(day, 1),
  },
  {
    pattern: w(
      '(?:the )?end of (?:the |this )?month|this month|eom|monatsende|(?:ende )?(?:des|dieses) monats|(?:la )?fin (?:du|de ce|de) mois|ce mois-ci|(?:el )?(?:fin|final|finales) de mes|este mes',
    ),
    resolve: (_, day) => endOfMonth(day),
  },
  {
    pattern: w(
      '(?:the )?end of (?:the |this )?(?:quarter|q)|this quarter|quartalsende|ende des quartals|(?:la )?fin du trimestre|(?:fin|final|finales) (?:de|del) trimestre',
    ),
    resolve: (_, day) => endOfQuarter(day, 0),
  },
  {
    pattern: w('next quarter|nächste[sn]? quartals?|le trimestre prochain|el próximo trimestre'),
    resolve: (_, day) => endOfQuarter(day, 1),
  },
  {
    pattern: w(
      "(?:the )?end of (?:the |this )?year|this year|eoy|jahresende|ende des jahres|(?:la )?fin (?:de l['’])?(?:d['’])?(?:an|année)|(?:fin|final|finales) (?:de|del) año",
    ),
    resolve: (_, day) => day.with({ month: 12, day: 31 }),
  },
  {
    pattern: w(
      `(?:in|within|innerhalb von|binnen|dans(?: les)?|sous|d['’]ici|en|dentro de) (?:the next |den nächsten )?(?<count>${numbers}) (?:${units})`,
    ),
    resolve: later,
  },
  {
    pattern: w(`(?:the )?(?:end of|ende|fin(?:ales)?(?: de)?|end) (?<month>${month})`),
    resolve: ({ groups }, day) => monthOf(groups!.month!, day),
  },
  {
    pattern: w(
      `(?:the )(?<day>\\d{1,2})(?:st|nd|rd|th)|(?<=\\b(?:le|avant le|el|el día) )(?<rom>\\d{1,2})(?! ?(?:[:h%€.]|\\p{L}))`,
    ),
    resolve: ({ groups }, day) => comingDayOfMonth(day, Number(groups!.day ?? groups!.rom)),
  },
  {
    // A noun behind it says what is the third of its kind.
    pattern: w('(?<=\\b(?:am|den|zum) )(?<day>\\d{1,2})\\.(?! ?\\p{Lu}|\\d)', 'gu'),
    resolve: ({ groups }, day) => comingDayOfMonth(day, Number(groups!.day)),
  },
  {
    // "By March" may mean its beginning or its end.
    pattern: w(longMonth, 'gu'),
    resolve: ([name], day, isDeadline) => (isDeadline ? undefined : monthOf(name, day)),
  },
  {
    pattern: w(
      '(?:the )?next meeting|(?:nächste[ns]?|nächsten) (?:sitzung|besprechung|meeting|treffen)|(?:la )?prochaine réunion|(?:la )?próxima reunión',
    ),
    resolve: () => undefined,
  },
]
