/**
 * Fits the weights of src/pipelines/answer/confidence.json on questions about the sample handbook
 * (test/eval/handbook-questions.jsonl): `node scripts/fit-answer-confidence.ts MODEL.gguf [EVERY]`, where EVERY takes each n-th question.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { openKnowledge } from '../knowledge/open-knowledge.ts'
import { answerF1, auroc } from '../src/eval/metrics.ts'
import { fitLogisticRegression } from '../src/learning/logistic-regression.ts'
import { createLlamaModel } from '../src/models/llama/llama-model.ts'
import { createTransformersEmbedder } from '../src/models/transformers/transformers-embedder.ts'
import { evidenceNames } from '../src/pipelines/answer/evidence.ts'
import { findAnswers } from '../src/pipelines/answer/find-answer.ts'
import { mapInOrder } from '../src/pipelines/map-in-order.ts'
import type { Services } from '../src/pipelines/pipeline.ts'
import { openStore } from '../src/store/store.ts'

interface Question {
  question: string
  answerable: boolean
  answers?: string[]
  doc?: string
  quote?: string
}

interface Row {
  evidence: Float32Array
  isRight: boolean
  question: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
/** The penalty keeps fourteen weights tame on a few hundred rows. */
const penalty = 0.02

const [modelPath, every = '1'] = process.argv.slice(2)
if (!modelPath) throw new Error('Expected the path of a GGUF model.')
const lines = (await readFile(join(root, 'test/eval/handbook-questions.jsonl'), 'utf8')).trim().split('\n')
const questions = lines.map(line => JSON.parse(line) as Question).filter((_, index) => index % Number(every) === 0)
const folder = await mkdtemp(join(tmpdir(), 'parley-fit-'))
try {
  const store = await openStore({ folder })
  const embedder = await createTransformersEmbedder()
  const knowledge = await openKnowledge({ folder, store, embedder })
  const model = await createLlamaModel({ path: modelPath, name: 'model' })
  const signal = new AbortController().signal
  await knowledge.index({ paths: [join(root, 'examples/handbook')], signal })
  const rows = await readAll({ model, embedder, knowledge } as unknown as Services, signal)
  await writeFile(
    join(root, 'src/pipelines/answer/confidence.json'),
    `${JSON.stringify(await fit(rows), undefined, 2)}\n`,
  )
  await Promise.all([model.close(), embedder.close(), knowledge.close(), store.close()])
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function readAll(services: Services, signal: AbortSignal): Promise<Row[]> {
  let done = 0
  const readOne = async ({ question, answerable, answers = [], doc }: Question, index: number): Promise<Row[]> => {
    const read = await findAnswers({ question, readers: [], signal, sure: 1 }, services)
    if (++done % 10 === 0) process.stderr.write(`${done} of ${questions.length} questions\n`)
    return read.map(({ answer, located, passage, evidence }) => {
      const f1 = answerF1(located.exact ?? answer, answers)
      const isRight = answerable && passage.doc.endsWith(doc!) && f1 >= 0.5
      return { evidence: Float32Array.from(evidence), isRight, question: index }
    })
  }
  return (await Array.fromAsync(mapInOrder(questions, 4, readOne))).flat()
}

/** Fits on all rows; the figures that are printed come from five folds that keep a question's rows together. */
async function fit(rows: readonly Row[]) {
  const train = async (chosen: readonly Row[]) => {
    const labels = chosen.map(({ isRight }) => (isRight ? 1 : 0))
    const { weights } = await fitLogisticRegression(
      chosen.map(({ evidence }) => evidence),
      labels,
      2,
      { l2: penalty, maxIterations: 300 },
    )
    return evidenceNames.map((_, d) => weights[2 * d + 1]! - weights[2 * d]!).concat(weights.at(-1)! - weights.at(-2)!)
  }
  const logit = (weights: readonly number[], evidence: Float32Array) =>
    evidence.reduce((sum, value, d) => sum + value * weights[d]!, weights.at(-1)!)
  const held = rows.map(row => ({ row, confidence: 0 }))
  for (let fold = 0; fold < 5; fold++) {
    const weights = await train(rows.filter(({ question }) => question % 5 !== fold))
    for (const entry of held) {
      if (entry.row.question % 5 === fold) entry.confidence = 1 / (1 + Math.exp(-logit(weights, entry.row.evidence)))
    }
  }
  const best = questions.map((_, index) =>
    held
      .filter(({ row }) => row.question === index)
      .reduce((a, b) => (b.confidence > a.confidence ? b : a), { row: { isRight: false } as Row, confidence: 0 }),
  )
  const answerFrom = chooseThreshold(best)
  const given = best.map(({ confidence }) => confidence >= answerFrom)
  const share = (count: number, of: number) => `${((100 * count) / Math.max(1, of)).toFixed(1)}%`
  const refused = given.filter(value => !value).length
  process.stdout.write(
    [
      `rows ${rows.length}, right ${rows.filter(({ isRight }) => isRight).length}`,
      `AUROC of answerable questions ${auroc(
        best.map(({ confidence }) => confidence),
        questions.map(({ answerable }) => answerable),
      ).toFixed(3)}`,
      `answered ${share(given.length - refused, given.length)}, of these right ${share(best.filter((entry, index) => given[index] && entry.row.isRight).length, given.length - refused)}`,
      `refusals that were right ${share(questions.filter(({ answerable }, index) => !answerable && !given[index]).length, refused)}`,
      '',
    ].join('\n'),
  )
  const weights = await train(rows)
  const named = Object.fromEntries(evidenceNames.map((name, d) => [name, round(weights[d]!)]))
  return { bias: round(weights.at(-1)!), answerFrom: round(answerFrom), weights: named }
}

/** Where most questions get what they should: a right answer, or a refusal of what has none. */
function chooseThreshold(best: readonly { row: Row; confidence: number }[]): number {
  let threshold = 0.5
  let most = -1
  for (let step = 5; step <= 95; step++) {
    const good = best.filter(({ row, confidence }, index) =>
      questions[index]!.answerable ? confidence >= step / 100 && row.isRight : confidence < step / 100,
    ).length
    if (good > most) {
      most = good
      threshold = step / 100
    }
  }
  return threshold
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
