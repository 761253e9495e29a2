/** `parley eval`: measures the pipelines on labelled data, beside the floors that the data comes with. */
import { access } from 'node:fs/promises'
import process from 'node:process'
import { ParleyError } from '../errors.ts'
import type { EvaluationOptions, EvaluationRow } from '../eval/evaluation.ts'
import { formatTable } from '../text/format-table.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { AddCommand, CliContext } from './context.ts'
import { parseCount } from './parse-count.ts'

/** Gives the rows of a data set at a time. */
type Evaluate = (options: EvaluationOptions) => AsyncIterable<EvaluationRow[]>

/** In the order in which they run; each is loaded when it is asked for. */
const tasks: Readonly<Record<string, () => Promise<Evaluate>>> = {
  retrieval: async () => (await import('../eval/retrieval.ts')).evaluateRetrieval,
  replies: async () => (await import('../eval/replies.ts')).evaluateReplies,
  classification: async () => (await import('../eval/classification.ts')).evaluateClassification,
  answers: async () => (await import('../eval/answers.ts')).evaluateAnswers,
  translation: async () => (await import('../eval/translation.ts')).evaluateTranslation,
  summaries: async () => (await import('../eval/summaries.ts')).evaluateSummaries,
  minutes: async () => (await import('../eval/minutes.ts')).evaluateMinutes,
  facts: async () => (await import('../eval/planted-facts.ts')).evaluatePlantedFacts,
}

interface EvalOptions {
  data: string
  task: string[]
  limit?: string
  json?: true
}

export const addEvalCommand: AddCommand = (program, context) => {
  program
    .command('eval')
    .summary('measure the pipelines on labelled data')
    .description(
      'Measures answers, summaries, translation, classification, reply structure and retrieval on labelled data, beside the same model prompted plainly and the floors of the data’s BASELINES.md.',
    )
    .requiredOption('--data <folder>', 'the evaluation data: a folder a task')
    .option('--task <name>', `measure only this: ${Object.keys(tasks).join(', ')}; repeatable`, addTo, [])
    .option('--limit <number>', 'the most items of a data set, taken evenly from the whole')
    .option('--json', 'print one result object: {model, rows}')
    .action((options: EvalOptions) => evaluate(context, options))
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
}

async function evaluate(context: CliContext, options: EvalOptions): Promise<void> {
  const names = options.task.length > 0 ? options.task : Object.keys(tasks)
  for (const name of names) {
    if (!tasks[name])
      throw new ParleyError('INPUT_INVALID', `Unknown task ${name}: ${suggestName(name, Object.keys(tasks))}`)
  }
  const limit = options.limit === undefined ? undefined : parseCount('--limit', options.limit, 1)
  await access(options.data).catch(cause => {
    throw new ParleyError(
      'INPUT_INVALID',
      `Expected a folder with evaluation data, but ${options.data} cannot be read.`,
      { cause },
    )
  })
  const services = await context.services()
  const measured: EvaluationRow[] = []
  try {
    for (const name of names) {
      const evaluateTask = await tasks[name]!()
      const given = { dataFolder: options.data, limit, services, signal: context.signal, onProgress: showProgress }
      for await (const rows of evaluateTask(given)) {
        measured.push(...rows)
        // At once, so that nothing can lose them: measuring takes hours.
        for (const { task, metric, value } of rows) context.note(`${task}: ${metric} ${toPercent(value)}`)
      }
      if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    }
  } finally {
    // Hours of measuring are not lost to Ctrl-C or to a fault in a later data set.
    if (measured.length > 0) {
      const { addFloors } = await import('../eval/floors.ts')
      const rows = await addFloors(measured, options.data)
      const { name } = services.model.info
      context.write(options.json ? `${JSON.stringify({ model: name, rows })}\n` : formatRows(rows, name))
    }
  }
}

function showProgress(task: string, done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${task}: ${done} of ${total}`)
  else if (done === total) process.stderr.write(`${task}: ${total} measured\n`)
}

/** Shares and scores in percent, as papers give them. */
function formatRows(rows: readonly EvaluationRow[], model: string): string {
  const cells = rows.map(row => [
    row.task,
    row.metric,
    toPercent(row.value),
    toPercent(row.plain),
    toPercent(row.floor),
    String(row.n),
  ])
  const table = formatTable(['', 'metric', 'Parley', 'plain', 'floor', 'n'], cells, 2)
  const legend =
    'plain: the same model, told what to do in one sentence, without examples; floor: a method without a model.'
  return `Model: ${model}\n\n${table}\n${legend}\n`
}

function toPercent(value: number | undefined): string {
  return value === undefined ? '' : (100 * value).toFixed(1)
}
