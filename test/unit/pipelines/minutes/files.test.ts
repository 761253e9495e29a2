import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatActionsCsv } from '../../../../src/pipelines/minutes/format-actions-csv.ts'
import { type ExportedAction, formatIcs } from '../../../../src/pipelines/minutes/format-ics.ts'

const now = new Date('2026-11-24T09:30:15.250Z')
const task: ExportedAction = { owner: 'Ann', task: 'print the map', due: '2026-11-27', messages: ['3'] }

const words = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(',', ';', '\\', '"', '\n', '\r', '=', '+', '-', '@', ' ', "'", 'ä', '会', '👩‍🔧', 'x', ':'),
    minLength: 1,
  }),
)
const tasks = fc.array(
  fc.record({
    owner: fc.option(words),
    task: words,
    due: fc.option(fc.constantFrom('2026-11-27', '2028-02-29', 'next meeting', 'Friday')),
    messages: fc.array(fc.stringMatching(/^[a-z0-9:]{1,8}$/), { maxLength: 4 }),
  }),
  { maxLength: 6 },
)

/** Unfolds and unescapes as RFC 5545 says. */
function parseIcs(text: string): { component: string; fields: Map<string, string> }[] {
  const lines = text.replace(/\r\n /g, '').split('\r\n').slice(0, -1)
  const entries: { component: string; fields: Map<string, string> }[] = []
  for (const line of lines) {
    const [, name, value] = /^([A-Z-]+(?:;[A-Z-]+=[^:]+)?):(.*)$/s.exec(line)!
    if (name === 'BEGIN' && value !== 'VCALENDAR') entries.push({ component: value!, fields: new Map() })
    else
      entries.at(-1)?.fields.set(
        name!,
        value!.replace(/\\([\\;,n])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark)),
      )
  }
  return entries
}

/** What the file may make of words: line ends are one kind, control characters blanks. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F]/g, ' ')
}

describe('a calendar file', () => {
  it('has an event a task with a day, a to-do for the others', () => {
    expect(formatIcs([task, { ...task, owner: null, due: 'next meeting' }], now).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Parley//Minutes//EN',
      'BEGIN:VEVENT',
      expect.stringMatching(/^UID:[0-9a-f]{32}@parley$/),
      'DTSTAMP:20261124T093015Z',
      'DTSTART;VALUE=DATE:20261127',
      'TRANSP:TRANSPARENT',
      'SUMMARY:Ann: print the map',
      'DESCRIPTION:Ann',
      'END:VEVENT',
      'BEGIN:VTODO',
      expect.stringMatching(/^UID:[0-9a-f]{32}@parley$/),
      'DTSTAMP:20261124T093015Z',
      'STATUS:NEEDS-ACTION',
      'SUMMARY:print the map',
      'DESCRIPTION:next meeting',
      'END:VTODO',
      'END:VCALENDAR',
      '',
    ])
  })

  it('gives a task the same UID when its owner and day have changed, and different ones to doubles', () => {
    const uidsOf = (...actions: ExportedAction[]) =>
      parseIcs(formatIcs(actions, now)).map(({ fields }) => fields.get('UID'))
    expect(uidsOf({ ...task, owner: 'Bob', due: '2026-12-01' })).toEqual(uidsOf(task))
    expect(new Set(uidsOf(task, task)).size).toBe(2)
  })

  it('can be read back, in lines of at most 75 octets that break no character', () => {
    fc.assert(
      fc.property(tasks, actions => {
        const text = formatIcs(actions, now)
        expect(text.endsWith('\r\n')).toBe(true)
        for (const line of text.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
          expect(line.isWellFormed()).toBe(true)
          expect(line).not.toMatch(/[\r\n]/)
        }
        const entries = parseIcs(text)
        expect(entries.map(({ fields }) => fields.get('SUMMARY'))).toEqual(
          actions.map(({ owner, task }) => plain(owner ? `${owner}: ${task}` : task)),
        )
        expect(entries.map(({ fields }) => fields.get('DTSTART;VALUE=DATE'))).toEqual(
          actions.map(({ due }) => (due?.startsWith('20') ? due.replaceAll('-', '') : undefined)),
        )
        expect(new Set(entries.map(({ fields }) => fields.get('UID'))).size).toBe(actions.length)
      }),
    )
  })
})

/** Cells as RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (const [, quoted, bare, end] of text.slice(1).matchAll(cell)) {
    rows.at(-1)!.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('a table', () => {
  it('has a row a task', () => {
    expect(formatActionsCsv([task, { owner: null, task: 'say "hi", twice', due: null }])).toBe(
      '\uFEFFOwner,Task,Due,Messages\r\nAnn,print the map,2026-11-27,3\r\n,"say ""hi"", twice",,\r\n',
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'])('holds no formula: %j', value => {
    expect(parseCsv(formatActionsCsv([{ ...task, task: value }]))[1]![1]).toBe(`'${value}`)
  })

  it('can be read back, and no cell begins like a formula', () => {
    fc.assert(
      fc.property(tasks, actions => {
        const [, ...rows] = parseCsv(formatActionsCsv(actions))
        expect(rows).toHaveLength(actions.length)
        for (const [index, [owner, words, due, messages]] of rows.entries()) {
          const action = actions[index]!
          expect([action.owner ?? '', `'${action.owner}`]).toContain(owner)
          expect([action.task, `'${action.task}`]).toContain(words)
          expect([due, messages]).toEqual([action.due ?? '', action.messages.join(' ')])
          for (const value of [owner!, words!]) expect(value).not.toMatch(/^\s*[=+\-@]/)
        }
      }),
    )
  })
})
