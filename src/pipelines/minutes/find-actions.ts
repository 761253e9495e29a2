/** Finds the tasks of a conversation, who took each of them, and until when. */
import { type DueDate, findDueDate } from '../../text/due-date.ts'
import { findActionDue } from './find-action-due.ts'
import { findTaker, more, pointing } from './find-taker.ts'
import type { Meeting } from './meeting.ts'
import { type Act, readAct } from './read-act.ts'
import type { SpokenSentence } from './read-utterances.ts'
import { says } from './speech/rules-of.ts'

export interface FoundAction {
  /** Names; none where it is written down that something is to be done, but not by whom. */
  owners: string[]
  /** The sentence that says what is to be done, without fillers. */
  text: string
  /** What was said before it, where the sentence alone says only "it" or "that". */
  context?: string
  due?: DueDate
  /** Positions in `spoken`, in order. */
  positions: number[]
  /** It replaces what was agreed before: "actually", "instead". */
  isChange: boolean
}

export interface ReadAct {
  position: number
  sentence: SpokenSentence
  act: Act
}

/** Every sentence in which somebody takes a task, is asked for one or given one: those that are worth classifying. */
export function readActs({ spoken, lang }: Pick<Meeting, 'spoken' | 'lang'>): ReadAct[] {
  return spoken.flatMap(({ sentences, addressee }, position) =>
    sentences.flatMap(sentence => {
      const act = readAct(sentence.marked, lang, addressee)
      return act ? [{ position, sentence, act }] : []
    }),
  )
}

/**
 * How far the meaning of the whole sentence must agree, by what its words say; shares of the class "action". Words that leave no doubt only need
 * a sentence that is not plainly something else.
 */
