/** What speaks for and against one message being the answer to another, as numbers that a linear score weighs. */
import type { LogState } from './log-state.ts'

/** Of a pair of messages. */
export const pairFeatures = [
  // Where the earlier one stands.
  'next',
  'logDistance',
  'logMinutes',
  'authorsLast',
  'nextQuiet',
  'nextCrowd',
  'ownNextCrowd',
  // Both by one person.
  'own',
  'ownNext',
  'ownLast',
  'ownSoon',
  'ownSameAddressee',
  'ownOtherAddressee',
  'ownBot',
  'ownContinues',
  'ownUnanswered',
  'ownAnswered',
  'ownRepeat',
  // To whom the later one is said.
  'addressed',
  'addressedLastToMe',
  'addressedQuestion',
  'addressesOther',
  'mentioned',
  // To whom the earlier one was said.
  'toMe',
  'toMeLast',
  'toMeUnaddressed',
  'toMeImplied',
  'toOther',
  'toOtherImplied',
  // What went before between the two.
  'partner',
  'alreadyAnswered',
  // Kinds.
  'unansweredQuestion',
  'responseNext',
  'responseToMe',
  'thanksToAnswer',
  'greetings',
  'botToTrigger',
  'personToBot',
  'toTrigger',
  // Words.
  'sharedWords',
  'sharedRareWord',
] as const

/** Of a message that starts something. */
export const startFeatures = [
  'start',
  'startQuestion',
  'startGreeting',
  'startFirst',
  'startFirstQuestion',
  'startAddressed',
  'startAbsent',
  'startPause',
  'startWords',
  'startResponse',
  'startTrigger',
  'startTopic',
  'startWaitedFor',
  'startQuiet',
  'startCrowd',
] as const

export type ReplyFeature = (typeof pairFeatures)[number] | (typeof startFeatures)[number]
export type AddFeature = (feature: ReplyFeature, value: number) => void

/** Adds what is known of message `i` as an answer to `j`, which is before it. */
export function addPairFeatures(state: LogState, i: number, j: number, distance: number, add: AddFeature): void {
  const { facts } = state
  const mine = facts[i]!
  const theirs = facts[j]!
  const minutes = state.minutesBetween(j, i)
  const isAuthorsLast = state.lastOf.get(theirs.author) === j
  if (distance === 1) {
    add('next', 1)
    // Where few people speak, and rarely name each other, they speak one after the other.
    add('nextQuiet', 1 - state.addressedShare())
    add('nextCrowd', state.crowd())
  }
  add('logDistance', Math.log2(distance))
  if (minutes !== undefined) add('logMinutes', Math.log2(1 + minutes))
  if (isAuthorsLast) add('authorsLast', 1)
  if (mine.author === theirs.author) addOwnFeatures(state, i, j, { distance, minutes, isAuthorsLast }, add)
  else addExchangeFeatures(state, i, j, distance, add)
  const shared = state.sharedWords(i, j)
  if (shared > 0) {
    add('sharedWords', shared)
    if (state.sharesRareWord(i, j)) add('sharedRareWord', 1)
  }
}

function addOwnFeatures(
  state: LogState,
  i: number,
  j: number,
  { distance, minutes, isAuthorsLast }: { distance: number; minutes: number | undefined; isAuthorsLast: boolean },
  add: AddFeature,
): void {
  const mine = state.facts[i]!
  const theirs = state.facts[j]!
  add('own', 1)
  if (distance === 1) {
    add('ownNext', 1)
    add('ownNextCrowd', state.crowd())
  }
  if (mine.isBot) add('ownBot', 1)
  if (isAuthorsLast) {
    add('ownLast', 1)
    if (minutes !== undefined && minutes <= 1) add('ownSoon', 1)
    if (mine.continues) add('ownContinues', 1)
  }
  if (mine.addressees.length > 0) {
    const spokenTo = state.spokenTo(j)
    add(mine.addressees.some(person => spokenTo.includes(person)) ? 'ownSameAddressee' : 'ownOtherAddressee', 1)
  }
  if (state.answeredBy(j).size > 0) add('ownAnswered', 1)
  else if (theirs.isQuestion) add('ownUnanswered', 1)
  if (theirs.folded.length > 8 && theirs.folded === mine.folded) add('ownRepeat', 1)
}

