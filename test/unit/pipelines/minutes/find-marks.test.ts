import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMark, splitAtMarks } from '../../../../src/pipelines/minutes/find-marks.ts'

describe('marks within a line', () => {
  it.each([
    ['**Decision: we move to May.** Ann tells them.', 'decision', 'we move to May.'],
    ['All right. **Decision: we move to May.** Anything else?', 'decision', 'we move to May.'],
    ['Gut so. Beschluss: wir bleiben in Bonn.', 'decision', 'wir bleiben in Bonn.'],
    ['**行动项：安娜写报告。**', 'action', '安娜写报告。'],
  ])('are found: %s', (line, kind, text) => {
    expect(splitAtMarks(line).map(findMark)).toContainEqual({ kind, text })
  })

  it.each(['What is missing is a decision about the default.', 'The task: hard. I like it.', 'see **bold** words'])(
    'are not made of words: %s',
    line => {
      expect(splitAtMarks(line)).toEqual([line])
    },
  )

  it('lose nothing but the stars of a mark in bold', () => {
    const piece = fc.constantFrom('Decision: ', '**Action: ', '** ', 'we go. ', 'x', ' ', 'TODO: ', '决定：', 'ok? ')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), pieces => {
        const letters = (text: string) => text.replace(/[*\s]/g, '')
        expect(letters(splitAtMarks(pieces.join('')).join(''))).toBe(letters(pieces.join('')))
      }),
    )
  })
})
