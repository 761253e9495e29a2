/** `parley bench`: how fast this machine answers, alone or side by side with an OpenAI-compatible server. */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { formatResult } from '../bench/format-result.ts'
import { measureStarts } from '../bench/measure-start.ts'
import { highestMemory, readPeakMemory } from '../bench/process-memory.ts'
import { type BenchResult, runBench } from '../bench/run-bench.ts'
import { ParleyError } from '../errors.ts'
import { createOpenAiModel } from '../models/openai-model.ts'
import type { AddCommand, CliContext } from './context.ts'
import { getModelFile } from './get-model-file.ts'
import { parseCount } from './parse-count.ts'

interface Options {
  against?: string
  rounds: string
  passages?: string
  json?: true
}

const MAX_ROUNDS = 20
const MIN_PASSAGES = 1000
const MAX_PASSAGES = 2_000_000
/** What is read and embedded: a page of the sample handbook. */
const textUrl = new URL('../../examples/handbook/expenses.md', import.meta.url)

export const addBenchCommand: AddCommand = (program, context) => {
  program
    .command('bench')
    .summary('measure how fast this machine answers')
    .description(
      'Measures the start, reading and writing speed, the second turn of a conversation, memory, the embedder, and how chat messages are kept. Figures of one run can be compared; this machine may be faster at another time.',
    )
    .option(
      '--against <url>',
      'send the same requests to an OpenAI-compatible server as well, in turn: its base URL, ending in /v1',
    )
    .option('--rounds <number>', `how often everything is measured, 1 to ${MAX_ROUNDS}`, '3')
    .option(
      '--passages <number>',
      `measure retrieval over so many made-up passages as well, ${MIN_PASSAGES} to ${MAX_PASSAGES}; a million takes some minutes and 4 GB of disk`,
    )
    .option('--json', 'print one result object')
    .action((options: Options) => bench(context, options))
}

async function bench(context: CliContext, { against, rounds: wanted, passages, json }: Options): Promise<void> {
  const rounds = parseCount('--rounds', wanted, 1, MAX_ROUNDS)
  const passageCount =
    passages === undefined ? undefined : parseCount('--passages', passages, MIN_PASSAGES, MAX_PASSAGES)
  const { config, signal } = context
  const url = against === undefined ? undefined : parseServerUrl(against)
  const status = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[K${text}`))
  // Opened first: an address that does not answer shall not be found out after minutes.
  const rival = url ? await createOpenAiModel({ baseUrl: url, apiKey: config.modelKey }) : undefined
  try {
    // What is not there is fetched now: a download is no part of the start.
    const modelPath = config.modelUrl ? undefined : (await getModelFile(context, config.model)).path
    status('Starting a fresh Parley…')
    const start = await measureStarts(modelPath, rounds, signal)
    const [model, embedder, text] = await Promise.all([context.model(), context.embedder(), readFile(textUrl, 'utf8')])
    const onRound = (round: number) => status(`Round ${round} of ${rounds}…`)
    const measured = await runBench({ model, rival, embedder, text, rounds, signal, onRound })
    status('Keeping messages…')
    const { measureChannels } = await import('../bench/measure-channels.ts')
    const channels = await measureChannels(await context.services(), signal)
    let retrieval: BenchResult['retrieval']
    if (passageCount !== undefined) {
      status('Searching…')
      const { measureRetrieval } = await import('../bench/measure-retrieval.ts')
      retrieval = await measureRetrieval(passageCount, embedder, signal)
    }
    const result: BenchResult = {
      model: model.info.name,
      rounds,
      start: start.times,
      own: measured.own,
      against: rival && url && measured.rival ? { url, model: rival.info.name, ...measured.rival } : undefined,
      embedder: { name: embedder.name, ...measured.embedder },
      channels,
      retrieval,
      memory: highestMemory([start.memory, await readPeakMemory(process.pid)]),
    }
    status('')
    context.write(`${json ? JSON.stringify(result) : formatResult(result)}\n`)
  } finally {
    status('')
    await rival?.close()
  }
}

function parseServerUrl(value: string): string {
  const url = URL.parse(value)
  if (url && /^https?:$/.test(url.protocol) && /\/v1\/?$/.test(url.pathname)) return value
  throw new ParleyError('INPUT_INVALID', `Expected --against to be an http(s) address ending in /v1, got ${value}.`)
}
