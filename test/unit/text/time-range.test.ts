import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findStretch } from '../../../src/text/time-range.ts'

// A Wednesday, 15:30 in Berlin, where summer time has just begun.
const now = new Date('2026-04-01T13:30:00Z')
const read = (text: string, timeZone = 'Europe/Berlin') => findStretch(text, now, timeZone)?.stretch
const since = (time: string, until?: string) => ({ kind: 'time', since: time, ...(until ? { until } : {}) })

describe('findStretch', () => {
  it.each([
    ['since Monday', since('2026-03-29T22:00:00Z')],
    ['Summarise this channel since last Friday please', since('2026-03-26T23:00:00Z')],
    ['seit Montag', since('2026-03-29T22:00:00Z')],
    ['depuis lundi', since('2026-03-29T22:00:00Z')],
    ['desde el lunes', since('2026-03-29T22:00:00Z')],
    ['从周一以来', since('2026-03-29T22:00:00Z')],
    ['月曜日から', since('2026-03-29T22:00:00Z')],
    ['since 2026-03-20', since('2026-03-19T23:00:00Z')],
    ['2026-03-20', since('2026-03-19T23:00:00Z', '2026-03-20T23:00:00Z')],
    ['on 2026-03-20', since('2026-03-19T23:00:00Z', '2026-03-20T23:00:00Z')],
  ])('reads a day: %s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each([
    ['last 3 days', since('2026-03-29T13:30:00Z')],
    ['the past two hours', since('2026-04-01T11:30:00Z')],
    ['in den letzten 3 Tagen', since('2026-03-29T13:30:00Z')],
    ['les 3 derniers jours', since('2026-03-29T13:30:00Z')],
    ['los últimos 3 días', since('2026-03-29T13:30:00Z')],
    ['最近3天', since('2026-03-29T13:30:00Z')],
    ['ここ3日間', since('2026-03-29T13:30:00Z')],
    ['what happened 20 minutes ago', since('2026-04-01T13:10:00Z')],
    ['letzte Woche', since('2026-03-25T14:30:00Z')],
    ['last month', since('2026-03-01T14:30:00Z')],
  ])('reads a span: %s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each(['yesterday', 'gestern', 'hier', 'ayer', '昨天', '昨日'])('reads one whole day: %s', text => {
    expect(read(text)).toEqual(since('2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'))
  })

  it.each(['since yesterday', 'seit gestern', 'depuis hier', 'desde ayer', '昨天以来', '昨日から'])(
    'reads from a day on: %s',
    text => {
      expect(read(text)).toEqual(since('2026-03-30T22:00:00Z'))
    },
  )

  it.each([
    'last 50 messages',
    'the last 50 posts',
    'die letzten 50 Nachrichten',
    'les 50 derniers messages',
    'los últimos 50 mensajes',
    '最近50条消息',
    '直近50件のメッセージ',
    'last 50',
  ])('reads a number of messages: %s', text => {
    expect(read(text)).toEqual({ kind: 'count', messages: 50 })
  })

  it.each([
    'since I was last here',
    'What did I miss?',
    'seit ich zuletzt hier war',
    'was habe ich verpasst',
    'depuis ma dernière visite',
    'desde mi última visita',
    '我上次来以后',
    '前回見たときから',
  ])('reads the last visit: %s', text => {
    expect(read(text)).toEqual({ kind: 'visit' })
  })

  it('begins days where the person lives', () => {
    expect(read('today', 'America/New_York')).toEqual(since('2026-04-01T04:00:00Z'))
    expect(read('today', 'Asia/Tokyo')).toEqual(since('2026-03-31T15:00:00Z'))
  })

  it('prefers a span to the word in it: "what did I miss since yesterday"', () => {
    expect(read('What did I miss since yesterday?')).toEqual(since('2026-03-30T22:00:00Z'))
  })

  it.each([
    'hello',
    'the last release was good',
    'since we changed the price',
    'in 2026',
    'on 2026-13-45',
    'a day in the life',
    'wir sind hier im Büro',
  ])('finds none in: %s', text => {
    expect(read(text)).toBeUndefined()
  })

  it('says where the words stand, and never fails', () => {
    const words = fc.array(
      fc.constantFrom(
        'since',
        'last',
        '3',
        'days',
        'Monday',
        'yesterday',
        '99999',
        'months',
        'messages',
        'the',
        '最近',
        '天',
        '昨天',
        '2026-02-30',
        'ago',
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(words, fc.constantFrom(' ', ''), (pieces, glue) => {
        const text = pieces.join(glue)
        const found = findStretch(text, now)
        if (!found) return
        expect(found.start).toBeGreaterThanOrEqual(0)
        expect(found.end).toBeGreaterThan(found.start)
        expect(found.end).toBeLessThanOrEqual(text.length)
        if (found.stretch.kind === 'time') expect(Date.parse(found.stretch.since)).toBeLessThanOrEqual(now.getTime())
      }),
      { numRuns: 1000 },
    )
  })
})
