/** Sets aside what is in a conversation but says nothing to a reader, and counts it: the rest is what is to be read. */
import type { Utterance } from '../../text/utterance.ts'
import { findAttachedFiles } from './attached-files.ts'
import { findBots, isTrigger, opensTopic } from './bots.ts'
import { isNotice } from './notices.ts'
import { findPastedText } from './pasted-text.ts'
import { createQuoteIndex } from './quoted-text.ts'
import { isProposal, isQuestion, type Reaction, readReaction } from './speech-acts.ts'
import { type TextSpan, withoutSpans } from './text-span.ts'

/**
 * `notice`, `reaction`, `bot`, `repeat` and `empty` are whole messages; `paste`, `quote`, `image`, `file` and `sound` are parts,
 * of which a message can consist.
 */
export const asideKinds = [
  'notice',
  'reaction',
  'bot',
  'repeat',
  'paste',
  'quote',
  'image',
  'file',
  'sound',
  'empty',
] as const
export type AsideKind = (typeof asideKinds)[number]

export interface SetAside {
  /** What is to be read of each message, in order: a subsequence of its text; empty where all of it was set aside. */
  texts: string[]
  /** Of each message that was set aside as a whole, why. */
  reasons: (AsideKind | undefined)[]
  /** How many messages, or parts of messages, there were of each kind. */
  counts: Record<AsideKind, number>
}

const soundShape =
  '(?:\\{(?:(?:non ?)?vocal ?sound|disf ?marker|pause|gap|laugh(?:ter|s)?|cough|sigh|noise|comment|inaudible)\\}|\\[(?:laugh(?:ter|s)?|inaudible|noise|music|applause|crosstalk|silence)\\]|<(?:pause|laugh|noise)>)'
/** Where letters touch it on both sides, taking it out would make one word of two. */
const sound = new RegExp(`(?<![\\p{L}\\p{N}])${soundShape}|${soundShape}(?![\\p{L}\\p{N}])`, 'giu')

/** What transcribers and recorders note of sounds and breaks: `{vocalsound}`, `[laughter]`, `<pause>`. */
export function findSounds(text: string): TextSpan[] {
  return [...text.matchAll(sound)].map(match => ({ start: match.index, end: match.index + match[0].length }))
}

/** Shorter messages are said again because they fit again: "yes, I am". */
const MIN_REPEAT_CHARS = 20
/** Reactions in a row that are taken to be to the same message. */
const MAX_REACTIONS = 30

/**
 * @param messages in order, of one channel or several
 * @param replies of each message the index of the message that it answers, or its own; see `inferReplies`
 */
