/** reStructuredText: sections, lists, tables and code; the text stays as it is. */
import { decodeFile } from './decode-file.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { Block, ParsedDocument } from './loader.ts'

export const rstLoader = createDocumentLoader({
  name: 'reStructuredText',
  extensions: ['.rst'],
  parse: (bytes, name) => parseRst(decodeFile(bytes, name), titleFromPath(name)),
})

interface Line {
  text: string
  start: number
  end: number
}

/** Directives whose content is not for readers. */
const hidden =
  /^\.\. (?:toctree|contents|index|highlight|meta|raw|only|include|image|figure|module|currentmodule|_|\[|\|)/
const codeDirective = /^\.\. (?:code|code-block|sourcecode|literalinclude|parsed-literal|doctest|productionlist)::/
const adornment = /^([!-/:-@[-`{-~])\1{2,}\s*$/
const listItem = /^(?:[-*+•]|\(?(?:\d+|[a-zA-Z#])[.)])\s+\S/
const tableEdge = /^(?:\+[-=+]+\+|={2,}(?: +={2,})+)\s*$/

function parseRst(text: string, fallbackTitle: string): ParsedDocument {
  const lines = toLines(text)
  const blocks: Block[] = []
  /** Styles of section titles in the order of their first use, which is their depth. */
  const styles: string[] = []
  let at = 0
  while (at < lines.length) {
    const title = isBlank(lines[at]!) ? undefined : readTitle(lines, at)
    if (isBlank(lines[at]!)) at++
    else if (title !== undefined) {
      if (!styles.includes(title.style)) styles.push(title.style)
      const depth = Math.min(6, styles.indexOf(title.style) + 1)
      const { start, end } = { start: lines[at]!.start, end: lines[title.next - 1]!.end }
      blocks.push({ kind: 'heading', start, end, depth, title: toPlain(title.words) })
      at = title.next
    } else {
      const { next, block } = readBody(lines, at)
      if (block !== undefined) blocks.push(block)
      at = next
    }
  }
  const heading = blocks.find(block => block.kind === 'heading' && block.depth === 1)?.title
  return { title: heading || fallbackTitle, text, blocks }
}

function toLines(text: string): Line[] {
  return [...text.matchAll(/[^\n]*(?:\n|$)/g)].flatMap(match =>
    match[0] === ''
      ? []
      : [{ text: match[0].trimEnd(), start: match.index, end: match.index + match[0].trimEnd().length }],
  )
}

/** A title has a line of signs under it that is about as long, and may have the same above it. */
function readTitle(lines: readonly Line[], at: number): { words: string; style: string; next: number } | undefined {
  const [first, second, third] = [lines[at]?.text ?? '', lines[at + 1]?.text ?? '', lines[at + 2]?.text]
  const over = adornment.exec(first)
  if (
    over !== null &&
    third !== undefined &&
    second !== '' &&
    third === first &&
    second.trim().length <= first.length
  ) {
    return { words: second, style: `${over[1]}${over[1]}`, next: at + 3 }
  }
  const under = adornment.exec(second)
  if (under === null || over !== null || /^\s/.test(first) || second.length < Math.min(first.length, 3))
    return undefined
  return { words: first, style: under[1]!, next: at + 2 }
}

function readBody(lines: readonly Line[], at: number): { next: number; block?: Block } {
  const first = lines[at]!
  if (first.text.startsWith('..')) {
    const next = endOfIndented(lines, at + 1)
    const isShown = !hidden.test(first.text) && /^\.\. [\w-]+::/.test(first.text)
    return {
      next,
      ...(isShown ? { block: toBlock(codeDirective.test(first.text) ? 'code' : 'prose', lines, at, next) } : {}),
    }
  }
  if (tableEdge.test(first.text)) return readTable(lines, at)
  // Of text that stands alone in from the left, after a line that ends in two colons or in a quotation.
  if (/^\s/.test(first.text)) {
    const next = endOfIndented(lines, at)
    const before = lines.slice(0, at).findLast(line => !isBlank(line))
    return { next, block: toBlock(before?.text.endsWith('::') ? 'code' : 'prose', lines, at, next) }
  }
  if (listItem.test(first.text)) {
    const next = endOfList(lines, at)
    const parts = lines
      .slice(at, next)
      .filter(({ text }) => listItem.test(text))
      .map(({ start }) => start)
    return { next, block: { ...toBlock('list', lines, at, next), parts } }
  }
  let next = at + 1
  while (next < lines.length && !isBlank(lines[next]!) && readTitle(lines, next) === undefined) next++
  if (adornment.test(first.text) && next === at + 1) return { next }
  return { next, block: toBlock('prose', lines, at, next) }
}

/** Grid tables end at a blank line, simple ones with their third edge or a blank line after an edge. */
function readTable(lines: readonly Line[], at: number): { next: number; block: Block } {
  const isGrid = lines[at]!.text.startsWith('+')
  let next = at + 1
  while (next < lines.length) {
    const isEnd = isBlank(lines[next]!) && (isGrid || tableEdge.test(lines[next - 1]!.text))
    if (isEnd && next > at + 2) break
    next++
  }
  const isEdge = (line: Line) => (isGrid ? /^\+=[=+]*\+$/.test(line.text) : tableEdge.test(line.text))
  const headEnd = lines.findIndex((line, i) => i > at && i < next && isEdge(line))
  const first = headEnd < 0 || headEnd >= next - 1 ? at : headEnd + 1
  const isPart = (line: Line) => (isGrid ? line.text.startsWith('|') : !isBlank(line) && !tableEdge.test(line.text))
  const parts = lines
    .slice(first, next)
    .filter(isPart)
    .map(({ start }) => start)
  const block = toBlock('table', lines, at, next)
  const lead =
    first === at
      ? ''
      : lines
          .slice(at, first)
          .map(({ text }) => text)
          .join('\n')
  return { next, block: { ...block, parts, ...(lead !== '' && lead.length <= 300 ? { lead } : {}) } }
}

function endOfIndented(lines: readonly Line[], from: number): number {
  let next = from
  while (next < lines.length && (isBlank(lines[next]!) || /^\s/.test(lines[next]!.text))) next++
  return next
}

function endOfList(lines: readonly Line[], from: number): number {
  let next = from
  while (next < lines.length) {
    const { text } = lines[next]!
    const goesOn = text === '' || /^\s/.test(text) || listItem.test(text) || lines[next - 1]?.text !== ''
    if (next > from && !goesOn) break
    next++
  }
  return next
}

function toBlock(kind: Block['kind'], lines: readonly Line[], from: number, next: number): Block {
  let last = next - 1
  while (last > from && isBlank(lines[last]!)) last--
  return { kind, start: lines[from]!.start, end: lines[last]!.end }
}

function isBlank(line: Line): boolean {
  return line.text === ''
}

/** Without the marks of emphasis, code, links and roles. */
function toPlain(words: string): string {
  return words
    .replace(/:[\w-]+:(?=`)/g, '')
    .replace(/`([^`<]+?)\s*(?:<[^>]*>)?`_{0,2}/g, '$1')
    .replace(/``|\*\*|\*/g, '')
    .trim()
}
