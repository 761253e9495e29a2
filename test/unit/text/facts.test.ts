import { describe, expect, it } from 'vitest'
import { findUnsupportedFacts } from '../../../src/text/facts.ts'

describe('findUnsupportedFacts', () => {
  const source =
    'Nora: We need 1,000 flyers by 8:00, see https://example.org/a. Ask @lena about the Berlin office, that is 2.5 km away.'

  it.each([
    ['Nora needs 1000 flyers by 08:00.', []],
    ['Nora needs 2000 flyers.', ['2000']],
    ['The office is in Hamburg.', ['Hamburg']],
    ['The flyers are at https://example.org/b', ['https://example.org/b']],
    ['Ask @paul about it.', ['@paul']],
    ['It is 2.5 km to the Berlin office, Nora says.', []],
  ])('%s', (text, missing) => {
    expect(findUnsupportedFacts(text, source, 'en')).toEqual(missing)
  })

  it('takes German nouns for words, but not their figures', () => {
    expect(findUnsupportedFacts('Die Flyer kosten 90 Euro', 'Nora: Das kostet 80 Euro.', 'de')).toEqual(['90'])
  })

  it('checks Latin names and figures in Chinese text', () => {
    expect(findUnsupportedFacts('Paul 将印刷 300 张传单', '保罗：我去印300张传单。', 'zh')).toEqual(['Paul'])
  })
})
