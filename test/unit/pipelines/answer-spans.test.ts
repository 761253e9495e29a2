import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { echoesQuestion, findSpans } from '../../../src/pipelines/answer/answer-spans.ts'
import { analyzeTerms } from '../../../src/text/terms.ts'

describe('an answer that gives the question back', () => {
  it.each([
    ['the harbour office', 'Who runs the harbour office?', 'en'],
    ['Hafenbüro', 'Wer leitet das Hafenbüro?', 'de'],
    ['港口办公室', '谁负责港口办公室？', 'zh'],
    ['the', 'What does the sign say?', 'en'],
  ])('is seen: %s', (answer, question, lang) => expect(echoesQuestion(answer, question, lang)).toBe(true))

  it.each([
    ['Mrs Keller', 'Who runs the harbour office?', 'en'],
    ['harbour office in Kiel', 'Which office is meant?', 'en'],
    // These are answered in the question's own words.
    ['closed', 'Is the office open or closed on Fridays?', 'en'],
    ['Overtime is paid', 'Is overtime paid?', 'en'],
    ['bezahlt', 'Werden Überstunden bezahlt?', 'de'],
    ['红色', '门是红色还是蓝色？', 'zh'],
  ])('is not: %s', (answer, question, lang) => expect(echoesQuestion(answer, question, lang)).toBe(false))
})

describe('other stretches of the passage', () => {
  const passage =
    'The lighthouse was closed in 1952. The harbour office, led by Ines Keller since May, moved to Kiel. Ferries leave twice a day.'

  it('hold what was asked for, without words of the question', () => {
    const spans = findSpans(passage, 'Who leads the harbour office?', 'en')
    expect(spans).toContain('Ines Keller')
    expect(spans).toContain('Kiel')
    expect(spans.filter(span => /harbour|office/.test(span))).toEqual([])
    expect(spans.filter(span => /^(?:by|in|to) | (?:by|in|to|the)$/.test(span))).toEqual([])
  })

  it('are words of languages that write without blanks, too', () => {
    expect(findSpans('港口办公室由克勒女士领导，五月迁往基尔。', '谁领导港口办公室？', 'zh')).toContain('基尔')
  })

  it('stand in the passage as they are, and begin with nothing that was asked for', () => {
    const word = fc.constantFrom(
      'the',
      'of',
      'harbour',
      'Kiel',
      '1,200',
      'office',
      'leads',
      'über',
      '(',
      ',',
      '. ',
      'é',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.array(word, { maxLength: 8 }), (text, asked) => {
        const passage = text.join(' ')
        const question = `${asked.join(' ')}?`
        const terms = new Set(analyzeTerms(question, 'en'))
        for (const span of findSpans(passage, question, 'en')) {
          expect(passage).toContain(span)
          const last = span.split(' ').at(-1)!
          expect(analyzeTerms(last, 'en').every(term => terms.has(term))).toBe(false)
        }
      }),
    )
  })
})
