/** Puts the pieces of text that a PDF page consists of together: lines, paragraphs, running heads. */

/** The part of PDF.js' text item that is read. */
interface TextItem {
  str: string
  /** A matrix; the last two numbers are the place of its beginning, from the lower left corner. */
  transform: number[]
  width: number
  height: number
  hasEOL: boolean
}

export interface PdfLine {
  text: string
  left: number
  right: number
  /** Of the base line, from the bottom of the page. */
  y: number
  /** Of its largest letters, in points, to the half. */
  size: number
}

export interface PdfParagraph {
  text: string
  size: number
}

/** Two pieces at least so far apart (in letter heights) are separate words, or separate columns. */
const WORD_GAP = 0.2
const COLUMN_GAP = 1.5

/** @param items in the order in which the file draws them, which is nearly always the order of reading */
export function toLines(items: readonly unknown[]): PdfLine[] {
  const lines: PdfLine[] = []
  let isEnded = true
  for (const item of items) {
    if (!isTextItem(item)) continue
    const size = Math.round((Math.hypot(item.transform[2]!, item.transform[3]!) || item.height || 1) * 2) / 2
    const [left, y] = [item.transform[4]!, item.transform[5]!]
    const line = lines.at(-1)
    if (item.str.trim() !== '') {
      const right = left + item.width
      if (line === undefined || isEnded || Math.abs(line.y - y) > Math.max(line.size, size) * 0.6 || left < line.left) {
        lines.push({ text: item.str, left, right, y, size })
      } else {
        line.text += gapBetween(line, item.str, left) + item.str
        line.right = right
        line.size = Math.max(line.size, size)
      }
      isEnded = false
    }
    if (item.hasEOL) isEnded = true
  }
  return lines
    .map(line => ({ ...line, text: line.text.replace(/[\0\u00ad]/g, '').trim() }))
    .filter(({ text }) => text !== '')
}

function isTextItem(item: unknown): item is TextItem {
  return typeof (item as Partial<TextItem>).str === 'string'
}

function gapBetween(line: PdfLine, next: string, left: number): string {
  const gap = left - line.right
  if (gap > line.size * COLUMN_GAP) return '  '
  return gap > line.size * WORD_GAP && !line.text.endsWith(' ') && !next.startsWith(' ') ? ' ' : ''
}

/** The size of most letters. */
export function findBodySize(pages: readonly (readonly PdfLine[])[]): number {
  const letters = new Map<number, number>()
  for (const { size, text } of pages.flat()) letters.set(size, (letters.get(size) ?? 0) + text.length)
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** Fewer pages show nothing about what repeats. */
const MIN_PAGES = 3
/** Running heads stand among so many lines at the top and the bottom of a page. */
const EDGE_LINES = 2

/** Running heads and page numbers: lines at the edge of most pages that are alike but for their digits. */
export function findRepeated(pages: readonly (readonly PdfLine[])[]): Set<PdfLine> {
  const filled = pages.filter(lines => lines.length > 0)
  if (filled.length < MIN_PAGES) return new Set()
  const alike = new Map<string, PdfLine[]>()
  for (const lines of filled) {
    const byHeight = lines.toSorted((a, b) => b.y - a.y)
    for (const line of new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)])) {
      const key = `${line.text.replace(/\d+/g, '#')} ${Math.round(line.y / 4)}`
      alike.set(key, [...(alike.get(key) ?? []), line])
    }
  }
  return new Set(
    [...alike.values()].filter(lines => lines.length > filled.length / 2 && lines.length >= MIN_PAGES).flat(),
  )
}

/** A new paragraph begins where the distance to the line before is so much larger than is usual on the page. */
const PARAGRAPH_GAP = 1.3
/** A line that ends this far (of the paragraph's width) from the right edge was ended on purpose. */
const RAGGED_SHARE = 0.15

export function joinParagraphs(lines: readonly PdfLine[]): PdfParagraph[] {
  const usual = usualDistance(lines)
  const groups: PdfLine[][] = []
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1]
    const distance = before === undefined ? 0 : before.y - line.y
    const isNew =
      before === undefined ||
      distance < 0 ||
      distance > Math.max(usual * PARAGRAPH_GAP, line.size * PARAGRAPH_GAP) ||
      Math.abs(before.size - line.size) > before.size * 0.1
    if (isNew) groups.push([line])
    else groups.at(-1)!.push(line)
  }
  return groups.map(joinLines)
}

function usualDistance(lines: readonly PdfLine[]): number {
  const distances = lines.slice(1).flatMap((line, i) => {
    const distance = lines[i]!.y - line.y
    return distance > 0 && distance < line.size * 3 ? [distance] : []
  })
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0
}

const listMark = /^(?:[•◦▪‣●○■–—-]|\(?\d{1,3}[.)]|[a-z][.)])\s/
const wide = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/

function joinLines(lines: readonly PdfLine[]): PdfParagraph {
  const left = Math.min(...lines.map(line => line.left))
  const right = Math.max(...lines.map(line => line.right))
  let text = ''
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1]
    if (before === undefined) text = line.text
    else if (
      before.right < right - (right - left) * RAGGED_SHARE ||
      listMark.test(line.text) ||
      before.text.includes('  ')
    )
      text += `\n${line.text}`
    else if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(line.text)) text = text.slice(0, -1) + line.text
    else text += (wide.test(text.at(-1)!) && wide.test(line.text[0]!) ? '' : ' ') + line.text
  }
  return { text, size: Math.max(...lines.map(line => line.size)) }
}
