/** Renders Markdown as mrkdwn, which Slack reads in `response_url` answers, sections, modals and the Home tab. */

import { withoutMark } from '../../src/text/markdown/inlines.ts'
import type { Block, CodeBlock, List, Table } from '../../src/text/markdown/markdown-tree.ts'
import { parseMarkdown } from '../../src/text/markdown/parse-markdown.ts'
import { renderTextTable, tableAsList, tableLinks } from '../../src/text/markdown/text-table.ts'
import { escapeText, renderInlines } from './render-mrkdwn-inlines.ts'
import { separateMentions } from './separate-mentions.ts'

const BULLETS = ['•', '◦', '▪']
const INDENT = '    '

export function renderMrkdwn(markdown: string): string {
  return separateMentions(renderBlocks(parseMarkdown(markdown), 0))
}

/** @param depth how many lists they stand in */
function renderBlocks(blocks: readonly Block[], depth: number): string {
  return blocks.map(block => renderBlock(block, depth)).join('\n\n')
}

function renderBlock(block: Block, depth: number): string {
  switch (block.type) {
    case 'paragraph':
      return renderInlines(block.children)
    case 'heading':
      return renderInlines([{ type: 'strong', children: withoutMark(block.children, 'strong') }])
    case 'thematicBreak':
      return '──────────'
    case 'blockquote':
      return renderBlocks(block.children, depth).replace(/^(?:> ?)?/gm, '> ')
    case 'code':
      return renderCode(block)
    case 'list':
      return renderList(block, depth)
    case 'table':
      return renderTable(block, depth)
  }
}

/** mrkdwn has neither languages nor longer fences. */
function renderCode(code: CodeBlock): string {
  const value = escapeText(code.value)
  return `\`\`\`\n${value === '' ? ' ' : value}\n\`\`\``
}

function renderList(list: List, depth: number): string {
  const margin = INDENT.repeat(depth)
  const items = list.children.map((item, index) => {
    const bullet = list.ordered ? `${list.start + index}.` : BULLETS[depth % BULLETS.length]!
    const marker = item.checked === null ? bullet : item.checked ? '☑' : '☐'
    const blocks = item.children.map(block => {
      const lines = renderBlock(block, depth + 1)
      // Lists bring their own margin, and code would show it.
      return block.type === 'list' || block.type === 'code' ? lines : lines.replace(/\n(?=.)/g, `\n${margin}  `)
    })
    const isBegun = item.children[0] !== undefined && item.children[0].type !== 'list'
    const begin = `${margin}${marker}${isBegun ? ` ${blocks[0]}` : ''}`
    const others = item.children.slice(isBegun ? 1 : 0).map((block, at) => {
      const lines = blocks[isBegun ? at + 1 : at]!
      return block.type === 'list' || block.type === 'code' ? lines : `${margin}  ${lines}`
    })
    return [begin, ...others].join('\n')
  })
  return items.join('\n')
}

function renderTable(table: Table, depth: number): string {
  const text = renderTextTable(table)
  if (text === undefined) return renderBlock(tableAsList(table), depth)
  const links = tableLinks(table).map(link => renderInlines([link]))
  return [renderCode({ type: 'code', lang: null, value: text }), ...(links.length > 0 ? [links.join(' · ')] : [])].join(
    '\n',
  )
}
