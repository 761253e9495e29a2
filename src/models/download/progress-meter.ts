/** Turns byte counts of a long transfer into a few reports a second, with its speed and the time it will still take. */

export interface DownloadProgress {
  /** Of the model. */
  readonly name: string
  /** `checking` while the digest of what came is taken. */
  readonly stage: 'downloading' | 'checking'
  readonly bytes: number
  readonly totalBytes: number
  /** Over the last few seconds; undefined until it can be told. */
  readonly bytesPerSecond?: number
  readonly secondsLeft?: number
}

const REPORT_MS = 100
/** Long enough to smooth over bursts, short enough to follow a change. */
const WINDOW_MS = 5_000
/** A speed over less than this is chance. */
const MIN_SPAN_MS = 500

/**
 * @param now milliseconds of a clock that never goes back
 * @returns to be called with the bytes that are there so far; less than before where a transfer begins anew
 */
export function createProgressMeter(
  { name, stage, totalBytes }: Pick<DownloadProgress, 'name' | 'stage' | 'totalBytes'>,
  onProgress: (progress: DownloadProgress) => void,
  now: () => number = () => performance.now(),
): (bytes: number) => void {
  let samples: { atMs: number; bytes: number }[] = []
  let reportedMs = Number.NEGATIVE_INFINITY
  return bytes => {
    const atMs = now()
    const last = samples.at(-1)
    if (last !== undefined && bytes < last.bytes) samples = []
    if (atMs - reportedMs < REPORT_MS && bytes < totalBytes) return
    reportedMs = atMs
    samples = [...samples.filter(sample => atMs - sample.atMs <= WINDOW_MS), { atMs, bytes }]
    const first = samples[0]!
    const spanMs = atMs - first.atMs
    const bytesPerSecond = spanMs >= MIN_SPAN_MS ? ((bytes - first.bytes) / spanMs) * 1000 : undefined
    const secondsLeft = bytesPerSecond ? (totalBytes - bytes) / bytesPerSecond : undefined
    onProgress({ name, stage, bytes, totalBytes, bytesPerSecond, secondsLeft })
  }
}
