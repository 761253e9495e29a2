import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { createProgressBar, formatDuration, formatProgress, type Progress } from '../../../src/cli/progress-bar.ts'
import { formatBytes } from '../../../src/text/format-bytes.ts'

const half: Progress = {
  label: 'Getting tiny',
  done: 245_700_032,
  total: 491_400_064,
  perSecond: 12_300_000,
  secondsLeft: 20,
  format: formatBytes,
}

function makeStream(isTTY: boolean, columns?: number) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

describe('formatProgress', () => {
  it('shows all on a wide terminal', () => {
    expect(formatProgress(half, 80)).toBe(
      'Getting tiny  █████████░░░░░░░░░░   50%  246 MB of 491 MB  12.3 MB/s  0:20 left',
    )
  })

  it('keeps size and time left on a narrow one', () => {
    expect(formatProgress(half, 40)).toBe(' 50%  246 MB of 491 MB  0:20 left')
  })

  it('keeps the share on a very narrow one', () => {
    expect(formatProgress(half, 10)).toBe(' 50%')
  })

  it('does not say 100% before all is there', () => {
    expect(formatProgress({ ...half, done: half.total - 1 }, 60)).toContain(' 99%')
    expect(formatProgress({ ...half, done: half.total }, 60)).toContain('100%')
  })

  it('is one line that fits any terminal', () => {
    const number = fc.double({ min: 0, max: 1e15, noNaN: true })
    fc.assert(
      fc.property(
        fc.record({
          label: fc.string({ unit: 'grapheme' }),
          done: number,
          total: number,
          perSecond: fc.option(number, { nil: undefined }),
          secondsLeft: fc.option(fc.double(), { nil: undefined }),
        }),
        fc.integer({ min: 1, max: 200 }),
        (progress, columns) => {
          fc.pre(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(progress.label))
          const line = formatProgress({ ...progress, format: formatBytes }, columns)
          expect(stringWidth(line)).toBeLessThan(columns)
        },
      ),
    )
  })
})

describe('formatDuration', () => {
  it.each([
    [0.4, '0:00'],
    [7, '0:07'],
    [750, '12:30'],
    [3599.6, '1:00:00'],
    [3723, '1:02:03'],
    [Number.POSITIVE_INFINITY, 'days'],
  ])('writes %d seconds as %s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected)
  })
})

describe('createProgressBar', () => {
  it('redraws one line on a terminal, puts notes above it and leaves nothing', () => {
    const stream = makeStream(true, 60)
    const bar = createProgressBar(stream)
    bar.update(half)
    bar.update(half)
    bar.note('a line')
    bar.end()
    bar.end()
    const line = formatProgress(half, 60)
    expect(stream.written).toEqual([`\r${line}\x1b[K`, '\r\x1b[K', 'a line\n', line, '\r\x1b[K'])
  })

  it('uses no colour', () => {
    const stream = makeStream(true, 80)
    createProgressBar(stream).update(half)
    expect(stream.written.join('')).not.toMatch(/\x1b\[[\d;]*m/)
  })

  it('writes a plain line now and then where there is no terminal', () => {
    const stream = makeStream(false)
    let nowMs = 0
    const bar = createProgressBar(stream, () => nowMs)
    for (; nowMs < 25_000; nowMs += 100) bar.update(half)
    bar.note('a line')
    bar.end()
    const line = 'Getting tiny: 246 MB of 491 MB, 0:20 left\n'
    expect(stream.written).toEqual([line, line, 'a line\n'])
  })
})
