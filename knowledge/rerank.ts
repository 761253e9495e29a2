/** Ranks the best passages anew by their sentences: a long passage that answers a question does so in one of them. */
import type { Embedder } from '../src/models/embedder.ts'
import { dot } from '../src/models/vectors.ts'
import { splitSentences } from '../src/text/sentences.ts'
import { comparableCosine } from './comparable-cosine.ts'
import { withoutHubness } from './hubness.ts'
import type { Passage } from './knowledge.ts'
import { byScore, type Candidates } from './retrieve.ts'

/** Passages that are looked at; the others keep their places behind them. */
const RERANKED = 10
/** What the cosine of the best sentence counts beside the fused score, whose range is 0 to 1; cosines differ by some 0.1. */
const SENTENCE_WEIGHT = 6
/** The most vectors of a passage; sentences of one with more are taken together. */
const MAX_PER_PASSAGE = 24
/** Passages whose vectors are kept: some 1.5 kB a sentence, 30 MB at most. */
const CACHED_PASSAGES = 1000

interface EmbeddedSentence {
  start: number
  end: number
  vector: Float32Array
}

export interface Reranker {
  /** @returns the same passages, the first ones with their best sentence, best first. @throws ParleyError MODEL_UNAVAILABLE, CANCELLED */
  rerank(
    passages: readonly Passage[],
    query: Pick<Candidates, 'queryVector' | 'queryLanguage' | 'hubness'>,
    signal?: AbortSignal,
  ): Promise<Passage[]>
}

export function createReranker(embedder: Embedder): Reranker {
  const cache = new Map<string, EmbeddedSentence[]>()

  async function embed(passages: readonly Passage[], signal?: AbortSignal): Promise<void> {
    const missing = passages.filter(passage => !cache.has(keyOf(passage)))
    const divided = missing.map(passage => ({ passage, spans: divide(passage) }))
    const texts = divided.flatMap(({ passage, spans }) =>
      spans.map(({ start, end }) => contextOf(passage) + passage.text.slice(start, end)),
    )
    const vectors = texts.length > 0 ? await embedder.embed(texts, 'passage', signal) : []
    let at = 0
    for (const { passage, spans } of divided) {
      cache.set(
        keyOf(passage),
        spans.map(span => ({ ...span, vector: vectors[at++]! })),
      )
    }
  }

  return {
    async rerank(passages, { queryVector, queryLanguage, hubness }, signal) {
      const best = passages.slice(0, RERANKED)
      await embed(best, signal)
      const ranked = best.map(passage => {
        const key = keyOf(passage)
        const sentences = cache.get(key)!
        // What was used last stays longest.
        cache.delete(key)
        cache.set(key, sentences)
        const scored = sentences.map(({ start, end, vector }) => {
          const cosine = dot(queryVector, vector)
          return { sentence: { start, end, cosine }, nearness: withoutHubness(cosine, vector, hubness) }
        })
        const best = scored.reduce((a, b) => (b.nearness > a.nearness ? b : a))
        const nearness = comparableCosine(best.nearness, passage, queryLanguage)
        return { ...passage, bestSentence: best.sentence, score: passage.score + SENTENCE_WEIGHT * nearness }
      })
      for (const key of cache.keys()) {
        if (cache.size <= CACHED_PASSAGES) break
        cache.delete(key)
      }
      return [...ranked.sort(byScore), ...passages.slice(RERANKED)]
    },
  }
}

function keyOf({ title, text }: Passage): string {
  return `${title}\n${text}`
}

/** A sentence alone seldom says what it is about. */
function contextOf({ title }: Passage): string {
  return title === '' ? '' : `${title}. `
}

function divide({ text, lang }: Passage): { start: number; end: number }[] {
  const sentences = splitSentences(text, lang)
  const together = Math.ceil(sentences.length / MAX_PER_PASSAGE)
  const spans: { start: number; end: number }[] = []
  for (let i = 0; i < sentences.length; i += together) {
    spans.push({ start: sentences[i]!.start, end: sentences[Math.min(i + together, sentences.length) - 1]!.end })
  }
  return spans.length > 0 ? spans : [{ start: 0, end: text.length }]
}
