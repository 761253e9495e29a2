/** `parley bench`: how fast this machine answers, alone or side by side with an OpenAI-compatible server. */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { measureEmbedder } from '../bench/measure-embedder.ts'
import { type ModelRound, measureRound } from '../bench/measure-model.ts'
import { measureStart, type ProcessMemory, readPeakMemory } from '../bench/measure-process.ts'
import { type Measured, summarizeValues } from '../bench/statistics.ts'
import { ParleyError } from '../errors.ts'
import { createOpenAiModel } from '../models/openai-model.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { AddCommand, CliContext } from './context.ts'

interface BenchOptions {
  against?: string
  rounds: string
  json?: true
}

interface BenchResult {
  model: string
  /** Seconds from starting a process to the end of a short answer: the first time, and with the files in memory. */
  start: { first: number; again: number }
  own: Record<keyof ModelRound, Measured>
  against?: { url: string; model: string } & Record<keyof ModelRound, Measured>
  /** Own to theirs, the median of the rounds; above 1 where more is better, for rates and seconds alike. */
  ratios?: Record<keyof ModelRound, number>
  embedder: { name: string; shortTexts: Measured; longTexts: Measured }
  memory: ProcessMemory[]
}

const MAX_ROUNDS = 20
const figures: readonly { key: keyof ModelRound; name: string; unit: string; isRate: boolean }[] = [
  { key: 'promptRate', name: 'reading a prompt', unit: 'tokens/s', isRate: true },
  { key: 'outputRate', name: 'writing, one answer', unit: 'tokens/s', isRate: true },
  { key: 'parallelRate', name: 'writing, four at once', unit: 'tokens/s', isRate: true },
  { key: 'firstTurn', name: 'first token, first turn', unit: 's', isRate: false },
  { key: 'secondTurn', name: 'first token, second turn', unit: 's', isRate: false },
]

export const addBenchCommand: AddCommand = (program, context) => {
  program
    .command('bench')
    .summary('measure how fast this machine answers')
    .description(
      'Measures the start, reading and writing speed, the second turn of a conversation, memory and the embedder. Figures of one run can be compared; this machine may be faster at another time.',
    )
    .option(
      '--against <url>',
      'run the same requests against an OpenAI-compatible server, in turn: its base URL, ending in /v1',
    )
    .option('--rounds <number>', `how often everything is measured, 1 to ${MAX_ROUNDS}`, '3')
    .option('--json', 'print one result object')
    .action((options: BenchOptions) => bench(context, options))
}

async function bench(context: CliContext, options: BenchOptions): Promise<void> {
  const rounds = Number(options.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    throw new ParleyError(
      'INPUT_INVALID',
      `Expected --rounds to be a whole number from 1 to ${MAX_ROUNDS}, got ${options.rounds}.`,
    )
  }
  const { signal } = context
  const status = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[K${text}`))
  const text = await readFile(new URL('../../examples/handbook/expenses.md', import.meta.url), 'utf8')
  // Opened first: an address that does not answer shall not be found out after minutes.
  const rival = options.against
    ? await createOpenAiModel({ baseUrl: options.against, apiKey: context.config.modelKey })
    : undefined
  status('Starting a fresh Parley…')
  const start = { first: await measureStart(signal), again: await measureStart(signal) }
  const [model, embedder] = await Promise.all([context.model(), context.embedder()])
  const own: ModelRound[] = []
  const theirs: ModelRound[] = []
  const embedded = []
  for (let round = 1; round <= rounds; round++) {
    status(`Round ${round} of ${rounds}…`)
    // Each round's prompt begins with other words, so that nothing of it has been read before.
    const prompt = `Round ${round}, ${Date.now()}.\n${text.slice(0, 2000)}`
    // The one that goes first alternates: a machine that grows warm or busy shall not favour either.
    if (rival && round % 2 === 0) theirs.push(await measureRound(rival, prompt, signal))
    own.push(await measureRound(model, prompt, signal))
    if (rival && round % 2 === 1) theirs.push(await measureRound(rival, prompt, signal))
    embedded.push(await measureEmbedder(embedder, text, signal))
  }
  status('')
  const result: BenchResult = {
    model: model.info.name,
    start,
    own: summarizeRounds(own),
    ...(rival && options.against
      ? {
          against: { url: options.against, model: rival.info.name, ...summarizeRounds(theirs) },
          ratios: compare(own, theirs),
        }
      : {}),
    embedder: {
      name: embedder.name,
      shortTexts: summarizeValues(embedded.map(({ shortTexts }) => shortTexts)),
      longTexts: summarizeValues(embedded.map(({ longTexts }) => longTexts)),
    },
    memory: await readPeakMemory(),
  }
  await rival?.close()
  context.write(options.json ? `${JSON.stringify(result)}\n` : `${formatResult(result)}\n`)
}

function summarizeRounds(rounds: readonly ModelRound[]): Record<keyof ModelRound, Measured> {
  const entries = figures.map(({ key }) => [key, summarizeValues(rounds.map(round => round[key]))])
  return Object.fromEntries(entries) as Record<keyof ModelRound, Measured>
}

function compare(own: readonly ModelRound[], theirs: readonly ModelRound[]): Record<keyof ModelRound, number> {
  const entries = figures.map(({ key, isRate }) => {
    const ratios = own.map((round, index) =>
      isRate ? round[key] / theirs[index]![key] : theirs[index]![key] / round[key],
    )
    return [key, summarizeValues(ratios).median]
  })
  return Object.fromEntries(entries) as Record<keyof ModelRound, number>
}

function formatResult({ model, start, own, against, ratios, embedder, memory }: BenchResult): string {
  const lines = [
    `Model: ${model}`,
    `Start to first answer: ${start.first.toFixed(1)} s, again ${start.again.toFixed(1)} s`,
    '',
  ]
  const header = ['', 'Parley', 'spread', ...(against ? [against.model, 'ratio'] : [])]
  const rows = figures.map(({ key, name, unit }) => {
    const { median, min, max } = own[key]
    const digits = unit === 's' ? 2 : 1
    const compared = against ? [against[key].median.toFixed(digits), ratios![key].toFixed(2)] : []
    return [name, `${median.toFixed(digits)} ${unit}`, `${min.toFixed(digits)}–${max.toFixed(digits)}`, ...compared]
  })
  const table = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...table.map(row => row[column]!.length)))
  lines.push(
    ...table.map(row =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    ),
  )
  if (against) lines.push('A ratio above 1 is in favour of Parley.')
  const { shortTexts, longTexts } = embedder
  lines.push(
    '',
    `Embedding: ${shortTexts.median.toFixed(0)} short texts/s, ${longTexts.median.toFixed(1)} of 200 tokens/s`,
  )
  for (const { name, peakBytes } of memory) lines.push(`Peak memory, ${name}: ${formatBytes(peakBytes)}`)
  return lines.join('\n')
}