function addExchangeFeatures(state: LogState, i: number, j: number, distance: number, add: AddFeature): void {
  const mine = state.facts[i]!
  const theirs = state.facts[j]!
  const me = mine.author
  const other = theirs.author
  const answeredBy = state.answeredBy(j)
  if (mine.addressees.includes(other)) {
    add('addressed', 1)
    if (state.lastTo(other, me) === j) add('addressedLastToMe', 1)
    if (theirs.isQuestion) add('addressedQuestion', 1)
  } else if (mine.addressees.length > 0) add('addressesOther', 1)
  if (mine.mentions.includes(other)) add('mentioned', 1)
  const isToMe = theirs.addressees.includes(me)
  if (isToMe) {
    add('toMe', 1)
    if (state.lastToPerson.get(me) === j) add('toMeLast', 1)
    if (mine.addressees.length === 0) add('toMeUnaddressed', 1)
  } else if (theirs.addressees.length > 0) add('toOther', 1)
  else {
    const spokenTo = state.spokenTo(j)
    if (spokenTo.includes(me)) add('toMeImplied', 1)
    else if (spokenTo.length > 0) add('toOtherImplied', 1)
  }
  if (state.partnerOf.get(me) === other) add('partner', 1)
  if (answeredBy.has(me)) add('alreadyAnswered', 1)
  if (theirs.isQuestion && answeredBy.size === 0) add('unansweredQuestion', 1)
  if (mine.isResponse) {
    if (distance === 1) add('responseNext', 1)
    if (isToMe || state.spokenTo(j).includes(me)) add('responseToMe', 1)
  }
  if (mine.isThanks && !theirs.isQuestion) add('thanksToAnswer', 1)
  if (mine.isGreeting && theirs.isGreeting) add('greetings', 1)
  if (theirs.isTrigger) add(mine.isBot ? 'botToTrigger' : 'toTrigger', 1)
  else if (theirs.isBot && !mine.isBot) add('personToBot', 1)
}

/** Adds what is known of message `i` as one that starts something. */
export function addStartFeatures(state: LogState, i: number, add: AddFeature): void {
  const mine = state.facts[i]!
  const last = state.lastOf.get(mine.author)
  const before = state.previous
  const hasAddressee = mine.addressees.some(person => state.lastOf.has(person))
  add('start', 1)
  add('startQuiet', 1 - state.addressedShare())
  add('startCrowd', state.crowd())
  if (mine.isQuestion && mine.addressees.length === 0) add('startQuestion', 1)
  if (mine.isGreeting) add('startGreeting', 1)
  if (mine.isFirst) {
    add('startFirst', 1)
    if (mine.isQuestion && mine.addressees.length === 0) add('startFirstQuestion', 1)
  }
  if (hasAddressee) add('startAddressed', 1)
  const absent = last === undefined ? undefined : state.minutesBetween(last, i)
  if (absent !== undefined) add('startAbsent', Math.log2(1 + absent))
  const pause = before === undefined ? undefined : state.minutesBetween(before, i)
  if (pause !== undefined) add('startPause', Math.log2(1 + pause))
  add('startWords', Math.log2(1 + mine.words.length))
  if (mine.isResponse) add('startResponse', 1)
  if (mine.isTrigger) add('startTrigger', 1)
  if (mine.isTopic) add('startTopic', 1)
  const waiting = state.lastToPerson.get(mine.author)
  if (waiting !== undefined && (last === undefined || waiting > last)) add('startWaitedFor', 1)
}
