/** What is known of a log while its replies are inferred: of each message by itself, and who last spoke to whom. */

import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Utterance } from '../../text/utterance.ts'
import { findBots, isTrigger, opensTopic } from './bots.ts'
import { isNotice } from './notices.ts'
import { findPeople } from './people.ts'
import { isContinuation, isGreeting, isQuestion, isResponse, isThanks } from './speech-acts.ts'

/** What one message shows without the others. */
export interface MessageFacts {
  /** Number of the author; -1 for a notice, and where none is named. */
  author: number
  addressees: readonly number[]
  mentions: readonly number[]
  /** Without case, marks and blanks. */
  folded: string
  /** Numbers of its different words, function words left out. */
  words: readonly number[]
  /** For notices, which answer nothing and are not answered. */
  isNotice: boolean
  /** The first that its author says in this log, and not only because the log begins. */
  isFirst: boolean
  isQuestion: boolean
  isGreeting: boolean
  isThanks: boolean
  isResponse: boolean
  isBot: boolean
  isTrigger: boolean
  /** Opens an item of a meeting's agenda. */
  isTopic: boolean
  /** Begins in the middle of a sentence. */
  continues: boolean
}

export interface LogState {
  facts: readonly MessageFacts[]
  /** Of each message that was passed, the one it answers, or itself. */
  replies: number[]
  /** The last message of each person. */
  lastOf: ReadonlyMap<number, number>
  /** The last message that was said to a person by name. */
  lastToPerson: ReadonlyMap<number, number>
  /** The person with whom somebody last exchanged something. */
  partnerOf: ReadonlyMap<number, number>
  /** The last message that is no notice. */
  previous: number | undefined
  /** Of the last messages, how many were said to somebody by name; from 0 to 1. */
  addressedShare(): number
  /** How many people wrote the last messages; from 0 for one to 1 for a different one each. */
  crowd(): number
  /** The last message of one person to another, by name or by what it answers. */
  lastTo(from: number, to: number): number | undefined
  /** To whom a message was said, by name or, without names, by what it answers. */
  spokenTo(message: number): readonly number[]
  /** The others who answered a message so far. */
  answeredBy(message: number): ReadonlySet<number>
  /** Undefined where one of them has no time. */
  minutesBetween(earlier: number, later: number): number | undefined
  /** From 0 to 1: cosine of the words, each weighed by how rare it is in this log. */
  sharedWords(later: number, earlier: number): number
  /** Whether a word that few messages have is in both. */
  sharesRareWord(later: number, earlier: number): boolean
  /** Notes what message `i` answers, and passes on to the next. */
  advance(i: number, reply: number): void
}

/** Where a log begins, nobody is new. */
const BEGINNING = 20
/** A word in at most this many messages of a log is rare. */
const RARE = 5
/** Messages that show how people speak in a channel just now. */
const RECENT = 40
/** In the logs that the weights come from; it counts as much as so many messages, so that the first few do not decide. */
const USUAL_SHARE = 0.4
const PRIOR = 5
/** Messages by which is told how many people speak. */
const RECENT_SPEAKERS = 20
const nobody: readonly number[] = []
const noAnswers: ReadonlySet<number> = new Set()

