/** Counts tokens word by word: text repeats its words, and the tokenizer is slow. */
import type { Embedder } from '../src/models/embedder.ts'
import type { CountTokens } from './divide-block.ts'

/** Words whose counts are kept. */
const MAX_WORDS = 100_000

/**
 * A counter whose sums are exact for tokenizers that treat words apart (SentencePiece with whitespace as `▁`, as XLM-R and
 * multilingual-e5 use) and close for others.
 */
export function createTokenCounter(embedder: Pick<Embedder, 'count'>): CountTokens {
  const known = new Map<string, number>()
  return async texts => {
    const words = texts.map(text => text.split(/\s+/).filter(word => word !== ''))
    const unknown = [...new Set(words.flat())].filter(word => !known.has(word))
    if (known.size + unknown.length > MAX_WORDS) known.clear()
    const missing = known.size === 0 ? [...new Set(words.flat())] : unknown
    const counts = missing.length === 0 ? [] : await embedder.count(missing)
    const counted = new Map(missing.map((word, i) => [word, counts[i]!]))
    for (const [word, tokens] of counted) if (known.size < MAX_WORDS) known.set(word, tokens)
    return words.map(list => list.reduce((sum, word) => sum + (counted.get(word) ?? known.get(word)!), 0))
  }
}
