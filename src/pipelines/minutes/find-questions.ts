/** Finds the questions that a conversation leaves open: said to be open, or asked and not answered. */
import { analyzeTerms } from '../../text/terms.ts'
import type { FoundStatement } from './find-decisions.ts'
import type { Meeting } from './meeting.ts'
import { readAct } from './read-act.ts'
import type { SpokenMessage, SpokenSentence } from './read-utterances.ts'
import { says } from './speech/rules-of.ts'

/** Share of the class "question" from which a sentence that calls something open counts. */
const MIN_OPEN = 0.25
const ANSWERS = 6
const MIN_WORDS = 4
const MIN_WIDE_CHARS = 7

/** Sentences that may say that something is open: those that are worth classifying. */
export function questionCandidates({ spoken, lang }: Pick<Meeting, 'spoken' | 'lang'>): SpokenSentence[] {
  return spoken.flatMap(({ sentences }) => sentences.filter(({ marked }) => says('open', marked, lang)))
}

export function findQuestions(meeting: Meeting): FoundStatement[] {
  const { spoken, lang, scoreOf } = meeting
  const found: FoundStatement[] = []
  for (const [position, { sentences, marks }] of spoken.entries()) {
    for (const { kind, text } of marks) if (kind === 'question') found.push({ position, text, positions: [position] })
    for (const [index, sentence] of sentences.entries()) {
      if (says('open', sentence.marked, lang) && !/[?？]\s*$/.test(sentence.text)) {
        if (scoreOf(sentence).question < MIN_OPEN) continue
        // "Who pays for it? We don't know yet." belongs together.
        const asked = sentences[index - 1]
        const text = asked && /[?？]\s*$/.test(asked.text) ? `${asked.text} ${sentence.text}` : sentence.text
        if (found.at(-1)?.position === position) found.pop()
        found.push({ position, text, positions: [position] })
      } else if (isQuestion(sentence, spoken[position]!, lang)) {
        const unknown = findUnanswered(position, index, meeting)
        if (unknown) found.push({ position, text: sentence.text, positions: [position, ...unknown] })
      }
    }
  }
  return found.filter(
    (question, index) =>
      !found.slice(0, index).some(other => other.text === question.text || isRepeated(other, question, meeting)),
  )
}

const REPEATED_WITHIN = 20
const REPEATED = 0.6
const MIN_SHARED = 5

/** Somebody says it again shortly after. */
function isRepeated(a: FoundStatement, b: FoundStatement, { lang }: Meeting): boolean {
  if (b.position - a.position > REPEATED_WITHIN) return false
  const [ours, theirs] = [new Set(analyzeTerms(a.text, lang)), new Set(analyzeTerms(b.text, lang))]
  const shared = [...ours].filter(term => theirs.has(term)).length
  return shared >= MIN_SHARED && shared >= REPEATED * Math.min(ours.size, theirs.size)
}

/** About the matter, of everybody; not a request, a tag, or a turn of phrase. */
function isQuestion({ marked, text }: SpokenSentence, { addressee }: SpokenMessage, lang: string): boolean {
  if (!/[?？]\s*$/.test(text) && !/(?:吗|か)[。.]?\s*$/u.test(text)) return false
  const words = marked.match(/\p{L}+/gu) ?? []
  const wideChars = marked.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
  if (words.length < MIN_WORDS && wideChars < MIN_WIDE_CHARS) return false
  const asksTask = readAct(marked, lang, addressee)
  if (asksTask && asksTask.kind !== 'anyone' && asksTask.kind !== 'intend') return false
  return !says('small', marked, lang) && says('asksMatter', marked, lang)
}

/**
 * @returns positions of the messages that say so ("no idea"), none where nobody said anything to it; undefined where it was answered
 */
function findUnanswered(position: number, index: number, { spoken, people, lang }: Meeting): number[] | undefined {
  const { author, sentences, addressee } = spoken[position]!
  // Who goes on speaking answers their own question, or asks another.
  const own = sentences.slice(index + 1)
  if (own.some(({ marked }) => !/[?？]\s*$/.test(marked) && marked.length > 20 && !says('unknown', marked, lang)))
    return undefined
  const unknown: number[] = []
  let heard = 0
  for (const [offset, reply] of spoken.slice(position + 1, position + 1 + ANSWERS).entries()) {
    if (reply.author === author) continue
    const isToAsker = reply.addressee !== undefined && people.nameOf(reply.addressee) === author
    if (reply.addressee !== undefined && !isToAsker) continue
    heard++
    const first = reply.sentences[0]?.marked.replace(/^@?⟦\d+⟧\s*[:,：，、]?\s*/u, '') ?? ''
    const last = reply.sentences.at(-1)?.marked ?? ''
    const saysUnknown = says('unknown', first, lang) || says('unknown', last, lang) || says('open', last, lang)
    if (saysUnknown && !isLong(reply)) unknown.push(position + 1 + offset)
    else if (!/[?？]\s*$/.test(last)) return unknown.length > 0 && !isToAsker && !isAnswer(reply) ? unknown : undefined
  }
  if (unknown.length > 0) return unknown
  // Whom one person was asked by name in a chat may answer elsewhere.
  return heard === 0 && addressee === undefined && spoken.length > position + ANSWERS ? [] : undefined
}

const MAX_UNKNOWN_CHARS = 160

function isLong({ sentences }: SpokenMessage): boolean {
  return sentences.reduce((sum, { text }) => sum + text.length, 0) > MAX_UNKNOWN_CHARS
}

/** What takes an "I don't know" back: a statement of some length. */
function isAnswer({ sentences }: SpokenMessage): boolean {
  return sentences.some(({ text }) => text.length > 40 && !/[?？]\s*$/.test(text))
}