export function setAside(messages: readonly Utterance[], replies: readonly number[]): SetAside {
  const counts = Object.fromEntries(asideKinds.map(kind => [kind, 0])) as Record<AsideKind, number>
  const notices = messages.map(isNotice)
  const pasted = findPastes(messages, notices)
  const quotes = createQuoteIndex()
  counts.paste = pasted.count
  const reasons: (AsideKind | undefined)[] = []
  const texts = messages.map(({ text }, index) => {
    if (notices[index]) {
      reasons[index] = 'notice'
      return ''
    }
    const quote = quotes.find(text)
    const sounds = findSounds(text)
    const files = findAttachedFiles(text)
    const paste = pasted.spans[index]!
    counts.quote += quote.length
    counts.sound += sounds.length
    counts.image += files.images
    counts.file += files.files
    quotes.add(text)
    const rest = withoutSpans(text, [...quote, ...sounds, ...paste])
    // Beside words, the name of a file is one of them.
    if (hasWords(withoutSpans(text, [...quote, ...sounds, ...paste, ...files.spans]))) return rest
    if (readReaction(rest)) return rest
    reasons[index] = partThatFills({ files, paste, quote, sounds }) ?? (/\S/u.test(text) ? 'reaction' : 'empty')
    return ''
  })
  setAsideBots(messages, replies, texts, reasons)
  setAsideRepeats(messages, texts, reasons)
  setAsideReactions(messages, replies, texts, reasons)
  for (const reason of reasons) {
    if (reason && ['notice', 'reaction', 'bot', 'repeat', 'empty'].includes(reason)) counts[reason]++
  }
  return {
    texts: texts.map((text, index) => (reasons[index] ? '' : text)),
    reasons: messages.map((_, i) => reasons[i]),
    counts,
  }
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

function partThatFills(parts: {
  files: { images: number; files: number }
  paste: readonly TextSpan[]
  quote: readonly TextSpan[]
  sounds: readonly TextSpan[]
}): AsideKind | undefined {
  if (parts.files.images > 0) return 'image'
  if (parts.files.files > 0) return 'file'
  if (parts.paste.length > 0) return 'paste'
  if (parts.quote.length > 0) return 'quote'
  return parts.sounds.length > 0 ? 'sound' : undefined
}

/** In a terminal's chat a dump comes line by line: what one person sends in a row is looked at as one text. */
function findPastes(
  messages: readonly Utterance[],
  notices: readonly boolean[],
): { spans: readonly TextSpan[][]; count: number } {
  const spans: TextSpan[][] = messages.map(() => [])
  let count = 0
  let run:
    | { author: string; channel: string | undefined; starts: { index: number; start: number }[]; text: string }
    | undefined
  const close = () => {
    if (!run) return
    for (const { start, end } of findPastedText(run.text)) {
      count++
      for (const message of run.starts) {
        const length = messages[message.index]!.text.length
        const from = Math.max(0, start - message.start)
        const to = Math.min(length, end - message.start)
        if (from < to) spans[message.index]!.push({ start: from, end: to })
      }
    }
    run = undefined
  }
  for (const [index, { author, channel, text }] of messages.entries()) {
    if (notices[index]) continue
    if (!run || run.author !== author || run.channel !== channel) {
      close()
      run = { author, channel, starts: [{ index, start: 0 }], text }
    } else {
      run.starts.push({ index, start: run.text.length + 1 })
      run.text += `\n${text}`
    }
  }
  close()
  return { spans, count }
}

/** A program's message is read where a person answers it in words; a person's command to a program that answers, not. */
function setAsideBots(
  messages: readonly Utterance[],
  replies: readonly number[],
  texts: readonly string[],
  reasons: (AsideKind | undefined)[],
): void {
  const bots = findBots(messages)
  // Where only programs write, they are what there is to read.
  if (messages.every((_, index) => bots.has(index) || reasons[index])) return
  const answered = new Set<number>()
  const commands = new Set<number>()
  for (const [index, reply] of replies.entries()) {
    if (reply === index) continue
    if (bots.has(index) && !bots.has(reply) && isCommand(messages[reply]!.text)) commands.add(reply)
    if (!bots.has(index) && !reasons[index] && readReaction(texts[index]!) === undefined) answered.add(reply)
  }
  for (const index of messages.keys()) {
    if (!reasons[index] && (commands.has(index) || (bots.has(index) && !answered.has(index)))) reasons[index] = 'bot'
  }
}

/** What a meeting's minutes are told (`[AGREED] we ship on Friday`) is said to the people too. */
function isCommand(text: string): boolean {
  return isTrigger(text) && !opensTopic(text) && !/^\s*[#[]/.test(text)
}

function setAsideRepeats(
  messages: readonly Utterance[],
  texts: readonly string[],
  reasons: (AsideKind | undefined)[],
): void {
  const said = new Set<string>()
  for (const [index, { author }] of messages.entries()) {
    if (reasons[index]) continue
    const folded = texts[index]!.toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
    const wide = folded.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
    if (author === '' || folded.length + 2 * wide < MIN_REPEAT_CHARS) continue
    const key = `${author}\n${folded}`
    if (said.has(key)) reasons[index] = 'repeat'
    said.add(key)
  }
}

/** An "ok" after a question or a proposal decides it, and so does the next "+1"; elsewhere they say nothing. */
function setAsideReactions(
  messages: readonly Utterance[],
  replies: readonly number[],
  texts: readonly string[],
  reasons: (AsideKind | undefined)[],
): void {
  const reactions = texts.map((text, index) => (reasons[index] ? undefined : readReaction(text)))
  const settles = (index: number, target: number | undefined): boolean =>
    target !== undefined &&
    messages[target]!.author !== messages[index]!.author &&
    (isQuestion(messages[target]!.text) || isProposal(messages[target]!.text))
  const last = new Map<string, number>()
  for (const [index, { channel = '' }] of messages.entries()) {
    const reaction: Reaction | undefined = reactions[index]
    if (reaction) {
      const answered = replies[index] === index ? undefined : lastThatSpeaks(replies, reactions, replies[index]!)
      if (reaction === 'courtesy' || !(settles(index, answered) || settles(index, last.get(channel)))) {
        reasons[index] = 'reaction'
      }
    } else if (!reasons[index]) last.set(channel, index)
  }
}

/** The message that a row of reactions is about. */
function lastThatSpeaks(
  replies: readonly number[],
  reactions: readonly (Reaction | undefined)[],
  index: number,
): number {
  let at = index
  for (let steps = 0; steps < MAX_REACTIONS && reactions[at] && replies[at] !== at; steps++) at = replies[at]!
  return at
}
