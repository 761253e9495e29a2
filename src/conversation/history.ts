/** What was said in a conversation so far, kept in the store and fitted to the model's context. */
import type { Kysely } from 'kysely'
import type { ChatMessage, LanguageModel } from '../models/language-model.ts'
import type { Database } from '../store/database.ts'
import type { Place } from './chat-port.ts'

export interface History {
  /** Oldest first, at most the last 200 turns, beginning with the person's. */
  load(place: Place): Promise<ChatMessage[]>
  /** Remembers a question and its answer. */
  add(place: Place, question: string, answer: string): Promise<void>
  forget(place: Place): Promise<void>
}

const MAX_TURNS = 200

export function createHistory(options: { db: Kysely<Database>; now: () => Date }): History {
  const { db, now } = options
  return {
    async load(place) {
      const rows = await db
        .selectFrom('turns')
        .select(['role', 'text'])
        .where('conversation', '=', conversationOf(place))
        .orderBy('id', 'desc')
        .limit(MAX_TURNS)
        .execute()
      return rows.reverse().map(row => ({ role: row.role, content: row.text }))
    },
    async add(place, question, answer) {
      const conversation = conversationOf(place)
      const created_at = now().toISOString()
      await db.transaction().execute(async transaction => {
        await transaction
          .insertInto('turns')
          .values([
            { conversation, role: 'user', text: question, created_at },
            { conversation, role: 'assistant', text: answer, created_at },
          ])
          .execute()
        const oldest = await transaction
          .selectFrom('turns')
          .select('id')
          .where('conversation', '=', conversation)
          .orderBy('id', 'desc')
          .offset(MAX_TURNS - 1)
          .limit(1)
          .executeTakeFirst()
        if (oldest) {
          await transaction
            .deleteFrom('turns')
            .where('conversation', '=', conversation)
            .where('id', '<', oldest.id)
            .execute()
        }
      })
    },
    async forget(place) {
      await db.deleteFrom('turns').where('conversation', '=', conversationOf(place)).execute()
    },
  }
}

/** A thread is a conversation of its own, and so is what is said outside of threads. */
export function conversationOf(place: Place): string {
  return JSON.stringify([place.platform, place.channel, place.thread ?? null])
}

/** Turns are left out in blocks, so that the beginning of the prompt stays the same for some turns and is evaluated once. */
const BLOCK_TURNS = 8

/**
 * Leaves out the oldest turns until the rest fits, the question included.
 * @param maxTokens for turns and question together, as the model counts its prompt
 * @returns the turns that stay, and how many were left out
 */
export async function fitHistory(
  model: LanguageModel,
  turns: readonly ChatMessage[],
  question: string,
  maxTokens: number,
): Promise<{ turns: ChatMessage[]; leftOut: number }> {
  const cuts: number[] = []
  for (let cut = 0; cut < turns.length; cut += BLOCK_TURNS) cuts.push(cut)
  const last = cuts.at(-1) ?? 0
  for (let cut = last + 2; cut < turns.length; cut += 2) cuts.push(cut)
  cuts.push(turns.length)
  const fits = async (cut: number) => {
    if (cut === turns.length) return true
    const messages = [...turns.slice(cut), { role: 'user' as const, content: question }]
    return (await model.countPrompt(messages)) <= maxTokens
  }
  // Bisection: what fits with more turns fits with fewer.
  let low = 0
  let high = cuts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (await fits(cuts[middle]!)) high = middle
    else low = middle + 1
  }
  const cut = cuts[high]!
  return { turns: turns.slice(cut), leftOut: cut }
}
