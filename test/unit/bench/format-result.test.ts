import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatResult } from '../../../src/bench/format-result.ts'
import type { BenchResult } from '../../../src/bench/run-bench.ts'
import { spreadPercent, summarizeRatios, summarizeValues } from '../../../src/bench/statistics.ts'

const one = (value: number) => summarizeValues([value])
const figures = (value: number) => ({
  ...{ firstTurn: one(value), secondTurn: one(value), promptRate: one(value) },
  ...{ outputRate: one(value), parallelRate: one(value) },
})
const result: BenchResult = {
  ...{ model: 'small', rounds: 2, start: { first: 7.5, warm: summarizeValues([6, 8]), isCold: true } },
  own: figures(30),
  against: { url: 'http://127.0.0.1:1/v1', model: 'other', figures: figures(31), ratios: figures(0.97) },
  embedder: { name: 'e5', shortTexts: one(90), longTexts: one(15) },
  channels: { mirrorRate: 12_345, memoryGrowth: 5_000_000, messages: 100_000, signOfLife: 12.3 },
  retrieval: {
    ...{ passages: 1_000_000, writeRate: 9000, half: summarizeValues([20, 30]), few: one(9) },
    ...{ recallOfHalf: 0.995, recallOfFew: 1 },
  },
  memory: { parley: 1e9, model: null },
}

describe('the bench', () => {
  it('shows every figure, side by side, within 80 columns', () => {
    const text = formatResult(result)
    expect(text).toMatch(/Writing one answer, tokens\/s +30\.0 +31\.0 +0\.97/)
    expect(text).toMatch(/warm, s +7\.00 ±14 %/)
    expect(text).toMatch(/messages\/s +12345/)
    expect(text).toMatch(/Searching them, half may be read, ms +25\.0 ±20 %/)
    expect(text).toMatch(/nearest found, half may be read, % +99\.5/)
    expect(text).not.toContain('Peak memory, model')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('takes the median, whatever the order', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(values, values => {
        const { median, min, max } = summarizeValues(values)
        expect(values.filter(value => value <= median).length * 2).toBeGreaterThanOrEqual(values.length)
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
        expect(spreadPercent({ median, min, max })).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('compares round by round, in favour of the first above 1', () => {
    expect(summarizeRatios([10, 20], [5, 10], 'higher').median).toBe(2)
    expect(summarizeRatios([10, 20], [5, 10], 'lower').median).toBe(0.5)
  })
})
