/** What speaks for and against an answer: facts about question, passage and answer as numbers, and the confidence that follows from them. */
import { comparableCosine } from '../../../knowledge/comparable-cosine.ts'
import type { Passage } from '../../../knowledge/knowledge.ts'
import { denies } from '../../text/negation.ts'
import { analyzeTerms } from '../../text/terms.ts'
import confidenceModel from './confidence.json' with { type: 'json' }
import type { LocatedAnswer } from './locate-answer.ts'

export interface AnswerFacts {
  question: string
  questionLanguage: string
  passage: Passage
  /** Cosine of the best passage that was not read, of another document where there is one; 0 where there is none. */
  rivalCosine: number
  answer: string
  /** The model's first answer was nothing but the question's own words. */
  isSecond: boolean
  located: LocatedAnswer | undefined
  /** Cosine between the question and the cited sentence; that of the passage where nothing is cited. */
  sentenceCosine: number
  /** Probability that the model refuses. */
  refusal: number
}

/** Names of the numbers that `toEvidence` gives, in its order. */
const evidenceNames = [
  'cosine',
  'margin',
  'sentenceCosine',
  'bestSentence',
  'bm25',
  'termsInPassage',
  'termsInSentence',
  'namesMissing',
  'exact',
  'overlap',
  'echo',
  'figureMissing',
  'refusal',
  'answerLength',
  'otherLanguage',
  'denied',
] as const

/** Cosines of the embedder lie between about 0.75 and 0.95; this spreads them around 0. */
const CENTRE = 0.85
const SPREAD = 20

/** Questions for a number, an amount or a time, in the languages of the prompts. */
const asksForFigure =
  /\bhow (?:many|much|long|often|old|far|high|late|early)\b|\bwhen\b|\bwhat (?:time|year|date|percentage)\b|\bwie (?:viel|lange|oft|hoch|alt|weit)|\bwann\b|\bcombien\b|\bquand\b|\bà quelle heure\b|cuánt|cuándo|多少|几[天个次小点月年]|什么时候|何[時日月年人回分]|いつ|いくら|いくつ/iu
const figure =
  /\p{N}|[一二三四五六七八九十百千万两]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|dozen|half|no|none|never|always|every|each|monthly|weekly|daily|yearly|ein|eine|einmal|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|jede\w*|un|une|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|cada|chaque)\b|day\b|tag\b|noon|midnight|spring|summer|autumn|winter|century|january|february|march|april|june|july|august|september|october|november|december/iu

/** @returns one number for each of `evidenceNames`, most between -3 and 3 */
export function toEvidence(facts: AnswerFacts): number[] {
  const { question, passage, located, answer } = facts
  const lang = passage.lang
  const otherLanguage = facts.questionLanguage !== lang
  const sentence = located ? passage.text.slice(located.start, located.end) : ''
  const context = [passage.title, passage.heading, passage.lead, passage.text].join('\n')
  const terms = [...new Set(analyzeTerms(question, lang))]
  const answerTerms = analyzeTerms(answer, lang)
  const share = (wanted: readonly string[], text: string) => {
    const held = new Set(analyzeTerms(text, lang))
    return wanted.filter(term => held.has(term)).length / Math.max(1, wanted.length)
  }
  // A question in another language shares no words with what answers it, whatever it is worth.
  const shared = (value: number) => (otherLanguage ? 0 : value - 0.5)
  const echoed = facts.isSecond
    ? 1
    : answerTerms.filter(term => terms.includes(term)).length / Math.max(1, answerTerms.length)
  const spread = (cosine: number) => (comparableCosine(cosine, passage, facts.questionLanguage) - CENTRE) * SPREAD
  const refusal = Math.min(0.98, Math.max(0.02, facts.refusal))
  return [
    spread(passage.cosine),
    (passage.cosine - facts.rivalCosine) * SPREAD,
    spread(facts.sentenceCosine),
    // Where no sentence of the passage is near the question, the cited one was cited for lack of a better.
    spread(passage.bestSentence?.cosine ?? facts.sentenceCosine),
    Math.min(3, (passage.bm25 ?? 0) / Math.max(4, 4 * terms.length ** 0.5)),
    shared(share(terms, context)),
    shared(share(terms, sentence)),
    missingNames(question, context),
    located?.exact === undefined ? 0 : 1,
    located?.overlap ?? 0,
    echoed,
    asksForFigure.test(question) && !figure.test(`${answer} ${sentence}`) ? 1 : 0,
    Math.log(refusal / (1 - refusal)) / 2,
    Math.log1p(answerTerms.length) - 1.5,
    otherLanguage ? 1 : 0,
    asksForOpposite(question, sentence, facts.questionLanguage, lang) ? 1 : 0,
  ]
}

/** "Who did not pay?" is not answered by who paid. Where words are not set apart, a name may look like a denial. */
function asksForOpposite(question: string, sentence: string, questionLanguage: string, lang: string): boolean {
  return questionLanguage === lang && lang !== 'zh' && lang !== 'ja' && denies(question, sentence, lang)
}

/** Share of the question's names and figures that the passage does not hold: who asks about one thing is not answered about another. */
function missingNames(question: string, context: string): number {
  const words = [...question.matchAll(/(?<=\S\s+["„“«(]?)\p{Lu}[\p{L}\p{N}-]+|\p{N}[\p{N}.,:/-]*\p{N}|\p{N}/gu)].map(
    match => match[0],
  )
  if (words.length === 0) return 0
  const held = context.toLowerCase()
  return words.filter(word => !held.includes(word.toLowerCase())).length / words.length
}

/** The reasoned weights over the evidence: 0 speaks neither for the answer nor against it. */
export function weighEvidence(evidence: readonly number[]): number {
  return evidence.reduce((sum, value, index) => sum + value * confidenceModel.weights[evidenceNames[index]!], 0)
}

/** Calibrated by scripts/fit-answer-confidence.ts. @returns 0 to 1 */
export function confidenceOf(evidence: readonly number[]): number {
  const { bias, scale } = confidenceModel
  return 1 / (1 + Math.exp(-(scale * weighEvidence(evidence) + bias)))
}

/** From here on an answer is given; below, Parley says that it does not know. */
export const ANSWER_FROM = confidenceModel.answerFrom
