import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locateAnswer } from '../../../src/pipelines/answer/locate-answer.ts'

const passage =
  'The line was opened in 1887 by Thomas Alder. He also built the viaduct at Fenwick in 1901. Trains ended in 1964, and the track was lifted two years later.'
const quoteOf = (answer: string, question: string) => {
  const found = locateAnswer(passage, answer, question, 'en')
  return found && { ...found, quote: passage.slice(found.start, found.end) }
}

describe('locateAnswer', () => {
  it('cites the sentence that holds the words, in the passage’s own writing', () => {
    expect(quoteOf('thomas alder', 'Who opened the line?')).toMatchObject({
      exact: 'Thomas Alder',
      overlap: 1,
      quote: 'The line was opened in 1887 by Thomas Alder.',
    })
  })

  it('does not take a part of a word or of a figure for the answer', () => {
    expect(quoteOf('188', 'When?')).toBeUndefined()
  })

  it('chooses the sentence that speaks of what was asked where the words stand twice', () => {
    const text = 'The office closes at noon on Fridays. The canteen closes at noon every day.'
    const found = locateAnswer(text, 'at noon', 'When does the canteen close?', 'en')!
    expect(text.slice(found.start, found.end)).toBe('The canteen closes at noon every day.')
  })

  it('finds the nearest sentence for words that stand there in another order', () => {
    expect(quoteOf('lifted track after two years', 'What happened to the track?')).toMatchObject({
      quote: expect.stringContaining('Trains ended'),
    })
    expect(quoteOf('lifted track after two years', 'What?')?.exact).toBeUndefined()
  })

  it('finds nothing for an answer about something else', () => {
    expect(quoteOf('green bananas', 'What?')).toBeUndefined()
  })

  it('always gives offsets within the passage', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 30 }), (text, answer) => {
        const found = locateAnswer(text, answer, answer, 'en')
        if (!found) return
        expect(found.start).toBeGreaterThanOrEqual(0)
        expect(found.end).toBeLessThanOrEqual(text.length)
        expect(found.end).toBeGreaterThan(found.start)
      }),
    )
  })
})
