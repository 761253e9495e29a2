/** Makes Markdown safe for Slack's `markdown` blocks and streams: it stays as written, but calls nobody and links only to the web. */
import type { Image, Link, Nodes, Root } from 'mdast'
import { nodesIn } from '../../src/text/markdown/nodes-in.ts'
import { cleanMarkdown, parseSource, rangeOf } from '../../src/text/markdown/parse-markdown.ts'
import { withoutDeceptiveCharacters } from '../../src/text/markdown/safe-characters.ts'
import { parseWebLink } from '../../src/text/markdown/web-link.ts'
import { separateMentions } from './separate-mentions.ts'

/** A part of the source that is not written as it stands. */
interface Edit {
  start: number
  end: number
  text: string
}

/**
 * Works on the source from left to right, so that the rendering of a beginning is the beginning of the rendering. `<` becomes an entity everywhere
 * but in code, which shows entities as they are: there a mention is only broken.
 */
export function renderMarkdownBlock(markdown: string): string {
  const source = cleanMarkdown(markdown)
  let rendered = ''
  let from = 0
  for (const { start, end, text } of collectEdits(parseSource(source), source).sort((a, b) => a.start - b.start)) {
    rendered += escapeText(source.slice(from, start)) + text
    from = end
  }
  return separateMentions(rendered + escapeText(source.slice(from)))
}

function collectEdits(root: Root, source: string): Edit[] {
  const isBracketed = (node: Nodes) => source[rangeOf(node).start] === '['
  return [...nodesIn(root, node => node.type !== 'link' || isBracketed(node))].flatMap(node => {
    if (node.type === 'link') return editLink(node, source)
    if (node.type === 'image') return [{ ...rangeOf(node), text: renderImage(node) }]
    if (node.type !== 'code' && node.type !== 'inlineCode') return []
    const { start, end } = rangeOf(node)
    return [{ start, end, text: source.slice(start, end) }]
  })
}

function editLink(link: Link, source: string): Edit[] {
  const { start, end } = rangeOf(link)
  const url = parseWebLink(link.url)
  const [first, last] = [link.children[0], link.children.at(-1)]
  if (source[start] !== '[')
    return [{ start, end, text: renderAddress(source.slice(start, end), link.url, url, source[end]) }]
  if (!first || !last) return [{ start, end, text: url ? renderLink(url, url) : escapeMarks(link.url) }]
  if (url) return [{ start: rangeOf(last).end, end, text: `](${url})` }]
  const shown = link.url === '' ? '' : ` (${escapeMarks(link.url)})`
  return [
    { start, end: rangeOf(first).start, text: '' },
    { start: rangeOf(last).end, end, text: shown },
  ]
}

/** An address by itself, which stays as it is where Slack can read it as it is: an entity behind it would become a part of it. */
function renderAddress(written: string, target: string, url: string | undefined, next: string | undefined): string {
  const address = written.replace(/^<|>$/g, '')
  if (!url) return escapeMarks(address)
  return written === address && url === target && next !== '<' && next !== '&' ? address : renderLink(address, url)
}

function renderLink(text: string, url: string): string {
  return `[${escapeMarks(text)}](${url.replace(/[()]/g, bracket => (bracket === '(' ? '%28' : '%29'))})`
}

function renderImage(image: Image): string {
  const url = parseWebLink(image.url)
  const alt = image.alt?.trim() ?? ''
  if (url) return renderLink(alt || url, url)
  return escapeMarks([alt, image.url && `(${image.url})`].filter(Boolean).join(' '))
}

/** Text that is written in place of marks must make none. */
function escapeMarks(text: string): string {
  return escapeText(
    withoutDeceptiveCharacters(text)
      .replace(/\s+/g, ' ')
      .replace(/[\\`*_~[\]&|]/g, '\\$&'),
  )
}

/** A `<` that was escaped the Markdown way would keep its backslash in front of the entity, and show that. */
function escapeText(markdown: string): string {
  return markdown
    .replace(/(\\*)</g, (_, slashes: string) => `${slashes.slice(slashes.length % 2)}&lt;`)
    .replace(/&(?:#(?:\d{1,7}|x[0-9a-f]{1,6})|lt|shy|zerowidthspace|nobreak|commat);/gi, renderEntity)
}

const NAMED: Record<string, string> = { lt: '&lt;', shy: '', zerowidthspace: '', nobreak: '', commat: '@' }

/** Entities that stand for a `<`, an `@` or what deceives; Slack may read more of them than `&lt;`. */
function renderEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase()
  const digits = /^#(x?)(.+)$/.exec(name)
  if (!digits) return NAMED[name]!
  const code = Number.parseInt(digits[2]!, digits[1] ? 16 : 10)
  if (code === 0x3c) return '&lt;'
  if (code === 0x40) return '@'
  return code > 0x10ffff || withoutDeceptiveCharacters(String.fromCodePoint(code)) !== '' ? entity : ''
}
