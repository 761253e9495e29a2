/** Finds out what somebody wants: by the command, by likeness to the pipelines' own examples, in doubt by the language model. */

import type { Knowledge } from '../../knowledge/knowledge.ts'
import { ParleyError } from '../errors.ts'
import type { Embedder } from '../models/embedder.ts'
import type { LanguageModel } from '../models/language-model.ts'
import { centreOf, dot } from '../models/vectors.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { parseCommandText, withInput } from './command.ts'
import { extractParams, type MessageContent, parsedLog } from './message-params.ts'
import { splitInstruction } from './split-instruction.ts'

export interface Route {
  /** Name of the pipeline. */
  pipeline: string
  /** 0 to 1; 1 where the person named it. */
  confidence: number
  /** What the message says of the pipeline's parameters, unchecked. */
  params: Record<string, unknown>
  /** What decided. */
  by: 'command' | 'examples' | 'model'
  /** The next likely pipeline, where the message only hinted at one. */
  otherwise?: string
}

export interface RouteRequest extends MessageContent {
  signal?: AbortSignal
}

export interface Router {
  /** As `route`, but in doubt the likest examples decide: within milliseconds, beside a busy model too. */
  guess(request: RouteRequest): Promise<Route>
  /** @throws ParleyError INPUT_INVALID where a command is written wrongly; MODEL_UNAVAILABLE, CANCELLED */
  route(request: RouteRequest): Promise<Route>
}

export interface RouterOptions {
  pipelines: readonly Pipeline[]
  embedder: Embedder
  knowledge: Knowledge
  /** Asked in doubt; without it the likest examples decide. */
  model?: LanguageModel
}

/** The likest examples of a pipeline that count. */
const NEAREST = 3
/** The mean of a pipeline's examples says what it is about, the nearest ones know its turns of phrase. */
const NEAREST_SHARE = 0.5
/**
 * Cosines of the embedder lie close together; divided by this they become odds. On messages in six languages, a pipeline
 * that gets more than half of the odds is the right one 49 times of 50.
 */
const TEMPERATURE = 0.012
const DOUBT_BELOW = 0.5
/** How far into a message its meaning is looked for. */
const MAX_INSTRUCTION_CHARS = 300

interface Example {
  pipeline: number
  vector: Float32Array
}

interface Examples {
  all: Example[]
  /** One unit vector a pipeline. */
  centres: Float32Array[]
}

/** Learns from the pipelines' examples at the first message. */
export function createRouter(options: RouterOptions): Router {
  const { pipelines, embedder, knowledge, model } = options
  let examples: Promise<Examples> | undefined
  let indexed = false

  async function loadExamples(): Promise<Examples> {
    examples ??= embedExamples(pipelines, embedder)
    try {
      return await examples
    } catch (error) {
      examples = undefined
      throw error
    }
  }

  async function decide(request: RouteRequest, judge: LanguageModel | undefined): Promise<Route> {
    const named = byName(pipelines, request)
    if (named) return named
    const candidates = await candidatesFor(request)
    const text = splitInstruction(request.text).instruction.slice(0, MAX_INSTRUCTION_CHARS)
    const [vector] = await embedder.embed([text], 'query', request.signal)
    const known = await loadExamples()
    const odds = toOdds(candidates.map(pipeline => likeness(known, pipelines.indexOf(pipeline), vector!)))
    let by: Route['by'] = 'examples'
    let shares = odds
    if (candidates.length > 1 && Math.max(...odds) < DOUBT_BELOW && judge?.info.canScore) {
      const judged = await askModel(judge, candidates, odds, text, request.signal)
      if (judged) {
        shares = judged
        by = 'model'
      }
    }
    const best = shares.indexOf(Math.max(...shares))
    const pipeline = candidates[best]!
    // What the message is like, not what the model preferred, says what else it may have meant.
    const next = odds.map((share, i) => (i === best ? -1 : share))
    const otherwise = candidates.length > 1 ? candidates[next.indexOf(Math.max(...next))]!.name : undefined
    const params = extractParams(pipeline, request)
    return { pipeline: pipeline.name, confidence: shares[best]!, params, by, otherwise }
  }

  /** The pipelines that can do something with the message at all. */
  async function candidatesFor(request: RouteRequest): Promise<Pipeline[]> {
    if (request.attachments?.length) return pipelines.filter(pipeline => !readsNoFile.has(pipeline.name))
    if (parsedLog(request.text)) return pipelines.filter(pipeline => pipeline.input.kind === 'conversation')
    if (await hasKnowledge()) return [...pipelines]
    return pipelines.filter(pipeline => pipeline.name !== 'answer' || pipelines.every(other => other.name !== 'chat'))
  }

  /** Asked anew until there is something: an index that has become empty costs one "I do not know". */
  async function hasKnowledge(): Promise<boolean> {
    indexed ||= (await knowledge.status()).documents.done > 0
    return indexed
  }

  return { route: request => decide(request, model), guess: request => decide(request, undefined) }
}

