/** `parley knowledge questions` and `gaps`: what was asked, and what in the knowledge base needs a look. */
import type { Command } from 'commander'
import { createAskedQuestions, groupQuestions, type QuestionGroup } from '../../knowledge/asked-questions.ts'
import { createContradictions, type FoundContradiction } from '../../knowledge/contradictions.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import { formatTable } from '../text/format-table.ts'
import type { CliContext } from './context.ts'
import { parseCount } from './parse-count.ts'

const MAX_QUESTIONS = 1000
/** Questions whose answers tell whether a document is used. */
const LAST_QUESTIONS = 1000

export function addQuestionsCommand(knowledge: Command, context: CliContext): void {
  knowledge
    .command('questions')
    .summary('what was asked in conversations')
    .description(
      'Lists the questions that the knowledge base was asked in conversations in the last 180 days, those that mean the same together, and what people suggested instead of answers.',
    )
    .option('--unanswered', 'only those that nothing answered')
    .option('--json', 'print one result object')
    .action(async ({ unanswered, json }: { unanswered?: true; json?: true }) => {
      const { db } = await context.store()
      const questions = createAskedQuestions({ db, now: () => new Date() })
      const asked = await questions.list({ answered: unanswered ? false : undefined, limit: MAX_QUESTIONS })
      const groups = asked.length === 0 ? [] : await groupQuestions(asked, await context.embedder(), context.signal)
      const suggested = await questions.suggestions({ limit: MAX_QUESTIONS })
      const suggestions = suggested.map(({ asked, suggestion }) => ({ question: asked.question, suggestion }))
      const result = { questions: groups.map(({ question, count }) => ({ ...question, count })), suggestions }
      context.write(json ? `${JSON.stringify(result)}\n` : formatQuestions(groups, suggestions))
    })
}

export function addGapsCommand(knowledge: Command, context: CliContext): void {
  knowledge
    .command('gaps')
    .summary('documents that answer nothing or contradict each other')
    .description(
      'Lists documents that no answer has cited of late, and passages that were found to contradict each other.',
    )
    .option('--last <number>', 'the latest questions that count', String(LAST_QUESTIONS))
    .option('--json', 'print one result object')
    .action(async ({ last, json }: { last: string; json?: true }) => {
      const limit = parseCount('--last', last, 1)
      const now = () => new Date()
      const { db } = await context.store()
      const documents = await (await context.knowledge()).list()
      const cited = await createAskedQuestions({ db, now }).cited(limit)
      const unused = documents.filter(({ id }) => !cited.documents.has(id)).map(({ id, title }) => ({ id, title }))
      const ids = new Set(documents.map(({ id }) => id))
      const found = await createContradictions({ db, now }).list()
      const contradictions = found.filter(({ a, b }) => ids.has(a.doc) && ids.has(b.doc))
      const gaps = { questions: cited.questions, uncited: unused, contradictions }
      context.write(json ? `${JSON.stringify(gaps)}\n` : formatGaps(gaps))
    })
}

function formatQuestions(
  groups: readonly QuestionGroup[],
  suggestions: readonly { question: string; suggestion: string }[],
): string {
  if (groups.length === 0) return 'There are none.\n'
  const table = formatTable(
    ['ASKED', 'ANSWERED', 'LAST', 'WHERE', 'QUESTION'],
    groups.map(({ question: { answered, askedAt, place, question }, count }) => [
      ...[String(count), answered ? 'yes' : 'no', askedAt.toISOString().slice(0, 10)],
      ...[`${place.platform} ${place.channel}`, formatExcerpt(question, 100)],
    ]),
  )
  const lines = suggestions.map(
    ({ question, suggestion }) => `- ${formatExcerpt(question, 100)}: ${formatExcerpt(suggestion, 200)}\n`,
  )
  return lines.length === 0 ? table : `${table}\nSuggested answers:\n${lines.join('')}`
}

function formatGaps(gaps: {
  questions: number
  uncited: readonly { id: string; title: string }[]
  contradictions: readonly FoundContradiction[]
}): string {
  const { questions, uncited, contradictions } = gaps
  const asked = `the last ${questions} ${questions === 1 ? 'question' : 'questions'}`
  const documents =
    uncited.length === 0
      ? `Every document was cited in answers to ${asked}.\n`
      : `Not cited in answers to ${asked}:\n${formatTable(
          ['DOCUMENT', 'TITLE'],
          uncited.map(({ id, title }) => [id, title]),
        )}`
  const pairs = contradictions.map(({ question, a, b }) => {
    const side = ({ doc, text }: typeof a) => `  ${doc}: ${formatExcerpt(text, 200)}\n`
    return `- ${formatExcerpt(question, 100)}\n${side(a)}${side(b)}`
  })
  return pairs.length === 0 ? documents : `${documents}\nContradicting each other:\n${pairs.join('')}`
}
