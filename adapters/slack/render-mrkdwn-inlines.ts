/** Renders running text with its marks as mrkdwn. */

import { inlineText } from '../../src/text/markdown/inlines.ts'
import type { Inline, Link, Mark } from '../../src/text/markdown/markdown-tree.ts'

const MARKS = { strong: '*', emphasis: '_', delete: '~' }
/** Zero-width space: Slack sees marks only beside what is no letter. */
const BOUNDARY = '\u200b'
/** Not seen either, but counted as white space: behind it no mark begins. */
const NO_MARK = '\ufeff'

export function renderInlines(nodes: readonly Inline[]): string {
  const marked = nodes.map(node => renderInline(node)).join('')
  return marked
    .replaceAll(`${BOUNDARY}${BOUNDARY}`, BOUNDARY)
    .replace(/(^|[\s(])\u200b/g, '$1')
    .replace(/\u200b(?=$|[\s.,;:!?)])/g, '')
    .replace(/^(?=&gt;)/gm, BOUNDARY)
}

/** mrkdwn knows three entities and no other, and a fence wherever three backticks stand. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/`(?=``)/g, `\`${BOUNDARY}`)
}

function renderInline(node: Inline): string {
  switch (node.type) {
    case 'text':
      return renderText(node.value)
    case 'break':
      return '\n'
    case 'inlineCode':
      // There is no code with backticks in it.
      if (node.value.includes('`') || node.value.trim() === '') return renderText(node.value)
      return `${BOUNDARY}\`${escapeText(node.value)}\`${BOUNDARY}`
    case 'link':
      return renderLink(node)
    default:
      return renderMark(node)
  }
}

function renderText(text: string): string {
  return escapeText(text).replace(/(?<![\p{L}\p{N}])([*_~`])(?=\S.*\1)/gu, `$1${NO_MARK}`)
}

/** A mark ends with its line, and has no space at its ends. */
function renderMark(node: Mark): string {
  const mark = MARKS[node.type]
  return node.children
    .map(child => renderInline(child))
    .join('')
    .split('\n')
    .map(line => {
      const [, before = '', inner = '', after = ''] = /^([\s\u200b]*)(.*?)([\s\u200b]*)$/su.exec(line) ?? []
      return inner === '' ? line : `${before}${BOUNDARY}${mark}${inner}${mark}${BOUNDARY}${after}`
    })
    .join('\n')
}

/** The text of a link has no marks; those around it hold for it. */
function renderLink(link: Link): string {
  const text = inlineText(link.children).replace(/\s+/g, ' ').trim()
  const url = link.url.replaceAll('&', '&amp;')
  if (text === link.url || `mailto:${text}` === link.url) return `<${url}>`
  return `<${url}|${escapeText(text)}>`
}
