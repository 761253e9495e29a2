/** The embedder on transformers.js in a worker thread, with the model that ships in `weights/`. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, ParleyError } from '../../errors.ts'
import type { Embedder } from '../embedder.ts'
import { planBatches } from './batches.ts'
import { createEmbeddingWorker } from './worker-queue.ts'

/** The model that ships with Parley, wherever the process was started. */
export const shippedEmbedderFolder = fileURLToPath(new URL('../../../weights/multilingual-e5-small', import.meta.url))

/** Tokens that the model reads beside the text: `<s>`, `</s>` and the prefix (`▁passage`, `:`). */
const overheadTokens = 5
/** Beyond four threads a short text gets no faster. */
const maxThreads = 4
/** Vectors of repeated questions kept: 1.5 kB each. */
const cachedQueries = 1000
/** Longer texts are not asked twice. */
const maxCachedUnits = 500

export interface TransformersEmbedderOptions {
  /** Folder with `config.json`, `tokenizer.json` and `onnx/model_quantized.onnx`. Default: the model that ships. */
  folder?: string
  /** Threads of one inference. Default: the processors there are, at most four. */
  threads?: number
}

/**
 * The model is loaded at the first call (about a second).
 * @throws ParleyError MODEL_UNAVAILABLE where the folder holds no model
 */
export function createTransformersEmbedder(options: TransformersEmbedderOptions = {}): Embedder {
  const folder = options.folder ?? shippedEmbedderFolder
  const { dimensions, contextTokens } = readModelConfig(folder)
  const worker = createEmbeddingWorker({
    folder,
    contextTokens,
    threads: options.threads ?? Math.min(availableParallelism(), maxThreads),
  })
  const cache = new Map<string, Float32Array>()

  /** Moves the entry to the young end of the map, which keeps the order of insertion. */
  function remember(text: string, vector: Float32Array) {
    cache.delete(text)
    cache.set(text, vector)
    if (cache.size > cachedQueries) cache.delete(cache.keys().next().value!)
  }

  return {
    name: `${basename(folder)}-q8`,
    dimensions,
    maxTokens: contextTokens - overheadTokens,

    async embed(texts, kind, signal) {
      const prefixed = texts.map(text => `${kind}: ${text}`)
      const single =
        texts.length === 1 && kind === 'query' && texts[0]!.length <= maxCachedUnits ? texts[0]! : undefined
      const known = single === undefined ? undefined : cache.get(single)
      const vectors = known ? [known] : await worker.embed(prefixed, planBatches(prefixed), signal)
      if (single !== undefined) remember(single, vectors[0]!)
      return single === undefined ? vectors : [vectors[0]!.slice()]
    },

    count: texts => worker.count([...texts]),
    close: () => worker.close(),
  }
}

function readModelConfig(folder: string): { dimensions: number; contextTokens: number } {
  const file = join(folder, 'config.json')
  try {
    const config = JSON.parse(readFileSync(file, 'utf8')) as {
      hidden_size?: unknown
      max_position_embeddings?: unknown
    }
    const { hidden_size: dimensions, max_position_embeddings: contextTokens } = config
    if (typeof dimensions !== 'number' || typeof contextTokens !== 'number') {
      throw new Error('hidden_size and max_position_embeddings are not both there')
    }
    return { dimensions, contextTokens }
  } catch (cause) {
    throw new ParleyError(
      'MODEL_UNAVAILABLE',
      `Expected an embedding model in ${folder}, but its config.json cannot be used (${messageOf(cause)}). Restore the folder.`,
      { cause },
    )
  }
}
