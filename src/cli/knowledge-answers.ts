/** `parley knowledge answers`: the answers that people approved. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { type CuratedAnswer, createCuratedAnswers } from '../../knowledge/curated-answers.ts'
import { ParleyError } from '../errors.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import { formatTable } from '../text/format-table.ts'
import type { CliContext } from './context.ts'

export function addAnswersCommand(knowledge: Command, context: CliContext): void {
  const open = async () => {
    const { db } = await context.store()
    return createCuratedAnswers({ db, embedder: await context.embedder(), now: () => new Date() })
  }
  const answers = knowledge
    .command('answers')
    .summary('approved answers')
    .description(
      'Approved answers: list, add, remove. Where a question means the same as one of them, its answer is given word for word, before any document is searched.',
    )
  answers
    .command('list')
    .summary('what is approved, the latest first')
    .description('Lists the approved answers, with who may read them and who approved them.')
    .option('--json', 'print one result object')
    .action(async ({ json }: { json?: true }) => {
      const list = await (await open()).list()
      context.write(json ? `${JSON.stringify({ answers: list })}\n` : formatAnswers(list))
    })
  answers
    .command('add')
    .summary('approve an answer')
    .description('Keeps an answer for a question; the one that the same readers had for it before goes.')
    .argument('<question>', 'as people ask it')
    .argument('<answer>', 'Markdown')
    .option('--acl <principal>', 'who may read it, such as channel:C024; repeatable; everybody where absent', addTo, [])
    .option('--json', 'print one result object')
    .action(async (question: string, answer: string, { acl, json }: { acl: string[]; json?: true }) => {
      const { username } = userInfo()
      const addedBy = { id: username, name: username }
      const kept = await open()
      const outcome = await kept.put(
        { question, answer, addedBy, acl: acl.length > 0 ? acl : ['public'] },
        context.signal,
      )
      context.write(json ? `${JSON.stringify({ outcome })}\n` : `${outcome}\n`)
    })
  answers
    .command('remove')
    .summary('take approved answers out')
    .description('Takes approved answers out.')
    .argument('<id...>', 'as `parley knowledge answers list` shows them')
    .option('--json', 'print one result object')
    .action(async (ids: string[], { json }: { json?: true }) => {
      const kept = await open()
      for (const id of ids) {
        if (await kept.remove(id)) continue
        throw new ParleyError(
          'INPUT_INVALID',
          `No approved answer is called ${id}; \`parley knowledge answers list\` shows what there is.`,
        )
      }
      const line = `removed ${ids.length} ${ids.length === 1 ? 'answer' : 'answers'}`
      context.write(`${json ? JSON.stringify({ removed: ids }) : line}\n`)
    })
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
}

function formatAnswers(answers: readonly CuratedAnswer[]): string {
  if (answers.length === 0) return 'No answer is approved yet; `parley knowledge answers add` approves one.\n'
  return formatTable(
    ['ID', 'READERS', 'APPROVED', 'QUESTION', 'ANSWER'],
    answers.map(({ id, acl, addedBy, updatedAt, question, answer }) => [
      ...[id, acl.join(' '), `${addedBy.name}, ${updatedAt.toISOString().slice(0, 10)}`],
      ...[formatExcerpt(question, 60), formatExcerpt(answer, 60)],
    ]),
  )
}
