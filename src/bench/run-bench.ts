/** Measures a model and an embedder over several rounds, in turn with a second model where there is one to compare with. */
import type { Embedder } from '../models/embedder.ts'
import type { LanguageModel } from '../models/language-model.ts'
import type { ChannelFigures } from './measure-channels.ts'
import { type EmbedderRound, measureEmbedder } from './measure-embedder.ts'
import { type ModelRound, measureRound, warmUp } from './measure-model.ts'
import type { RetrievalFigures } from './measure-retrieval.ts'
import type { StartTimes } from './measure-start.ts'
import type { PeakMemory } from './process-memory.ts'
import { type Measured, summarizeRatios, summarizeValues } from './statistics.ts'

type ModelFigures = Record<keyof ModelRound, Measured>

/** What `parley bench --json` prints. */
export interface BenchResult {
  model: string
  rounds: number
  start: StartTimes
  own: ModelFigures
  /** The same requests to another server; ratios are round by round, above 1 in favour of Parley. */
  against?: { url: string; model: string; figures: ModelFigures; ratios: ModelFigures }
  embedder: { name: string } & Record<keyof EmbedderRound, Measured>
  channels: ChannelFigures
  /** Where it was asked for. */
  retrieval?: RetrievalFigures
  memory: PeakMemory
}

export interface BenchOptions {
  model: LanguageModel
  rival?: LanguageModel
  embedder: Embedder
  /** At least a page; what is read and embedded. */
  text: string
  rounds: number
  signal: AbortSignal
  onRound?: (round: number) => void
}

/** Characters of the text that are a prompt: about 450 tokens. */
const PROMPT_CHARS = 2000

const better: Record<keyof ModelRound, 'higher' | 'lower'> = {
  promptRate: 'higher',
  outputRate: 'higher',
  parallelRate: 'higher',
  firstTurn: 'lower',
  secondTurn: 'lower',
}
const modelFigures = Object.keys(better) as (keyof ModelRound)[]

/** @throws ParleyError as the models and the embedder do */
export async function runBench(options: BenchOptions): Promise<{
  own: ModelFigures
  rival?: { figures: ModelFigures; ratios: ModelFigures }
  embedder: Record<keyof EmbedderRound, Measured>
}> {
  const { model, rival, embedder, text, rounds, signal, onRound } = options
  const own: ModelRound[] = []
  const theirs: ModelRound[] = []
  const embedded: EmbedderRound[] = []
  // A first answer takes longer on any server; it is nobody's figure.
  for (const each of rival ? [model, rival] : [model]) await warmUp(each, signal)
  for (let round = 1; round <= rounds; round++) {
    onRound?.(round)
    // Each round's prompt begins with other words, so that nothing of it has been read before.
    const prompt = `${Date.now()}, round ${round}.\n${text.slice(0, PROMPT_CHARS)}`
    // The one that goes first alternates: a machine that grows warm or busy shall not favour either.
    if (rival && round % 2 === 0) theirs.push(await measureRound(rival, prompt, signal))
    own.push(await measureRound(model, prompt, signal))
    if (rival && round % 2 === 1) theirs.push(await measureRound(rival, prompt, signal))
    embedded.push(await measureEmbedder(embedder, text, signal))
  }
  const summarize = (of: (key: keyof ModelRound) => Measured) =>
    Object.fromEntries(modelFigures.map(key => [key, of(key)])) as ModelFigures
  const valuesOf = (of: readonly ModelRound[], key: keyof ModelRound) => of.map(round => round[key])
  return {
    own: summarize(key => summarizeValues(valuesOf(own, key))),
    rival: rival && {
      figures: summarize(key => summarizeValues(valuesOf(theirs, key))),
      ratios: summarize(key => summarizeRatios(valuesOf(own, key), valuesOf(theirs, key), better[key])),
    },
    embedder: {
      shortTexts: summarizeValues(embedded.map(({ shortTexts }) => shortTexts)),
      longTexts: summarizeValues(embedded.map(({ longTexts }) => longTexts)),
    },
  }
}
