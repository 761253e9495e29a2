/** Splits a text into sentences to translate and what stands between them, so that both joined are the text again. */
import { splitSentences } from '../../text/sentences.ts'

export interface DocumentPiece {
  /** `sentence`: to be translated; `fixed`: stays as it is. */
  kind: 'sentence' | 'fixed'
  text: string
  /** Fixed: true for what separates two sentences of one line. */
  between?: boolean
}

/** A longer sentence is divided: a small model loses the thread, and its output would not fit. */
const MAX_SENTENCE_CHARS = 600

/** Quote marks, list markers, headings, task boxes at the beginning of a line. */
const lineStart = /^[ \t]*(?:>[ \t]*)*(?:(?:[-*+•]|\d{1,3}[.)]|#{1,6})[ \t]+)?(?:\[[ xX]\][ \t]+)?/
const fence = /^[ \t]*(```+|~~~+)/
const tableRule = /^[ \t]*\|?[ \t:|-]+\|[ \t:|-]*$/

/**
 * @param lang ISO 639-1 code of the text
 * @returns pieces whose texts joined give `text`; code blocks, blank lines and Markdown marks are fixed
 */
export function splitDocument(text: string, lang: string): DocumentPiece[] {
  const pieces: DocumentPiece[] = []
  let openFence: string | undefined
  for (const line of text.split(/(?<=\n)/)) {
    const body = line.replace(/\r?\n$/, '')
    const ending = line.slice(body.length)
    const mark = fence.exec(body)?.[1]
    if (openFence !== undefined) {
      if (mark?.startsWith(openFence)) openFence = undefined
      fix(pieces, line)
    } else if (mark) {
      openFence = mark
      fix(pieces, line)
    } else {
      if (tableRule.test(body)) fix(pieces, body)
      else if (/^[ \t]*\|.*\|[ \t]*$/.test(body)) splitRow(pieces, body, lang)
      else splitLine(pieces, body, lang)
      fix(pieces, ending)
    }
  }
  return pieces
}

function splitLine(pieces: DocumentPiece[], body: string, lang: string): void {
  const start = lineStart.exec(body)![0]
  fix(pieces, start)
  splitProse(pieces, body.slice(start.length), lang)
}

function splitRow(pieces: DocumentPiece[], body: string, lang: string): void {
  for (const cell of body.split(/((?<!\\)\|)/)) {
    if (cell === '|') fix(pieces, cell)
    else splitProse(pieces, cell, lang)
  }
}

function splitProse(pieces: DocumentPiece[], prose: string, lang: string): void {
  let last = 0
  const sentences = splitSentences(prose, lang)
  for (const [index, { start, end }] of sentences.entries()) {
    fix(pieces, prose.slice(last, start), index > 0)
    for (const [part, text] of divide(prose.slice(start, end)).entries()) {
      if (part > 0) fix(pieces, '', true)
      const isWords = /\p{L}/u.test(text)
      if (isWords) pieces.push({ kind: 'sentence', text })
      else fix(pieces, text)
    }
    last = end
  }
  fix(pieces, prose.slice(last))
}

function fix(pieces: DocumentPiece[], text: string, between = false): void {
  if (text !== '' || between) pieces.push(between ? { kind: 'fixed', text, between } : { kind: 'fixed', text })
}

/** Divides an over-long sentence after clauses, else after words, else anywhere but within a character. */
function divide(sentence: string): string[] {
  const parts: string[] = []
  let rest = sentence
  while (rest.length > MAX_SENTENCE_CHARS) {
    const head = rest.slice(0, MAX_SENTENCE_CHARS)
    const clause = Math.max(
      ...[...head.matchAll(/[,;:，；：、](?:\s|(?<=[，；：、]))/g)].map(match => match.index + 1),
      0,
    )
    const word = head.lastIndexOf(' ')
    let cut = clause > MAX_SENTENCE_CHARS / 3 ? clause : word > 0 ? word : MAX_SENTENCE_CHARS
    if (/[\uD800-\uDBFF]/.test(rest[cut - 1]!)) cut--
    parts.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return [...parts, rest]
}
