/** How much of Markdown can be shown while it is still being written. */
import type { Nodes, Parents, Root } from 'mdast'
import { nodesIn } from './nodes-in.ts'
import { cleanMarkdown, parseSource, rangeOf } from './parse-markdown.ts'

/** A line that so far has nothing but marks: the next character may make it a rule, a list, a table, a heading's underline. */
const ONLY_MARKS = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:\d{1,9}[.)]?)?[^\p{L}\p{N}\p{Extended_Pictographic}]*$/u
/** A task of which the words are missing; before them it is no task. */
const ONLY_TASK = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)+\[[ xX]?\]?\s*$/
const IDEOGRAPH = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}]'
/** Up to the last place behind white space, or between two characters of a script that has none. */
const WHOLE_WORDS = new RegExp(`^.*(?:\\s|${IDEOGRAPH}(?=${IDEOGRAPH}))`, 'su')

/**
 * The beginning that stays as it is whatever comes: no half mark, link or table is shown, and no half word. A code block that is still open is shown by
 * whole lines, and left open. What comes out for a text that grows begins with what came out before.
 */
export function safePrefix(markdown: string): string {
  const source = cleanMarkdown(markdown)
  for (let end = wholeWords(source); ; ) {
    const prefix = source.slice(0, end).trimEnd()
    if (prefix === '') return ''
    const cut = cutBefore(lastLeaf(parseSource(prefix)), source, prefix)
    if (cut === undefined) return prefix
    // A mark, an address or a name that touches the cut would be read in another way with what follows.
    end = wholeWords(source.slice(0, cut))
  }
}

/** @returns how much of the text are words that nothing can be added to */
function wholeWords(source: string): number {
  return WHOLE_WORDS.exec(source)?.[0].length ?? 0
}

/** Where to cut before what may still change; undefined where nothing may. */
function cutBefore(leaf: Nodes, source: string, prefix: string): number | undefined {
  const lineStart = prefix.lastIndexOf('\n') + 1
  const line = prefix.slice(lineStart)
  const after = source.slice(prefix.length)
  const isLineWhole = /^[ \t]*\n/.test(after)
  if (leaf.type === 'code' || leaf.type === 'table') {
    const isBegun = leaf.type === 'table' || !/^(?:`{3,}|~{3,})[^\n]*$/.test(prefix.slice(rangeOf(leaf).start))
    return isBegun && isLineWhole ? undefined : lineStart
  }
  if (ONLY_MARKS.test(line) || ONLY_TASK.test(line)) return lineStart
  if (prefix.endsWith('\\')) return prefix.length - 1
  // The next line decides whether this one is a table's header.
  if (line.includes('|') && !/^[ \t]*\n[\s\S]*(?:\n|[^\s|:>-])/.test(after)) return lineStart + line.indexOf('|')
  if (leaf.type === 'heading' && /\s#+$/.test(line) && !isLineWhole) return prefix.length - 1
  if (leaf.type !== 'paragraph' && leaf.type !== 'heading') return undefined
  const isEnded = leaf.type === 'heading' ? isLineWhole : /^[ \t]*\n[ \t]*\n/.test(after)
  if (isEnded) return undefined
  const opens = runsOf(leaf).flatMap(run => openMark(run, source, prefix))
  // Code that begins in a link or in bold text would take that apart.
  return opens.length > 0 ? Math.min(...opens.map(at => outermost(leaf, at))) : undefined
}

interface Run {
  start: number
  end: number
  marks: RegExp
}

/** Where text stands in which marks were not read as such; in what an image is called there are none but backticks. */
function runsOf(leaf: Parents): Run[] {
  return [...nodesIn(leaf)].flatMap(node => {
    if (node.type === 'text') return [{ ...rangeOf(node), marks: /\\[\s\S]|(?<mark>\*+|_+|~~+|`+|!?\[)/g }]
    if (node.type !== 'image') return []
    return [{ ...rangeOf(node), marks: /\\[\s\S]|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|(?<mark>`+)/g }]
  })
}

/** The first mark that may still become the beginning of something. */
function openMark({ start, end, marks }: Run, source: string, prefix: string): number[] {
  for (const match of source.slice(start, end).matchAll(marks)) {
    const mark = match.groups?.mark
    const at = start + match.index
    if (mark && mayOpen(mark, at, source, prefix)) return [at]
  }
  return []
}

function outermost(leaf: Parents, at: number): number {
  const child = leaf.children.find(node => rangeOf(node).start <= at && at < rangeOf(node).end)
  return child && child.type !== 'text' ? rangeOf(child).start : at
}

function mayOpen(mark: string, at: number, source: string, prefix: string): boolean {
  const end = at + mark.length
  if (mark.endsWith('[')) {
    const close = findClosingBracket(prefix.slice(end))
    return close === undefined || end + close + 1 === source.length || source[end + close + 1] === '('
  }
  if (mark.startsWith('`')) return true
  if (/^\s/.test(source.slice(end, end + 1))) return false
  return !mark.startsWith('_') || !/[\p{L}\p{N}]$/u.test(source.slice(0, at))
}

/** Brackets in code close nothing; after backticks that may still begin code, nobody knows. */
function findClosingBracket(text: string): number | undefined {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(/\\[\s\S]|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|`+|[[\]]/g)) {
    if (/^`+$/.test(found)) return undefined
    if (found === '[') depth += 1
    if (found === ']' && depth-- === 0) return index
  }
  return undefined
}

/** The block without blocks in it that the text ends with. */
function lastLeaf(tree: Root): Nodes {
  let node: Nodes = tree
  for (;;) {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'table') return node
    const last: Nodes | undefined = 'children' in node ? node.children.at(-1) : undefined
    if (!last) return node
    node = last
  }
}
