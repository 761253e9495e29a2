/** What a reader sees of Markdown: the words without the marks. */

import { inlineText } from './inlines.ts'
import type { Block } from './markdown-tree.ts'
import { parseMarkdown } from './parse-markdown.ts'

/** Blocks, items and rows on lines of their own, cells with tabs between them; list markers and rules are not text. */
export function visibleText(markdown: string): string {
  return parseMarkdown(markdown).map(blockText).join('\n')
}

export function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlineText(block.children)
    case 'thematicBreak':
      return ''
    case 'code':
      return block.value
    case 'blockquote':
      return block.children.map(blockText).join('\n')
    case 'list':
      return block.children.flatMap(item => item.children.map(blockText)).join('\n')
    case 'table':
      return block.children.map(row => row.children.map(cell => inlineText(cell.children)).join('\t')).join('\n')
  }
}
