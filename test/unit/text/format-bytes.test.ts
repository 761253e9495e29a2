import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes } from '../../../src/text/format-bytes.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [491_400_064, '491 MB'],
    [2_740_937_888, '2.74 GB'],
    [25_276_063_744, '25.3 GB'],
    [9_996_000, '10.0 MB'],
  ])('writes %d as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected)
  })

  it('says at most four signs and a unit, within half a percent of the truth', () => {
    const factors: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), bytes => {
        const [number, unit] = formatBytes(bytes).split(' ')
        expect(number!.length).toBeLessThanOrEqual(4)
        expect(Math.abs(Number(number) * factors[unit!]! - bytes)).toBeLessThanOrEqual(bytes * 0.0051)
      }),
    )
  })
})
