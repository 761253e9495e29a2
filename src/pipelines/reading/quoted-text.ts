/** Finds lines that a message quotes from an earlier one, which was read where it was said. */
import type { TextSpan } from './text-span.ts'

const quoted = /^[ \t]*(?:>|&gt;)+[ \t]?(.*)$/u
/** What mail and chat programs write above a quote. */
const heading = /(?:wrote|said|schrieb|a écrit|escribió|写道|さんは書きました)\s*[:：]\s*$/iu
/** The words by which an earlier line is found; a quote is often cut short. */
const KEY_WORDS = 4
/** Lines that begin alike and are compared; the last ones are quoted most. */
const MAX_ALIKE = 20

export interface QuoteIndex {
  /** Makes the lines of a message known. */
  add(text: string): void
  /** The spans of lines that repeat what was said before, with the line above that says who said it. */
  find(text: string): TextSpan[]
}

export function createQuoteIndex(): QuoteIndex {
  const lines = new Map<string, string[]>()
  return {
    add: text => {
      for (const line of text.split('\n')) {
        if (quoted.test(line)) continue
        const said = fold(line)
        if (said === '') continue
        const key = keyOf(said)
        const alike = lines.get(key) ?? []
        alike.push(said)
        if (alike.length > MAX_ALIKE) alike.shift()
        lines.set(key, alike)
      }
    },
    find: text => {
      const spans: TextSpan[] = []
      let start = 0
      let before: { start: number; end: number; isHeading: boolean } | undefined
      for (const line of text.split('\n')) {
        const end = start + line.length
        const content = quoted.exec(line)?.[1]
        if (content !== undefined && isKnown(fold(content))) {
          spans.push({ start: before?.isHeading ? before.start : start, end })
        }
        before = { start, end, isHeading: heading.test(line) }
        start = end + 1
      }
      return spans
    },
  }

  /** A blank line of a quote, and one that an earlier line is or begins with. */
  function isKnown(quote: string): boolean {
    if (quote === '') return true
    return (lines.get(keyOf(quote)) ?? []).some(said => said.startsWith(quote))
  }
}

function fold(line: string): string {
  return line
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Chinese and Japanese have no blanks between words: their key is the beginning. */
function keyOf(folded: string): string {
  const words = folded.split(' ')
  return words.length >= KEY_WORDS ? words.slice(0, KEY_WORDS).join(' ') : folded.slice(0, 8)
}
