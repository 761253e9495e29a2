/** Shows how far long work has come: one line redrawn on a terminal, a plain line now and then anywhere else. */
import stringWidth from 'string-width'

export interface Progress {
  /** What is being done. */
  label: string
  done: number
  total: number
  perSecond?: number
  secondsLeft?: number
  /** A number of units as a person reads it, such as `491 MB`. */
  format: (units: number) => string
}

/** The part of a writable stream that is needed; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface ProgressBar {
  update(progress: Progress): void
  /** Writes a line above the bar. */
  note(line: string): void
  /** Takes the bar away. */
  end(): void
}

const MIN_BAR_COLUMNS = 10
const MAX_BAR_COLUMNS = 40
const GAP = '  '
/** Between two lines where there is no terminal. */
const LINE_MS = 10_000

/**
 * One line, narrower than `columns` so that no terminal wraps it. Where room is short the label goes first, then the speed, the bar, the size and the time left.
 * @param columns width of the terminal
 */
export function formatProgress(progress: Progress, columns: number): string {
  const { label, done, total, perSecond, secondsLeft, format } = progress
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  // Rounded down: 100% is not said before all is there.
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const size = `${format(done)} of ${format(total)}`
  const speed = perSecond === undefined ? '' : `${format(perSecond)}/s`
  const left = secondsLeft === undefined ? '' : `${formatDuration(secondsLeft)} left`
  const layouts = [
    { before: [label], after: [percent, size, speed, left], bar: true },
    { before: [], after: [percent, size, speed, left], bar: true },
    { before: [], after: [percent, size, left], bar: true },
    { before: [], after: [percent, size, left], bar: false },
    { before: [], after: [percent, left], bar: false },
    { before: [], after: [percent], bar: false },
  ]
  for (const { before, after, bar } of layouts) {
    const parts = [...before, ...after].filter(part => part !== '')
    const room = columns - 1 - stringWidth(parts.join(GAP)) - GAP.length
    if (bar && room >= MIN_BAR_COLUMNS) {
      const drawn = drawBar(share, Math.min(room, MAX_BAR_COLUMNS))
      return [...before, drawn, ...after].filter(part => part !== '').join(GAP)
    }
    if (!bar && room + GAP.length >= 0) return parts.join(GAP)
  }
  return ''
}

/** Signs of one colour only: nothing to switch off for NO_COLOR. */
function drawBar(share: number, columns: number): string {
  const full = Math.floor(share * columns)
  return '█'.repeat(full) + '░'.repeat(columns - full)
}

/** Seconds as `0:07`, `12:30` or `1:02:03`; more than four days as `days`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds >= 100 * 3600) return 'days'
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const padded = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`
}

/**
 * @param now milliseconds of a clock that never goes back
 */
export function createProgressBar(stream: ProgressStream, now: () => number = () => performance.now()): ProgressBar {
  return stream.isTTY && process.env.TERM !== 'dumb' ? createTerminalBar(stream) : createPlainLines(stream, now)
}

function createTerminalBar(stream: ProgressStream): ProgressBar {
  let shown = ''
  const clear = () => {
    if (shown !== '') stream.write('\r\x1b[K')
  }
  return {
    update(progress) {
      const line = formatProgress(progress, stream.columns ?? 80)
      if (line === shown) return
      shown = line
      stream.write(`\r${line}\x1b[K`)
    },
    note(line) {
      clear()
      stream.write(`${line}\n`)
      if (shown !== '') stream.write(shown)
    },
    end() {
      clear()
      shown = ''
    },
  }
}

function createPlainLines(stream: ProgressStream, now: () => number): ProgressBar {
  let wroteMs: number | undefined
  return {
    update(progress) {
      // The first line comes only after a while too: short work says nothing.
      wroteMs ??= now()
      if (now() - wroteMs < LINE_MS) return
      wroteMs = now()
      const { label, done, total, secondsLeft, format } = progress
      const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`
      stream.write(`${label}: ${format(done)} of ${format(total)}${left}\n`)
    },
    note(line) {
      stream.write(`${line}\n`)
    },
    end() {},
  }
}
