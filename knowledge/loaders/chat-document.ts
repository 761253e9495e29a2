/** Conversations as documents: messages that belong together stand under one heading, and none is cut in two. */
import { createDocumentBuilder } from './document-builder.ts'
import type { Loaded, ParsedDocument } from './loader.ts'

export interface ChatMessage {
  /** Unique in its channel. */
  id: string
  author: string
  at: Date
  text: string
  /** To look it up by. */
  uri?: string
  /** Id of the message that began the thread, which has it too. */
  thread?: string
}

/** A pause that ends a conversation, and the messages after which a new stretch begins anyway. */
const PAUSE_MS = 15 * 60_000
const MAX_WINDOW_MESSAGES = 20
/** The beginning of a thread's first message, in its heading. */
const MAX_EXCERPT_LENGTH = 60
const MAX_AUTHORS = 8

/**
 * One document for each day (UTC) of a channel on which a conversation began; a thread stays together, on the day of its first message.
 * @param channel stands before the day in titles and keys
 */
export function* loadChannelDays(
  channel: { title: string; key: string },
  messages: readonly ChatMessage[],
): Generator<Loaded> {
  const days = new Map<string, ChatMessage[][]>()
  for (const stretch of divideChat(messages)) {
    const day = formatDay(stretch[0]!.at)
    days.set(day, [...(days.get(day) ?? []), stretch])
  }
  for (const [day, stretches] of days) {
    const title = `${channel.title}, ${day}`
    yield {
      item: {
        key: `${channel.key}/${day}`,
        content: JSON.stringify([title, stretches]),
        parse: () => buildChat(title, stretches),
      },
    }
  }
}

/** Threads, and what is said between two pauses; in the order in which they begin. */
export function divideChat(messages: readonly ChatMessage[]): ChatMessage[][] {
  const stretches: ChatMessage[][] = []
  const threads = new Map<string, ChatMessage[]>()
  let open: ChatMessage[] = []
  for (const message of messages.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const thread = message.thread === undefined ? undefined : threads.get(message.thread)
    if (thread !== undefined) thread.push(message)
    else if (message.thread !== undefined) {
      const begun = [message]
      threads.set(message.thread, begun)
      stretches.push(begun)
    } else {
      if (goesOn(open, message)) open.push(message)
      else {
        open = [message]
        stretches.push(open)
      }
    }
  }
  return stretches
}

/** Whether a message that stands in no thread belongs to what was said just before it. */
export function goesOn(stretch: readonly ChatMessage[], message: ChatMessage): boolean {
  const last = stretch.at(-1)
  if (last === undefined || stretch.length >= MAX_WINDOW_MESSAGES) return false
  return message.at.getTime() - last.at.getTime() <= PAUSE_MS
}

/** A document of one or more stretches; a single one needs no heading. */
export function buildChat(title: string, stretches: readonly ChatMessage[][]): ParsedDocument {
  const builder = createDocumentBuilder()
  const messages = stretches.flat()
  const day = formatDay(messages[0]!.at)
  for (const stretch of stretches) {
    const [first] = stretch
    builder.location(formatMoment(first!.at), first!.uri)
    if (stretches.length > 1 || first!.thread !== undefined) builder.heading(2, describeStretch(stretch))
    for (const { author, at, text, uri } of stretch) {
      const time = formatMoment(at)
      builder.location(time, uri)
      builder.prose(`**${author}** (${formatDay(at) === day ? formatTime(at) : time}): ${text}`)
    }
  }
  const author = countAuthors(messages).join(', ')
  const updatedAt = new Date(messages.reduce((last, { at }) => Math.max(last, at.getTime()), 0))
  return builder.build({ title, updatedAt, ...(author === '' ? {} : { author }) })
}

function describeStretch(stretch: readonly ChatMessage[]): string {
  const first = stretch[0]!
  const [from, to] = [first, stretch.at(-1)!].map(({ at }) => formatTime(at))
  if (first.thread === undefined) return from === to ? from! : `${from} – ${to}`
  const words = first.text.replace(/\s+/g, ' ').trim()
  const excerpt = words.length > MAX_EXCERPT_LENGTH ? `${words.slice(0, MAX_EXCERPT_LENGTH).toWellFormed()}…` : words
  return `${from} ${excerpt}`
}

/** Those who wrote most first. */
function countAuthors(messages: readonly ChatMessage[]): string[] {
  const counts = new Map<string, number>()
  for (const { author } of messages) counts.set(author, (counts.get(author) ?? 0) + 1)
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  return names.filter(name => name !== '').slice(0, MAX_AUTHORS)
}

function formatMoment(date: Date): string {
  return `${formatDay(date)} ${formatTime(date)}`
}

function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function formatTime(date: Date): string {
  return date.toISOString().slice(11, 16)
}
