/** Finds what a conversation goes through: topics that are marked or announced, and an agenda that somebody wrote or read out. */
import type { Utterance } from '../../text/utterance.ts'
import type { Meeting } from './meeting.ts'
import { rulesFor } from './speech/rules-of.ts'

export interface Topic {
  title: string
  /** Positions in `spoken`: of the first message, and behind the last. */
  from: number
  until: number
}

const MAX_TITLE_CHARS = 80
const MAX_TITLE_WORDS = 9
/** "First, I think…" announces nothing. */
const noTitle =
  /^(?:I|I'\w+|we|we'\w+|you|he|she|it|it's|that|that's|this|they|there|then|if|when|because|who|what|how|and|but|to|from|not|please|ich|wir|du|ihr|er|es|sie|das|dann|wenn|weil|je|on|nous|vous|ce|c'est|il|elle|yo|nosotros|si|que|es|no|我|我们|你|他|她|这|那|私|僕|それ)(?![\p{L}])/iu

/** @returns topics in order; none where nobody announces any, or only one */
export function findTopics({ spoken, lang }: Pick<Meeting, 'spoken' | 'lang'>): Topic[] {
  const starts: { title: string; from: number; isMarked: boolean }[] = []
  for (const [position, { marks, sentences }] of spoken.entries()) {
    const marked = marks.filter(({ kind }) => kind === 'topic').map(({ text }) => text)
    const announced = marked.length > 0 ? [] : sentences.flatMap(({ text }) => announcedIn(text, lang))
    const title = tidyTitle([...marked, ...announced][0] ?? '')
    if (title !== '' && title.toLowerCase() !== starts.at(-1)?.title.toLowerCase())
      starts.push({ title, from: position, isMarked: marked.length > 0 })
  }
  // One that is only announced is as often a figure of speech.
  if (starts.length < 2 && !starts[0]?.isMarked) return []
  return starts.map(({ title, from }, index) => ({ title, from, until: starts[index + 1]?.from ?? spoken.length }))
}

function announcedIn(sentence: string, lang: string): string[] {
  for (const { topic } of rulesFor(sentence, lang)) {
    const title = topic.exec(sentence)?.groups?.topic?.trim()
    if (title && !noTitle.test(title) && title.split(/\s+/).length <= MAX_TITLE_WORDS) return [title]
  }
  return []
}

const agendaWord = /(?:agenda|tagesordnung|ordre du jour|orden del día|议程|議題|アジェンダ)/iu
const item = /^\s*(?:\d{1,2}[.)、]|[-*•])\s*(?<title>\S.{1,100})$/u

/** The items of a list under the word "agenda"; else the announced topics. */
export function findAgenda(messages: readonly Utterance[], topics: readonly Topic[]): string[] {
  for (const { author, text } of messages) {
    if (!agendaWord.test(author) && !agendaWord.test(text)) continue
    const items = text.split('\n').flatMap(line => item.exec(line)?.groups?.title ?? [])
    if (items.length >= 2) return items.map(tidyTitle)
  }
  return [...new Set(topics.map(({ title }) => title))]
}

function tidyTitle(title: string): string {
  const flat = title.replace(/\s+/g, ' ').replace(/^[\s#:–-]+|[\s.:;,?。，？]+$/g, '')
  return flat.length <= MAX_TITLE_CHARS ? flat : `${flat.slice(0, MAX_TITLE_CHARS - 1).toWellFormed()}…`
}
