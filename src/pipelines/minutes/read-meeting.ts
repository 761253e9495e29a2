/** Reads a conversation for its minutes by rules and by meaning, without a language model. */
import type { Classifiers } from '../../learning/classifiers.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Utterance } from '../../text/utterance.ts'
import { findBots } from '../reading/bots.ts'
import { classifySentences, type StatementScores } from './classify-sentences.ts'
import { type FoundAction, findActions, readActs } from './find-actions.ts'
import { findAgenda, findTopics, type Topic } from './find-agenda.ts'
import { findAttendees } from './find-attendees.ts'
import { decisionCandidates, type FoundStatement, findDecisions } from './find-decisions.ts'
import { findMarkedActions } from './find-marked-actions.ts'
import { findQuestions, questionCandidates } from './find-questions.ts'
import type { Meeting } from './meeting.ts'
import { mergeActions } from './merge-actions.ts'
import { createPeople } from './people.ts'
import { readUtterances, type SpokenSentence } from './read-utterances.ts'

export interface MeetingRecord {
  meeting: Meeting
  /** Everybody who took part, in the order in which they first spoke. */
  attendees: string[]
  agenda: string[]
  topics: Topic[]
  decisions: FoundStatement[]
  actions: FoundAction[]
  questions: FoundStatement[]
}

const none: StatementScores = { decision: 0, action: 0, question: 0 }
/** Messages from which the language is told. */
const SAMPLE = 80

/**
 * @param date ISO date of the meeting, for messages that say no day of their own
 * @throws ParleyError MODEL_UNAVAILABLE, where the embedder can't be opened; CANCELLED
 */
export async function readMeeting(
  messages: readonly Utterance[],
  { classifiers, signal, date }: { classifiers: Classifiers; signal: AbortSignal; date?: string },
): Promise<MeetingRecord> {
  const sample = messages.slice(0, SAMPLE).map(({ text }) => text)
  const lang = detectLanguage(sample.join('\n')).code
  const attending = findAttendees(messages)
  const bots = findBots(messages)
  const said = messages.map((message, index) => (bots.has(index) ? { ...message, isBot: true } : message))
  const people = createPeople(said, attending)
  const spoken = readUtterances(said, people)
  const given = date === undefined ? undefined : Temporal.PlainDate.from(date)
  const dayOf = (position: number) => readDay(messages[spoken[position]!.index]!.ts) ?? given
  const acts = readActs({ spoken, lang })
  const wanted = new Set<SpokenSentence>([
    ...acts.map(({ sentence }) => sentence),
    ...decisionCandidates({ spoken, lang }),
    ...questionCandidates({ spoken, lang }),
  ])
  const sentences = [...wanted]
  const scores = await classifySentences(
    sentences.map(({ text }) => text),
    classifiers,
    signal,
  )
  const known = new Map(sentences.map((sentence, index) => [sentence, scores[index]!]))
  const meeting: Meeting = { lang, people, spoken, dayOf, scoreOf: sentence => known.get(sentence) ?? none }
  const topics = findTopics(meeting)
  const actions = [...findMarkedActions(meeting), ...findActions(acts, meeting)]
  actions.sort((a, b) => a.positions[0]! - b.positions[0]!)
  return {
    meeting,
    attendees: [
      ...new Set([
        ...people.speakers,
        ...attending.map(name => people.mark(name)).map(mark => nameIn(mark, people.nameOf)),
      ]),
    ],
    agenda: findAgenda(messages, topics),
    topics,
    decisions: findDecisions(meeting),
    actions: mergeActions(actions, meeting),
    questions: findQuestions(meeting),
  }
}

/** A listed "Ann" is the Ann who speaks. */
function nameIn(marked: string, nameOf: (mark: string) => string): string {
  return /^⟦\d+⟧$/u.test(marked) ? nameOf(marked) : marked.replace(/⟦\d+⟧/gu, nameOf)
}

/** The day as it was where the message was written. */
function readDay(ts: string | undefined): Temporal.PlainDate | undefined {
  return ts !== undefined && /^\d{4}-\d\d-\d\d/.test(ts) ? toDay(ts.slice(0, 10)) : undefined
}

function toDay(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    return undefined
  }
}
