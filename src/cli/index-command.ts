/** `parley index`: brings the knowledge base up to date with files and folders. */
import process from 'node:process'
import type { IndexProblem, IndexProgress, IndexReport } from '../../knowledge/knowledge.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { AddCommand } from './context.ts'
import { createProgressBar } from './progress-bar.ts'

/** More lines about single files hide what matters. */
const MAX_NAMED = 20
const MAX_PASSED_OVER_NAMED = 5

export const addIndexCommand: AddCommand = (program, context) => {
  program
    .command('index')
    .summary('put files and folders into the knowledge base')
    .description(
      'Puts files and folders into the knowledge base: text, Office, PDF, mail and code, exports of Slack, Discord, Notion and Confluence, .jsonl of {id, title, text, acl?}; the README lists the formats. What is unchanged is passed over, what is gone is removed.',
    )
    .argument('<path...>', 'files and folders; hidden files and node_modules are left out')
    .option('--acl <principal>', 'who may read it, such as channel:C024; repeatable; everybody where absent', addTo, [])
    .option('--json', 'print one result object')
    .action(async (paths: string[], options: { acl: string[]; json?: true }) => {
      const knowledge = await context.knowledge()
      const bar = createProgressBar(process.stderr)
      const started = performance.now()
      let failures = 0
      let report: IndexReport
      try {
        report = await knowledge.index({
          paths,
          ...(options.acl.length > 0 ? { acl: options.acl } : {}),
          signal: context.signal,
          onProgress: progress => bar.update(toProgress(progress, (performance.now() - started) / 1000)),
          onProblem: problem => {
            if (problem.kind === 'failed' && ++failures <= MAX_NAMED) bar.note(`${problem.where}: ${problem.reason}`)
          },
          onWait: pid =>
            bar.note(`Waiting for another Parley${pid ? ` (process ${pid})` : ''} that is writing the index.`),
        })
      } finally {
        bar.end()
      }
      for (const line of closingNotes(report)) context.note(line)
      context.write(options.json ? `${JSON.stringify(report)}\n` : `${formatReport(report)}\n`)
      if (report.failed > 0) process.exitCode = 1
    })
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
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
