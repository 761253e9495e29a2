/** One e-mail as the text that people wrote: its own words, who, when, and what was attached. */
import { ParleyError } from '../../src/errors.ts'

export interface MailMessage {
  /** Without angle brackets; empty where it has none. */
  id: string
  /** Ids of the messages that it answers, the oldest first. */
  references: string[]
  subject: string
  /** The name where one is given, else the address. */
  from: string
  to: string[]
  at?: Date
  text: string
  /** File names. */
  attachments: string[]
}

/**
 * @param name begins an error's sentence
 * @throws ParleyError INPUT_INVALID where there is no header of an e-mail; other errors where it is damaged
 */
export async function parseMail(bytes: Uint8Array, name: string): Promise<MailMessage> {
  const { default: PostalMime } = await import('postal-mime')
  const mail = await PostalMime.parse(bytes)
  if (!mail.from && !mail.subject && !mail.date && !mail.messageId) {
    throw new ParleyError('INPUT_INVALID', `${name} is no e-mail: it has neither sender, subject nor date.`)
  }
  const at = new Date(mail.date ?? '')
  const html = mail.html?.trim()
  const text = mail.text?.trim() || (html ? await htmlToText(html, name) : '')
  return {
    id: toIds(mail.messageId)[0] ?? '',
    references: [...toIds(mail.references), ...toIds(mail.inReplyTo)],
    subject: squeeze(mail.subject ?? ''),
    from: mail.from ? toName(mail.from) : '',
    to: [...(mail.to ?? []), ...(mail.cc ?? [])].map(toName),
    ...(Number.isNaN(at.getTime()) ? {} : { at }),
    text: text.replace(/\r\n?/g, '\n').replaceAll('\0', ''),
    attachments: mail.attachments
      .filter(({ related }) => !related)
      .map(file => squeeze(file.filename ?? file.mimeType)),
  }
}

async function htmlToText(html: string, name: string): Promise<string> {
  const { parseHtml } = await import('./parse-html.ts')
  return parseHtml(html, name, true).text
}

function toName({ name, address = '' }: { name: string; address?: string }): string {
  return squeeze(name) || address
}

function toIds(value: string | undefined): string[] {
  return [...(value ?? '').matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id!)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
