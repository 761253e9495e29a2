/** The text of a file that came with a message. */
import { extname } from 'node:path'
import { decodeText } from '../text/decode-text.ts'

/** Formats that are no text as they are; others are read as they stand, since a log of messages is recognised by its lines. */
const converted = new Set([
  ...['.pdf', '.docx', '.pptx', '.xlsx', '.epub'],
  ...['.html', '.htm', '.xhtml', '.eml', '.mbox', '.ipynb'],
])

/**
 * @param name with the extension, which says the format
 * @throws ParleyError INPUT_INVALID where there is no text in it, INPUT_TOO_LARGE
 */
export async function readAttachment(name: string, bytes: Uint8Array): Promise<string> {
  if (!converted.has(extname(name).toLowerCase())) return decodeText(bytes, name)
  const { readDocument } = await import('../../knowledge/read-document.ts')
  const documents = await readDocument(name, bytes)
  return documents.map(({ text }) => text).join('\n\n')
}
