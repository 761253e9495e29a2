/** Finds what a conversation decided: said in so many words, or put up and agreed to; what was reversed later is replaced. */

import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Meeting } from './meeting.ts'
import type { SpokenSentence } from './read-utterances.ts'
import { says } from './speech/rules-of.ts'

export interface FoundStatement {
  /** Position in `spoken` of the message that says it. */
  position: number
  text: string
  /** Positions of all messages it rests on, in order. */
  positions: number[]
}

/** Share of the class "decision" from which the sentence counts, by what its words say. */
const MIN_DECIDED = 0.02
const MIN_PROPOSED = 0.25
/** Without anybody's agreement: only where the meaning leaves no doubt. */
const MIN_UNANSWERED = 0.9
const ANSWERS = 4
/** A decision that is taken back is taken back with words of its own. */
const MIN_SHARED_TERMS = 1

/** Sentences that may decide something: those that are worth classifying. */
export function decisionCandidates({ spoken, lang }: Pick<Meeting, 'spoken' | 'lang'>): SpokenSentence[] {
  return spoken.flatMap(({ sentences }) => sentences.filter(sentence => isCandidate(sentence, lang)))
}

function isCandidate({ marked }: SpokenSentence, lang: string): boolean {
  return (
    (says('decide', marked, lang) || says('propose', marked, lang)) &&
    !says('undecided', marked, lang) &&
    hasMatter(marked)
  )
}

/** "Agreed." alone says nothing that could stand in minutes. */
function hasMatter(text: string): boolean {
  const words = text.match(/\p{L}{3,}/gu) ?? []
  return words.length >= 4 || (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0) >= 6
}

export function findDecisions(meeting: Meeting): FoundStatement[] {
  const { spoken, lang, scoreOf } = meeting
  const found: FoundStatement[] = []
  for (const [position, { marks, sentences }] of spoken.entries()) {
    const marked = marks.filter(({ kind }) => kind === 'decision').map(({ text }) => text)
    for (const text of marked) found.push({ position, text, positions: [position] })
    for (const sentence of sentences) {
      if (!isCandidate(sentence, lang)) continue
      const { decision, action } = scoreOf(sentence)
      const isQuestion = /[?？]\s*$/.test(sentence.text)
      const answers = findAgreement(position, meeting)
      if (answers === 'objection') continue
      const isDecided = says('decide', sentence.marked, lang) && !isQuestion && decision >= MIN_DECIDED
      const isAgreed = answers.length > 0 && decision >= MIN_PROPOSED && decision > action
      if (!isDecided && !isAgreed && (isQuestion || decision < MIN_UNANSWERED)) continue
      const isReversal = says('changed', sentence.marked, lang) || says('dropped', sentence.marked, lang)
      const before = isReversal ? found.findLastIndex(other => shareTerms(other.text, sentence.text, lang)) : -1
      if (before >= 0) found.splice(before, 1)
      found.push({ position, text: sentence.text, positions: [position, ...answers] })
      break
    }
  }
  return found
}

function shareTerms(a: string, b: string, lang: string): boolean {
  const terms = (text: string) =>
    new Set(analyzeTerms(text, lang).filter(term => term.length >= 4 && !functionWords.has(term)))
  const ours = terms(a)
  return [...terms(b)].filter(term => ours.has(term)).length >= MIN_SHARED_TERMS
}

/** Positions of the messages that agree, or that somebody objects. */
function findAgreement(position: number, { spoken, people, lang }: Meeting): number[] | 'objection' {
  const { author } = spoken[position]!
  const agreed: number[] = []
  for (const [offset, reply] of spoken.slice(position + 1, position + 1 + ANSWERS).entries()) {
    if (reply.author === author) continue
    if (reply.addressee !== undefined && people.nameOf(reply.addressee) !== author) continue
    const first = reply.sentences[0]?.marked.replace(/^@?⟦\d+⟧\s*[:,：，、]?\s*/u, '') ?? ''
    if (says('object', first, lang)) return agreed.length > 0 ? agreed : 'objection'
    if (/[?？]\s*$/.test(first)) return agreed
    if (says('agree', first, lang)) agreed.push(position + 1 + offset)
    else if (agreed.length > 0) break
  }
  return agreed
}
