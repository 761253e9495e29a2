/** Splits text into sentences: by the marks that end one, by what stands around them, and by lines. */
import {
  beforeOrdinal,
  closingAbbreviations,
  numberAbbreviations,
  openAbbreviations,
  sentenceStarters,
} from './abbreviations.ts'

export interface Sentence {
  text: string
  /** Offsets in the whole text, UTF-16 units; `end` is exclusive. */
  start: number
  end: number
}

/** A bracket or quotation with several sentences stays whole up to this length. */
const MAX_WHOLE_CHARS = 120
/** How much around a stop is looked at: the quotes that are open, the words beside it. */
const LOOK_BACK_CHARS = 400
const LOOK_AHEAD_CHARS = 60

const lines = /[^\n\r\v\f\u0085\u2028\u2029]+/g
const fence = /^[ \t]*(?:>[ \t]*)*(```+|~~~+)/
const tableRow = /^\s*\|.*\|\s*$/
/** Quote marks, bullets and numbers of lists: `- `, `> 2. `, `1.4. `, `(b) `. */
const lineStart =
  /^\s*(?:>\s*)*(?:[-*+•·]\s+)?(?:\[[ xX]\]\s+)?(?:#{1,6}\s+)?(?:\*\*|__)?(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,4})[.)](?=\s))?/
const stops = /[\p{Sentence_Terminal}…]+/gu
const isCjk = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}「『（《【〈“]/u
/** A Japanese quotation that the sentence goes on with. */
const quotedOn = /^(?:と|って|とか|なんて|という|など|の|は|が|を|に)/
/** Emoji, `:name:` and smileys behind a stop belong to the sentence, and show that it is over; so do marks of sources. */
const emoji = /(?:[ \t]*(?:\p{RGI_Emoji}|:[a-z][a-z0-9_+\-]*:(?![\p{L}\p{N}])|[:;]-?[\(\)DP](?![\p{L}\p{N}])))+/vy
const sources = /(?: ?\[\d{1,3}\])+/y
/** What no sentence ends within: code, links, mentions; brackets and quotations unless they are long. */
const whole = new RegExp(
  [
    '(?<!`)(`+)(?!`).+?(?<!`)\\1(?!`)',
    '!?\\[[^\\[\\]]*\\]\\([^()\\s]*\\)',
    '<[^<>\\s][^<>]*>',
    '(?:https?|ftp)://[^\\s<>。！？，、；：（）「」『』“”《》【】]+',
    ...['()', '[]', '（）', '「」', '『』', '“”', '«»', '„“', '»«', '《》'].map(pair => {
      const [open, close] = [...pair].map(mark => (/[()[\]]/.test(mark) ? `\\${mark}` : mark))
      return `${open}[^${open}${close}]{1,${MAX_WHOLE_CHARS}}${close}`
    }),
    ...['""', "''", '‘’'].map(([open, close]) => {
      return `(?<![\\p{L}\\p{N}])${open}(?!\\s)[^${open}${close}]{1,${MAX_WHOLE_CHARS}}(?<!\\s)${close}(?![\\p{L}\\p{N}])`
    }),
    ...['\\*\\*', '__'].map(mark => `${mark}(?!\\s)(?:(?!${mark}).){1,${MAX_WHOLE_CHARS}}${mark}`),
  ].join('|'),
  'gu',
)
const quotePairs: readonly [open: string, close: string][] = [
  ['„', '“'],
  ['„', '”'],
  ['“', '”'],
  ['«', '»'],
  ['»', '«'],
]
const alwaysClosing = /^[)\]}）」』】》〉｣]$/

/**
 * Sentences in the order of the text; between them stand only blanks and line breaks. A line break ends a sentence, so does the
 * end of a list item or a heading; rows of tables and lines of code blocks stay whole.
 * @param lang ISO 639-1 code of the text, where it is known: it decides about the full stops of figures and of "I"
 */
export function splitSentences(text: string, lang?: string): Sentence[] {
  const sentences: Sentence[] = []
  let openFence: string | undefined
  for (const { 0: line, index } of text.matchAll(lines)) {
    const mark = fence.exec(line)?.[1]
    const isCode = openFence !== undefined || mark !== undefined
    if (openFence === undefined) openFence = mark
    else if (mark?.startsWith(openFence)) openFence = undefined
    const ends = isCode || tableRow.test(line) ? [] : findSentenceEnds(line, lang)
    let start = 0
    for (const end of [...ends, line.length]) {
      const part = line.slice(start, end)
      const trimmed = part.trim()
      const from = index + start + (part.length - part.trimStart().length)
      if (trimmed !== '') sentences.push({ text: trimmed, start: from, end: from + trimmed.length })
      start = end
    }
  }
  return sentences
}

