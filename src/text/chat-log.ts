/** Reads what people paste or save of a conversation (JSON lines, transcripts, chat logs, plain prose) into utterances. */
import { ParleyError } from '../errors.ts'
import { parseHeaders } from './chat-headers.ts'
import { parseLines, SPEAKER } from './chat-lines.ts'
import type { Utterance } from './utterance.ts'

/** A conversation has authors; a document's utterances are its paragraphs, with an empty author. */
export interface ConversationText {
  kind: 'conversation' | 'document'
  utterances: Utterance[]
}

/**
 * @param text the file's whole content
 * @param name how to call the input in an error
 * @throws ParleyError INPUT_INVALID where the text is empty, or is JSON lines of another shape than
 *   `{author, text, id?, ts?, replyTo?, isBot?, channel?}`
 */
export function parseConversation(text: string, name = 'the input'): ConversationText {
  const body = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  if (body.trim() === '') {
    throw new ParleyError('INPUT_INVALID', `Expected messages or text in ${name}, but it is empty.`)
  }
  if (/^\s*\{/.test(body)) return { kind: 'conversation', utterances: parseJsonLines(body, name) }
  if (/^\s*\[\s*\{/.test(body)) return { kind: 'conversation', utterances: parseJsonArray(body, name) }
  const utterances = /^\s*WEBVTT|^\s*(\d+\n)?\d\d:\d\d:\d\d[.,]\d{3} -->/.test(body)
    ? parseCues(body)
    : (parseLines(body) ?? parseHeaders(body))
  if (utterances) return { kind: 'conversation', utterances }
  return { kind: 'document', utterances: parseParagraphs(body) }
}

function parseJsonLines(body: string, name: string): Utterance[] {
  const utterances: Utterance[] = []
  for (const [index, line] of body.split('\n').entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      throw new ParleyError('INPUT_INVALID', `Line ${index + 1} of ${name} is not JSON.`, { cause })
    }
    utterances.push(toUtterance(value, utterances.length, `line ${index + 1} of ${name}`))
  }
  return utterances
}

function parseJsonArray(body: string, name: string): Utterance[] {
  let rows: unknown[]
  try {
    rows = JSON.parse(body) as unknown[]
  } catch (cause) {
    throw new ParleyError('INPUT_INVALID', `${name} begins like a JSON array but is not JSON.`, { cause })
  }
  return rows.map((row, index) => toUtterance(row, index, `item ${index + 1} of ${name}`))
}

function toUtterance(value: unknown, index: number, where: string): Utterance {
  const row = value as Partial<Record<keyof Utterance | 'reply_to', unknown>> | null
  if (typeof row !== 'object' || row === null || typeof row.text !== 'string') {
    throw new ParleyError('INPUT_INVALID', `Expected {"author", "text"} in ${where}.`)
  }
  const toId = (given: unknown) => (typeof given === 'string' || typeof given === 'number' ? String(given) : undefined)
  const id = toId(row.id) ?? String(index + 1)
  const author = typeof row.author === 'string' ? row.author : ''
  const replyTo = toId(row.replyTo ?? row.reply_to)
  return {
    id,
    author,
    text: row.text,
    ...(typeof row.ts === 'string' ? { ts: row.ts } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(row.isBot === true ? { isBot: true } : {}),
    ...(typeof row.channel === 'string' && row.channel !== '' ? { channel: row.channel } : {}),
  }
}

/** WebVTT and SubRip: a speaker is a `<v Name>` tag or a `Name:` prefix; cues of one speaker in a row are joined. */
function parseCues(body: string): Utterance[] {
  const utterances: Utterance[] = []
  for (const block of body.split(/\n{2,}/)) {
    const lines = block.split('\n')
    const at = lines.findIndex(line => line.includes('-->'))
    if (at < 0) continue
    const start = /(?:(\d+):)?(\d\d):(\d\d)[.,]\d+/.exec(lines[at]!)
    const ts = start ? `${(start[1] ?? '00').padStart(2, '0')}:${start[2]}:${start[3]}` : undefined
    const raw = lines.slice(at + 1).join(' ')
    const voice = /<v(?:\.[^ >]*)? ([^>]+)>/.exec(raw)
    const plain = raw.replace(/<[^>]+>/g, '').trim()
    const named = SPEAKER.exec(plain)
    const author = voice?.[1]?.trim() ?? named?.[1] ?? utterances.at(-1)?.author ?? ''
    const text = voice || !named ? plain : plain.slice(named[0].length)
    const last = utterances.at(-1)
    if (text === '') continue
    if (last && last.author === author) last.text += ` ${text}`
    else utterances.push({ id: String(utterances.length + 1), author, text, ...(ts ? { ts } : {}) })
  }
  return utterances
}

function parseParagraphs(body: string): Utterance[] {
  return body
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.trim())
    .filter(paragraph => paragraph !== '')
    .map((text, index) => ({ id: String(index + 1), author: '', text }))
}
