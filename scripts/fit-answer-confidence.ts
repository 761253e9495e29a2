/**
 * Calibrates src/pipelines/answer/confidence.json (scale, bias and threshold; the weights themselves are reasoned, not fitted) on questions about the sample handbook
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
import { weighEvidence } from '../src/pipelines/answer/evidence.ts'
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
  /** What the reasoned weights make of the evidence, before calibration. */
  logit: number
  isRight: boolean
  question: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const confidencePath = join(root, 'src/pipelines/answer/confidence.json')
/** The share of the right answers that may be withheld. */
const MAX_WITHHELD = 0.02

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
  await writeFile(confidencePath, `${JSON.stringify(await calibrate(rows, embedder.name), undefined, 2)}\n`)
  await Promise.all([model.close(), embedder.close(), knowledge.close(), store.close()])
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function readAll(services: Services, signal: AbortSignal): Promise<Row[]> {
  let done = 0
  const readOne = async (
    { question, answerable, answers = [], doc, quote }: Question,
    index: number,
  ): Promise<Row[]> => {
    const { answers: read } = await findAnswers({ question, readers: [], signal, sure: 1 }, services)
    if (++done % 10 === 0) process.stderr.write(`${done} of ${questions.length} questions\n`)
    return read.map(({ answer, located, passage, evidence }) => {
      const cited = passage.text.slice(located.start, located.end)
      const says =
        answerF1(located.exact ?? answer, answers) >= 0.5 || (quote !== undefined && answerF1(cited, [quote]) >= 0.6)
      return {
        logit: weighEvidence(evidence),
        isRight: answerable && passage.doc.endsWith(doc!) && says,
        question: index,
      }
    })
  }
  return (await Array.fromAsync(mapInOrder(questions, 4, readOne))).flat()
}

/** Platt's two parameters over the weighed evidence, and the threshold. */
async function calibrate(rows: readonly Row[], embedder: string) {
  const inputs = rows.map(({ logit }) => Float32Array.of(logit))
  const labels = rows.map(({ isRight }) => (isRight ? 1 : 0))
  const { weights } = await fitLogisticRegression(inputs, labels, 2, { l2: 1e-4, maxIterations: 200 })
  const scale = weights[1]! - weights[0]!
  const bias = weights[3]! - weights[2]!
  const best = questions.map((_, index) => {
    const own = rows.filter(({ question }) => question === index).sort((a, b) => b.logit - a.logit)
    const [first] = own
    return {
      isRight: first?.isRight ?? false,
      confidence: first ? 1 / (1 + Math.exp(-(scale * first.logit + bias))) : 0,
    }
  })
  const answerFrom = chooseThreshold(best)
  const given = best.map(({ confidence }) => confidence >= answerFrom)
  const share = (count: number, of: number) => `${((100 * count) / Math.max(1, of)).toFixed(1)}%`
  const refused = given.filter(value => !value).length
  const confidences = best.map(({ confidence }) => confidence)
  process.stdout.write(
    [
      `rows ${rows.length}, right ${labels.filter(label => label === 1).length}`,
      `AUROC of answerable questions ${auroc(
        confidences,
        questions.map(({ answerable }) => answerable),
      ).toFixed(3)}`,
      `answered ${share(given.length - refused, given.length)}, of these right ${share(best.filter(({ isRight }, index) => given[index] && isRight).length, given.length - refused)}`,
      `refusals that were right ${share(questions.filter(({ answerable }, index) => !answerable && !given[index]).length, refused)}`,
      '',
    ].join('\n'),
  )
  const file = JSON.parse(await readFile(confidencePath, 'utf8')) as object
  // Rounded down: the answer that it was taken from is still given.
  const from = Math.floor(1000 * answerFrom) / 1000
  return { ...file, embedder, scale: round(scale), bias: round(bias), answerFrom: from }
}

/** The highest threshold that withholds no more than a few of the right answers: not to be told what stands there is worse than a doubtful answer with its source. */
function chooseThreshold(best: readonly { isRight: boolean; confidence: number }[]): number {
  const right = best.filter(({ isRight }) => isRight).map(({ confidence }) => confidence)
  right.sort((a, b) => a - b)
  return right[Math.floor(MAX_WITHHELD * right.length)] ?? 0.5
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
