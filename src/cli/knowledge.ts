/** `parley knowledge`: what the knowledge base holds, and taking things out of it. */
import { sep } from 'node:path'
import type { Command } from 'commander'
import type { DocumentStatus, KnowledgeStatus, SourceStatus } from '../../knowledge/knowledge.ts'
import type { SourceKind } from '../../knowledge/sources/source.ts'
import { ParleyError } from '../errors.ts'
import { formatBytes } from '../text/format-bytes.ts'
import { formatTable } from '../text/format-table.ts'
import type { AddCommand, CliContext } from './context.ts'
import { addAnswersCommand } from './knowledge-answers.ts'
import { addGapsCommand, addQuestionsCommand } from './knowledge-questions.ts'
import { runIndexing } from './run-indexing.ts'

export const addKnowledgeCommand: AddCommand = (program, context) => {
  const knowledge = program
    .command('knowledge')
    .summary('what the knowledge base holds')
    .description('The knowledge base: list, status, remove, rebuild, answers, questions, gaps.')
  knowledge
    .command('list')
    .summary('documents and their state')
    .description(
      'Lists the documents, with the number of passages that can be found in each, who may read it and who added it.',
    )
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
      context.write(json ? `${JSON.stringify(status)}\n` : formatStatus(status, context.config.dataFolder))
    })
  addRemove(knowledge, context)
  addRebuild(knowledge, context)
  addAnswersCommand(knowledge, context)
  addQuestionsCommand(knowledge, context)
  addGapsCommand(knowledge, context)
}

function addRemove(knowledge: Command, context: CliContext): void {
  knowledge
    .command('remove')
    .summary('take documents out')
    .description(
      'Takes documents out of the knowledge base and forgets the files, folders and addresses that are named; what they came from stays.',
    )
    .argument('<name...>', 'document ids as `parley knowledge list` shows them, files, folders, web addresses')
    .option('--json', 'print one result object')
    .action(async (names: string[], { json }: { json?: true }) => {
      const opened = await context.knowledge()
      const removed: string[] = []
      for (const name of names) {
        const before = (await opened.sources()).length
        const ids = await opened.remove(name)
        if (ids.length === 0 && (await opened.sources()).length === before) {
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

function addRebuild(knowledge: Command, context: CliContext): void {
  knowledge
    .command('rebuild')
    .summary('index everything anew')
    .description(
      'Indexes all sources anew, after a change of the embedding model or when something seems wrong. What is there can be found meanwhile.',
    )
    .option('--source <name>', 'a source alone, as `parley knowledge status` shows it')
    .option('--json', 'print one result object')
    .action(async (options: { source?: string; json?: true }) => {
      const opened = await context.knowledge()
      await runIndexing(context, options, running => opened.rebuild(options.source, running))
    })
}

function formatList(documents: readonly DocumentStatus[]): string {
  if (documents.length === 0) return 'The knowledge base is empty; `parley index PATH` fills it.\n'
  const conversations = Map.groupBy(
    documents.filter(({ kind }) => kind === 'conversations'),
    ({ source }) => source.split('/').slice(0, 4).join('/'),
  )
  const rows = [
    ...documents.filter(({ kind }) => kind !== 'conversations').map(toRow),
    ...[...conversations].map(([name, said]) => toConversationRow(name, said)),
  ]
  return formatTable(['DOCUMENT', 'PASSAGES', 'STATE', 'KIND', 'DATE', 'READERS', 'ADDED BY', 'TITLE'], rows)
}

const kinds: Readonly<Record<SourceKind, string>> = { files: 'file', web: 'page', conversations: 'conversation' }

function toRow({
  id,
  chunks,
  state,
  kind,
  acl,
  addedBy = '',
  sourceUpdatedAt,
  title,
  error,
}: DocumentStatus): string[] {
  const date = sourceUpdatedAt?.toISOString().slice(0, 10) ?? ''
  const titled = error === undefined ? title : `${title}: ${error}`
  return [id, String(chunks), state, kinds[kind], date, acl.join(' '), addedBy, titled]
}

/** A channel has thousands of stretches of talk, which are all alike. */
function toConversationRow(name: string, said: readonly DocumentStatus[]): string[] {
  const passages = said.reduce((sum, { chunks }) => sum + chunks, 0)
  const state = said.every(document => document.state === 'done') ? 'done' : 'pending'
  const last = Math.max(...said.map(({ sourceUpdatedAt }) => sourceUpdatedAt?.getTime() ?? 0))
  const acl = [...new Set(said.flatMap(document => document.acl))]
  const title = `${said.length} threads and stretches`
  return [
    name,
    String(passages),
    state,
    kinds.conversations,
    new Date(last).toISOString().slice(0, 10),
    acl.join(' '),
    '',
    title,
  ]
}

function formatStatus(
  { documents, passages, bytes, embedder, interrupted, sources }: KnowledgeStatus,
  dataFolder: string,
): string {
  const { done, pending, failed } = documents
  const states = [`${done} done`, `${pending} pending`, `${failed} failed`]
  const lines = [
    `Documents:  ${done + pending + failed} (${states.join(', ')})`,
    `Passages:   ${passages}, ${formatBytes(bytes)} on disk`,
    `Embedder:   ${embedder}`,
    ...interrupted.map(name => `Interrupted: ${name}; \`parley index ${name}\` goes on with it.`),
  ]
  const isKept = ({ name }: SourceStatus) => name.startsWith(dataFolder + sep)
  const kept = sources.filter(isKept).length
  const named = sources.filter(source => !isKept(source))
  if (kept > 0) lines.push(`From chats: ${kept} messages and files that people added`)
  const rows = named.map(({ name, documents: count, updatedAt, state, error }) => [
    name,
    String(count),
    updatedAt.toISOString().slice(0, 16).replace('T', ' '),
    error ?? (state === 'done' ? 'done' : 'interrupted'),
  ])
  if (rows.length === 0) return `${lines.join('\n')}\n`
  return `${lines.join('\n')}\n\n${formatTable(['SOURCE', 'DOCUMENTS', 'LAST RUN (UTC)', 'STATE'], rows)}`
}
