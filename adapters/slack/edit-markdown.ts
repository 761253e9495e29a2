/** Finds what of Markdown Slack cannot be given as it is written, and what to write there. */
import type { Image, Link, Nodes, Root, Text } from 'mdast'
import { nodesIn } from '../../src/text/markdown/nodes-in.ts'
import { rangeOf } from '../../src/text/markdown/parse-markdown.ts'
import { withoutDeceptiveCharacters } from '../../src/text/markdown/safe-characters.ts'
import { parseWebLink } from '../../src/text/markdown/web-link.ts'

/** A part of the source, and what stands for it. */
export interface Edit {
  start: number
  end: number
  text: string
}

/** Zero-width non-joiner: keeps apart what would be read as a mark or as an address. */
const APART = '\u200c'

/** Links, images and code, in the order of the source; code stands for itself. */
export function editMarkdown(root: Root, source: string): Edit[] {
  // A link in a link would be the only one of the two; what is in none any more must not become one.
  const inLinks = new Set<Nodes>()
  const unlinked = new Set<Nodes>()
  const edits: Edit[] = []
  let tableEnd = 0
  for (const node of nodesIn(root, inner => inner.type !== 'link' || isBracketed(inner, source))) {
    const range = rangeOf(node)
    if (node.type === 'table') tableEnd = range.end
    // A pipe that is escaped outside of tables would be one cell less, and so maybe make a table.
    const withoutCells = (text: string) => (range.start < tableEnd ? text : text.replaceAll('\\|', '|'))
    const isInLink = inLinks.has(node) || unlinked.has(node)
    if (node.type === 'code' || node.type === 'inlineCode') {
      edits.push({ ...range, text: source.slice(range.start, range.end) })
    } else if (node.type === 'image') {
      edits.push({ ...range, text: withoutCells(isInLink ? standIn(node.alt ?? '') : renderImage(node)) })
    } else if (node.type === 'text') {
      edits.push(...keepAsText(node, source, unlinked.has(node)))
    } else if (node.type === 'link' && isInLink) {
      edits.push({ ...range, text: withoutCells(escapeText(addressOf(node, source))) })
    } else if (node.type === 'link') {
      const within = parseWebLink(node.url) ? inLinks : unlinked
      for (const inner of nodesIn(node)) within.add(inner)
      edits.push(...editLink(node, source).map(edit => ({ ...edit, text: withoutCells(edit.text) })))
    }
  }
  return edits.sort((a, b) => a.start - b.start)
}

function isBracketed(node: Nodes, source: string): boolean {
  return source[rangeOf(node).start] === '['
}

function editLink(link: Link, source: string): Edit[] {
  const { start, end } = rangeOf(link)
  const url = parseWebLink(link.url)
  const [first, last] = [link.children[0], link.children.at(-1)]
  if (!isBracketed(link, source)) return [{ start, end, text: renderAddress(link, source) }]
  if (!first || !last || isBlank(link)) return [{ start, end, text: url ? renderLink(url, url) : standIn(link.url) }]
  if (url) return [{ start: rangeOf(last).end, end, text: `](${encodeBrackets(url)})` }]
  return [
    { start, end: rangeOf(first).start, text: isLetterAt(source, rangeOf(first).start) ? '' : APART },
    { start: rangeOf(last).end, end, text: link.url === '' ? '' : ` (${escapeText(link.url)})` },
  ]
}

/** Another sign could become a mark with what is in front of it, or a list, a heading. */
function isLetterAt(source: string, at: number): boolean {
  return /^\s*\p{L}/u.test(source.slice(at, at + 20))
}

function isBlank(link: Link): boolean {
  return ![...nodesIn(link)].some(
    node => ('value' in node ? node.value : 'alt' in node ? (node.alt ?? '') : '').trim() !== '',
  )
}

/** An address by itself, which stays as it is where Slack can read it as it is: an entity behind it would become a part of it. */
function renderAddress(link: Link, source: string): string {
  const { start, end } = rangeOf(link)
  const address = addressOf(link, source)
  const url = parseWebLink(link.url)
  if (!url) return escapeText(address)
  const isBare = source[start] !== '<' && url === link.url && !/^[^\s<&]*[<&]/.test(source.slice(end))
  return isBare ? address : renderLink(address, url)
}

/** As it is shown. */
function addressOf(link: Link, source: string): string {
  const { start, end } = rangeOf(link)
  return source.slice(start, end).replace(/^<|>$/g, '')
}

function renderImage(image: Image): string {
  const url = parseWebLink(image.url)
  const alt = image.alt?.trim() ?? ''
  if (url) return renderLink(alt || url, url)
  return standIn([alt, image.url && `(${image.url})`].filter(Boolean).join(' '))
}

function renderLink(text: string, url: string): string {
  return `[${escapeMarks(text)}](${encodeBrackets(url)})`
}

function encodeBrackets(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29')
}

/**
 * What ends no link must end none either when a link in front of it is taken away, and what begins no code must not begin any when an image
 * behind it loses its backticks; addresses in a link that is taken away become none.
 */
function keepAsText(text: Text, source: string, isUnlinked: boolean): Edit[] {
  const { start, end } = rangeOf(text)
  const marks = isUnlinked ? /\\[\s\S]|\]\(|`{3,}|(?<=https?:)(?=\/\/)|(?<=www)(?=\.)/gi : /\\[\s\S]|\]\(|`{3,}/g
  return [...source.slice(start, end).matchAll(marks)].flatMap(({ 0: mark, index }) => {
    const at = start + index
    if (mark.startsWith('\\')) return []
    if (mark.startsWith('`')) return [{ start: at, end: at + mark.length, text: mark.replaceAll('`', '\\`') }]
    return [{ start: at, end: at, text: mark === '' ? APART : '\\' }]
  })
}

/** Text in place of a whole link or image. */
function standIn(text: string): string {
  return (isLetterAt(text, 0) ? '' : APART) + escapeText(text)
}

/** Text that is written in place of marks must make none, and no link. */
function escapeText(text: string): string {
  return escapeMarks(text).replace(/(?<=https?:)(?=\/\/)|(?<=www)(?=\.)/gi, APART)
}

function escapeMarks(text: string): string {
  return withoutDeceptiveCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_~[\]&|]/g, '\\$&')
    .replaceAll('<', '&lt;')
}
