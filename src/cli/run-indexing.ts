/** Shows a run that writes the index to a person: a bar while it goes, what could not be read, and the outcome. */
import process from 'node:process'
import type { IndexProblem, IndexProgress, IndexReport, RunOptions } from '../../knowledge/knowledge.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { CliContext } from './context.ts'
import { createProgressBar } from './progress-bar.ts'

/** More lines about single files hide what matters. */
const MAX_NAMED = 20
const MAX_PASSED_OVER_NAMED = 5

/** Sets the exit status to 1 where something failed. @throws whatever `run` throws */
export async function runIndexing(
  context: CliContext,
  { json }: { json?: true },
  run: (options: RunOptions) => Promise<IndexReport>,
): Promise<void> {
  const bar = createProgressBar(process.stderr)
  const started = performance.now()
  let failures = 0
  let report: IndexReport
  try {
    report = await run({
      signal: context.signal,
      onProgress: progress => bar.update(toProgress(progress, (performance.now() - started) / 1000)),
      onProblem: problem => {
        if (problem.kind === 'failed' && ++failures <= MAX_NAMED) bar.note(`${problem.where}: ${problem.reason}`)
      },
      onWait: pid => bar.note(`Waiting for another Parley${pid ? ` (process ${pid})` : ''} that is writing the index.`),
    })
  } finally {
    bar.end()
  }
  for (const line of closingNotes(report)) context.note(line)
  context.write(json ? `${JSON.stringify(report)}\n` : `${formatReport(report)}\n`)
  if (report.failed > 0) process.exitCode = 1
}

function toProgress({ bytes, totalBytes, documents }: IndexProgress, seconds: number) {
  const perSecond = seconds > 1 && bytes > 0 ? bytes / seconds : undefined
  const secondsLeft = perSecond && (totalBytes - bytes) / perSecond
  return {
    label: `Indexing (${documents} done)`,
    done: bytes,
    total: totalBytes,
    perSecond,
    secondsLeft,
    format: formatBytes,
  }
}

function closingNotes({ problems, failed }: IndexReport): string[] {
  const lines = failed > MAX_NAMED ? [`… and ${failed - MAX_NAMED} more that failed.`] : []
  const passedOver = Map.groupBy(
    problems.filter(problem => problem.kind === 'passed over'),
    problem => problem.reason,
  )
  return [...lines, ...[...passedOver].map(([reason, group]) => formatPassedOver(reason, group))]
}

function formatPassedOver(reason: string, problems: readonly IndexProblem[]): string {
  const named = problems.slice(0, MAX_PASSED_OVER_NAMED).map(problem => problem.where)
  const more = problems.length > named.length ? ` and ${problems.length - named.length} more` : ''
  return `Passed over, ${reason}: ${named.join('; ')}${more}.`
}

/** `indexed 12 documents (34 passages), 3 unchanged, 1 removed, 1 failed` */
function formatReport({ indexed, passages, unchanged, removed, failed }: IndexReport): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
  const rest = [
    unchanged > 0 ? `${unchanged} unchanged` : '',
    removed > 0 ? `${removed} removed` : '',
    failed > 0 ? `${failed} failed` : '',
  ].filter(part => part !== '')
  return [`indexed ${count(indexed, 'document')} (${count(passages, 'passage')})`, ...rest].join(', ')
}
