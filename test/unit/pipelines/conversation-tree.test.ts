import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divideIntoParts } from '../../../src/pipelines/summarize/conversation-tree.ts'
import { divideByPauses } from '../../../src/pipelines/summarize/divide-by-pauses.ts'
import { toUnits, type Unit } from '../../../src/pipelines/summarize/to-units.ts'
import type { Utterance } from '../../../src/text/utterance.ts'

/** A channel: a message every few minutes, its words of its own. */
function channel(pauses: readonly number[]): Utterance[] {
  let minute = 0
  return pauses.map((pause, index) => {
    minute += pause
    const ts = new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString()
    const text = `Message number ${index} speaks of ${'something that is long enough '.repeat(1 + (index % 3))}`
    return { id: `m${index}`, author: `P${index % 4}`, text, ts }
  })
}

const pauses = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 90 }), { minLength: count, maxLength: count, size: 'max' })

function keysOf(messages: readonly Utterance[]): string[] {
  return divideIntoParts(toUnits(messages).units, messages, 'long').map(part => part.key)
}

describe('the tree of a conversation', () => {
  it('holds every unit once, in order, at every length; parts are made of whole leaves', () => {
    fc.assert(
      fc.property(
        pauses(300),
        fc.constantFrom('short' as const, 'medium' as const, 'long' as const),
        (given, length) => {
          const messages = channel(given)
          const { units } = toUnits(messages)
          const parts = divideIntoParts(units, messages, length)
          expect(parts.flatMap(part => part.units)).toEqual(units)
          for (const part of parts) expect(part.leaves.flatMap(leaf => leaf.units)).toEqual(part.units)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('has the boundaries for twice the size among those for the size', () => {
    fc.assert(
      fc.property(pauses(300), given => {
        const messages = channel(given)
        const { units } = toUnits(messages)
        const startsOf = (parts: readonly (readonly Unit[])[]) => parts.map(part => part[0])
        const small = new Set(startsOf(divideByPauses(units, messages, 600)))
        for (const start of startsOf(divideByPauses(units, messages, 1200))) expect(small).toContain(start)
      }),
      { numRuns: 8 },
    )
  })

  it('is the same but for its end after more was said', () => {
    fc.assert(
      fc.property(pauses(420), given => {
        const all = channel(given)
        const before = keysOf(all.slice(0, 400))
        const after = new Set(keysOf(all))
        expect(before.filter(key => !after.has(key)).length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 8 },
    )
  })

  it('is the same but for one place after a message in the middle was deleted or changed', () => {
    fc.assert(
      fc.property(pauses(400), fc.integer({ min: 150, max: 250 }), fc.boolean(), (given, at, isDeleted) => {
        const all = channel(given)
        const changed = isDeleted
          ? all.toSpliced(at, 1)
          : all.with(at, { ...all[at]!, text: 'Something else altogether' })
        const after = new Set(keysOf(changed))
        expect(keysOf(all).filter(key => !after.has(key)).length).toBeLessThanOrEqual(3)
      }),
      { numRuns: 8 },
    )
  })

  it('cuts where the conversation paused', () => {
    const messages = channel(Array.from({ length: 200 }, (_, index) => (index === 100 ? 600 : 1)))
    const starts = divideByPauses(toUnits(messages).units, messages, 2500).map(part => part[0]!.message)
    expect(starts).toContain(100)
  })

  it('leaves a short conversation whole', () => {
    const messages = channel([1, 2, 500, 1])
    expect(divideIntoParts(toUnits(messages).units, messages, 'long')).toHaveLength(1)
  })
})
