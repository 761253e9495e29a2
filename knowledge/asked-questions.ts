/** The questions that were asked of the knowledge base in conversations, so that those who keep it see what it does not answer. */
import type { Kysely } from 'kysely'
import type { Embedder } from '../src/models/embedder.ts'
import { dot } from '../src/models/vectors.ts'
import type { AskedQuestionsTable, Database } from '../src/store/database.ts'
import { compareQuestions } from '../src/text/compare-questions.ts'

/** Where a question was asked: as much of a chat place as it takes to ask who can read it. */
export interface AskedPlace {
  platform: string
  workspace?: string
  channel: string
  audience: 'person' | 'channel'
}

export interface AskedQuestion {
  /** Id of the reply that was given. */
  reply: string
  place: AskedPlace
  /** Who asked. */
  person: string
  /** Nobody but the person saw the reply. */
  isPrivate: boolean
  question: string
  /** ISO 639-1 code of the question. */
  lang: string
  /** Principals of those who read the reply. */
  readers: readonly string[]
  answered: boolean
  confidence: number
  /** Ids of the documents that were cited. */
  documents: readonly string[]
  askedAt: Date
}

/** Somebody's idea of what a reply should have said. */
export interface SuggestedAnswer {
  asked: AskedQuestion
  suggestion: string
}

export interface AskedQuestions {
  /** Once a reply; the last word counts. */
  record(question: Omit<AskedQuestion, 'askedAt'>): Promise<void>
  find(reply: string): Promise<AskedQuestion | undefined>
  /** Where a reply took the place of another. */
  remove(reply: string): Promise<void>
  /** The latest first. @param platform all platforms where absent */
  list(options: { platform?: string; answered?: boolean; limit: number }): Promise<AskedQuestion[]>
  /** What people suggested instead of replies, the latest first. */
  suggestions(options: { platform?: string; limit: number }): Promise<SuggestedAnswer[]>
  /** @returns how many of the latest questions there are, and the ids of the documents cited in their answers */
  cited(last: number): Promise<{ questions: number; documents: Set<string> }>
  forgetPerson(platform: string, person: string): Promise<number>
}

/** Half a year: what nobody has asked since then need not be answered. */
const KEEP_MS = 180 * 24 * 3600_000

export function createAskedQuestions(options: { db: Kysely<Database>; now: () => Date }): AskedQuestions {
  const { db, now } = options

  const kept = () =>
    db
      .selectFrom('asked_questions')
      .selectAll('asked_questions')
      .where('asked_at', '>=', new Date(now().getTime() - KEEP_MS).toISOString())
      .orderBy('asked_at', 'desc')

  return {
    async record(given) {
      const { reply, person, question, lang, confidence } = given
      const { platform, workspace, channel, audience } = given.place
      const row: AskedQuestionsTable = {
        ...{ reply, platform, person, question, lang, confidence },
        place: JSON.stringify({ platform, workspace, channel, audience }),
        private: given.isPrivate ? 1 : 0,
        readers: JSON.stringify(given.readers),
        answered: given.answered ? 1 : 0,
        documents: JSON.stringify(given.documents),
        asked_at: now().toISOString(),
      }
      await db.replaceInto('asked_questions').values(row).execute()
      const before = new Date(now().getTime() - KEEP_MS).toISOString()
      await db.deleteFrom('asked_questions').where('asked_at', '<', before).execute()
    },
    async find(reply) {
      const row = await kept().where('reply', '=', reply).executeTakeFirst()
      return row && toQuestion(row)
    },
    async remove(reply) {
      await db.deleteFrom('asked_questions').where('reply', '=', reply).execute()
    },
    async list({ platform, answered, limit }) {
      let query = kept().limit(limit)
      if (platform !== undefined) query = query.where('platform', '=', platform)
      if (answered !== undefined) query = query.where('answered', '=', answered ? 1 : 0)
      return (await query.execute()).map(toQuestion)
    },
    async suggestions({ platform, limit }) {
      let query = kept()
        .innerJoin('feedback', 'feedback.reply', 'asked_questions.reply')
        .select('feedback.suggestion as suggestion')
        .where('feedback.suggestion', 'is not', null)
        .limit(limit)
      if (platform !== undefined) query = query.where('asked_questions.platform', '=', platform)
      return (await query.execute()).map(row => ({ asked: toQuestion(row), suggestion: row.suggestion ?? '' }))
    },
    async cited(last) {
      const rows = await kept().limit(last).execute()
      return { questions: rows.length, documents: new Set(rows.flatMap(row => JSON.parse(row.documents) as string[])) }
    },
    async forgetPerson(platform, person) {
      const gone = await db
        .deleteFrom('asked_questions')
        .where('platform', '=', platform)
        .where('person', '=', person)
        .executeTakeFirst()
      return Number(gone.numDeletedRows)
    },
  }
}

export interface QuestionGroup {
  /** The latest of them. */
  question: AskedQuestion
  /** How often it was asked, in any words. */
  count: number
}

/** The most wordings that are compared by meaning; each takes milliseconds. */
const MAX_COMPARED = 300
/** Who keeps the knowledge is better served by a group too large than by the same question ten times. */
const GROUP_COSINE = 0.9

/** Puts questions together that ask for the same, the most frequent first. @throws ParleyError MODEL_UNAVAILABLE, CANCELLED */
export async function groupQuestions(
  questions: readonly AskedQuestion[],
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<QuestionGroup[]> {
  const wordings = Map.groupBy(questions, ({ question }) => question.trim().toLowerCase())
  const first = [...wordings.values()].slice(0, MAX_COMPARED)
  const vectors = await embedder.embed(
    first.map(([asked]) => asked!.question),
    'query',
    signal,
  )
  const groups: (QuestionGroup & { vector: Float32Array })[] = []
  for (const [i, asked] of first.entries()) {
    const [question] = asked
    const vector = vectors[i]!
    const group = groups.find(
      other =>
        dot(other.vector, vector) >= GROUP_COSINE &&
        compareQuestions(other.question.question, question!.question) !== 'different',
    )
    if (group) group.count += asked.length
    else groups.push({ question: question!, count: asked.length, vector })
  }
  return groups.map(({ question, count }) => ({ question, count })).sort((a, b) => b.count - a.count)
}

function toQuestion(row: AskedQuestionsTable): AskedQuestion {
  const { reply, person, question, lang, confidence } = row
  return {
    ...{ reply, person, question, lang, confidence },
    place: JSON.parse(row.place) as AskedPlace,
    isPrivate: row.private === 1,
    readers: JSON.parse(row.readers) as string[],
    answered: row.answered === 1,
    documents: JSON.parse(row.documents) as string[],
    askedAt: new Date(row.asked_at),
  }
}
