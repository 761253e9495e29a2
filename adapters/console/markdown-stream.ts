/** Shows Markdown on a terminal while it is being written, without ever showing half a marker. */
import { createLineWrapper, type LineWrapperOptions, type Style } from './line-wrapper.ts'

export interface MarkdownStream {
  /** Takes more text, gives what can be shown of it now. */
  push(text: string): string
  /** Gives the rest. */
  end(): string
  /** Columns written in the current line. */
  readonly column: number
}

/** How far a closing marker may lie from its opening one; until then the text is held back. */
const MAX_SPAN_CHARS = 240

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A line's beginning that the next character may still turn into something else. */
const undecided = /^[ \t]*(?:#{1,6}[ \t]*|[-*+][ \t]*|\d{1,3}(?:[.)][ \t]*)?|`{1,2}|~{1,2}|>[ \t]?)?$/
const fenceLine = /^[ \t]*(`{3,}|~{3,})/
const listItem = /^([ \t]*)([-*+]|\d{1,3}[.)])([ \t]+)/
const heading = /^[ \t]{0,3}#{1,6}[ \t]+/
const quote = /^[ \t]*>[ \t]?/

/** Control characters other than newline and tab: text from a model or a file must not steer the terminal. */
export function withoutControls(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}

/**
 * Bold loses its stars and a heading its hashes; code keeps its backticks; lists are indented; everything else stays as it came.
 * The output is the same however the text is cut into chunks, and without colour it is the coloured one without its codes.
 */
export function createMarkdownStream(options: LineWrapperOptions): MarkdownStream {
  const wrapper = createLineWrapper(options)
  let raw = ''
  let atLineStart = true
  let lineStyle: Style = 'plain'
  /** The line is shown as it is: code, a table. */
  let verbatim = false
  let fence: string | undefined

  function run(final: boolean): string {
    let written = ''
    for (;;) {
      const lineEnd = raw.indexOf('\n')
      const complete = lineEnd >= 0 || final
      const line = lineEnd >= 0 ? raw.slice(0, lineEnd) : raw
      if (atLineStart) {
        if (!complete && isUndecided(line)) return written
        if (line === '' && lineEnd < 0) return written
        const begun = beginLine(line)
        written += begun.written
        raw = raw.slice(begun.taken)
        atLineStart = false
        continue
      }
      const taken = verbatim ? takeVerbatim(line, complete) : takeInline(line, complete)
      written += taken.written
      raw = raw.slice(taken.taken)
      if (lineEnd < 0) return final ? written + wrapper.flush() : written
      raw = raw.slice(1)
      written += wrapper.newline()
      atLineStart = true
    }
  }

  function isUndecided(line: string): boolean {
    return fence === undefined ? undecided.test(line) : /^[ \t]*[`~]*[ \t]*$/.test(line)
  }

  function beginLine(line: string): { written: string; taken: number } {
    verbatim = true
    lineStyle = 'code'
    const marker = fenceLine.exec(line)?.[1]
    if (fence !== undefined) {
      if (marker && marker[0] === fence[0] && marker.length >= fence.length && line.trim() === marker) {
        fence = undefined
        lineStyle = 'dim'
      }
      return { written: '', taken: 0 }
    }
    if (marker) {
      fence = marker
      lineStyle = 'dim'
      return { written: '', taken: 0 }
    }
    lineStyle = 'plain'
    verbatim = /^[ \t]*\|/.test(line)
    if (verbatim) return { written: '', taken: 0 }
    const hashes = heading.exec(line)
    if (hashes) {
      lineStyle = 'bold'
      return { written: '', taken: hashes[0].length }
    }
    const prefix = (listItem.exec(line) ?? quote.exec(line) ?? /^[ \t]+/.exec(line))?.[0] ?? ''
    const shown = prefix.replaceAll('\t', '    ')
    return { written: prefix === '' ? '' : wrapper.addPrefix(shown, 'marker'), taken: prefix.length }
  }

  function takeVerbatim(line: string, complete: boolean): { written: string; taken: number } {
    const taken = complete ? line.length : line.length - lastGraphemeLength(line)
    return { written: wrapper.addVerbatim(line.slice(0, taken), lineStyle), taken }
  }

  function takeInline(line: string, complete: boolean): { written: string; taken: number } {
    let written = ''
    let at = 0
    while (at < line.length) {
      const rest = line.slice(at)
      const next = rest.search(/\*\*|`|\*$/)
      const plain = next < 0 ? rest : rest.slice(0, next)
      if (next < 0 && !complete) {
        const held = lastGraphemeLength(plain)
        written += wrapper.add(plain.slice(0, plain.length - held), lineStyle)
        return { written, taken: line.length - held }
      }
      written += wrapper.add(plain, lineStyle)
      at += plain.length
      if (next < 0) break
      const span = takeSpan(line.slice(at), complete)
      if (!span) return { written, taken: at }
      written += wrapper.add(span.text, span.style)
      at += span.taken
    }
    return { written, taken: at }
  }

  /** @returns undefined while it cannot be told yet where the span at the start of `text` ends */
  function takeSpan(text: string, complete: boolean): { text: string; style: Style; taken: number } | undefined {
    const marker = text[0] === '`' ? /^`+/.exec(text)![0] : text.startsWith('**') ? '**' : '*'
    const known = complete || text.length > marker.length + MAX_SPAN_CHARS + marker.length
    if (!known && text.length <= marker.length) return undefined
    const end = closingMarker(text, marker)
    if (end >= 0 && (known || end + marker.length < text.length)) {
      const inner = text.slice(marker.length, end)
      const taken = end + marker.length
      if (marker === '**') return { text: inner, style: 'bold', taken }
      return { text: text.slice(0, taken), style: 'code', taken }
    }
    if (!known && canOpen(text, marker)) return undefined
    return { text: marker, style: lineStyle, taken: marker.length }
  }

  return {
    get column() {
      return wrapper.column
    },
    push(text) {
      raw += withoutControls(text)
      return run(false)
    },
    end() {
      return run(true)
    },
  }
}

function canOpen(text: string, marker: string): boolean {
  return marker !== '*' && !/^\s/.test(text.slice(marker.length))
}

/** Where the closing marker begins, or -1. */
function closingMarker(text: string, marker: string): number {
  if (!canOpen(text, marker)) return -1
  const code = marker[0] === '`'
  const limit = marker.length + MAX_SPAN_CHARS
  for (let at = text.indexOf(marker, marker.length + 1); at >= 0 && at <= limit; at = text.indexOf(marker, at + 1)) {
    if (code ? text[at - 1] !== '`' && text[at + marker.length] !== '`' : /\S/.test(text[at - 1]!)) return at
  }
  return -1
}

/** The last grapheme cluster may still grow; where it is half of a surrogate pair, so may the one before. */
function lastGraphemeLength(text: string): number {
  let previous = 0
  let last = 0
  let segment = ''
  for ({ segment } of graphemes.segment(text)) {
    previous = last
    last = segment.length
  }
  return /^[\uD800-\uDBFF]$/.test(segment) ? previous + last : last
}
