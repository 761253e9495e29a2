/** Markdown files: GitHub-flavoured, with or without front matter. */
import { decodeFile } from './decode-file.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'
import { parseMarkdownBlocks } from './markdown-blocks.ts'

export const markdownLoader = createDocumentLoader({
  name: 'Markdown',
  extensions: ['.md', '.markdown', '.mdown'],
  parse: (bytes, name) => parseMarkdown(decodeFile(bytes, name), titleFromPath(name)),
})

/** Fields between two lines of dashes at the very beginning; a rule with text below it looks alike but for the fields. */
const frontMatter = /^---[ \t]*\r?\n((?:\s|#.*\n)*[\w-]+[ \t]*:[\s\S]*?\n)---[ \t]*(?:\r?\n|$)/

/**
 * @param fallbackTitle for a text without a title of its own
 */
export function parseMarkdown(text: string, fallbackTitle: string): ParsedDocument {
  const [whole = '', fields = ''] = frontMatter.exec(text) ?? []
  const named = /^title:[ \t]*(.+)$/m.exec(fields)?.[1]?.trim()
  const blocks = parseMarkdownBlocks(text, whole.length)
  const first = blocks.find(block => block.kind === 'heading')
  const heading = first?.depth === 1 ? first.title : undefined
  return { title: unquote(named) || heading || fallbackTitle, text, blocks }
}

function unquote(value: string | undefined): string | undefined {
  return /^(["'])(.*)\1$/.exec(value ?? '')?.[2] ?? value
}
