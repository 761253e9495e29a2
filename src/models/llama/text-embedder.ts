/** Runs an embedding model: one text after another on a single sequence. */
import type { LlamaEmbeddingContext } from 'node-llama-cpp'
import { throwIfCancelled } from '../../errors.ts'
import type { OpenModel } from './load-model.ts'
import type { LoadOptions } from './messages.ts'
import type { Work } from './text-generator.ts'

/** Tokens that the library adds at the beginning and the end of a text, and one it leaves free. */
const SPECIAL_TOKENS = 3

export class TextEmbedder {
  readonly sequences = 1
  readonly contextTokens: number
  readonly dimensions: number
  readonly #open: OpenModel
  readonly #context: LlamaEmbeddingContext

  static async create(open: OpenModel, options: LoadOptions): Promise<TextEmbedder> {
    const contextTokens = Math.min(options.contextTokens, open.model.trainContextSize)
    const context = await open.model.createEmbeddingContext({ contextSize: contextTokens, batchSize: contextTokens })
    return new TextEmbedder(open, context, contextTokens)
  }

  private constructor(open: OpenModel, context: LlamaEmbeddingContext, contextTokens: number) {
    this.#open = open
    this.#context = context
    this.contextTokens = contextTokens - SPECIAL_TOKENS
    this.dimensions = open.model.embeddingVectorSize
  }

  count(text: string): number {
    return this.#open.model.tokenize(text).length
  }

  /** Unit vectors, in the texts' order; a text's tokens beyond the context do not count. */
  async embed(texts: readonly string[], work: Work): Promise<Float32Array[]> {
    const vectors: Float32Array[] = []
    for (const text of texts) {
      throwIfCancelled(work.signal)
      const tokens = this.#open.model.tokenize(text).slice(0, this.contextTokens)
      const { vector } = await this.#context.getEmbeddingFor(tokens)
      vectors.push(toUnitVector(vector, this.dimensions))
      work.onProgress()
    }
    return vectors
  }
}

function toUnitVector(vector: readonly number[], dimensions: number): Float32Array {
  const length = Math.hypot(...vector)
  const unit = new Float32Array(dimensions)
  if (length > 0)
    vector.forEach((value, index) => {
      unit[index] = value / length
    })
  return unit
}
