/** Cuts streamed text before the first of some stop strings, and holds back what could be the beginning of one. */

export interface StopFilter {
  /** Takes the next piece of text and gives what may be shown; `stopped` once a stop string is complete. */
  push(text: string): { text: string; stopped: boolean }
  /** What was held back, when the text has ended without a stop string. */
  flush(): string
}

export function createStopFilter(stops: readonly string[]): StopFilter {
  const wanted = stops.filter(stop => stop !== '')
  let held = ''
  return {
    push(text) {
      held += text
      const ends = wanted.map(stop => held.indexOf(stop)).filter(index => index >= 0)
      if (ends.length > 0) {
        const shown = held.slice(0, Math.min(...ends))
        held = ''
        return { text: shown, stopped: true }
      }
      const keep = Math.max(0, ...wanted.map(stop => overlap(held, stop)))
      const shown = held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return { text: shown, stopped: false }
    },
    flush() {
      const rest = held
      held = ''
      return rest
    },
  }
}

/** Length of the longest end of `text` that begins `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (stop.startsWith(text.slice(text.length - length))) return length
  }
  return 0
}
