/** Measures retrieval over many made-up passages: how long a search takes, and how much of what exact search finds it finds. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHubnessOf } from '../../knowledge/hubness.ts'
import { openPassageIndex, type PassageIndex } from '../../knowledge/passage-index.ts'
import type { PassageRow } from '../../knowledge/passage-table.ts'
import { findCandidates, fuseCandidates } from '../../knowledge/retrieve.ts'
import type { Embedder } from '../models/embedder.ts'
import { toUnit } from '../models/vectors.ts'
import { createRandom } from './random.ts'
import { type Measured, summarizeValues } from './statistics.ts'

export interface RetrievalFigures {
  passages: number
  /** Passages a second that are written, without their embedding. */
  writeRate: number
  /** Milliseconds of one search by meaning and words, where half of the passages may be read; reranking left out. */
  half: Measured
  /** The same where one in 200 may be read. */
  few: Measured
  /** Of the 10 nearest by exact comparison, the share that is found, where half or one in 200 may be read. */
  recallOfHalf: number
  recallOfFew: number
}

const WRITTEN_AT_ONCE = 5000
const SEARCHES = 40
const NEAREST = 10
const WORDS_A_PASSAGE = 60
const VOCABULARY = 50_000
/** Passages on one subject: their vectors lie close together, as real ones do. */
const PASSAGES_A_SUBJECT = 200
const SPREAD = 0.8
const readersOfHalf = ['bench:half']
const readersOfFew = ['bench:few']

interface Sample {
  vector: Float32Array
  words: string
}

/** @throws ParleyError as the index and the embedder do */
export async function measureRetrieval(
  passages: number,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<RetrievalFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const shape = { name: 'bench', dimensions: embedder.dimensions }
  const index = await openPassageIndex(join(folder, 'indexed'), shape)
  // Never makes an index of its vectors: what it finds is exact.
  const exact = await openPassageIndex(join(folder, 'indexed'), shape, { indexFrom: Infinity, exactUpTo: Infinity })
  try {
    const random = createRandom(1)
    const startedAt = performance.now()
    const samples = await write(index, passages, shape.dimensions, random, signal)
    await index.optimize()
    const writeRate = (1000 * passages) / (performance.now() - startedAt)
    const questions = samples.map(({ vector, words }) => ({
      vector: near(vector, SPREAD / 2, random),
      text: words.split(' ').slice(0, 6).join(' '),
    }))
    const hubnessOf = createHubnessOf(embedder)
    const half = await search(readersOfHalf)
    const few = await search(readersOfFew)
    return {
      ...{ passages, writeRate, half: half.times, few: few.times },
      ...{ recallOfHalf: half.recall, recallOfFew: few.recall },
    }

    async function search(readers: readonly string[]) {
      const times: number[] = []
      let found = 0
      let wanted = 0
      for (const [i, { vector, text }] of questions.entries()) {
        signal.throwIfAborted()
        // The text is embedded for the time that it takes; what is searched for is near a passage that was made up.
        const embed: Embedder['embed'] = async (...texts) => (await embedder.embed(...texts)).map(() => vector)
        const before = performance.now()
        fuseCandidates(
          await findCandidates(text, readers, { index, embedder: { ...embedder, embed }, hubnessOf }, signal),
        )
        // The first ones fill the caches.
        if (i >= questions.length / 4) times.push(performance.now() - before)
        const nearest = await exact.searchVectors(vector, readers, NEAREST)
        const hits = new Set((await index.searchVectors(vector, readers, NEAREST)).map(({ row }) => row.id))
        found += nearest.filter(({ row }) => hits.has(row.id)).length
        wanted += nearest.length
      }
      return { times: summarizeValues(times), recall: found / wanted }
    }
  } finally {
    index.close()
    exact.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns some of the passages, taken evenly */
async function write(
  index: PassageIndex,
  count: number,
  dimensions: number,
  random: () => number,
  signal: AbortSignal,
): Promise<Sample[]> {
  const subjects = Array.from({ length: Math.ceil(count / PASSAGES_A_SUBJECT) }, () => direction(dimensions, random))
  const samples: Sample[] = []
  const every = Math.floor(count / SEARCHES) || 1
  for (let from = 0; from < count; from += WRITTEN_AT_ONCE) {
    signal.throwIfAborted()
    const rows: PassageRow[] = []
    for (let i = from; i < Math.min(count, from + WRITTEN_AT_ONCE); i++) {
      const vector = near(subjects[Math.floor(random() * subjects.length)]!, SPREAD, random)
      const words = Array.from({ length: WORDS_A_PASSAGE }, () => word(random)).join(' ')
      rows.push(toRow(i, words, vector))
      if (i % every === 0) samples.push({ vector, words })
    }
    await index.replaceDocuments(
      rows.map(row => row.doc_id),
      rows,
    )
  }
  return samples
}

function toRow(i: number, text: string, vector: Float32Array): PassageRow {
  const acl = ['bench:all', ...(i % 2 === 0 ? readersOfHalf : []), ...(i % 200 === 0 ? readersOfFew : [])]
  return {
    ...{ id: `d${i}#0`, doc_id: `d${i}`, pos: 0, uri: '', title: `Document ${i}`, heading: '', lead: '' },
    ...{ text, start: 0, end: text.length, lang: 'en', terms: text, acl, chunk_hash: String(i), vector },
  }
}

/** Of rank 1 to 50,000, each as often as its rank is low, after Zipf. */
function word(random: () => number): string {
  return `w${Math.floor(VOCABULARY ** random())}`
}

/** A unit vector whose distance from `centre` is about `spread`. */
function near(centre: Float32Array, spread: number, random: () => number): Float32Array {
  const noise = direction(centre.length, random)
  return toUnit(centre.map((value, i) => value + spread * noise[i]!))
}

function direction(dimensions: number, random: () => number): Float32Array {
  return toUnit(
    // Sums of uniform numbers are near enough to normal ones.
    Float32Array.from({ length: dimensions }, () => random() + random() + random() + random() - 2),
  )
}
