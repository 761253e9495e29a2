import { describe, expect, it } from 'vitest'
import { createProgressMeter, type DownloadProgress } from '../../../../src/models/download/progress-meter.ts'

function makeMeter(totalBytes: number) {
  const seen: DownloadProgress[] = []
  const clock = { nowMs: 0 }
  const what = { name: 'tiny', stage: 'downloading', totalBytes } as const
  const meter = createProgressMeter(
    what,
    progress => seen.push(progress),
    () => clock.nowMs,
  )
  return { seen, clock, meter }
}

describe('createProgressMeter', () => {
  it('reports at most ten times a second, and always the end', () => {
    const { seen, clock, meter } = makeMeter(1000)
    for (let bytes = 1; bytes <= 1000; bytes++) {
      meter(bytes)
      clock.nowMs += 1
    }
    expect(seen.map(progress => progress.bytes)).toEqual([1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1000])
  })

  it('tells speed and time left over the last five seconds', () => {
    const { seen, clock, meter } = makeMeter(100_000)
    const run = (seconds: number, bytesPerSecond: number, from: number) => {
      for (let second = 1; second <= seconds; second++) {
        clock.nowMs += 1000
        meter(from + second * bytesPerSecond)
      }
      return from + seconds * bytesPerSecond
    }
    meter(0)
    expect(seen.at(-1)?.bytesPerSecond).toBeUndefined()
    const slow = run(10, 100, 0)
    expect(seen.at(-1)).toMatchObject({ bytesPerSecond: 100, secondsLeft: 990 })
    run(6, 1000, slow)
    expect(seen.at(-1)).toMatchObject({ bytesPerSecond: 1000, secondsLeft: 93 })
  })

  it('forgets the speed where a transfer begins anew', () => {
    const { seen, clock, meter } = makeMeter(1000)
    meter(0)
    clock.nowMs = 1000
    meter(500)
    clock.nowMs = 1100
    meter(0)
    expect(seen.at(-1)?.bytesPerSecond).toBeUndefined()
  })
})