/** Offsets in a line behind the marks that end its sentences. */
function findSentenceEnds(line: string, lang: string | undefined): number[] {
  const ends: number[] = []
  const spans = [...line.matchAll(whole)].map(match => ({ start: match.index, end: match.index + match[0].length }))
  const bodyStart = lineStart.exec(line)![0].length
  let span = 0
  for (const { 0: mark, index } of line.matchAll(stops)) {
    const markEnd = index + mark.length
    if (markEnd <= bodyStart) continue
    const closed = skipClosing(line, markEnd)
    while (span < spans.length && spans[span]!.end < closed) span++
    const around = spans[span]
    if (around && around.start < index && closed < around.end) continue
    const cited = skip(sources, line, closed)
    const end = skip(emoji, line, cited)
    const sentence = line.slice(Math.max(ends.at(-1) ?? 0, index - LOOK_BACK_CHARS), index)
    const stop = { mark, sentence, closing: line.slice(markEnd, closed), rest: line.slice(end, end + LOOK_AHEAD_CHARS) }
    if (end > cited || endsSentence(stop, lang)) ends.push(end)
  }
  return ends
}

function skip(pattern: RegExp, line: string, from: number): number {
  pattern.lastIndex = from
  return from + (pattern.exec(line)?.[0].length ?? 0)
}

/** Behind the brackets, quotes and emphasis that close after a stop. */
function skipClosing(line: string, from: number): number {
  let end = from
  for (;;) {
    // French sets a blank before the closing quote.
    const blank = /^[ \u00A0\u202F]»/.test(line.slice(end, end + 2)) ? 1 : 0
    const mark = line[end + blank]
    if (mark === undefined || !isClosing(mark, line.slice(Math.max(0, end - LOOK_BACK_CHARS), end))) return end
    end += blank + 1
  }
}

/** @param before what stands before the mark in the line: whether a quote opens or closes shows in it */
function isClosing(mark: string, before: string): boolean {
  if (alwaysClosing.test(mark)) return true
  if (mark === '"') return count(before, mark) % 2 === 1
  if (mark === '*' || mark === '_' || mark === '~') return count(before, mark) % 2 === 1 || isPaired(mark, before)
  if (mark === "'" || mark === '’') return /(?<![\p{L}\p{N}])['‘]/u.test(before)
  return quotePairs.some(([open, close]) => mark === close && before.lastIndexOf(open) > before.lastIndexOf(close))
}

/** Emphasis is often doubled: the second of two closing stars follows the first. */
function isPaired(mark: string, before: string): boolean {
  return count(before, mark + mark) % 2 === 1
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

interface Stop {
  /** The mark or marks: `.`, `?!`, `。`. */
  mark: string
  /** The sentence so far, or its last part. */
  sentence: string
  /** Quotes, brackets and emphasis that close behind the mark. */
  closing: string
  /** What follows, blanks before it included. */
  rest: string
}

function endsSentence({ mark, sentence, closing, rest }: Stop, lang: string | undefined): boolean {
  const next = rest.trimStart()
  const isQuoted = /["'’”»“«」』]$/.test(closing)
  if (next === '') return false
  if (/[。！？｡︒．]$/.test(mark)) return !(isQuoted && quotedOn.test(next)) && !/^[，、；,;]/.test(next)
  if (next === rest) return isCjk.test(next) && (/[!?]$/.test(mark) || (mark === '.' && isCjk.test(sentence.slice(-1))))
  const opened = next.replace(/^[\p{Ps}\p{Pi}"'„¿¡*_~]+/u, '')
  const isLower = /^\p{Ll}/u.test(opened)
  if (/[!?؟]/.test(mark)) return !(isQuoted && isLower)
  if (isLower || /^[,;:–—)-]/.test(next)) return false
  return mark !== '.' || closing !== '' || !belongsToWord(sentence, opened, lang)
}

/** Whether the full stop between the two belongs to an abbreviation, an initial or an ordinal. */
function belongsToWord(before: string, next: string, lang: string | undefined): boolean {
  const word = (/[\p{L}\p{N}.'’-]+$/u.exec(before)?.[0] ?? '').replace(/^[.'’-]+/, '')
  const follower = /^[\p{L}\p{N}'’]+/u.exec(next)?.[0] ?? ''
  const name = word.toLowerCase()
  const isStarter = sentenceStarters.has(follower.toLowerCase())
  const previous = before.slice(0, before.length - word.length)
  if (/^\p{L}$/u.test(word) && /(?:^|[\s\p{Ps}\p{Pi}"'„])$/u.test(previous)) {
    return !(word === 'I' && (lang ?? 'en') === 'en' && isStarter)
  }
  if (/^\d{1,3}$/.test(word)) return isOrdinal(previous, lang)
  // The second part of `p. ex.` or `u. dgl.`.
  if (/(?<!\p{L})\p{Ll}\.\s$/u.test(previous) && word.length <= 3) return true
  if (openAbbreviations.has(name) || openAbbreviations.has(name.slice(name.lastIndexOf('-') + 1))) return true
  if (numberAbbreviations.has(name)) return /^\p{N}/u.test(next)
  const isShortened = closingAbbreviations.has(name) || /^(?:\p{L}\.)+\p{L}$/u.test(word)
  return isShortened && !isStarter
}

/** A figure that begins a numbered step within a line, or, where ordinals are written so, one behind an article or preposition. */
function isOrdinal(before: string, lang: string | undefined): boolean {
  if (/(?:[:;]|^)\s*$/.test(before)) return true
  if (lang !== undefined && lang !== 'de') return false
  return beforeOrdinal.has((/(\p{L}+)\s+$/u.exec(before)?.[1] ?? '').toLowerCase())
}
