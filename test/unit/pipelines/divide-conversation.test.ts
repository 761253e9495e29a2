import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseUnits } from '../../../src/pipelines/summarize/choose-units.ts'
import { divideIntoSegments, toUnits } from '../../../src/pipelines/summarize/divide-conversation.ts'

const message = (text: string, ts?: string) => ({ id: text, author: 'Ann', text, ts })

describe('toUnits', () => {
  it('leaves out notices and sounds, and nothing else', () => {
    const texts = ['Hello there', 'bob has joined the channel', '{vocalsound}', '', 'Fine {disfmarker} thanks', '👍']
    expect(toUnits(texts.map(text => message(text))).map(({ text }) => text)).toEqual(['Hello there', 'Fine thanks'])
  })

  it('divides a long message without losing a letter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 3, mode: 'sentences' }), { minLength: 1, maxLength: 20 }),
        sentences => {
          const text = sentences.join(' ')
          const units = toUnits([message(text)])
          const letters = (value: string) => value.replace(/\s+/g, '')
          expect(letters(units.map(unit => unit.text).join(''))).toBe(letters(text))
        },
      ),
    )
  })
})

describe('divideIntoSegments', () => {
  it('keeps every unit, in order, in the number of segments that was asked for or fewer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (texts, count) => {
          const messages = texts.map(text => message(text))
          const units = toUnits(messages)
          const segments = divideIntoSegments(units, messages, count)
          expect(segments.flat()).toEqual(units)
          expect(segments.length).toBeLessThanOrEqual(count)
          expect(segments.every(segment => segment.length > 0)).toBe(true)
        },
      ),
    )
  })

  it('cuts where the conversation paused', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString()
    const messages = [0, 1, 2, 3, 4, 55, 56, 57, 58, 59].map(minute => message('a message of some length', at(minute)))
    const segments = divideIntoSegments(toUnits(messages), messages, 2)
    expect(segments.map(segment => segment.length)).toEqual([5, 5])
  })
})

describe('chooseUnits', () => {
  const unit = (text: string) => ({ message: 0, author: '', text, tokens: 10 })
  const vector = (x: number, y: number) => Float32Array.from([x, y])

  it('takes all where all fit', () => {
    expect(chooseUnits([unit('a'), unit('b')], [vector(1, 0), vector(0, 1)], 20)).toEqual([0, 1])
  })

  it('takes what is nearest to the question, and no second copy of it', () => {
    const vectors = [vector(0, 1), vector(1, 0), vector(1, 0)]
    expect(chooseUnits(['a', 'b', 'b'].map(unit), vectors, 20, vector(0.8, 0.6))).toEqual([0, 1])
  })
})
