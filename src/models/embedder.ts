/** The port behind which every text embedder stands. */

export interface Embedder {
  /** Identifies the vectors: vectors of different names must never be compared. */
  readonly name: string
  /** Length of every vector. */
  readonly dimensions: number
  /** The most tokens of a text that count; what lies beyond is not seen. */
  readonly maxTokens: number

  /**
   * Unit vectors of the texts, in their order; a cosine is a dot product.
   * @param kind `query` for what is asked or compared, `passage` for what is searched
   * @throws ParleyError MODEL_UNAVAILABLE, CANCELLED
   */
  embed(texts: readonly string[], kind: 'query' | 'passage', signal?: AbortSignal): Promise<Float32Array[]>

  /** Tokens of each text as the embedder counts them, prefix left out. */
  count(texts: readonly string[]): Promise<number[]>

  close(): Promise<void>
}
