/** Plain text: paragraphs between blank lines. */
import type { Block, Loader, ParsedDocument } from './loader.ts'
import { titleFromPath } from './markdown.ts'
import { decodeFile, readFileBytes } from './read-file.ts'

export const plainTextLoader: Loader = {
  name: 'plain text',
  extensions: ['.txt', '.text', '.log', '.rst', '.adoc', '.org', '.tex', '.csv', '.tsv', ''],
  async *load(path) {
    const content = await readFileBytes(path)
    yield { item: { key: '', content, parse: () => parsePlainText(decodeFile(content, path), titleFromPath(path)) } }
  },
}

export function parsePlainText(text: string, title: string): ParsedDocument {
  const blocks: Block[] = []
  for (const match of text.matchAll(/\S[\s\S]*?(?=\s*(?:\r?\n[ \t]*){2}|\s*$)/g)) {
    blocks.push({ kind: 'prose', start: match.index, end: match.index + match[0].length })
  }
  return { title, text, blocks }
}
