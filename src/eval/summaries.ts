/** Measures `summarize` by ROUGE against summaries that people wrote, and how many of its figures and names the source holds. */
import { summarize } from '../pipelines/summarize/summarize.ts'
import { findUnsupportedFacts } from '../text/facts.ts'
import {
  type EvaluationOptions,
  type EvaluationRow,
  mean,
  readItems,
  runForResult,
  sampleEvenly,
} from './evaluation.ts'
import { rougeL, rougeN, rougeTokens } from './metrics.ts'
import { promptPlainly } from './plain-prompt.ts'

interface Turn {
  speaker: string
  text: string
}

interface Case {
  turns: Turn[]
  query?: string
  references: string[]
  lang: string
}

interface Meeting {
  turns: Turn[]
  summary_queries: { answer: string }[]
  queries: { query: string; answer: string }[]
}

/**
 * The rows of a data set at a time.
 * @throws ParleyError INPUT_INVALID for missing data; whatever the model throws
 */
export async function* evaluateSummaries(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const { dataFolder, limit } = options
  const dialogues = await readItems<{ turns: Turn[]; summaries: string[] }>(dataFolder, 'summaries/dialogsum.nc.jsonl')
  const meetings = await readItems<Meeting>(dataFolder, 'summaries/qmsum_meetings.jsonl')
  const chinese = await readItems<{ turns: Turn[]; summary: string }>(dataFolder, 'summaries/vcsum_meetings_zh.jsonl')
  const sets: [string, Case[]][] = [
    ['summaries dialogsum', dialogues.map(({ turns, summaries }) => ({ turns, references: summaries, lang: 'en' }))],
    [
      'summaries qmsum query',
      meetings.flatMap(({ turns, queries }) =>
        queries.map(({ query, answer }) => ({ turns, query, references: [answer], lang: 'en' })),
      ),
    ],
    [
      'summaries qmsum whole',
      meetings.map(({ turns, summary_queries }) => ({
        turns,
        references: summary_queries.slice(0, 1).map(({ answer }) => answer),
        lang: 'en',
      })),
    ],
    ['summaries vcsum', chinese.map(({ turns, summary }) => ({ turns, references: [summary], lang: 'zh' }))],
  ]
  for (const [task, cases] of sets) yield await measure(task, sampleEvenly(cases, limit), options)
}

async function measure(task: string, cases: readonly Case[], options: EvaluationOptions): Promise<EvaluationRow[]> {
  const scores: number[][] = []
  const plainScores: number[][] = []
  const faithful: number[] = []
  for (const given of cases) {
    const messages = given.turns.map(({ speaker, text }, index) => ({ id: String(index + 1), author: speaker, text }))
    const result = await runForResult(summarize, { messages, query: given.query, length: 'medium' }, options)
    const written = result.points.map(({ text }) => text).join(given.lang === 'zh' ? '' : ' ')
    scores.push(rouge(written, given.references))
    const source = messages.map(({ author, text }) => `${author}: ${text}`).join('\n')
    faithful.push(findUnsupportedFacts(written, source, given.lang).length === 0 ? 1 : 0)
    plainScores.push(rouge(await summarizePlainly(source, given.query, options), given.references))
    options.onProgress(task, scores.length, cases.length)
  }
  const column = (table: readonly number[][], index: number) => mean(table.map(row => row[index]!))
  const n = cases.length
  return [
    ...['ROUGE-1', 'ROUGE-2', 'ROUGE-L'].map((metric, index) => ({
      task,
      metric,
      value: column(scores, index),
      plain: column(plainScores, index),
      n,
    })),
    { task, metric: 'facts borne out', value: mean(faithful), n },
  ]
}

/** The best of the references, by metric. Marks of persons and sounds are folded, as the data's README asks. */
function rouge(written: string, references: readonly string[]): number[] {
  const fold = (text: string) => rougeTokens(text.replace(/#(\w+)#/g, '$1').replace(/\{[^}]*\}/g, ' '))
  const mine = fold(written)
  return references
    .map(fold)
    .map(reference => [rougeN(mine, reference, 1), rougeN(mine, reference, 2), rougeL(mine, reference)])
    .reduce((best, row) => best.map((value, index) => Math.max(value, row[index]!)))
}

function summarizePlainly(
  source: string,
  query: string | undefined,
  { services, signal }: EvaluationOptions,
): Promise<string> {
  const instruction = query
    ? `Answer from the conversation: ${query}`
    : 'Summarize the conversation in a few sentences.'
  return promptPlainly(services.model, instruction, source, { maxTokens: 200, signal })
}
