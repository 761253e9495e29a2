/** Divides a stretch of text into smaller ones, each without blanks at its ends, that together hold everything but blanks. */

export interface Range {
  start: number
  end: number
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

export function splitAt(text: string, range: Range, offsets: readonly number[]): Range[] {
  const inside = offsets.filter(offset => offset > range.start && offset < range.end)
  const bounds = [range.start, ...inside, range.end]
  return bounds.slice(1).flatMap((end, i) => trim(text, { start: bounds[i]!, end }))
}

export function splitLines(text: string, range: Range): Range[] {
  const offsets = [...text.slice(range.start, range.end).matchAll(/\n/g)].map(match => range.start + match.index + 1)
  return splitAt(text, range, offsets)
}

/** Sentences of any language, as Unicode finds them (UAX #29). */
export function splitSentences(text: string, range: Range): Range[] {
  const offsets: number[] = []
  for (const { index } of sentences.segment(text.slice(range.start, range.end))) offsets.push(range.start + index)
  return splitAt(text, range, offsets)
}

/** Stretches of at most `maxLength` UTF-16 units, ending between words where they can, never inside a character. */
export function splitWindows(text: string, range: Range, maxLength: number): Range[] {
  const offsets: number[] = []
  for (let at = range.start; range.end - at > maxLength; ) {
    const window = text.slice(at, at + maxLength)
    const blank = window.search(/\s\S*$/)
    let length = blank > 0 ? blank + 1 : maxLength
    if (isInsideCharacter(text, at + length)) length = length > 1 ? length - 1 : length + 1
    at += length
    offsets.push(at)
  }
  return splitAt(text, range, offsets)
}

function isInsideCharacter(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '')
}

function trim(text: string, range: Range): Range[] {
  let { start, end } = range
  while (start < end && isBlank(text[start]!)) start++
  while (end > start && isBlank(text[end - 1]!)) end--
  return start < end ? [{ start, end }] : []
}

function isBlank(character: string): boolean {
  return character.trim() === ''
}
