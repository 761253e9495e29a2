/** Single e-mails. */
import { createDocumentBuilder } from './document-builder.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'
import { parseMail } from './mail-message.ts'

export const emlLoader = createDocumentLoader({ name: 'e-mail', extensions: ['.eml'], parse: parseEml })

async function parseEml(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  const { subject, from, to, at, text, attachments } = await parseMail(bytes, name)
  const builder = createDocumentBuilder()
  builder.heading(1, subject)
  const fields = [
    from && `From: ${from}`,
    to.length > 0 && `To: ${to.join(', ')}`,
    at && `Date: ${at.toISOString().slice(0, 16).replace('T', ' ')}`,
    attachments.length > 0 && `Attachments: ${attachments.join(', ')}`,
  ]
  builder.prose(fields.filter(Boolean).join('\n'))
  for (const paragraph of text.split(/\n[ \t]*\n/)) builder.prose(paragraph)
  const title = subject || titleFromPath(name)
  return builder.build({ title, ...(from ? { author: from } : {}), ...(at ? { updatedAt: at } : {}) })
}
