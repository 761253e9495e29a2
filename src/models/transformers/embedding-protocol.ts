/** What the embedder and its worker thread say to each other. */

export interface EmbeddingWorkerData {
  /** Absolute path of the model's folder. */
  folder: string
  /** Threads of one inference. */
  threads: number
  /** Tokens a text may have, closing token included. */
  contextTokens: number
}

/** One batch; the worker has at most one at a time. */
export interface EmbeddingTask {
  id: number
  work: 'embed' | 'count'
  texts: string[]
}

export type EmbeddingAnswer =
  | { type: 'ready' }
  | { type: 'failed'; id?: number; message: string }
  | { type: 'vectors'; id: number; vectors: Float32Array[] }
  | { type: 'counts'; id: number; counts: number[] }
