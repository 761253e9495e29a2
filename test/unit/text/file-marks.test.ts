import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFileMarks, formatFileMark } from '../../../src/text/file-marks.ts'

describe('marks of files', () => {
  it('say what kind of file it is, and where they stand', () => {
    const text = `See ${formatFileMark('Plan.PNG')} and ${formatFileMark('notes.pdf')}`
    expect(findFileMarks(text)).toEqual([
      { name: 'Plan.PNG', kind: 'image', start: 4, end: 20 },
      { name: 'notes.pdf', kind: 'file', start: 25, end: 42 },
    ])
  })

  it('are found again one by one, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), names => {
        const text = names.map(formatFileMark).join(' ')
        const found = findFileMarks(text)
        expect(found).toHaveLength(names.length)
        expect(found.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text)
      }),
    )
  })
})
