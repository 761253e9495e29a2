/** Runs requests on a loaded model: reads prompts in chunks on a pool of sequences, writes and scores answers. */
import {
  InsufficientMemoryError,
  type LlamaContext,
  type LlamaContextSequence,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp'
import { ParleyError, throwIfCancelled } from '../../errors.ts'
import type { ChatMessage, Usage } from '../language-model.ts'
import { createStopFilter } from '../stop-filter.ts'
import { prioritizeBatch } from './batch-priority.ts'
import { type ChatPrompt, createChatPrompt } from './chat-prompt.ts'
import { EvaluationGate } from './evaluation-gate.ts'
import { formatMemoryError, type OpenModel } from './load-model.ts'
import type { GenerateRequest, LoadOptions, Sampling, ScoreOptionsRequest, WeighEndingRequest } from './messages.ts'
import { createOutputGrammars, isFinished, type OutputGrammars } from './output-grammar.ts'
import { SequencePool } from './sequence-pool.ts'
import { createTokenDecoder } from './token-decoder.ts'

/** A prompt is read in pieces of this many tokens; between them the request can be stopped (286 → 28 ms until it ends). */
const CHUNK_TOKENS = 128
/** Fewer tokens of context than this are of no use to any pipeline. */
const MIN_CONTEXT_TOKENS = 2048
/** Tokens at the end of a prompt that the next turn renders otherwise (the opening of the answer): checkpoints lie before. */
const OPENING_TOKENS = 16
/** Ends a JSON output: the library's grammar asks for these line breaks after the value. */
const JSON_END = '\n\n\n\n'

export interface Work {
  signal: AbortSignal
  /** Filled in while the request runs. */
  usage: Usage
  /** Called from time to time while a prompt is read. */
  onProgress(): void
}

export class TextGenerator {
  readonly contextTokens: number
  readonly sequences: number
  readonly #open: OpenModel
  readonly #prompt: ChatPrompt
  readonly #pool: SequencePool
  readonly #gate = new EvaluationGate()
  readonly #grammars: OutputGrammars
  readonly #sampling: Sampling

  static async create(open: OpenModel, options: LoadOptions): Promise<TextGenerator> {
    return new TextGenerator(open, await createContext(open, options), options.sampling)
  }

  private constructor(open: OpenModel, context: LlamaContext, sampling: Sampling) {
    this.#open = open
    this.#prompt = createChatPrompt(open.model)
    this.#pool = new SequencePool(context, this.#gate)
    this.#grammars = createOutputGrammars(open.llama, open.model)
    this.#sampling = sampling
    this.contextTokens = context.contextSize
    this.sequences = context.totalSequences
  }

  count(text: string): number {
    return this.#open.model.tokenize(text).length
  }

  countPrompt(messages: readonly ChatMessage[]): number {
    return this.#prompt.render(messages).length
  }

  /** @throws ParleyError INPUT_TOO_LARGE, OUTPUT_TRUNCATED, CANCELLED */
  async generate(request: GenerateRequest, work: Work, onText: (text: string) => void): Promise<void> {
    const tokens = this.#render(request, request.maxTokens, work.usage)
    const { format } = request
    const grammarEvaluationState = format ? await this.#grammars.stateFor(format) : undefined
    const stops = [...(request.stop ?? []), ...this.#prompt.stopTexts, ...(format?.type === 'json' ? [JSON_END] : [])]
    const filter = createStopFilter(stops)
    const decoder = createTokenDecoder(this.#open.model, tokens)
    let written = ''
    const show = (text: string) => {
      // Vocabularies with a space before each word begin an answer with one.
      const shown = written === '' && !request.answerPrefix ? text.trimStart() : text
      if (shown === '') return work.onProgress()
      written += shown
      onText(shown)
    }
    let ended = false
    await this.#withPrompt(tokens, request.priority, work, async (sequence, last) => {
      const iterator = sequence.evaluate([last], { ...this.#sampler(request), grammarEvaluationState })
      try {
        while (work.usage.output < request.maxTokens && !ended) {
          const next = await this.#gate.step(() => iterator.next())
          throwIfCancelled(work.signal)
          ended = next.done === true || this.#prompt.stopTokens.has(next.value)
          if (ended) break
          work.usage.output++
          const { text, stopped } = filter.push(decoder.push(next.value as Token))
          show(text)
          ended = stopped || (format !== undefined && isFinished(written, format))
        }
      } finally {
        await iterator.return()
      }
    })
    show(filter.flush())
    if (!ended) {
      throw new ParleyError(
        'OUTPUT_TRUNCATED',
        `The answer was cut after ${request.maxTokens} tokens, the most this request allows.`,
      )
    }
  }

  /** @throws ParleyError INPUT_TOO_LARGE, INPUT_INVALID, CANCELLED */
  async score(request: ScoreOptionsRequest, work: Work): Promise<number[]> {
    const options = this.#firstTokens(request.options)
    const tokens = this.#render(request, 1, work.usage)
    return await this.#withPrompt(tokens, request.priority, work, async (sequence, last) => {
      const [output] = await this.#gate.step(() =>
        sequence.controlledEvaluate([[last, { generateNext: { logits: { filter: { tokens: options } } } }]]),
      )
      return softmax(options.map(token => output?.next.logits?.get(token) ?? Number.NEGATIVE_INFINITY))
    })
  }

  /** @throws ParleyError INPUT_TOO_LARGE, INPUT_INVALID, CANCELLED */
  async weigh(request: WeighEndingRequest, work: Work): Promise<number[]> {
    const whole = this.#render(request, 1, work.usage)
    const { start, end } = this.#findEnding(request, whole)
    return await this.#withPrompt(whole.slice(0, start), request.priority, work, async (sequence, last) => {
      const read = [last, ...whole.slice(start, end - 1)]
      const logProbabilities: number[] = []
      for (let at = 0; at < read.length; at += CHUNK_TOKENS) {
        throwIfCancelled(work.signal)
        const chunk = read.slice(at, at + CHUNK_TOKENS)
        const outputs = await this.#gate.step(() =>
          sequence.controlledEvaluate(
            chunk.map((token, i) => {
              const logits = { filter: { tokens: [whole[start + at + i]!], includeMax: true } }
              return [token, { generateNext: { logits, totalLogitWeight: true } }]
            }),
          ),
        )
        outputs.forEach((output, i) => {
          const { logits, totalLogitWeight } = output!.next
          const highest = Math.max(...logits!.values())
          logProbabilities.push(logits!.get(whole[start + at + i]!)! - highest - Math.log(totalLogitWeight!))
        })
        work.onProgress()
      }
      return logProbabilities
    })
  }

  /** Where the tokens of the ending lie in the whole prompt; a token that it shares with what stands before is its first. */
  #findEnding({ messages, ending }: WeighEndingRequest, whole: readonly Token[]): { start: number; end: number } {
    const last = messages.at(-1)
    if (!last || ending === '' || !last.content.endsWith(ending)) {
      throw new ParleyError('INPUT_INVALID', 'The last message does not end with the text to weigh: let it do so.')
    }
    const content = last.content.slice(0, -ending.length)
    const without = this.#prompt.render([...messages.slice(0, -1), { ...last, content }])
    const shorter = without.length
    let start = 0
    while (start < shorter && without[start] === whole[start]) start++
    let after = 0
    while (after < shorter - start && without[shorter - 1 - after] === whole[whole.length - 1 - after]) after++
    return { start, end: whole.length - after }
  }

  #render(
    request: GenerateRequest | ScoreOptionsRequest | WeighEndingRequest,
    maxTokens: number,
    usage: Usage,
  ): Token[] {
    const tokens = this.#prompt.render(request.messages, 'answerPrefix' in request ? request.answerPrefix : undefined)
    usage.prompt = tokens.length
    if (tokens.length + maxTokens > this.contextTokens) {
      throw new ParleyError(
        'INPUT_TOO_LARGE',
        `The prompt has ${tokens.length} tokens and the answer may take ${maxTokens}, but the model's context holds ${this.contextTokens}: send less, or ask for a shorter answer.`,
      )
    }
    return tokens
  }

  /** Reads all of the prompt but its last token on a sequence of the pool, and hands both on. */
  async #withPrompt<T>(
    tokens: readonly Token[],
    priority: GenerateRequest['priority'],
    work: Work,
    run: (sequence: LlamaContextSequence, last: Token) => Promise<T>,
  ): Promise<T> {
    throwIfCancelled(work.signal)
    const slot = await this.#pool.acquire(tokens)
    const { sequence } = slot
    try {
      work.usage.reused = sequence.nextTokenIndex
      const end = tokens.length - 1
      const checkpoint = sequence.needsCheckpoints ? Math.max(0, end - OPENING_TOKENS) : 0
      for (let start = sequence.nextTokenIndex; start < end; start = sequence.nextTokenIndex) {
        throwIfCancelled(work.signal)
        const stop = Math.min(end, start + CHUNK_TOKENS, start < checkpoint ? checkpoint : end)
        await this.#gate.step(() =>
          sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, stop), {
            evaluationPriority: priority === 'background' ? 1 : 5,
          }),
        )
        if (stop === checkpoint) await this.#gate.alone(() => sequence.takeCheckpoint())
        work.onProgress()
      }
      throwIfCancelled(work.signal)
      const result = await run(sequence, tokens[end]!)
      this.#pool.release(slot)
      return result
    } catch (error) {
      if (error instanceof ParleyError) this.#pool.release(slot)
      else await this.#pool.discard(slot)
      throw error
    }
  }

  #sampler(request: GenerateRequest): SequenceEvaluateOptions {
    return {
      temperature: request.temperature ?? 0,
      topP: request.topP ?? this.#sampling.topP,
      topK: this.#sampling.topK,
      minP: this.#sampling.minP,
      seed: request.seed,
      evaluationPriority: request.priority === 'background' ? 1 : 5,
    }
  }

  #firstTokens(options: readonly string[]): Token[] {
    const tokens = options.map(option => this.#open.model.tokenize(option, false, 'trimLeadingSpace')[0])
    tokens.forEach((token, index) => {
      const other = tokens.indexOf(token)
      if (token === undefined) throw new ParleyError('INPUT_INVALID', 'An option to score is empty: give each a text.')
      if (other < index) {
        throw new ParleyError(
          'INPUT_INVALID',
          `The options ${JSON.stringify(options[other])} and ${JSON.stringify(options[index])} begin with the same token: let them differ in their first letters.`,
        )
      }
    })
    return tokens as Token[]
  }
}

/** Fewer sequences, then a smaller context, where memory does not suffice for what was asked. */
async function createContext({ model }: OpenModel, options: LoadOptions): Promise<LlamaContext> {
  let sequences = options.sequences
  let contextSize = Math.min(options.contextTokens, model.trainContextSize)
  for (;;) {
    try {
      return await model.createContext({
        sequences,
        contextSize,
        batchSize: Math.min(512, contextSize * sequences),
        batching: { itemPrioritizationStrategy: prioritizeBatch },
      })
    } catch (error) {
      if (!(error instanceof InsufficientMemoryError)) throw error
      if (sequences > 1) sequences = Math.floor(sequences / 2)
      else if (contextSize / 2 >= MIN_CONTEXT_TOKENS) contextSize = Math.floor(contextSize / 2)
      else throw new Error(formatMemoryError(options.path), { cause: error })
    }
  }
}

function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits)
  const weights = logits.map(logit => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map(weight => weight / sum)
}
