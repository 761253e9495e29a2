/** Stretches of a text, and the text without them. */

export interface TextSpan {
  start: number
  /** Exclusive. */
  end: number
}

/**
 * What remains without the spans, and without the blanks that would stand double or at an edge: always a subsequence of `text`.
 * @param spans may overlap
 */
export function withoutSpans(text: string, spans: readonly TextSpan[]): string {
  let rest = ''
  let at = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue
    rest = join(rest, text.slice(at, Math.max(at, start)))
    at = end
  }
  return join(rest, text.slice(at)).trim()
}

/** Of the blanks at the seam, a line break stays rather than a space, and no more than one. */
function join(before: string, after: string): string {
  const left = before.trimEnd()
  const right = after.trimStart()
  const blankLeft = before.slice(left.length)
  const blankRight = after.slice(0, after.length - right.length)
  if (left === '' || right === '' || blankLeft === '' || blankRight === '') return before + after
  if (`${blankLeft}${blankRight}`.includes('\n')) return `${left}\n${right}`
  return `${left}${/^[.,;:!?]/u.test(right) ? '' : blankLeft[0]}${right}`
}
