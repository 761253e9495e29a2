/** `parley search`: what retrieval finds, without a language model. */
import { z } from 'zod'
import type { Passage } from '../../knowledge/knowledge.ts'
import { ParleyError } from '../errors.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { AddCommand, CliContext } from './context.ts'
import { runJsonl } from './jsonl.ts'
import { parseCount } from './parse-count.ts'
import { openRequests, openStandardInput, readTextStream } from './read-input.ts'

interface SearchOptions {
  limit: string
  reader: string[]
  json?: true
  jsonl?: true
}

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 50
/** Questions in work at once: the embedder takes one at a time, the index several. */
const PARALLEL_LINES = 4
const EXCERPT_LENGTH = 240

const request = z.strictObject({
  query: z.string('expected "query" to be a text').refine(query => query.trim() !== '', '"query" is empty'),
  limit: z.int(`expected "limit" to be a whole number from 1 to ${MAX_LIMIT}`).min(1).max(MAX_LIMIT).optional(),
  readers: z.array(z.string(), 'expected "readers" to be a list of principals').optional(),
})

export const addSearchCommand: AddCommand = (program, context) => {
  program
    .command('search')
    .summary('find passages, without a language model')
    .description('Shows the passages that are found for words or a question, best first.')
    .argument('[words...]', 'QUERY; "-" or none reads standard input; with --jsonl a file of requests')
    .usage('[options] "QUERY"')
    .option('--limit <number>', `the most passages, 1 to ${MAX_LIMIT}`, String(DEFAULT_LIMIT))
    .option('--reader <principal>', 'find what this principal may read too; repeatable', addTo, [])
    .option('--json', 'print one result object')
    .option(
      '--jsonl',
      'read {id, query} a line (from a file or standard input), write {id, hits} a line, in the same order',
    )
    .action(async (words: string[], options: SearchOptions) => {
      if (options.json && options.jsonl) throw new ParleyError('INPUT_INVALID', 'Expected --json or --jsonl, not both.')
      if (options.jsonl) await searchLines(context, words, options)
      else await searchOnce(context, words, options)
    })
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
}

async function searchOnce(context: CliContext, words: string[], options: SearchOptions): Promise<void> {
  const limit = parseCount('--limit', options.limit, 1, MAX_LIMIT)
  const piped = openStandardInput(context.signal, words, 'parley search "QUERY"')
  const query = piped ? await readTextStream(piped) : words.join(' ')
  if (query.trim() === '') throw new ParleyError('INPUT_INVALID', 'QUERY is empty; expected words or a question.')
  const knowledge = await context.knowledge()
  const passages = await knowledge.search({ query, readers: options.reader, limit, signal: context.signal })
  if (options.json) context.write(`${JSON.stringify({ id: null, hits: passages.map(toHit) })}\n`)
  else context.write(passages.length === 0 ? 'Nothing was found.\n' : `${passages.map(formatPassage).join('\n\n')}\n`)
}

async function searchLines(context: CliContext, words: string[], options: SearchOptions): Promise<void> {
  const limit = parseCount('--limit', options.limit, 1, MAX_LIMIT)
  await runJsonl({
    input: await openRequests(context.signal, words, 'parley search --jsonl FILE'),
    write: context.write,
    parse: parseRequest,
    open: context.knowledge,
    run: async (given, knowledge) => {
      const readers = [...options.reader, ...(given.readers ?? [])]
      const search = { query: given.query, readers, limit: given.limit ?? limit, signal: context.signal }
      return { hits: (await knowledge.search(search)).map(toHit) }
    },
    parallel: PARALLEL_LINES,
    signal: context.signal,
    onFault: error => context.log.error({ err: error }, 'a line failed'),
  })
}

function parseRequest(value: Record<string, unknown>): z.infer<typeof request> {
  const checked = request.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    throw new ParleyError('INPUT_INVALID', `Unknown field "${key}": ${suggestName(key, Object.keys(request.shape))}`)
  }
  throw new ParleyError('INPUT_INVALID', `${issue?.message}.`)
}

function toHit({ doc, start, end, score, text, title, heading, uri, lang, cosine, bm25 }: Passage) {
  return { doc, start, end, score, text, title, heading, uri, lang, cosine, ...(bm25 === undefined ? {} : { bm25 }) }
}

function formatPassage({ doc, title, heading, start, end, text, cosine }: Passage, index: number): string {
  const name = [title, heading].filter(part => part !== '').join(' › ')
  const flat = text.replace(/\s+/g, ' ')
  const excerpt = flat.length > EXCERPT_LENGTH ? `${flat.slice(0, EXCERPT_LENGTH).toWellFormed()}…` : flat
  return `${index + 1}. ${name || doc}\n   ${doc}, ${start} to ${end}, cosine ${cosine.toFixed(3)}\n   ${excerpt}`
}
