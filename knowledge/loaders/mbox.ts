/** Mailboxes (.mbox): a document a thread, whose messages stand in order without what they quote of each other. */
import { messageOf, ParleyError } from '../../src/errors.ts'
import { buildChat, type ChatMessage } from './chat-document.ts'
import type { Loaded, Loader } from './loader.ts'
import { type MailMessage, parseMail } from './mail-message.ts'

export const mboxLoader: Loader = {
  name: 'mailbox',
  extensions: ['.mbox', '.mbx'],
  async *load(file) {
    const mails: MailMessage[] = []
    /** Mailboxes that were joined hold messages twice. */
    const seen = new Set<string>()
    let number = 0
    for await (const bytes of splitMailbox(file.stream())) {
      number++
      try {
        if (bytes === undefined) throw new Error(`larger than ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB`)
        const mail = await parseMail(bytes, 'it')
        if (mail.id !== '' && seen.has(mail.id)) continue
        seen.add(mail.id)
        if (mail.text !== '' || mail.attachments.length > 0) mails.push(mail)
      } catch (error) {
        yield { failure: { where: `message ${number}`, reason: messageOf(error) } }
      }
    }
    if (number === 0) throw new ParleyError('INPUT_INVALID', `${file.name} is no mailbox: no line begins with "From ".`)
    for (const thread of divideThreads(mails)) yield loadThread(thread)
  },
}

/** A longer message is one with attachments, of which only the names would be kept. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/** @returns the bytes of each message; undefined for one that is too long */
async function* splitMailbox(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined> {
  let lines: Uint8Array[] | undefined
  let bytes = 0
  let afterBlank = true
  const end = () => (bytes > MAX_MESSAGE_BYTES ? undefined : Buffer.concat(lines!))
  for await (const line of splitByteLines(input)) {
    if (afterBlank && startsWith(line, 'From ')) {
      if (lines !== undefined) yield end()
      lines = []
      bytes = 0
    } else if (lines !== undefined) {
      bytes += line.length
      if (bytes > MAX_MESSAGE_BYTES) lines = []
      else lines.push(startsWith(line, '>From ') ? line.subarray(1) : line)
    }
    afterBlank = line.length <= 2 && /^\r?\n$/.test(String.fromCharCode(...line))
  }
  if (lines !== undefined) yield end()
}

/** Lines with their ends; one that is longer than a message comes in pieces. */
async function* splitByteLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of input) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...open, chunk.subarray(from, at + 1)])
      open = []
      bytes = 0
      from = at + 1
    }
    open.push(chunk.subarray(from))
    bytes += chunk.length - from
    if (bytes > MAX_MESSAGE_BYTES) {
      yield Buffer.concat(open)
      open = []
      bytes = 0
    }
  }
  if (bytes > 0) yield Buffer.concat(open)
}

function startsWith(line: Uint8Array, beginning: string): boolean {
  return (
    Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, beginning.length)).toString('latin1') === beginning
  )
}

const replyMark = /^(?:(?:re|aw|sv|antw|rif|res|odp|fwd?|wg|回复|答复|回覆)(?:\[\d+\])?[:：]\s*)+/i

/** By the ids that messages refer to; replies whose ids say nothing, by their subject. */
function divideThreads(mails: readonly MailMessage[]): MailMessage[][] {
  const threads = new Map<string, MailMessage[]>()
  const bySubject = new Map<string, MailMessage[]>()
  const found = new Set<MailMessage[]>()
  const byDate = mails.toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0))
  for (const mail of byDate) {
    const subject = mail.subject.replace(replyMark, '').toLowerCase()
    const answered = mail.references.map(id => threads.get(id)).find(thread => thread !== undefined)
    const thread = answered ?? (replyMark.test(mail.subject) ? bySubject.get(subject) : undefined) ?? []
    thread.push(mail)
    found.add(thread)
    if (subject !== '') bySubject.set(subject, thread)
    for (const id of [mail.id, ...mail.references]) if (id !== '' && !threads.has(id)) threads.set(id, thread)
  }
  return [...found]
}

function loadThread(thread: readonly MailMessage[]): Loaded {
  const first = thread[0]!
  const title = first.subject.replace(replyMark, '') || 'No subject'
  const messages = thread.flatMap((mail, i): ChatMessage[] => {
    const attached = mail.attachments.length > 0 ? `\n\nAttachments: ${mail.attachments.join(', ')}` : ''
    const text = i === 0 ? mail.text : withoutQuotations(mail.text)
    const whole = `${text}${attached}`.trim()
    return whole === '' ? [] : [{ id: mail.id, author: mail.from, at: mail.at ?? first.at ?? new Date(0), text: whole }]
  })
  const key = first.id || `${title} ${first.at?.toISOString() ?? ''}`.trim()
  return { item: { key, content: JSON.stringify([title, messages]), parse: () => buildChat(title, [messages]) } }
}

/** What an answer repeats of the message before it, and the line that says so. */
function withoutQuotations(text: string): string {
  const [own = ''] = text.split(/^-{3,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine)\s*-{3,}\s*$/im)
  return own
    .replace(/(?:^(?:On|Am|Le|El|Il|Op)\b[^\n]*\n)?^(?=[^\n]*[\d@])[^\n>][^\n]*[:：][ \t]*\n+(?=>)/gm, '')
    .replace(/^>.*(?:\n|$)/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
