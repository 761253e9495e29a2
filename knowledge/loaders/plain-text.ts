/** Plain text: paragraphs between blank lines. */
import { decodeFile } from './decode-file.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { Block, ParsedDocument } from './loader.ts'

export const plainTextLoader = createDocumentLoader({
  name: 'text',
  extensions: ['.txt', '.text', '.log', '.adoc', '.org', '.tex', ''],
  parse: (bytes, name) => parsePlainText(decodeFile(bytes, name), titleFromPath(name)),
})

export function parsePlainText(text: string, title: string): ParsedDocument {
  const blocks: Block[] = []
  for (const match of text.matchAll(/\S[\s\S]*?(?=\s*(?:\r?\n[ \t]*){2}|\s*$)/g)) {
    blocks.push({ kind: 'prose', start: match.index, end: match.index + match[0].length })
  }
  return { title, text, blocks }
}
