/** EPUB books, chapter by chapter. */
import { posix } from 'node:path'
import { ParleyError } from '../../src/errors.ts'
import { chooseTitle } from './choose-title.ts'
import { decodeFile } from './decode-file.ts'
import { createDocumentBuilder } from './document-builder.ts'
import { createDocumentLoader } from './document-loader.ts'
import type { ParsedDocument, SourceFailure } from './loader.ts'
import { type Archive, openArchive } from './open-archive.ts'
import { openBytes } from './open-file.ts'
import { findAll, findFirst, parseXml, type XmlElement } from './xml.ts'

export const epubLoader = createDocumentLoader({ name: 'EPUB', extensions: ['.epub'], parse: parseEpub })

const MAX_LABEL_LENGTH = 60

async function parseEpub(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  const archive = await openArchive(openBytes(name, bytes), 'EPUB')
  try {
    const container = await readXml(archive, 'META-INF/container.xml')
    const path = findFirst(container, 'rootfile')?.attributes['full-path']
    const book = path === undefined ? undefined : await readXml(archive, path)
    if (path === undefined || book === undefined) throw new ParleyError('INPUT_INVALID', `${name} is no EPUB file.`)
    await refuseProtected(archive, name)
    return await readBook(archive, { book, folder: posix.dirname(path), name })
  } finally {
    archive.close()
  }
}

async function readXml(archive: Archive, path: string): Promise<XmlElement | undefined> {
  const bytes = await archive.find(path)?.read()
  return bytes && parseXml(bytes)
}

/** Fonts are often scrambled, which harms nobody; chapters are by copy protection alone. */
async function refuseProtected(archive: Archive, name: string): Promise<void> {
  const encryption = await readXml(archive, 'META-INF/encryption.xml')
  const files =
    encryption === undefined ? [] : findAll(encryption, 'CipherReference').map(({ attributes }) => attributes.URI)
  if (files.some(file => /\.x?html?$/i.test(file ?? ''))) {
    throw new ParleyError('INPUT_INVALID', `${name} is copy-protected and cannot be read.`)
  }
}

async function readBook(
  archive: Archive,
  { book, folder, name }: { book: XmlElement; folder: string; name: string },
): Promise<ParsedDocument> {
  const files = new Map(findAll(book, 'item').map(({ attributes }) => [attributes.id, attributes]))
  const builder = createDocumentBuilder()
  const omissions: SourceFailure[] = []
  for (const [index, { attributes }] of findAll(book, 'itemref').entries()) {
    const { href = '', properties = '' } = files.get(attributes.idref) ?? {}
    // The table of contents repeats the headings.
    if (/\bnav\b/.test(properties)) continue
    const chapter = await readChapter(archive, posix.join(folder, decodePath(href)))
    if (chapter === undefined) {
      omissions.push({ where: href || `chapter ${index + 1}`, reason: 'missing, or without text' })
      continue
    }
    const heading = chapter.blocks.find(block => block.kind === 'heading')?.title
    builder.location(heading?.slice(0, MAX_LABEL_LENGTH).trim() || `ch. ${index + 1}`)
    builder.markdown(chapter.text)
  }
  const metadata = findFirst(book, 'metadata')
  const author = findAll(metadata ?? book, 'creator')
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join(', ')
  const modified = findAll(book, 'meta').find(({ attributes }) => attributes.property === 'dcterms:modified')?.text
  const updatedAt = new Date(modified ?? findFirst(metadata, 'date')?.text ?? '')
  return builder.build({
    title: chooseTitle(findFirst(metadata, 'title')?.text, undefined, name),
    ...(author === '' ? {} : { author }),
    ...(Number.isNaN(updatedAt.getTime()) ? {} : { updatedAt }),
    ...(omissions.length > 0 ? { omissions } : {}),
  })
}

/** @returns undefined where it is missing, or holds pictures alone */
async function readChapter(archive: Archive, path: string): Promise<ParsedDocument | undefined> {
  try {
    const bytes = await archive.find(path)?.read()
    const { parseHtml } = await import('./parse-html.ts')
    return bytes && parseHtml(decodeFile(bytes, path), posix.basename(path), true)
  } catch (error) {
    if (error instanceof ParleyError && error.code === 'INPUT_INVALID') return undefined
    throw error
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
