/** Measures the embedder: texts a second, short ones as in chat and long ones as in documents. */
import type { Embedder } from '../models/embedder.ts'

export interface EmbedderRound {
  /** Texts of about ten tokens, a second. */
  shortTexts: number
  /** Texts of about two hundred tokens, a second. */
  longTexts: number
}

const SHORT = 64
const LONG = 16
const LONG_CHARS = 800

/** @param text at least a page */
export async function measureEmbedder(embedder: Embedder, text: string, signal: AbortSignal): Promise<EmbedderRound> {
  const words = text.split(/\s+/)
  const short = Array.from({ length: SHORT }, (_, index) => words.slice(index, index + 8).join(' '))
  const long = Array.from({ length: LONG }, (_, index) => text.slice(index * 10, index * 10 + LONG_CHARS))
  return { shortTexts: await rate(short), longTexts: await rate(long) }

  async function rate(texts: readonly string[]): Promise<number> {
    const startedAt = performance.now()
    await embedder.embed(texts, 'passage', signal)
    return texts.length / ((performance.now() - startedAt) / 1000)
  }
}
