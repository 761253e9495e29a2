import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatExcerpt } from '../../../src/text/excerpt.ts'

describe('formatExcerpt', () => {
  it('puts Markdown on one line, without its marks', () => {
    expect(formatExcerpt('## Holidays\n\nEverybody has **30 days** of `holiday`.', 80)).toBe(
      'Holidays Everybody has 30 days of holiday.',
    )
  })

  it('cuts after a word, and never within a character', () => {
    expect(formatExcerpt('one two three four', 12)).toBe('one two…')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, max) => {
        const excerpt = formatExcerpt(text, max)
        expect(excerpt.length).toBeLessThanOrEqual(max)
        expect(excerpt).not.toMatch(/\n/)
        if (text.isWellFormed()) expect(excerpt.isWellFormed()).toBe(true)
      }),
    )
  })
})
