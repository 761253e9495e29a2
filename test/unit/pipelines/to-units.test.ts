import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidySpeech } from '../../../src/pipelines/reading/tidy-speech.ts'
import { chooseUnits } from '../../../src/pipelines/summarize/choose-units.ts'
import { toUnits } from '../../../src/pipelines/summarize/to-units.ts'

const message = (text: string, ts?: string) => ({ id: text, author: 'Ann', text, ts })

describe('toUnits', () => {
  it('leaves out notices and sounds, and nothing else', () => {
    const texts = [
      'Hello there',
      'bob has joined the channel',
      '{vocalsound}',
      '',
      'The form {disfmarker} is done',
      '👍',
    ]
    expect(toUnits(texts.map(text => message(text))).units.map(({ text }) => text)).toEqual([
      'Hello there',
      'The form is done',
    ])
  })

  it('divides a long message without losing a letter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 3, mode: 'sentences' }), { minLength: 1, maxLength: 20 }),
        sentences => {
          const text = sentences.join(' ')
          const { units } = toUnits([message(text)])
          const letters = (value: string) => value.replace(/\s+/g, '')
          expect(letters(units.map(unit => unit.text).join(''))).toBe(letters(tidySpeech(text)))
        },
      ),
    )
  })
})

describe('chooseUnits', () => {
  const unit = (text: string) => ({ message: 0, author: '', text, tokens: 10 })
  const vector = (x: number, y: number) => Float32Array.from([x, y])

  it('takes all where all fit', () => {
    expect(chooseUnits([unit('a'), unit('b')], [vector(1, 0), vector(0, 1)], 20)).toEqual([0, 1])
  })

  it('takes what is most relevant, and no second copy of it', () => {
    const vectors = [vector(0, 1), vector(1, 0), vector(1, 0)]
    expect(chooseUnits(['a', 'b', 'b'].map(unit), vectors, 20, [0.6, 0.8, 0.8])).toEqual([0, 1])
  })
})
