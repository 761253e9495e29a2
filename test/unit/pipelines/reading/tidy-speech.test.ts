import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidySpeech } from '../../../../src/pipelines/reading/tidy-speech.ts'

describe('tidied speech', () => {
  it.each([
    ['So , um , we we take the , uh , the smaller one .', 'So, we take the smaller one.'],
    ["I 'll do it , uh - huh .", "I'll do it."],
    ['Ähm, wir wir nehmen das kleinere.', 'wir nehmen das kleinere.'],
    ['えーと、小さいほうにします。', '小さいほうにします。'],
  ])('is without what fills pauses: %s', (said, tidy) => {
    expect(tidySpeech(said)).toBe(tidy)
  })

  it.each(['What kind of printer?', 'The umbrella is in the hall, 3 - 4 people saw it.', 'Ehrlich, das geht.'])(
    'keeps the words of what is written: %s',
    text => {
      expect(tidySpeech(text)).toBe(text)
    },
  )

  it('never adds a character', () => {
    const piece = fc.constantFrom('um', 'uh', ',', '.', ' ', 'the', 'a - b', 'word', '好', '\n', "'s", '-')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), pieces => {
        const text = pieces.join(' ')
        const tidy = tidySpeech(text)
        let at = 0
        for (const char of tidy.replace(/\s/g, '')) at = text.indexOf(char, at) + 1 || Number.NaN
        expect(at).not.toBeNaN()
      }),
    )
  })
})
