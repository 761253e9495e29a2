/** Measures `answer` over indexed passages: exact match and F1, refusals, citations, and how well the confidence tells what can be answered. */
import { join } from 'node:path'
import { answer } from '../pipelines/answer/answer.ts'
import { findUnsupportedFacts } from '../text/facts.ts'
import { analyzeTerms } from '../text/terms.ts'
import {
  type EvaluationOptions,
  type EvaluationRow,
  mean,
  readItems,
  runForResult,
  sampleEvenly,
} from './evaluation.ts'
import { answerF1, auroc, exactMatch } from './metrics.ts'
import { promptPlainly } from './plain-prompt.ts'
import { withKnowledge } from './with-knowledge.ts'

interface Question {
  question: string
  answerable: boolean
  answers: string[]
  /** Ids of the passages that answer it. */
  gold: string[]
}

interface Outcome {
  question: Question
  answered: boolean
  confidence: number
  em: number
  f1: number
  cited: boolean
  borneOut: boolean
  plainEm: number
  plainF1: number
  plainRefused: boolean
}

const sets = ['squad2_en', 'cmrc_zh'] as const

/**
 * The rows of a data set at a time.
 * @throws ParleyError INPUT_INVALID for missing data; whatever the model throws
 */
export async function* evaluateAnswers(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  for (const set of sets) {
    const questions = await readItems<Question>(options.dataFolder, `rag/${set}/questions.jsonl`)
    const corpus = join(options.dataFolder, 'rag', set, 'corpus.jsonl')
    yield await withKnowledge([corpus], options.services.embedder, options.signal, async knowledge => {
      const services = { ...options.services, knowledge }
      return measure(`answers ${set}`, sampleEvenly(questions, options.limit), { ...options, services })
    })
  }
}

async function measure(
  task: string,
  questions: readonly Question[],
  options: EvaluationOptions,
): Promise<EvaluationRow[]> {
  const outcomes: Outcome[] = []
  for (const question of questions) {
    const result = await runForResult(answer, { question: question.question }, options)
    const said = result.text.replace(/ ?\[\d+\]/g, '')
    const plain = await answerPlainly(question.question, options)
    outcomes.push({
      question,
      answered: result.answered,
      confidence: result.confidence,
      em: result.answered ? exactMatch(said, question.answers) : 0,
      f1: result.answered ? answerF1(said, question.answers) : 0,
      cited: result.citations.some(({ source }) => question.gold.includes(source)),
      borneOut: isBorneOut(said, result.citations.map(({ quote }) => quote).join('\n'), result.lang),
      plainEm: exactMatch(plain, question.answers),
      plainF1: answerF1(plain, question.answers),
      plainRefused: /not found|未找到/i.test(plain),
    })
    options.onProgress(task, outcomes.length, questions.length)
  }
  const given = outcomes.filter(({ answered }) => answered)
  const known = outcomes.filter(({ question }) => question.answerable)
  const refused = outcomes.filter(({ answered }) => !answered)
  const unknown = outcomes.filter(({ question }) => !question.answerable)
  const plainRefused = outcomes.filter(outcome => outcome.plainRefused)
  const row = (metric: string, n: number, value: number, plain?: number) => ({ task, metric, value, plain, n })
  return [
    row('EM', known.length, mean(known.map(({ em }) => em)), mean(known.map(({ plainEm }) => plainEm))),
    row('F1', known.length, mean(known.map(({ f1 }) => f1)), mean(known.map(({ plainF1 }) => plainF1))),
    row(
      'citation hit',
      known.length,
      shareOf(
        known.filter(({ answered }) => answered),
        ({ cited }) => cited,
      ),
    ),
    row(
      'statements borne out',
      given.length,
      shareOf(given, ({ borneOut }) => borneOut),
    ),
    row('refusals that were right', refused.length, shareOf(refused, isUnknown), shareOf(plainRefused, isUnknown)),
    row(
      'unanswerable refused',
      unknown.length,
      shareOf(unknown, ({ answered }) => !answered),
      shareOf(unknown, outcome => outcome.plainRefused),
    ),
    row(
      'answerable AUROC',
      outcomes.length,
      auroc(
        outcomes.map(({ confidence }) => confidence),
        outcomes.map(({ question }) => question.answerable),
      ),
    ),
  ]
}

/** By rule: each figure, name and word of an answer stands in what it cites. */
function isBorneOut(said: string, quoted: string, lang: string): boolean {
  const held = new Set(analyzeTerms(quoted, lang))
  return findUnsupportedFacts(said, quoted, lang).length === 0 && analyzeTerms(said, lang).every(term => held.has(term))
}

function isUnknown({ question }: Outcome): boolean {
  return !question.answerable
}

function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / Math.max(1, items.length)
}

/** The passages that retrieval found, all in one prompt, and one instruction. */
async function answerPlainly(question: string, { services, signal }: EvaluationOptions): Promise<string> {
  const passages = await services.knowledge.search({ query: question, readers: [], limit: 3, signal })
  const input = `${passages.map(({ text }) => text).join('\n\n')}\n\nQuestion: ${question}`
  const instruction =
    'Answer the question from the passages in as few words as possible. If they do not hold the answer, write: not found'
  return promptPlainly(services.model, instruction, input, { maxTokens: 80, signal })
}
