/** Reads GitHub-flavoured Markdown into the tree that messages are made of. */
import type { List as MdastList, Table as MdastTable, Nodes, PhrasingContent, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { inlineText, mergeInlines } from './inlines.ts'
import { limitMarks } from './limit-marks.ts'
import type { Block, Inline, List, ListItem, Table } from './markdown-tree.ts'
import { nodesIn } from './nodes-in.ts'
import { withoutDeceptiveCharacters } from './safe-characters.ts'
import { parseWebLink } from './web-link.ts'

/**
 * HTML is text here, as nobody's chat shows it. So are reference links and footnotes: a definition that comes later would change what was
 * shown before. A line under a text makes it no heading, but is a rule. One tilde is text too: "~5 minutes, ~10 metres".
 */
const NOT_READ = [
  'htmlFlow',
  'htmlText',
  'definition',
  'setextUnderline',
  'gfmFootnoteCall',
  'gfmPotentialFootnoteCall',
  'gfmFootnoteDefinition',
]

const extensions = [gfm({ singleTilde: false }), { disable: { null: NOT_READ } }, limitMarks]
/** Without the search for addresses in finished trees: the tokenizer finds them, and keeps where they stand. */
const mdastExtensions = gfmFromMarkdown().map(extension => ({ ...extension, transforms: [] }))

/** Markdown as it is read: lines end in one way, and nothing deceives. Positions are those in this text. */
export function cleanMarkdown(markdown: string): string {
  return withoutDeceptiveCharacters(markdown.toWellFormed().replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, '\n'))
}

/** The tree as mdast has it, with positions. @param markdown clean */
export function parseSource(markdown: string): Root {
  return fromMarkdown(markdown, { extensions, mdastExtensions })
}

export function parseMarkdown(markdown: string): Block[] {
  return parseSource(cleanMarkdown(markdown)).children.flatMap(node => toBlocks(node))
}

/** Deeper quotes, lists and marks are dissolved: nobody sees the difference, and whatever reads the tree may recurse. */
const MAX_DEPTH = 10
const CONTAINERS: readonly string[] = ['blockquote', 'list', 'listItem']

/** @returns nothing for what shows nothing */
export function toBlocks(node: RootContent, depth = 0): Block[] {
  if (depth > MAX_DEPTH && CONTAINERS.includes(node.type))
    return [...nodesIn(node, inner => CONTAINERS.includes(inner.type))]
      .filter(inner => !CONTAINERS.includes(inner.type))
      .flatMap(inner => toBlocks(inner as RootContent))
  switch (node.type) {
    case 'paragraph':
    case 'heading': {
      const children = toInlines(node.children)
      if (inlineText(children).trim() === '') return []
      return [
        node.type === 'heading' ? { type: 'heading', depth: node.depth, children } : { type: 'paragraph', children },
      ]
    }
    case 'thematicBreak':
      return [{ type: 'thematicBreak' }]
    case 'blockquote': {
      const children = node.children.flatMap(child => toBlocks(child, depth + 1))
      return children.length > 0 ? [{ type: 'blockquote', children }] : []
    }
    case 'list':
      return [toList(node, depth)]
    case 'code': {
      const lang = /^[\w+#.-]{1,40}$/.exec(node.lang ?? '')?.[0] ?? null
      return [{ type: 'code', lang, value: withoutDeceptiveCharacters(node.value) }]
    }
    case 'table':
      return [toTable(node)]
    default:
      throw new TypeError(`Markdown was read into a ${node.type}, which is not read.`)
  }
}

function toList(node: MdastList, depth: number): List {
  const children = node.children.map<ListItem>(item => ({
    type: 'listItem',
    checked: item.checked ?? null,
    spread: item.spread ?? false,
    children: item.children.flatMap(child => toBlocks(child, depth + 1)),
  }))
  return {
    type: 'list',
    ordered: node.ordered ?? false,
    start: node.start ?? 1,
    spread: node.spread ?? false,
    children,
  }
}

function toTable(node: MdastTable): Table {
  return {
    type: 'table',
    align: node.align ?? [],
    children: node.children.map(row => ({
      type: 'tableRow',
      children: row.children.map(cell => ({ type: 'tableCell', children: toInlines(cell.children) })),
    })),
  }
}

/** Inside which marks and links something stands, and how deep. */
interface Within {
  types: ReadonlySet<string>
  depth: number
}

function toInlines(nodes: readonly PhrasingContent[], within: Within = { types: new Set(), depth: 0 }): Inline[] {
  return mergeInlines(nodes.flatMap(node => toInline(node, within)))
}

function toInline(node: PhrasingContent, within: Within): Inline[] {
  const inner = { types: new Set([...within.types, node.type]), depth: within.depth + 1 }
  switch (node.type) {
    case 'text':
      return [{ type: 'text', value: withoutDeceptiveCharacters(node.value) }]
    case 'inlineCode':
      return [{ type: 'inlineCode', value: withoutDeceptiveCharacters(node.value.replace(/\n/g, ' ')) }]
    case 'break':
      return [{ type: 'break' }]
    case 'emphasis':
    case 'strong':
    case 'delete': {
      if (within.depth > MAX_DEPTH)
        return [...nodesIn(node)]
          .filter(leaf => !('children' in leaf))
          .flatMap(leaf => toInline(leaf as PhrasingContent, within))
      const children = toInlines(node.children, inner)
      if (within.types.has(node.type) || children.length === 0) return children
      return [{ type: node.type, children }]
    }
    case 'link':
      return toLink(node.url, toInlines(node.children, inner), within)
    case 'image':
      return toLink(node.url, [{ type: 'text', value: withoutDeceptiveCharacters(node.alt ?? '') }], within)
    default:
      throw new TypeError(`Markdown was read into a ${node.type}, which is not read.`)
  }
}

/** A target that is no web or mail address is shown, so that nothing is lost. */
function toLink(target: string, children: Inline[], within: Within): Inline[] {
  const url = parseWebLink(target)
  const text = inlineText(children)
  if (url && !within.types.has('link'))
    return [{ type: 'link', url, children: text.trim() === '' ? [{ type: 'text', value: url }] : children }]
  const written = withoutDeceptiveCharacters(target).trim()
  if (within.types.has('link') || written === '' || written === text || written === `mailto:${text}`) return children
  return [...children, { type: 'text', value: text.trim() === '' ? written : ` (${written})` }]
}

/** The place of a node in the text it was read from. */
export function rangeOf(node: Nodes): { start: number; end: number } {
  const { start, end } = node.position!
  return { start: start.offset!, end: end.offset! }
}
