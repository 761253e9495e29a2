/** Reads what people paste or save of a conversation (JSON lines, transcripts, chat logs, plain prose) into utterances. */
import { ParleyError } from '../errors.ts'
import type { Utterance } from './utterance.ts'

/** A conversation has authors; a document's utterances are its paragraphs, with an empty author. */
export interface ConversationText {
  kind: 'conversation' | 'document'
  utterances: Utterance[]
}

/**
 * @param text the file's whole content
 * @param name how to call the input in an error
 * @throws ParleyError INPUT_INVALID where the text is empty, or is JSON lines of another shape than `{author, text, id?, ts?}`
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
    : parseLines(body)
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
  const row = value as Partial<Record<keyof Utterance, unknown>> | null
  if (typeof row !== 'object' || row === null || typeof row.text !== 'string') {
    throw new ParleyError('INPUT_INVALID', `Expected {"author", "text"} in ${where}.`)
  }
  const id = typeof row.id === 'string' || typeof row.id === 'number' ? String(row.id) : String(index + 1)
  const author = typeof row.author === 'string' ? row.author : ''
  return { id, author, text: row.text, ...(typeof row.ts === 'string' ? { ts: row.ts } : {}) }
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

/** A name of one to five words before a colon and a blank. */
const SPEAKER = /^((?!https?:)[\p{L}\p{N}_][\p{L}\p{N}_.'’-]*(?: [\p{L}\p{N}(][\p{L}\p{N}_.'’\-)]*){0,4})[:：]\s+/u
const STAMP = /^\s*[[(]?((?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?Z?)[\])]?\s*[-–]?\s*/
const NICK = /^<[ @+]?([^>\s]+)>\s+/

/**
 * `Name: text`, `[10:02] Name: text`, `[10:02] <nick> text`; a line without a speaker goes on with the one before.
 * Returns undefined where fewer than half of the lines begin with a speaker: then it is prose.
 */
function parseLines(body: string): Utterance[] | undefined {
  const utterances: Utterance[] = []
  let named = 0
  let lines = 0
  for (const line of body.split('\n')) {
    if (line.trim() === '') continue
    lines++
    const stamp = STAMP.exec(line)
    const rest = stamp ? line.slice(stamp[0].length) : line
    const speaker = NICK.exec(rest) ?? SPEAKER.exec(rest)
    const last = utterances.at(-1)
    if (speaker) {
      named++
      const text = rest.slice(speaker[0].length)
      const ts = stamp ? { ts: stamp[1]!.replace(' ', 'T') } : {}
      utterances.push({ id: String(utterances.length + 1), author: speaker[1]!, text, ...ts })
    } else if (last) last.text += `\n${line}`
    else utterances.push({ id: '1', author: '', text: line })
  }
  const speakers = new Set(utterances.map(utterance => utterance.author))
  return named >= 2 && named * 2 >= lines && speakers.size < named + 1 ? utterances : undefined
}

function parseParagraphs(body: string): Utterance[] {
  return body
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.trim())
    .filter(paragraph => paragraph !== '')
    .map((text, index) => ({ id: String(index + 1), author: '', text }))
}
