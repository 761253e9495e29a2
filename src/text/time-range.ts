/** Reads from words which stretch of a conversation somebody means: "since Monday", "last 3 days", "the last 50 messages". */

/** What somebody asked to read; times are ISO 8601, `until` is exclusive. */
export type Stretch =
  | { kind: 'time'; since: string; until?: string }
  /** The newest messages. */
  | { kind: 'count'; messages: number }
  /** What came since the person was there last. */
  | { kind: 'visit' }

export interface FoundStretch {
  stretch: Stretch
  /** Where the words stand, UTF-16 units; `end` is exclusive. */
  start: number
  end: number
}

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month'

const units: readonly [RegExp, Unit][] = [
  [/^(?:min|分)/, 'minute'],
  [/^(?:h(?!eu?te)|stund|ore|小时|小時|時間|钟头)/, 'hour'],
  [/^(?:d[aií]a?|tag|jour|天|日|días?)/, 'day'],
  [/^(?:w|semain|seman|周|週|星期|礼拜)/, 'week'],
  [/^(?:mon|mois|mes|月|个月|か月|ヶ月|カ月)/, 'month'],
]

/** Monday is 1, as in ISO 8601. */
const weekdays: readonly (readonly string[])[] = [
  ['monday', 'mon', 'montag', 'lundi', 'lunes', '周一', '星期一', '月曜日', '月曜'],
  ['tuesday', 'tue', 'tues', 'dienstag', 'mardi', 'martes', '周二', '星期二', '火曜日', '火曜'],
  ['wednesday', 'wed', 'mittwoch', 'mercredi', 'miércoles', 'miercoles', '周三', '星期三', '水曜日', '水曜'],
  ['thursday', 'thu', 'thurs', 'donnerstag', 'jeudi', 'jueves', '周四', '星期四', '木曜日', '木曜'],
  ['friday', 'fri', 'freitag', 'vendredi', 'viernes', '周五', '星期五', '金曜日', '金曜'],
  ['saturday', 'sat', 'samstag', 'sonnabend', 'samedi', 'sábado', 'sabado', '周六', '星期六', '土曜日', '土曜'],
  ['sunday', 'sun', 'sonntag', 'dimanche', 'domingo', '周日', '周天', '星期日', '星期天', '日曜日', '日曜'],
]
/** By name in lower case. */
export const weekdayNumbers = new Map(weekdays.flatMap((names, index) => names.map(name => [name, index + 1] as const)))

/** By word in lower case: 1 to 10. */
export const numberWords = new Map<string, number>(
  [
    ['a an one ein eine einen einer un une uno una 一', 1],
    ['two zwei deux dos 二 两 両', 2],
    ['three drei trois tres 三', 3],
    ['four vier quatre cuatro 四', 4],
    ['five fünf cinq cinco 五', 5],
    ['six sechs seis 六', 6],
    ['seven sieben sept siete 七', 7],
    ['eight acht huit ocho 八', 8],
    ['nine neun neuf nueve 九', 9],
    ['ten zehn dix diez 十', 10],
  ].flatMap(([words, value]) => (words as string).split(' ').map(word => [word, value as number] as const)),
)

const number = `\\d{1,5}|${[...numberWords.keys()].sort((a, b) => b.length - a.length).join('|')}`
const unit =
  'min(?:ute)?s?|minuten?|minutos?|h(?:ou)?rs?|hours?|stunden?|heures?|horas?|days?|tage?n?|jours?|d[ií]as?|weeks?|wochen?|semaines?|semanas?|months?|monate?n?|mois|mes(?:es)?'
const unitCjk = '分钟|分鐘|分|个小时|小时|小時|時間|天|日間|日|个星期|星期|週間|周間|周|週|个月|か月|ヶ月|カ月'
const messageWord = 'messages?|msgs?|posts?|nachrichten|beiträge|mensajes'
const weekday = [...weekdayNumbers.keys()].sort((a, b) => b.length - a.length).join('|')
const sinceWords = 'since|from|after|seit|ab|depuis|desde'
const w = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu')
const cjk = (pattern: string) => new RegExp(pattern, 'u')

interface Reading {
  pattern: RegExp
  read: (groups: RegExpExecArray, now: Temporal.ZonedDateTime) => Stretch | undefined
}

