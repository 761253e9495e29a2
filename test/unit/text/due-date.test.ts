import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDueDate } from '../../../src/text/due-date.ts'

/** A Tuesday. */
const day = Temporal.PlainDate.from('2026-11-24')

describe('findDueDate', () => {
  it.each([
    ['I send it by Friday.', 'Friday', '2026-11-27'],
    ['Tomorrow I send it.', 'Tomorrow', '2026-11-25'],
    ['the day after tomorrow', 'the day after tomorrow', '2026-11-26'],
    ['by EOD', 'EOD', '2026-11-24'],
    ['by tomorrow noon', 'tomorrow noon', '2026-11-25'],
    ['on Tuesday', 'Tuesday', '2026-12-01'],
    ['by next Friday', 'next Friday', '2026-12-04'],
    ['Friday next week', 'Friday next week', '2026-12-04'],
    ['next week', 'next week', '2026-12-04'],
    ['by the end of the week', 'the end of the week', '2026-11-27'],
    ['by the end of the month', 'the end of the month', '2026-11-30'],
    ['by the end of March', 'the end of March', '2027-03-31'],
    ['in two weeks', 'in two weeks', '2026-12-08'],
    ['within 3 days', 'within 3 days', '2026-11-27'],
    ['by the 14th', 'the 14th', '2026-12-14'],
    ['on the 31st', 'the 31st', '2026-12-31'],
    ['by Thursday the 26th', 'Thursday the 26th', '2026-11-26'],
    ['by March 3rd', 'March 3rd', '2027-03-03'],
    ['by 3 March 2028', '3 March 2028', '2028-03-03'],
    ['due 2026-12-01', '2026-12-01', '2026-12-01'],
    ['bis Freitag', 'Freitag', '2026-11-27'],
    ['bis nächsten Freitag', 'nächsten Freitag', '2026-11-27'],
    ['am 3. März', '3. März', '2027-03-03'],
    ['bis zum 14. die Liste', '14.', '2026-12-14'],
    ['bis zum 14.12.', '14.12.', '2026-12-14'],
    ['bis Monatsende', 'Monatsende', '2026-11-30'],
    ['in zwei Wochen', 'in zwei Wochen', '2026-12-08'],
    ['übermorgen', 'übermorgen', '2026-11-26'],
    ["d'ici vendredi", 'vendredi', '2026-11-27'],
    ['pour le 3 mars', '3 mars', '2027-03-03'],
    ['demain matin', 'demain matin', '2026-11-25'],
    ['la semaine prochaine', 'la semaine prochaine', '2026-12-04'],
    ['fin du mois', 'fin du mois', '2026-11-30'],
    ['antes del viernes', 'viernes', '2026-11-27'],
    ['para el 14 de marzo', '14 de marzo', '2027-03-14'],
    ['mañana', 'mañana', '2026-11-25'],
    ['a fin de mes', 'fin de mes', '2026-11-30'],
    ['周五之前', '周五', '2026-11-27'],
    ['下周一之前完成', '下周一', '2026-11-30'],
    ['3月5日前', '3月5日', '2027-03-05'],
    ['14号之前', '14号', '2026-12-14'],
    ['月底前', '月底', '2026-11-30'],
    ['两周内', '两周内', '2026-12-08'],
    ['来週の月曜までに', '来週の月曜', '2026-11-30'],
    ['水曜日までに送ります', '水曜日', '2026-11-25'],
    ['今月末までに', '今月末', '2026-11-30'],
    ['10日以内に', '10日以内', '2026-12-04'],
  ])('%s', (text, said, date) => {
    expect(findDueDate(text, day)).toMatchObject({ said, date })
  })

  it.each([
    'That is all.',
    'I may do it, and they march on.',
    'the mail from Monday',
    'since Tuesday',
    'last Friday',
    'every Friday',
    'Friday’s numbers',
    'Guten Morgen zusammen',
    'il y a deux semaines',
    '上周五发的',
    '先週の金曜',
    'The sun sat on the wed.',
  ])('names no day: %s', text => {
    expect(findDueDate(text, day)).toBeUndefined()
  })

  it('takes the day that is marked as a deadline, else the last', () => {
    expect(findDueDate('I have time today, it comes by Friday, the party is on Sunday', day)?.said).toBe('Friday')
    expect(findDueDate('today or tomorrow', day)?.said).toBe('tomorrow')
    expect(findDueDate('today or tomorrow', day, 'first')?.said).toBe('today')
  })

  it('keeps the words where they leave the day open, or nobody knows when they were said', () => {
    expect(findDueDate('by the next meeting', day)).toEqual({ said: 'the next meeting', start: 0, end: 19 })
    expect(findDueDate('by March', day)).not.toHaveProperty('date')
    expect(findDueDate('by Friday')).toEqual({ said: 'Friday', start: 0, end: 9 })
  })

  it('never names a day that has passed, whenever it is said', () => {
    const words = [
      'Friday',
      'next Monday',
      'next week',
      'the end of the month',
      'the 31st',
      '29 February',
      'in two weeks',
      '下周一',
      '来週の月曜',
      '月底',
    ]
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(...words), (offset, word) => {
        const said = Temporal.PlainDate.from('2024-01-01').add({ days: offset })
        const date = findDueDate(`by ${word}`, said)?.date
        if (date !== undefined) expect(Temporal.PlainDate.compare(date, said)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('says where the words stand, in any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'by ',
            'Friday ',
            '周五',
            '14号',
            ' the 3rd',
            'end of',
            ' March',
            '.',
            '12.',
            '来週',
            'の月曜',
            'x',
          ),
        ),
        words => {
          const text = words.join('')
          const found = findDueDate(text, day)
          if (found) expect(text.slice(found.start, found.end)).toContain(found.said)
        },
      ),
    )
  })
})
