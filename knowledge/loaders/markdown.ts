/** Markdown files: GitHub-flavoured, with or without front matter. */
import { basename, extname } from 'node:path'
import type { Loader, ParsedDocument } from './loader.ts'
import { parseMarkdownBlocks } from './markdown-blocks.ts'
import { decodeFile, readFileBytes } from './read-file.ts'

export const markdownLoader: Loader = {
  name: 'Markdown',
  extensions: ['.md', '.markdown', '.mdx', '.mdown'],
  async *load(path) {
    const content = await readFileBytes(path)
    yield { item: { key: '', content, parse: () => parseMarkdown(decodeFile(content, path), titleFromPath(path)) } }
  },
}

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

/** `release-notes.md` is called `release-notes`. */
export function titleFromPath(path: string): string {
  return basename(path, extname(path))
}