const MIN_SCORE: Readonly<Record<Act['kind'], number>> = {
  ...{ take: 0, commit: 0.3, assign: 0.2 },
  ...{ ask: 0.5, anyone: 0.2, offer: 0.3, expect: 0.3, intend: 0.5 },
}
/** From here on even what people mostly do in the meeting itself is a task: "I'll look at it when the log is done". */
const MIN_MEETING_SCORE = 0.7
const later = /\b(?:when|once|after|as soon as|sobald|wenn|quand|dès que|cuando)\b/iu
/** A day says that something is to be done. */
const MIN_DATED_SCORE = 0.05
/** From here on a person who is asked politely by name is given a task without a word of theirs. */
const MIN_UNANSWERED_SCORE = 0.8
const politely = /\b(?:please|bitte|s'il (?:te|vous) pla[iî]t|stp|svp|por favor)(?!\p{L})|请|麻烦|ください|お願い/iu
/** "No need" comes in few words. */
const MAX_DROP_CHARS = 60
const WISHED_WITHIN = 3
const TAKEN_BACK_WITHIN = 8

export function findActions(acts: readonly ReadAct[], meeting: Meeting): FoundAction[] {
  const found: FoundAction[] = []
  /** What a message takes by answering. */
  const answers = new Map<number, FoundAction>()
  for (const read of acts) {
    const { act, position, sentence } = read
    const score = meeting.scoreOf(sentence).action
    const answered = answers.get(position)
    if (answered && act.kind !== 'ask' && act.kind !== 'anyone' && !more.test(sentence.text)) {
      if (repeatsAnswer(read, answered, meeting)) continue
    }
    if ((act.kind === 'take' || act.kind === 'commit') && !hasWords(sentence.text)) continue
    const given = resolve(read, meeting)
    if (!given) continue
    const what = act.kind === 'take' ? (whatIsTaken(read, acts) ?? read) : read
    const action: FoundAction = {
      owners: given.owners,
      text: what.sentence.text,
      positions: [position, ...(given.answer === undefined ? [] : [given.answer])],
      isChange: says('changed', sentence.marked, meeting.lang),
      ...contextOf(what, meeting),
    }
    const due = findActionDue(read, action, given.answer, meeting)
    if (due) action.due = due
    if (
      score <
      (due && !act.isOfMeeting ? Math.min(MIN_DATED_SCORE, leastScore(act, sentence)) : leastScore(act, sentence))
    )
      continue
    if (act.isOfMeeting && !due && (score < MIN_MEETING_SCORE || !later.test(act.rest))) continue
    if (needsDay(read, given, meeting) && !due) continue
    if (isTakenBack(position, meeting)) continue
    found.push(action)
    if (given.answer !== undefined) answers.set(given.answer, action)
  }
  return found
}

/** "I will" that was not gone on with. */
function hasWords(text: string): boolean {
  return (
    (text.match(/\p{L}+/gu)?.length ?? 0) > 3 ||
    /[\p{Script=Han}\p{Script=Hiragana}]{3}/u.test(text) ||
    /\b(?:volunteer|on it|will do)\b/i.test(text)
  )
}

/** Where the words name work, they say enough; a bare imperative is as often advice. */
function leastScore({ kind, isWork, isOfMeeting, who }: Act, { text }: SpokenSentence): number {
  const isRequest = kind === 'anyone' || (kind === 'ask' && (/[?？]\s*$/.test(text) || politely.test(text)))
  const isNamed = kind === 'assign' || (kind === 'expect' && who.length > 0)
  return isWork && !isOfMeeting && (kind === 'commit' || isRequest || isNamed) ? 0 : MIN_SCORE[kind]
}

/** "I take the keys out of the log. I'll do that this week." */
function whatIsTaken({ position, sentence }: ReadAct, acts: readonly ReadAct[]): ReadAct | undefined {
  const at = acts.findIndex(read => read.sentence === sentence)
  const before = acts[at - 1]
  return before?.position === position && (before.act.kind === 'intend' || before.act.kind === 'commit')
    ? before
    : undefined
}

interface Given {
  owners: string[]
  /** Position of the message that takes it. */
  answer?: number
  /** Nobody has to say anything more. */
  isTaken: boolean
}

function resolve({ act, position, sentence }: ReadAct, meeting: Meeting): Given | undefined {
  const { spoken, people } = meeting
  const speaker = spoken[position]!.author
  const names = [...new Set(act.who.map(mark => people.nameOf(mark)))]
  if (act.kind === 'commit' || act.kind === 'take' || act.kind === 'intend') return { owners: [speaker], isTaken: true }
  if (act.kind === 'offer') {
    const wanted = findWish(position, meeting)
    // With a day, and not as a question, it is as good as a promise.
    if (wanted === undefined)
      return act.isWork && !/[?？]/.test(sentence.text) ? { owners: [speaker], isTaken: false } : undefined
    return { owners: [speaker], answer: wanted, isTaken: true }
  }
  const [who] = names.filter(name => name !== speaker)
  if (act.kind === 'assign') {
    const answer =
      names.length === 1 && who ? findTaker({ position, text: sentence.text, who, isOpen: false }, meeting) : undefined
    if (answer?.taker) return { owners: [answer.taker], answer: answer.position, isTaken: true }
    return answer?.isDeclined ? undefined : { owners: names, isTaken: true }
  }
  const request = {
    position,
    text: sentence.text,
    isOpen: act.kind === 'anyone',
    ...(who && act.kind !== 'anyone' ? { who } : {}),
  }
  const { taker, position: answer, isDeclined } = findTaker(request, meeting)
  if (taker) return { owners: [taker], answer, isTaken: true }
  return isDeclined || !who || act.kind === 'anyone' ? undefined : { owners: [who], isTaken: false }
}

/** A plan, and what somebody was told who said nothing, count where a day is given. */
function needsDay({ act, sentence }: ReadAct, { isTaken, owners }: Given, { scoreOf, people }: Meeting): boolean {
  if (act.kind === 'intend') return true
  if (act.kind === 'assign') return owners.some(owner => !people.speakers.includes(owner))
  if (isTaken) return false
  if (act.kind === 'offer') return true
  const asks = /[?？]\s*$/.test(sentence.text)
  return (
    act.kind === 'expect' || asks || !politely.test(sentence.text) || scoreOf(sentence).action < MIN_UNANSWERED_SCORE
  )
}

/** "I can look into it." "Please do." */
function findWish(position: number, { spoken, people, lang }: Meeting): number | undefined {
  const { author } = spoken[position]!
  for (const [offset, reply] of spoken.slice(position + 1, position + 1 + WISHED_WITHIN).entries()) {
    if (reply.author === author) continue
    if (reply.addressee !== undefined && people.nameOf(reply.addressee) !== author) continue
    const first = reply.sentences[0]?.marked.replace(/^@?⟦\d+⟧\s*[:,：，、]?\s*/u, '') ?? ''
    const isWish = wish.test(first) && !says('decline', first, lang) && !says('dropped', first, lang)
    if (isWish) return position + 1 + offset
    if (/[?？]\s*$/.test(first) || says('decline', first, lang)) return undefined
  }
  return undefined
}

const wish =
  /^(?:(?:oh|ah|ok|okay|yes|yeah|ja|oui|sí)[,.! ]+)*(?:please(?: do)?\b|that(?:'d| would) be|great|thanks|thank you|perfect|go ahead|do (?:it|that)\b|sounds good|cool|excellent|wonderful|lovely|gern|bitte|mach das|super|danke|prima|das wäre|perfekt|volontiers|merci|parfait|s'il (?:te|vous)|ce serait|super|por favor|gracias|perfecto|genial|estupendo|sería|好(?:的|啊|呀)?|太好了|谢谢|麻烦你|辛苦|那就|お願い|ありがと|助かり|ぜひ)/iu

/** "No, don't", "no need": somebody else takes it off them. */
function isTakenBack(position: number, { spoken, people, lang }: Meeting): boolean {
  const { author } = spoken[position]!
  return spoken.slice(position + 1, position + 1 + TAKEN_BACK_WITHIN).some((reply, offset) => {
    const isToThem = reply.addressee !== undefined && people.nameOf(reply.addressee) === author
    if (!isToThem && (reply.addressee !== undefined || offset >= WISHED_WITHIN)) return false
    return reply.sentences
      .slice(0, 2)
      .some(({ marked }) => says('dropped', marked, lang) && marked.length < MAX_DROP_CHARS)
  })
}

/** The answer says again what was asked: its day counts, and it is no second task. */
function repeatsAnswer({ act, position, sentence }: ReadAct, action: FoundAction, meeting: Meeting): boolean {
  if (!action.owners.includes(meeting.spoken[position]!.author)) return false
  const due = findDueDate(sentence.text, meeting.dayOf(position))
  if (due) action.due = due
  return act.kind === 'take' || act.kind === 'commit' || act.kind === 'offer' || act.kind === 'intend'
}

/** The sentence before, where this one only points. */
function contextOf({ act, position, sentence }: ReadAct, { spoken }: Meeting): { context?: string } {
  const rest = act.rest.replace(/⟦\d+⟧/gu, '')
  const said = rest.match(/\p{L}{5,}|[\p{Script=Han}]{2,}/gu)?.filter(word => !dayWords.test(word)).length ?? 0
  if (act.kind !== 'take' && (said > 2 || !pointing.test(rest))) return {}
  const { sentences } = spoken[position]!
  const earlier = [...(spoken[position - 1]?.sentences ?? []), ...sentences.slice(0, sentences.indexOf(sentence))]
  const before = earlier.findLast(
    ({ text }) => text.length >= MIN_CONTEXT_CHARS || /[\p{Script=Han}\p{Script=Hiragana}]{5}/u.test(text),
  )
  return before ? { context: before.text } : {}
}

const MIN_CONTEXT_CHARS = 15
const dayWords = /^(?:today|tomorrow|tonight|\w+day|week|month|morning|evening|afternoon)$/i