const since = (time: Temporal.ZonedDateTime, until?: Temporal.ZonedDateTime): Stretch => ({
  kind: 'time',
  since: time.toInstant().toString(),
  ...(until ? { until: until.toInstant().toString() } : {}),
})
const toNumber = (word: string | undefined) => numberWords.get(word?.toLowerCase() ?? '') ?? Number(word)

function lastUnits(count: string | undefined, word: string, now: Temporal.ZonedDateTime): Stretch | undefined {
  const name = word.toLowerCase().replace(/^个/, '')
  const found = units.find(([pattern]) => pattern.test(name))?.[1]
  const amount = count === undefined ? 1 : toNumber(count)
  if (!found || !(amount > 0)) return undefined
  // Twenty years: whoever writes 99999 days means everything.
  return since(now.subtract({ [`${found}s`]: found === 'minute' ? amount : Math.min(amount, 7300) }))
}

function toWeekday(name: string, now: Temporal.ZonedDateTime): Stretch {
  const wanted = weekdayNumbers.get(name.toLowerCase())!
  // The day itself, where it is that day today: "since Monday" on a Monday is the one a week ago only before it has begun.
  return since(now.startOfDay().subtract({ days: (now.dayOfWeek - wanted + 7) % 7 }))
}

/** The first that fits counts; longer wordings come first. */
const readings: readonly Reading[] = [
  {
    pattern: w(
      `(?:the )?(?:(?:last|latest|newest|recent|letzten?|neueste?n?|derniers|dernières|últimos|ultimos) (\\d{1,5}|${number}) (?:${messageWord})|(\\d{1,5}) (?:${messageWord})|(?:les |los )?(\\d{1,5}) (?:derniers|últimos|ultimos) (?:${messageWord}))`,
    ),
    read: groups => toCount(groups[1] ?? groups[2] ?? groups[3]),
  },
  {
    pattern: cjk(
      `(?:最近|最后|最後|最新|直近|過去)的?(?:の)?(\\d{1,5}|[一二两三四五六七八九十])(?:条|則|则|件|個|つ)?の?(?:消息|讯息|訊息|留言|メッセージ|投稿)`,
    ),
    read: groups => toCount(groups[1]),
  },
  {
    pattern: w(`(?:last|letzten?|derniers?|últimos?|ultimos?) (\\d{1,4})$`),
    read: groups => toCount(groups[1]),
  },
  {
    pattern: w(`(?:(?:${sinceWords}|on) )?(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2}))?`),
    read: (groups, now) => {
      const [year, month, day, hour, minute] = groups.slice(1, 6).map(part => (part === undefined ? 0 : Number(part)))
      try {
        const plain = Temporal.PlainDateTime.from(
          { year: year!, month: month!, day: day!, hour, minute },
          { overflow: 'reject' },
        )
        const start = plain.toZonedDateTime(now.timeZoneId)
        const isDay = /^(?:on |\d)/i.test(groups[0])
        return since(start, isDay ? start.add({ days: 1 }) : undefined)
      } catch {
        return undefined
      }
    },
  },
  {
    pattern: w(`(?:${sinceWords}) (?:the |last |le |el |la |dem )*(${weekday})`),
    read: (groups, now) => toWeekday(groups[1]!, now),
  },
  {
    pattern: cjk(`(?:从|自)?(?:上)?(${weekday})(?:以来|以後|以降|から|起|开始|到现在)`),
    read: (groups, now) => toWeekday(groups[1]!, now),
  },
  {
    pattern: w(
      `(?:les |los |las )?(${number}) (?:derni[eè]re?s|últim[oa]s|ultim[oa]s) (${unit})|(${number}) (${unit}) ago|(?:il y a|hace|vor) (${number}) (${unit})|(?:la |el )?(semaine|mois|semana|mes) (?:derni[eè]re?|pasad[oa])`,
    ),
    read: (groups, now) =>
      lastUnits(groups[1] ?? groups[3] ?? groups[5], (groups[2] ?? groups[4] ?? groups[6] ?? groups[7])!, now),
  },
  {
    pattern: w(
      `(?:(?:${sinceWords}|in|of|during|over|within|der|des|in den|pendant|en|durante) )?(?:the |den |die |der |les |la |le |los |las |el )*(?:last|past|previous|letzten?[rn]?|vergangenen?[rn]?|últim[oa]s?|ultim[oa]s?|derni[eè]re?s?)(?: (${number}))? (${unit})`,
    ),
    read: (groups, now) => lastUnits(groups[1], groups[2]!, now),
  },
  {
    pattern: cjk(
      `(?:最近|过去|過去|近|这|この|ここ|直近)(?:的|の)?(\\d{1,4}|[一二两三四五六七八九十])?(${unitCjk})(?:内|里|間)?`,
    ),
    read: (groups, now) => lastUnits(groups[1], groups[2]!, now),
  },
  {
    pattern: w(`(${sinceWords}) (?:yesterday|gestern|hier|ayer)`),
    read: (_, now) => since(now.startOfDay().subtract({ days: 1 })),
  },
  {
    pattern: cjk('(?:从|自)?昨[天日](?:以来|以后|以降|から|起|到现在)'),
    read: (_, now) => since(now.startOfDay().subtract({ days: 1 })),
  },
  {
    pattern: w("yesterday|gestern|hier(?! (?:war|ist|im|in))|ayer|d'hier"),
    read: (_, now) => since(now.startOfDay().subtract({ days: 1 }), now.startOfDay()),
  },
  { pattern: cjk('昨[天日]'), read: (_, now) => since(now.startOfDay().subtract({ days: 1 }), now.startOfDay()) },
  {
    pattern: w(
      `(?:${sinceWords}) (?:this morning|heute(?: morgen| früh)?|today|ce matin|aujourd'hui|hoy|esta mañana)|today|this morning|heute|aujourd'hui|hoy`,
    ),
    read: (_, now) => since(now.startOfDay()),
  },
  { pattern: cjk('今[天日](?:以来|から|早上)?'), read: (_, now) => since(now.startOfDay()) },
  {
    pattern: w('this week|(?:in )?dieser woche|diese woche|cette semaine|esta semana'),
    read: (_, now) => since(now.startOfDay().subtract({ days: now.dayOfWeek - 1 })),
  },
  {
    pattern: cjk('(?:本|这|這|今)(?:周|週|星期)'),
    read: (_, now) => since(now.startOfDay().subtract({ days: now.dayOfWeek - 1 })),
  },
  {
    pattern: w(
      [
        'since (?:i was (?:last )?(?:here|there|online|active)|my last (?:visit|message)|last time i was here|i left)|what(?: did)? i (?:have )?miss(?:ed)?',
        'seit ich (?:das letzte mal|zuletzt) (?:hier|da|dabei|online) war|seit meinem letzten besuch|was habe ich verpasst',
        "depuis (?:ma dernière visite|que je suis partie?|la dernière fois(?: que j'étais là)?)|ce que j'ai (?:manqué|raté)",
        'desde (?:mi última visita|que me fui|la última vez(?: que estuve)?)|(?:lo )?que me (?:he perdido|perdí)',
      ].join('|'),
    ),
    read: () => ({ kind: 'visit' }),
  },
  {
    pattern: cjk(
      '(?:从|自)?我(?:上次|最后一次)(?:在|来|看|离开|登录)[^，。]{0,6}(?:以来|之后|后)?|前回(?:見た|来た|の訪問)(?:とき|時)?(?:から|以降)|私がいない間',
    ),
    read: () => ({ kind: 'visit' }),
  },
]

function toCount(word: string | undefined): Stretch | undefined {
  const messages = toNumber(word)
  return messages > 0 ? { kind: 'count', messages } : undefined
}

/**
 * The first stretch that `text` names, in English, German, French, Spanish, Chinese or Japanese, or as a date `2026-03-31`.
 * @param now the moment it is said
 * @param timeZone IANA name of the person's zone: days begin there
 */
export function findStretch(text: string, now: Date, timeZone = 'UTC'): FoundStretch | undefined {
  const moment = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  for (const { pattern, read } of readings) {
    const found = pattern.exec(text)
    const stretch = found && read(found, moment)
    if (stretch) return { stretch, start: found.index, end: found.index + found[0].length }
  }
  return undefined
}
