/** Renders running text with its marks as Discord reads it. */

import { inlineText } from '../../src/text/markdown/inlines.ts'
import type { Inline, InlineCode, Link, Mark } from '../../src/text/markdown/markdown-tree.ts'

const MARKS = { strong: '**', emphasis: '*', delete: '~~' }
/** Zero-width space. */
const SEPARATOR = '\u200b'

export function renderInlines(nodes: readonly Inline[]): string {
  return joinMarked(nodes)
    .replace(/^[ \t]+/gm, '')
    .replace(/^(?=#{1,3}\s|-#|-\s|>)/gm, '\\')
    .replace(/^(\d{1,10})\.(?=\s)/gm, '$1\\.')
}

/** Where one mark ends and the next begins with the same sign, something stands between. */
function joinMarked(nodes: readonly Inline[]): string {
  return nodes.map(renderInline).reduce((joined, rendered) => {
    const touches = /[*`~]/.test(rendered[0] ?? '') && joined.at(-1) === rendered[0]
    return joined + (touches ? SEPARATOR : '') + rendered
  }, '')
}

function renderInline(node: Inline): string {
  switch (node.type) {
    case 'text':
      return escapeMarks(node.value)
    case 'break':
      return '\n'
    case 'inlineCode':
      return renderInlineCode(node)
    case 'link':
      return renderLink(node)
    default:
      return renderMark(node)
  }
}

/** Spoilers, which `||` would make, included. */
function escapeMarks(text: string): string {
  return text.replace(/[\\*_~`|[\]]/g, '\\$&')
}

function renderInlineCode(node: InlineCode): string {
  const { value } = node
  if (value.trim() === '') return value
  // Two backticks hold single ones; more in a row are kept apart.
  if (!value.includes('`')) return `\`${value}\``
  const apart = value.replace(/`(?=`)/g, `\`${SEPARATOR}`)
  return `\`\` ${apart} \`\``
}

/** A mark has no space at its ends, and is apart from those in it that do not cover the same text. */
function renderMark(node: Mark): string {
  const mark = MARKS[node.type]
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(joinMarked(node.children)) ?? []
  if (inner === '') return before
  const [first, last] = node.children.length > 1 ? [node.children[0]!, node.children.at(-1)!] : []
  const begin = first && first.type !== 'text' && inner[0] === mark[0] ? SEPARATOR : ''
  const end = last && last.type !== 'text' && inner.at(-1) === mark[0] ? SEPARATOR : ''
  return `${before}${mark}${begin}${inner}${end}${mark}${after}`
}

/**
 * A link shows no preview. Its text is written beside it where Discord would not read it as a link's: with single brackets, or an address
 * in it, which could also deceive. There are no links to mail addresses.
 */
function renderLink(link: Link): string {
  const text = inlineText(link.children).replace(/\s+/g, ' ').trim()
  if (/^mailto:/i.test(link.url)) {
    const address = link.url.slice('mailto:'.length)
    return text === address || text === link.url
      ? escapeMarks(text)
      : `${renderLinkText(link)} (${escapeMarks(address)})`
  }
  const url = link.url.replace(/[()*_~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  if (text === link.url || text === link.url.replace(/^http:\/\//, '')) return `<${link.url}>`
  if (/:\/\/|^www\.|discord\.gg/i.test(text))
    return `${escapeMarks(text.replaceAll('://', `:${SEPARATOR}//`))} (<${link.url}>)`
  if (!hasPairedBrackets(text)) return `${renderLinkText(link)} (<${link.url}>)`
  return `[${renderLinkText(link)}](<${url}>)`
}

function renderLinkText(link: Link): string {
  return joinMarked(link.children).replace(/\s+/g, ' ').trim()
}

function hasPairedBrackets(text: string): boolean {
  let open = 0
  for (const character of text) {
    if (character === '[') open += 1
    if (character === ']') open -= 1
    if (open < 0 || open > 1) return false
  }
  return open === 0
}