/** They answer from the knowledge base and from the conversation. */
const readsNoFile = new Set(['answer', 'chat'])

function byName(pipelines: readonly Pipeline[], request: RouteRequest): Route | undefined {
  const command = /^\s*\/(\p{L}+)(?=\s|$)([\s\S]*)$/u.exec(request.text)
  const pipeline = pipelines.find(pipeline => pipeline.name === command?.[1]?.toLowerCase())
  if (!command || !pipeline) return undefined
  return { ...routeCommand(pipeline, command[2]!, request), pipeline: pipeline.name }
}

/**
 * A command whose name is known: its options, and what it works on.
 * @throws ParleyError INPUT_INVALID
 */
export function routeCommand(pipeline: Pipeline, text: string, message: Omit<MessageContent, 'text'>): Route {
  const { params, rest } = parseCommandText(pipeline, text)
  const drawn = extractParams(pipeline, { ...message, text: rest })
  const missing = 'to' in pipeline.parameters.shape && params.to === undefined && drawn.to !== undefined
  // "/translate into German: …" says in words what the option would.
  const input = missing ? { ...drawn, ...params } : withInput(pipeline, params, rest, message.attachments)
  return { pipeline: pipeline.name, confidence: 1, params: input, by: 'command' }
}

async function embedExamples(pipelines: readonly Pipeline[], embedder: Embedder): Promise<Examples> {
  const texts = pipelines.flatMap((pipeline, index) =>
    Object.values(pipeline.examples)
      .flat()
      .map(text => ({ text: splitInstruction(text).instruction, pipeline: index })),
  )
  const vectors = await embedder.embed(
    texts.map(({ text }) => text),
    'query',
  )
  const all = texts.map(({ pipeline }, i) => ({ pipeline, vector: vectors[i]! }))
  const centres = pipelines.map((_, index) => {
    const own = all.filter(({ pipeline }) => pipeline === index).map(({ vector }) => vector)
    return centreOf(own, embedder.dimensions)
  })
  return { all, centres }
}

function likeness(examples: Examples, pipeline: number, vector: Float32Array): number {
  const nearest = examples.all
    .filter(example => example.pipeline === pipeline)
    .map(example => dot(example.vector, vector))
    .sort((a, b) => b - a)
    .slice(0, NEAREST)
  if (nearest.length === 0) return 0
  const mean = nearest.reduce((sum, cosine) => sum + cosine, 0) / nearest.length
  return NEAREST_SHARE * mean + (1 - NEAREST_SHARE) * dot(examples.centres[pipeline]!, vector)
}

/** Softmax. */
function toOdds(cosines: readonly number[]): number[] {
  const highest = Math.max(...cosines)
  const weights = cosines.map(cosine => Math.exp((cosine - highest) / TEMPERATURE))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** How many of the likeliest pipelines the model chooses from: a small one does not do well with more. */
const MODEL_CHOICES = 3

/** @returns the odds multiplied by what the model holds likely; undefined where it cannot say */
async function askModel(
  model: LanguageModel,
  candidates: readonly Pipeline[],
  odds: readonly number[],
  text: string,
  signal: AbortSignal | undefined,
): Promise<number[] | undefined> {
  const choices = odds
    .map((share, index) => ({ share, index }))
    .sort((a, b) => b.share - a.share)
    .slice(0, MODEL_CHOICES)
  const tasks = choices.map(({ index }) => `${candidates[index]!.name}: ${candidates[index]!.summary}`)
  try {
    const likely = await model.score({
      messages: [
        { role: 'system', content: `Which task does the message ask for? Answer with its name.\n${tasks.join('\n')}` },
        { role: 'user', content: `Message: ${text}\nTask:` },
      ],
      options: choices.map(({ index }) => candidates[index]!.name),
      signal,
    })
    const shares = odds.map(() => 0)
    for (const [i, { share, index }] of choices.entries()) shares[index] = share * likely[i]!
    const sum = shares.reduce((total, share) => total + share, 0)
    return sum > 0 ? shares.map(share => share / sum) : undefined
  } catch (error) {
    if (error instanceof ParleyError && error.code === 'CANCELLED') throw error
    // The examples' guess is good enough where the model fails: whoever asks gets an answer.
    return undefined
  }
}
