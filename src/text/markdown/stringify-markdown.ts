/** Writes the tree that messages are made of as GitHub-flavoured Markdown. */
import type { Root } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'
import type { Block } from './markdown-tree.ts'

export function stringifyMarkdown(blocks: readonly Block[]): string {
  const root = { type: 'root', children: blocks } as Root
  return toMarkdown(root, {
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    bullet: '-',
    bulletOther: '*',
    emphasis: '*',
    fences: true,
    rule: '-',
    listItemIndent: 'one',
  }).replace(/\n+$/, '')
}
