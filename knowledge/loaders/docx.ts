/** Word documents: headings, lists, tables and notes, as Markdown. */
import { chooseTitle } from './choose-title.ts'
import { createDocumentBuilder } from './document-builder.ts'
import { createDocumentLoader } from './document-loader.ts'
import type { HtmlElement } from './html-to-markdown.ts'
import type { ParsedDocument } from './loader.ts'
import { readOfficePackage } from './office-package.ts'

export const docxLoader = createDocumentLoader({
  name: 'Word',
  extensions: ['.docx', '.docm', '.dotx'],
  parse: parseDocx,
})

/** Beside mammoth's own rules, which know the headings: the title of a document, and quotations. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
]

/** mammoth holds the whole tree in memory; a book of a thousand pages has about half of this. */
const MAX_XML_BYTES = 32 * 1024 * 1024

async function parseDocx(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  const mainPart = 'word/document.xml'
  const properties = await readOfficePackage(bytes, { name, format: 'Word', mainPart }, async parts => {
    await parts.checkXml(MAX_XML_BYTES)
    return parts.properties
  })
  const { default: mammoth } = await import('mammoth')
  const { parseHTML } = await import('linkedom')
  const { htmlToMarkdown } = await import('./html-to-markdown.ts')
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { styleMap, convertImage, externalFileAccess: false },
  )
  const { document } = parseHTML(`<html><body>${value}</body></html>`) as unknown as { document: { body: HtmlElement } }
  const builder = createDocumentBuilder()
  builder.markdown(htmlToMarkdown(document.body))
  const built = builder.build({ ...properties, title: '' })
  const heading = built.blocks.find(block => block.kind === 'heading')?.title
  return { ...built, title: chooseTitle(properties.title, heading, name) }
}
