/** Shows what was measured as a table that fits into 80 columns. */
import { formatBytes } from '../text/format-bytes.ts'
import { formatTable } from '../text/format-table.ts'
import type { ModelRound } from './measure-model.ts'
import type { RetrievalFigures } from './measure-retrieval.ts'
import type { BenchResult } from './run-bench.ts'
import { type Measured, spreadPercent } from './statistics.ts'

const modelRows: readonly [key: keyof ModelRound, label: string][] = [
  ['promptRate', 'Reading a prompt, tokens/s'],
  ['outputRate', 'Writing one answer, tokens/s'],
  ['parallelRate', 'Writing four at once, tokens/s'],
  ['firstTurn', 'First token, first turn, s'],
  ['secondTurn', 'First token, second turn, s'],
]

export function formatResult({
  model,
  rounds,
  start,
  own,
  against,
  embedder,
  channels,
  retrieval,
  memory,
}: BenchResult): string {
  const header = ['', 'Parley', ...(against ? ['server', 'ratio'] : [])]
  const rows = [
    [`Start to first words, ${start.isCold ? 'cold' : 'first'}, s`, formatNumber(start.first)],
    ['Start to first words, warm, s', formatMeasured(start.warm)],
    ...modelRows.map(([key, label]) => [
      label,
      formatMeasured(own[key]),
      ...(against ? [formatMeasured(against.figures[key]), formatMeasured(against.ratios[key])] : []),
    ]),
    ['Embedding short texts, texts/s', formatMeasured(embedder.shortTexts)],
    ['Embedding long texts, texts/s', formatMeasured(embedder.longTexts)],
    ['Chat messages kept, messages/s', formatNumber(channels.mirrorRate)],
    [`Memory after ${channels.messages} of them, more`, formatBytes(Math.max(0, channels.memoryGrowth))],
    ['First sign of life beside a busy model, p95, ms', formatNumber(channels.signOfLife)],
    ...(retrieval ? retrievalRows(retrieval) : []),
    ...(memory.parley === null ? [] : [['Peak memory, Parley', formatBytes(memory.parley)]]),
    ...(memory.model === null ? [] : [['Peak memory, model', formatBytes(memory.model)]]),
  ]
  const about = [`Model: ${model}`, ...(against ? [`Server: ${against.model} at ${against.url}`] : [])]
  const notes = [
    `Medians of ${rounds === 1 ? 'one round' : `${rounds} rounds`}${rounds === 1 ? '' : '; ± is half of the range'}.`,
    ...(against ? ['A ratio above 1 is in favour of Parley.'] : []),
    ...(start.isCold ? [] : ['At the first start the model’s file may have been in memory already.']),
  ]
  return [...about, '', formatTable(header, rows, 1), ...notes].join('\n')
}

function retrievalRows({ passages, writeRate, half, few, recallOfHalf, recallOfFew }: RetrievalFigures): string[][] {
  return [
    [`Writing ${passages} passages, passages/s`, formatNumber(writeRate)],
    ['Searching them, half may be read, ms', formatMeasured(half)],
    ['The same, 0.5 % may be read, ms', formatMeasured(few)],
    ['Of the 10 nearest found, half may be read, %', formatNumber(100 * recallOfHalf)],
    ['The same, 0.5 % may be read, %', formatNumber(100 * recallOfFew)],
  ]
}

function formatMeasured(measured: Measured): string {
  const { median, min, max } = measured
  return min === max ? formatNumber(median) : `${formatNumber(median)} ±${spreadPercent(measured).toFixed(0)} %`
}

/** Three digits that count. */
function formatNumber(value: number): string {
  return value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)
}
