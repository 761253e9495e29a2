/** The parts that a decision is made of: wording, weights, acceptance, groups of translations. */
import { describe, expect, it } from 'vitest'
import { learnAcceptance } from '../../../src/learning/acceptance.ts'
import type { Evidence } from '../../../src/learning/evidence.ts'
import { fitEvidenceWeights, type HeldOut, weigh } from '../../../src/learning/evidence-weights.ts'
import { groupTranslations } from '../../../src/learning/group-translations.ts'
import { learnWording } from '../../../src/learning/wording.ts'

describe('learnWording', () => {
  const wording = learnWording(
    ['error E4711 in module', 'the E4711 again', 'invoice for May', '五月的发票'],
    [0, 0, 1, 1],
    2,
  )

  it('knows a code that was seen, in whatever case', () => {
    const [first, second] = wording.similarities('e4711?')
    expect(first).toBeGreaterThan(2 * second!)
  })

  it('compares scripts without blanks', () => {
    const [first, second] = wording.similarities('发票')
    expect(first).toBe(0)
    expect(second).toBeGreaterThan(0.1)
  })

  it('gives a cosine: 1 for a lone example itself, 0 for nothing in common', () => {
    const alone = learnWording(['hello world', 'bye'], [0, 1], 2)
    expect(alone.similarities('Hello  World')[0]).toBeCloseTo(1, 9)
    expect([...alone.similarities('zzz')]).toEqual([0, 0])
    expect([...alone.similarities('')]).toEqual([0, 0])
  })
})

/** Evidence in which one view is right, and the others say nothing. */
function evidenceOf(label: number, telling: number): Evidence {
  const views = [0, 1, 2, 3].map(view => {
    const values = new Float64Array(3).fill(view === 0 ? Math.log(1 / 3) : 0.5)
    if (view === telling) values[label]! += 0.1
    return values
  })
  return views as unknown as Evidence
}

describe('fitEvidenceWeights', () => {
  const held = (telling: number, count: number): HeldOut[] =>
    Array.from({ length: count }, (_, i) => ({ label: i % 3, evidence: evidenceOf(i % 3, telling) }))

  it('gives weight to the view that tells, the more the more examples show it', async () => {
    const none = await fitEvidenceWeights([])
    const few = await fitEvidenceWeights(held(2, 6))
    const many = await fitEvidenceWeights(held(2, 300))
    expect(few[2]).toBeGreaterThan(none[2])
    expect(many[2]).toBeGreaterThan(2 * few[2])
    expect(many[1]).toBeCloseTo(none[1], 0)
  })

  it('adds up the views of a label', () => {
    const sums = weigh(evidenceOf(1, 3), [0, 1, 0, 10])
    expect([...sums].map(sum => Math.round(sum * 10) / 10)).toEqual([5.5, 6.5, 5.5])
  })
})

describe('learnAcceptance', () => {
  const weights = [1, 10, 0, 0] as const
  /** Examples whose own label is as near as `own`; the others are at 0.5. */
  const held = Array.from({ length: 60 }, (_, i): HeldOut => {
    const label = i % 3
    const nearest = new Float64Array(3).fill(0.5)
    nearest[label] = 0.9 + 0.01 * (i % 10)
    const regression = new Float64Array(3).fill(Math.log(0.01))
    regression[label] = Math.log(0.98)
    return { label, evidence: [regression, nearest, new Float64Array(3), new Float64Array(3)] }
  })

  it('accepts what is as near as the examples are to each other, and nothing that is as far as other labels', () => {
    const accept = learnAcceptance(held, weights)
    const near = held.map(({ evidence }) => accept(weigh(evidence, weights)))
    const accepted = near.filter(share => share >= 0.5).length / near.length
    expect(accepted).toBeGreaterThan(0.8)
    expect(accepted).toBeLessThan(1)
    expect(accept(Float64Array.of(4, 4, 4))).toBeLessThan(0.01)
  })

  it('accepts everything where too few examples were held out to tell', () => {
    expect(learnAcceptance(held.slice(0, 5), weights)(Float64Array.of(-99, -99, -99))).toBe(1)
  })
})

describe('groupTranslations', () => {
  const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle))

  it('brings together what is nearest to each other in two languages, within a label', () => {
    const rows = [
      { label: 0, lang: 'en', vector: unit(0) },
      { label: 0, lang: 'en', vector: unit(1) },
      { label: 0, lang: 'de', vector: unit(0.1) },
      { label: 0, lang: 'fr', vector: unit(0.15) },
      { label: 1, lang: 'de', vector: unit(1) },
      { label: 0, lang: 'de', vector: unit(2) },
    ]
    const groups = groupTranslations(rows)
    expect(groups[2]).toBe(groups[0])
    expect(groups[3]).toBe(groups[0])
    expect(new Set([groups[0], groups[1], groups[4], groups[5]]).size).toBe(4)
  })
})
