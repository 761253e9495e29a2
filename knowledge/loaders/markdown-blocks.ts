/** The structure of a Markdown text (GitHub-flavoured), as blocks with offsets. */
import type { Code, List, RootContent, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as toPlainText } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import type { Block } from './loader.ts'

/** A longer header would fill the passage that it only introduces. */
const MAX_LEAD_LENGTH = 300

const isComment = /^<!--(?:(?!-->)[\s\S])*-->\s*$/

/**
 * @param text Markdown
 * @param from offset at which the document begins, after its front matter
 * @returns blocks in order; rules, comments and blank lines lie between them
 */
export function parseMarkdownBlocks(text: string, from = 0): Block[] {
  const tree = fromMarkdown(text.slice(from), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return tree.children.flatMap(node => {
    const block = toBlock(node, text, from)
    return block === undefined ? [] : [block]
  })
}

function toBlock(node: RootContent, text: string, from: number): Block | undefined {
  const start = startOf(node, from)
  const end = from + node.position!.end.offset!
  switch (node.type) {
    case 'heading':
      return { kind: 'heading', start, end, depth: node.depth, title: toPlainText(node).replace(/\s+/g, ' ').trim() }
    case 'table':
      return { kind: 'table', start, end, ...tableParts(node, text, from) }
    case 'list':
      return { kind: 'list', start, end, parts: listParts(node, from) }
    case 'code':
      return { kind: 'code', start, end, ...codeLead(node, text.slice(start, end)) }
    case 'thematicBreak':
      return undefined
    case 'html':
      return isComment.test(text.slice(start, end)) ? undefined : { kind: 'prose', start, end }
    default:
      return { kind: 'prose', start, end }
  }
}

function startOf(node: RootContent | List['children'][number] | Table['children'][number], from: number): number {
  return from + node.position!.start.offset!
}

function listParts(list: List, from: number): number[] {
  return list.children.map(item => startOf(item, from))
}

/** The header row and the line of dashes under it introduce every later part. */
function tableParts(table: Table, text: string, from: number): { parts: number[]; lead?: string } {
  const [, ...rows] = table.children
  const parts = rows.map(row => startOf(row, from))
  const lead = parts.length === 0 ? '' : text.slice(startOf(table, from), parts[0]).trimEnd()
  return { parts, ...(isShort(lead) ? { lead } : {}) }
}

function codeLead(code: Code, source: string): { lead?: string } {
  const fence = /^(?:`{3,}|~{3,})/.exec(source)?.[0]
  const lead = fence === undefined ? '' : `${fence}${code.lang ?? ''}`
  return isShort(lead) ? { lead } : {}
}

function isShort(lead: string): boolean {
  return lead !== '' && lead.length <= MAX_LEAD_LENGTH
}