/** @param messages of one channel, in order; the state is before the first of them */
export function createLogState(messages: readonly Utterance[]): LogState {
  const facts = readFacts(messages)
  const times = messages.map(message => parseMinutes(message.ts))
  const { weights, norms } = weighWords(facts)
  const counts = countWords(facts)
  const replies: number[] = []
  const lastOf = new Map<number, number>()
  const lastToPerson = new Map<number, number>()
  const lastTo = new Map<number, Map<number, number>>()
  const partnerOf = new Map<number, number>()
  const answers = new Map<number, Set<number>>()
  const spoken: (readonly number[])[] = []
  const recent: boolean[] = []
  let addressed = 0
  const speakers: number[] = []
  let crowd = 1
  // The words of the message that is looked at, so that each pair costs only the earlier one's words.
  let current = -1
  const inCurrent = new Set<number>()
  const look = (later: number) => {
    if (later === current) return
    current = later
    inCurrent.clear()
    for (const word of facts[later]!.words) inCurrent.add(word)
  }
  const state: LogState = {
    facts,
    replies,
    lastOf,
    lastToPerson,
    partnerOf,
    previous: undefined,
    addressedShare: () => (addressed + USUAL_SHARE * PRIOR) / (recent.length + PRIOR),
    crowd: () => crowd,
    lastTo: (from, to) => lastTo.get(from)?.get(to),
    spokenTo: message => spoken[message] ?? nobody,
    answeredBy: message => answers.get(message) ?? noAnswers,
    minutesBetween: (earlier, later) => {
      const from = times[earlier]
      const to = times[later]
      return from === undefined || to === undefined ? undefined : Math.max(0, to - from)
    },
    sharedWords: (later, earlier) => {
      look(later)
      let sum = 0
      for (const word of facts[earlier]!.words) if (inCurrent.has(word)) sum += weights[word]! ** 2
      return sum === 0 ? 0 : sum / (norms[later]! * norms[earlier]!)
    },
    sharesRareWord: (later, earlier) => {
      look(later)
      return facts[earlier]!.words.some(word => inCurrent.has(word) && counts[word]! <= RARE)
    },
    advance: (i, reply) => {
      replies[i] = reply
      const { author, addressees, isNotice } = facts[i]!
      if (isNotice) return
      const answered = facts[reply]!.author
      spoken[i] =
        addressees.length > 0
          ? addressees
          : reply === i
            ? nobody
            : answered === author
              ? (spoken[reply] ?? nobody)
              : [answered]
      state.previous = i
      recent.push(addressees.length > 0)
      if (addressees.length > 0) addressed++
      if (recent.length > RECENT && recent.shift()) addressed--
      if (author < 0) return
      speakers.push(author)
      if (speakers.length > RECENT_SPEAKERS) speakers.shift()
      crowd = speakers.length < 2 ? 1 : Math.log(new Set(speakers).size) / Math.log(speakers.length)
      lastOf.set(author, i)
      for (const person of addressees) lastToPerson.set(person, i)
      const mine = lastTo.get(author) ?? new Map<number, number>()
      for (const person of spoken[i]!) mine.set(person, i)
      lastTo.set(author, mine)
      if (reply === i || answered === author || answered < 0) return
      partnerOf.set(author, answered)
      partnerOf.set(answered, author)
      const known = answers.get(reply)
      if (known) known.add(author)
      else answers.set(reply, new Set([author]))
    },
  }
  return state
}

function readFacts(messages: readonly Utterance[]): MessageFacts[] {
  const { authors, addressees, mentions } = findPeople(messages)
  const bots = findBots(messages)
  const vocabulary = new Map<string, number>()
  const numberOf = (term: string) => {
    const known = vocabulary.get(term) ?? vocabulary.size
    vocabulary.set(term, known)
    return known
  }
  const seen = new Set<number>()
  return messages.map((message, index) => {
    const { text } = message
    const author = authors[index]!
    const isFirst = author >= 0 && !seen.has(author) && index >= BEGINNING
    seen.add(author)
    const terms = new Set(analyzeTerms(text).filter(term => term.length > 1 && !functionWords.has(term)))
    return {
      author,
      addressees: addressees[index]!,
      mentions: mentions[index]!,
      folded: text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''),
      words: [...terms].map(numberOf),
      isNotice: isNotice(message),
      isFirst,
      isQuestion: isQuestion(text),
      isGreeting: isGreeting(text),
      isThanks: isThanks(text),
      isResponse: isResponse(text),
      isBot: bots.has(index),
      isTrigger: isTrigger(text),
      isTopic: opensTopic(text),
      continues: isContinuation(text),
    }
  })
}

function countWords(facts: readonly MessageFacts[]): number[] {
  const counts: number[] = []
  for (const { words } of facts) for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** Inverse document frequency within the log. */
function weighWords(facts: readonly MessageFacts[]): { weights: number[]; norms: number[] } {
  const weights = countWords(facts).map(count => Math.log((1 + facts.length) / count))
  const norms = facts.map(({ words }) => Math.sqrt(words.reduce((sum, word) => sum + weights[word]! ** 2, 0)) || 1)
  return { weights, norms }
}

/** ISO 8601, or the time since the start of a transcript. */
function parseMinutes(ts: string | undefined): number | undefined {
  if (ts === undefined) return undefined
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(ts)
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]) + Number(clock[3] ?? 0) / 60
  const time = Date.parse(ts)
  return Number.isFinite(time) ? time / 60_000 : undefined
}
