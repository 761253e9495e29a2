/** Measures whether `summarize` finds one fact in a real chat of any length, and what more messages cost after the first reading. */
import { createRandom } from '../bench/random.ts'
import { meterModel } from '../models/metered-model.ts'
import type { Services } from '../pipelines/pipeline.ts'
import { summarize } from '../pipelines/summarize/summarize.ts'
import type { Utterance } from '../text/utterance.ts'
import {
  type EvaluationOptions,
  type EvaluationRow,
  mean,
  readItems,
  runForResult,
  sampleEvenly,
} from './evaluation.ts'
import plantedFacts from './planted-facts.json' with { type: 'json' }

interface Fact {
  author: string
  text: string
  query: string
  /** What a summary that tells the fact holds: the source of a regular expression. */
  needle: string
}

interface ChatLine {
  kind: string
  author: string
  text: string
}

const facts: readonly Fact[] = plantedFacts
const LENGTHS = [50, 500, 5000, 20_000]
const READ_FIRST = 10_000
const MORE = 20
const SEED = 7

/**
 * The rows of a length at a time.
 * @throws ParleyError INPUT_INVALID for missing data; whatever the model throws
 */
export async function* evaluatePlantedFacts(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const { dataFolder, limit, onProgress } = options
  const lines = await readItems<ChatLine>(dataFolder, 'chat/ubuntu_irc.jsonl')
  const more = await readItems<ChatLine>(dataFolder, 'chat/ubuntu_meeting_irc.jsonl')
  const said = [...lines, ...more].filter(({ kind }) => kind !== 'system')
  const wanted = sampleEvenly(facts, limit)
  for (const length of LENGTHS) {
    const task = `facts in ${length} messages`
    const random = createRandom(SEED)
    const found: number[] = []
    for (const fact of wanted) {
      const messages = toLog(said, length)
      const at = Math.floor(random() * messages.length)
      messages[at] = { ...messages[at]!, author: fact.author, text: fact.text }
      const { points } = await runForResult(summarize, { messages, query: fact.query, length: 'medium' }, options)
      found.push(points.some(({ text }) => new RegExp(fact.needle).test(text)) ? 1 : 0)
      onProgress(task, found.length, wanted.length)
    }
    yield [{ task, metric: 'found', value: mean(found), n: found.length }]
  }
  const messages = toLog(said, READ_FIRST + MORE)
  const first = await workOf(messages.slice(0, READ_FIRST), options)
  onProgress('more messages', 1, 2)
  const again = await workOf(messages, options)
  onProgress('more messages', 2, 2)
  const task = `work for ${MORE} messages more than ${READ_FIRST}`
  yield [
    { task, metric: 'tokens of the first reading', value: again.tokens / first.tokens, n: 1 },
    { task, metric: 'embedded of the first reading', value: again.embedded / first.embedded, n: 1 },
  ]
}

/** The chat from its beginning, and again from there where it is too short; a message every minute. */
function toLog(said: readonly ChatLine[], length: number): Utterance[] {
  return Array.from({ length }, (_, index) => {
    const { author, text } = said[index % said.length]!
    const round = Math.floor(index / said.length)
    const ts = new Date(Date.UTC(2026, 0, 5) + index * 60_000).toISOString()
    return { id: String(index + 1), author, text: round === 0 ? text : `${text} (${round + 1})`, ts }
  })
}

async function workOf(
  messages: Utterance[],
  options: EvaluationOptions,
): Promise<{ tokens: number; embedded: number }> {
  const { model, usage } = meterModel(options.services.model)
  let embedded = 0
  const embed: Services['embedder']['embed'] = (texts, ...more) => {
    embedded += texts.length
    return options.services.embedder.embed(texts, ...more)
  }
  const services = { ...options.services, model, embedder: { ...options.services.embedder, embed } }
  await runForResult(summarize, { messages, length: 'long' }, { ...options, services })
  const { prompt, reused, output } = usage()
  return { tokens: prompt - reused + output, embedded }
}
