/** Searches, reads the best passages one by one, and keeps the answer that the evidence speaks for most. */
import type { Passage } from '../../../knowledge/knowledge.ts'
import { throwIfCancelled } from '../../errors.ts'
import { dot } from '../../models/vectors.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Services } from '../pipeline.ts'
import { findConflict, type Statement } from './conflicts.ts'
import { ANSWER_FROM, confidenceOf, toEvidence } from './evidence.ts'
import { type LocatedAnswer, locateAnswer } from './locate-answer.ts'
import { readPassage } from './read-passage.ts'

export interface FoundAnswer {
  passage: Passage
  /** In the passage's words. */
  answer: string
  /** The model's first answer was nothing but the question's own words. */
  isSecond: boolean
  located: LocatedAnswer
  /** 0 to 1. */
  confidence: number
  evidence: number[]
  /** Where another document says otherwise; of the best answer only. */
  conflict?: { statement: Statement; isOlder: boolean }
}

export interface AnswerSearch {
  question: string
  readers: readonly string[]
  signal: AbortSignal
  /** The confidence that ends the reading; 1 reads on to the last. */
  sure?: number
}

/** Passages that are found: those that are not read tell how far the read ones stand out. */
const FOUND = 10
/** The most passages that are read; each costs the model a few hundred tokens. */
const READ = 3
/** An answer this sure ends the reading. */
const SURE = 0.8

/**
 * @returns what was read, best first, and the passages that were found; no answers where nothing may be read or nothing was answered
 * @throws ParleyError as the knowledge base and the model do
 */
export async function findAnswers(
  search: AnswerSearch,
  services: Services,
): Promise<{ answers: FoundAnswer[]; passages: Passage[] }> {
  const { question, readers, signal, sure = SURE } = search
  const passages = await services.knowledge.search({ query: question, readers, limit: FOUND, signal })
  const questionLanguage = detectLanguage(question).code
  const found: FoundAnswer[] = []
  for (const passage of passages.slice(0, READ)) {
    throwIfCancelled(signal)
    const answer = await readOne(passage)
    if (answer) found.push(answer)
    if (answer && answer.confidence >= sure) break
  }
  if (passages[0] && !found.some(({ confidence }) => confidence >= ANSWER_FROM)) {
    const beside = await nearestNeighbour(passages[0])
    const answer = beside && (await readOne(beside))
    if (answer) found.push(answer)
  }
  found.sort((a, b) => b.confidence - a.confidence)
  return { answers: found[0] ? await resolveConflict(found[0], found.slice(1)) : [], passages }

  /** What stands before or after the best passage: an answer may lie across the place where a section was divided. */
  async function nearestNeighbour(best: Passage): Promise<Passage | undefined> {
    const known = new Set(passages.map(({ id }) => id))
    const beside = (await services.knowledge.neighbours(best, readers)).filter(({ id }) => !known.has(id))
    if (beside.length === 0) return undefined
    const texts = beside.map(({ title, text }) => `${title}. ${text}`)
    const [[asked], said] = await Promise.all([
      services.embedder.embed([question], 'query', signal),
      services.embedder.embed(texts, 'passage', signal),
    ])
    const scored = beside.map((passage, index) => ({ ...passage, cosine: dot(asked!, said[index]!) }))
    return scored.reduce((a, b) => (b.cosine > a.cosine ? b : a))
  }

  /** Of two documents that say different things, the newer one is believed. */
  async function resolveConflict(best: FoundAnswer, others: FoundAnswer[]): Promise<FoundAnswer[]> {
    const stated = { passage: best.passage, start: best.located.start, end: best.located.end }
    const statement = findConflict(stated, best.located.exact ?? best.answer, passages)
    if (!statement) return [best, ...others]
    const age = (best.passage.updatedAt?.getTime() ?? 0) - (statement.passage.updatedAt?.getTime() ?? 0)
    if (age >= 0) return [{ ...best, conflict: { statement, isOlder: age > 0 } }, ...others]
    const newer =
      others.find(({ passage }) => passage.id === statement.passage.id) ?? (await readOne(statement.passage))
    if (!newer || newer.located.start > statement.start || newer.located.end < statement.end) {
      return [{ ...best, conflict: { statement, isOlder: false } }, ...others]
    }
    const confidence = Math.max(newer.confidence, best.confidence)
    return [{ ...newer, confidence, conflict: { statement: stated, isOlder: true } }, best, ...others]
  }

  async function readOne(passage: Passage): Promise<FoundAnswer | undefined> {
    const { answer, isSecond, refusal } = await readPassage(services.model, passage, question, signal)
    const located = answer === undefined ? undefined : locateAnswer(passage.text, answer, question, passage.lang)
    if (answer === undefined || !located) return undefined
    const cited = passage.text.slice(located.start, located.end)
    const [[asked], [said]] = await Promise.all([
      services.embedder.embed([question], 'query', signal),
      services.embedder.embed([cited], 'passage', signal),
    ])
    const rivals = passages.filter(other => other.doc !== passage.doc)
    const evidence = toEvidence({
      question,
      questionLanguage,
      passage,
      rivalCosine: Math.max(0, ...rivals.map(rival => rival.cosine)),
      answer,
      isSecond,
      located,
      sentenceCosine: dot(asked!, said!),
      refusal,
    })
    return { passage, answer, isSecond, located, confidence: confidenceOf(evidence), evidence }
  }
}
