/** Pairs of passages that were found to answer a question differently, for those who keep the documents. */
import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../src/store/database.ts'

/** One side of it, as it read when it was found. */
export interface ContradictingPassage {
  /** Document id. */
  doc: string
  title: string
  /** The words that contradict. */
  text: string
  /** Offsets into the document's text, UTF-16 units. */
  start: number
  end: number
}

export interface Contradiction {
  /** The last question at which it was found. */
  question: string
  a: ContradictingPassage
  b: ContradictingPassage
}

export interface FoundContradiction extends Contradiction {
  foundAt: Date
}

export interface Contradictions {
  /** Once a pair, in whatever order it is found. */
  recordContradiction(contradiction: Contradiction): Promise<void>
  /** The latest first. */
  list(): Promise<FoundContradiction[]>
}

const KEEP_MS = 180 * 24 * 3600_000
const MAX_TEXT_CHARS = 1000
/** The most pairs that are kept; the oldest go. */
const MAX_PAIRS = 1000

export function createContradictions(options: { db: Kysely<Database>; now: () => Date }): Contradictions {
  const { db, now } = options
  return {
    async recordContradiction({ question, a, b }) {
      const sides = [a, b].map(side => ({ ...side, text: side.text.slice(0, MAX_TEXT_CHARS) }))
      const places = sides.map(({ doc, start, end }) => JSON.stringify([doc, start, end])).sort()
      const id = createHash('sha256').update(places.join('\n')).digest('hex').slice(0, 32)
      const row = { id, question, passages: JSON.stringify(sides), found_at: now().toISOString() }
      await db.replaceInto('contradictions').values(row).execute()
      const before = new Date(now().getTime() - KEEP_MS).toISOString()
      await db.deleteFrom('contradictions').where('found_at', '<', before).execute()
      const newest = db.selectFrom('contradictions').select('id').orderBy('found_at', 'desc').limit(MAX_PAIRS)
      await db.deleteFrom('contradictions').where('id', 'not in', newest).execute()
    },
    async list() {
      const rows = await db.selectFrom('contradictions').selectAll().orderBy('found_at', 'desc').execute()
      return rows.map(({ question, passages, found_at }) => {
        const [a, b] = JSON.parse(passages) as [ContradictingPassage, ContradictingPassage]
        return { question, a, b, foundAt: new Date(found_at) }
      })
    },
  }
}
