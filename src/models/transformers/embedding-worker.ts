/** The worker thread that holds the embedding model: inference blocks its thread, so it must not be the main one. */
import { basename, dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import {
  AutoModel,
  AutoTokenizer,
  env,
  LogLevel,
  mean_pooling,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from '@xenova/transformers'
import type { EmbeddingAnswer, EmbeddingTask, EmbeddingWorkerData } from './embedding-protocol.ts'

/** No text of the model's context is longer than this many UTF-16 units a token; the rest need not be tokenized. */
const maxUnitsPerToken = 40

const { folder, threads, contextTokens } = workerData as EmbeddingWorkerData
const port = parentPort!
const say = (answer: EmbeddingAnswer, transfer: ArrayBuffer[] = []) => port.postMessage(answer, transfer)

/** Loads only from the folder: never from a hub, and no cache inside node_modules. */
async function load(): Promise<{ tokenizer: PreTrainedTokenizer; model: PreTrainedModel }> {
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useFSCache = false
  env.localModelPath = dirname(folder)
  env.logLevel = LogLevel.ERROR
  const name = basename(folder)
  const [tokenizer, model] = await Promise.all([
    AutoTokenizer.from_pretrained(name),
    AutoModel.from_pretrained(name, {
      dtype: 'q8',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    }),
  ])
  return { tokenizer, model }
}

/** Token ids of one text; a text that is too long keeps its closing token, which the library's own truncation drops. */
function encode(tokenizer: PreTrainedTokenizer, text: string): number[] {
  const ids = tokenizer.encode(text.slice(0, contextTokens * maxUnitsPerToken))
  return ids.length <= contextTokens ? ids : [...ids.slice(0, contextTokens - 1), ids.at(-1)!]
}

/** Mean-pooled unit vectors of one padded batch. */
async function embed(tokenizer: PreTrainedTokenizer, model: PreTrainedModel, texts: string[]): Promise<Float32Array[]> {
  const rows = texts.map(text => encode(tokenizer, text))
  const width = Math.max(...rows.map(row => row.length))
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(tokenizer.pad_token_id ?? 0))
  const mask = new BigInt64Array(rows.length * width)
  for (const [r, row] of rows.entries()) {
    for (const [c, id] of row.entries()) {
      ids[r * width + c] = BigInt(id)
      mask[r * width + c] = 1n
    }
  }
  const shape = [rows.length, width]
  const attention_mask = new Tensor('int64', mask, shape)
  const output = await model({ input_ids: new Tensor('int64', ids, shape), attention_mask })
  const pooled = mean_pooling(output.last_hidden_state, attention_mask).normalize(2, -1)
  const size = pooled.dims[1]!
  const data = pooled.data as Float32Array
  return rows.map((_, r) => data.slice(r * size, (r + 1) * size))
}

try {
  const { tokenizer, model } = await load()
  port.on('message', async (task: EmbeddingTask) => {
    try {
      if (task.work === 'count') {
        const counts = task.texts.map(text => tokenizer.encode(text, { add_special_tokens: false }).length)
        say({ type: 'counts', id: task.id, counts })
      } else {
        const vectors = await embed(tokenizer, model, task.texts)
        say(
          { type: 'vectors', id: task.id, vectors },
          vectors.map(vector => vector.buffer as ArrayBuffer),
        )
      }
    } catch (error) {
      say({ type: 'failed', id: task.id, message: error instanceof Error ? error.message : String(error) })
    }
  })
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
}
