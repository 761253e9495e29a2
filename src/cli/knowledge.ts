/** `parley knowledge`: what the knowledge base holds, and taking things out of it. */
import type { Command } from 'commander'
import stringWidth from 'string-width'
import type { DocumentStatus, KnowledgeStatus } from '../../knowledge/knowledge.ts'
import { ParleyError } from '../errors.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { AddCommand, CliContext } from './context.ts'

export const addKnowledgeCommand: AddCommand = (program, context) => {
  const knowledge = program
    .command('knowledge')
    .summary('what the knowledge base holds')
    .description('The knowledge base: list, status, remove.')
  knowledge
    .command('list')
    .summary('documents and their state')
    .description('Lists the documents, with the number of passages that can be found in each.')
    .option('--json', 'print one result object')
    .action(async ({ json }: { json?: true }) => {
      const documents = await (await context.knowledge()).list()
      context.write(json ? `${JSON.stringify({ documents })}\n` : formatList(documents))
    })
  knowledge
    .command('status')
    .summary('how much there is, and what was interrupted')
    .description('Counts documents and passages, and names what was interrupted.')
    .option('--json', 'print one result object')
    .action(async ({ json }: { json?: true }) => {
      const status = await (await context.knowledge()).status()
      context.write(json ? `${JSON.stringify(status)}\n` : formatStatus(status))
    })
  addRemove(knowledge, context)
}

function addRemove(knowledge: Command, context: CliContext): void {
  knowledge
    .command('remove')
    .summary('take documents out')
    .description('Takes documents out of the knowledge base; the files themselves stay.')
    .argument('<name...>', 'document ids as `parley knowledge list` shows them, files or folders')
    .option('--json', 'print one result object')
    .action(async (names: string[], { json }: { json?: true }) => {
      const opened = await context.knowledge()
      const removed: string[] = []
      for (const name of names) {
        const ids = await opened.remove(name)
        if (ids.length === 0) {
          throw new ParleyError(
            'INPUT_INVALID',
            `Nothing in the knowledge base is called ${name}; \`parley knowledge list\` shows what there is.`,
          )
        }
        removed.push(...ids)
      }
      const line = `removed ${removed.length} ${removed.length === 1 ? 'document' : 'documents'}`
      context.write(`${json ? JSON.stringify({ removed }) : line}\n`)
    })
}

function formatList(documents: readonly DocumentStatus[]): string {
  if (documents.length === 0) return 'The knowledge base is empty; `parley index PATH` fills it.\n'
  const rows = [
    ['DOCUMENT', 'PASSAGES', 'STATE', 'TITLE'],
    ...documents.map(({ id, chunks, state, title, error }) => [
      id,
      String(chunks),
      state,
      error === undefined ? title : `${title}: ${error}`,
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => stringWidth(row[column]!))))
  const pad = (cell: string, column: number) => cell + ' '.repeat(widths[column]! - stringWidth(cell))
  return `${rows.map(row => row.map(pad).join('  ').trimEnd()).join('\n')}\n`
}

function formatStatus({ documents, passages, bytes, embedder, interrupted }: KnowledgeStatus): string {
  const { done, pending, failed } = documents
  const states = [`${done} done`, `${pending} pending`, `${failed} failed`]
  const lines = [
    `Documents:  ${done + pending + failed} (${states.join(', ')})`,
    `Passages:   ${passages}, ${formatBytes(bytes)} on disk`,
    `Embedder:   ${embedder}`,
    ...interrupted.map(path => `Interrupted: ${path}; \`parley index ${path}\` goes on with it.`),
  ]
  return `${lines.join('\n')}\n`
}
