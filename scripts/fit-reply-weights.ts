/**
 * Fits src/pipelines/reading/reply-weights.ts on annotated logs and prints the weights, rounded to tenths:
 * `node scripts/fit-reply-weights.ts LOG.jsonl…`, lines as `eval --task replies` reads them. The logs must be others than those that `eval` measures.
 */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { minimize } from '../src/learning/l-bfgs.ts'
import { createLogState } from '../src/pipelines/reading/log-state.ts'
import {
  addPairFeatures,
  addStartFeatures,
  pairFeatures,
  type ReplyFeature,
  startFeatures,
} from '../src/pipelines/reading/reply-features.ts'
import { replyWeights } from '../src/pipelines/reading/reply-weights.ts'

interface Line {
  id: string
  kind?: string
  author: string
  text: string
  ts?: string
  reply_to?: string[]
}

/** What a message may answer, itself first: of each the numbers of its features, and their values. */
interface Choice {
  candidates: { features: number[]; values: number[] }[]
  /** Places of those that people annotated. */
  right: number[]
}

/** As many messages back as `inferReplies` looks. */
const MAX_DISTANCE = 100
/** Features depend on what was decided before: the second round sees what the first one's weights decide. */
const ROUNDS = 2
const L2 = 1e-4
const MAX_ITERATIONS = 200

const names: readonly ReplyFeature[] = [...pairFeatures, ...startFeatures]
const numberOf = new Map(names.map((name, index) => [name, index]))

const paths = process.argv.slice(2)
if (paths.length === 0) throw new Error('Expected paths of annotated logs, JSON lines.')
const logs: Line[][] = []
for (const path of paths) {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(line => line.trim() !== '')
  logs.push(
    ...Map.groupBy(
      lines.map(line => JSON.parse(line) as Line),
      ({ id }) => id.split(':')[0],
    ).values(),
  )
}
let weights: Float64Array = Float64Array.from(names, name => replyWeights[name])
for (let round = 1; round <= ROUNDS; round++) {
  const choices = logs.flatMap(log => readChoices(log, weights))
  process.stderr.write(`round ${round}: ${choices.length} annotated messages, ${hits(choices, weights)} right before\n`)
  weights = await minimize(weights, point => lossOf(choices, point), { maxIterations: MAX_ITERATIONS })
  process.stderr.write(`round ${round}: ${hits(choices, weights)} right after\n`)
}
process.stdout.write(names.map((name, index) => `  ${name}: ${Math.round(10 * weights[index]!) / 10},\n`).join(''))

function readChoices(log: readonly Line[], current: Float64Array): Choice[] {
  const at = new Map(log.map(({ id }, index) => [id, index]))
  const state = createLogState(log)
  const before: number[] = []
  return log.flatMap(({ id, reply_to: links }, index) => {
    if (state.facts[index]!.isNotice) {
      state.advance(index, index)
      return []
    }
    const parents = links && new Set((links.length > 0 ? links : [id]).map(parent => at.get(parent)))
    const places = [index, ...before.toReversed()]
    const candidates = places.map((place, distance) => {
      const features: number[] = []
      const values: number[] = []
      const add = (name: ReplyFeature, value: number) => {
        features.push(numberOf.get(name)!)
        values.push(value)
      }
      if (place === index) addStartFeatures(state, index, add)
      else addPairFeatures(state, index, place, distance, add)
      return { features, values }
    })
    const scores = candidates.map(candidate => scoreOf(candidate, current))
    state.advance(index, places[scores.indexOf(Math.max(...scores))]!)
    before.push(index)
    if (before.length > MAX_DISTANCE) before.shift()
    const right = places.flatMap((place, number) => (parents?.has(place) ? [number] : []))
    return right.length > 0 ? [{ candidates, right }] : []
  })
}

function scoreOf({ features, values }: Choice['candidates'][number], point: Float64Array): number {
  return features.reduce((sum, feature, index) => sum + point[feature]! * values[index]!, 0)
}

function hits(choices: readonly Choice[], point: Float64Array): number {
  return choices.filter(({ candidates, right }) => {
    const scores = candidates.map(candidate => scoreOf(candidate, point))
    return right.includes(scores.indexOf(Math.max(...scores)))
  }).length
}

/** Negative log likelihood that one of the annotated messages is chosen, mean over the messages. */
function lossOf(choices: readonly Choice[], point: Float64Array): { loss: number; gradient: Float64Array } {
  const gradient = point.map(value => 2 * L2 * value)
  let loss = L2 * point.reduce((sum, value) => sum + value * value, 0)
  for (const { candidates, right } of choices) {
    const scores = candidates.map(candidate => scoreOf(candidate, point))
    const highest = Math.max(...scores)
    const odds = scores.map(score => Math.exp(score - highest))
    const all = odds.reduce((sum, value) => sum + value, 0)
    const good = right.reduce((sum, number) => sum + odds[number]!, 0)
    loss -= Math.log(good / all) / choices.length
    for (const [number, { features, values }] of candidates.entries()) {
      const pull = odds[number]! / all - (right.includes(number) ? odds[number]! / good : 0)
      for (const [index, feature] of features.entries()) gradient[feature]! += (pull * values[index]!) / choices.length
    }
  }
  return { loss, gradient }
}
