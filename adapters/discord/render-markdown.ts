/** Renders Markdown as Discord reads it: tables as code, deep headings bold, text that looks like a mark or a mention escaped. */

import { withoutMark } from '../../src/text/markdown/inlines.ts'
import type { Block, CodeBlock, List, ListItem, Table } from '../../src/text/markdown/markdown-tree.ts'
import { parseMarkdown } from '../../src/text/markdown/parse-markdown.ts'
import { renderTextTable, tableAsList, tableLinks } from '../../src/text/markdown/text-table.ts'
import { renderInlines } from './render-inlines.ts'
import { separateMentions } from './separate-mentions.ts'

/** Zero-width space, without which an item that has only items in it would be none. */
const EMPTY = '\u200b'

export function renderDiscord(markdown: string): string {
  return separateMentions(renderBlocks(parseMarkdown(markdown), ''))
}

/** @param margin before each line but the first, in lists; code keeps to the edge, or its lines would be indented */
function renderBlocks(blocks: readonly Block[], margin: string): string {
  return blocks.map(block => renderBlock(block, margin)).join('\n\n')
}

function renderBlock(block: Block, margin: string): string {
  switch (block.type) {
    case 'paragraph':
      return indent(renderInlines(block.children), margin)
    case 'heading':
      if (block.depth > 3)
        return indent(renderInlines([{ type: 'strong', children: withoutMark(block.children, 'strong') }]), margin)
      return `${'#'.repeat(block.depth)} ${renderInlines(block.children).replaceAll('\n', ' ').trim()}`
    case 'thematicBreak':
      return '──────────'
    case 'blockquote':
      // A quote in a quote is none there.
      return indent(renderBlocks(block.children, '').replace(/^(?:> )?/gm, '> '), margin)
    case 'code':
      return renderCode(block)
    case 'list':
      return renderList(block, margin)
    case 'table':
      return renderTable(block, margin)
  }
}

/** A fence is three backticks and never more, so that three in the code are kept apart by zero-width spaces. */
function renderCode(code: CodeBlock): string {
  const value = code.value.replace(/`(?=`)/g, '`\u200b')
  return `\`\`\`${code.lang ?? ''}\n${value.trim() === '' ? ' ' : value}\n\`\`\``
}

function renderList(list: List, margin: string): string {
  return list.children
    .map((item, index) => renderItem(item, list.ordered ? `${list.start + index}.` : '-', margin))
    .join(`\n${margin}`)
}

function renderItem(item: ListItem, bullet: string, margin: string): string {
  const marker = item.checked === null ? bullet : `${bullet} ${item.checked ? '☑' : '☐'}`
  const inner = margin + ' '.repeat(bullet.length + 1)
  const [first, ...others] = item.children
  const isBegun = first !== undefined && first.type !== 'list'
  const begin = isBegun ? `${marker} ${renderBlock(first, inner)}` : `${marker} ${EMPTY}`
  const below = (isBegun ? others : item.children).map(block => {
    const isCode = block.type === 'code' || block.type === 'table'
    return `${isCode ? '' : inner}${renderBlock(block, inner)}`
  })
  return [begin, ...below].join('\n')
}

function indent(lines: string, margin: string): string {
  return lines.replace(/\n(?=.)/g, `\n${margin}`)
}

function renderTable(table: Table, margin: string): string {
  const text = renderTextTable(table)
  if (text === undefined) return renderBlock(tableAsList(table), margin)
  const links = tableLinks(table).map(link => renderInlines([link]))
  return [renderCode({ type: 'code', lang: null, value: text }), ...(links.length > 0 ? [links.join(' · ')] : [])].join(
    '\n',
  )
}
