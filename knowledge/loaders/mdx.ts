/** MDX: Markdown among components and programs, of which only the words are indexed. */
import { decodeFile } from './decode-file.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'
import { parseMarkdown } from './markdown.ts'

export const mdxLoader = createDocumentLoader({
  name: 'MDX',
  extensions: ['.mdx'],
  parse: (bytes, name) => parseMdx(decodeFile(bytes, name), titleFromPath(name)),
})

/** A whole block that holds no words: imports and exports, tags alone, an expression or a comment in braces. */
const program = [
  /^(?:import\s[^\n]*['"]|export\s+(?:const|let|default|function|\{|\*))/,
  /^(?:<\/?[A-Za-z][^<>]*>\s*)+$/,
  /^\{[\s\S]*\}$/,
]

function parseMdx(text: string, fallbackTitle: string): ParsedDocument {
  const document = parseMarkdown(text, fallbackTitle)
  const isProgram = (block: string) => program.some(pattern => pattern.test(block))
  const blocks = document.blocks.filter(
    ({ kind, start, end }) => kind !== 'prose' || !isProgram(text.slice(start, end).trim()),
  )
  return { ...document, blocks }
}
