/** The solver and what is fitted with it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimize } from '../../../src/learning/l-bfgs.ts'
import { fitLogisticRegression, logitsOf, softmax } from '../../../src/learning/logistic-regression.ts'

describe('minimize', () => {
  it('finds the bottom of a crooked valley', async () => {
    const rosenbrock = (point: Float64Array) => {
      const [x, y] = [point[0]!, point[1]!]
      const gradient = Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))
      return { loss: (1 - x) ** 2 + 100 * (y - x * x) ** 2 + 1e-9, gradient }
    }
    const [x, y] = await minimize(Float64Array.of(-1.2, 1), rosenbrock, { maxIterations: 200 })
    expect(x).toBeCloseTo(1, 2)
    expect(y).toBeCloseTo(1, 2)
  })

  it('stops between two steps', async () => {
    const controller = new AbortController()
    const square = (point: Float64Array) => {
      controller.abort()
      return { loss: point[0]! ** 2, gradient: point.map(x => 2 * x) }
    }
    const result = minimize(Float64Array.of(9), square, { maxIterations: 9, signal: controller.signal })
    await expect(result).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('fitLogisticRegression', () => {
  it('separates what can be separated', async () => {
    const rows = [0, 1, 2].flatMap(label =>
      [-0.1, 0, 0.1].map(offset => Float32Array.of(Math.cos(2 * label) + offset, Math.sin(2 * label) - offset)),
    )
    const labels = rows.map((_, i) => Math.floor(i / 3))
    const model = await fitLogisticRegression(rows, labels, 3, { l2: 1e-4, maxIterations: 100 })
    const decided = rows.map(row => {
      const logits = logitsOf(model, row)
      return logits.indexOf(Math.max(...logits))
    })
    expect(decided).toEqual(labels)
  })

  it('gives the shares of the classes where the rows say nothing', async () => {
    const rows = Array.from({ length: 8 }, () => Float32Array.of(0, 0))
    const model = await fitLogisticRegression(rows, [0, 0, 0, 0, 0, 0, 1, 1], 2, { l2: 1e-6, maxIterations: 100 })
    const shares = logitsOf(model, rows[0]!)
    softmax(shares)
    expect(shares[0]).toBeCloseTo(0.75, 1)
  })
})

describe('softmax', () => {
  it('makes probabilities of any numbers, and gives the log of what they were divided by', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 9 }),
        numbers => {
          const shares = Float64Array.from(numbers)
          const normalizer = softmax(shares)
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
          const best = numbers.indexOf(Math.max(...numbers))
          expect(shares[best]).toBeCloseTo(Math.exp(numbers[best]! - normalizer), 9)
        },
      ),
    )
  })
})
