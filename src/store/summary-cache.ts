/** Keeps what was made of stretches of conversations, so that a summary asked for again costs only what is new; forgets what its messages forget. */
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

export interface SummaryEntry {
  /** A digest of the messages' words: other words are another key. */
  key: string
  /** What JSON can hold. */
  value: unknown
  /** Ids of the messages that it was made of. */
  messages: readonly string[]
}

export interface SummaryCache {
  /** @returns what is kept under the keys, JSON values */
  read(keys: readonly string[]): Promise<Map<string, unknown>>
  /** All of them or none. */
  write(entries: readonly SummaryEntry[]): Promise<void>
  /** Everything that was made of one of these messages. */
  forget(messages: readonly string[]): Promise<void>
  /** Everything that was made of messages whose id begins so. */
  forgetBeginning(prefix: string): Promise<void>
}

/** What nobody asked for again in this time goes. */
const KEEP_MS = 30 * 24 * 3600_000
/** Some 40 kB each. */
const MAX_KEPT = 5000
/** SQLite takes 32,766 values a statement. */
const AT_ONCE = 10_000

export function createSummaryCache(options: { db: Kysely<Database>; now: () => Date }): SummaryCache {
  const { db, now } = options

  async function remove(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return
    await db.deleteFrom('summaries').where('key', 'in', keys).execute()
    await db.deleteFrom('summarized_messages').where('key', 'in', keys).execute()
  }

  /** What is too old, and of the rest the least used beyond the most that is kept. */
  async function tidy(): Promise<void> {
    const oldest = new Date(now().getTime() - KEEP_MS).toISOString()
    const old = await db.selectFrom('summaries').select('key').where('used_at', '<', oldest).limit(AT_ONCE).execute()
    const more = await db
      .selectFrom('summaries')
      .select('key')
      .orderBy('used_at', 'desc')
      .offset(MAX_KEPT)
      .limit(AT_ONCE)
      .execute()
    await remove([...new Set([...old, ...more].map(({ key }) => key))])
  }

  return {
    async read(keys) {
      const found = new Map<string, unknown>()
      for (let from = 0; from < keys.length; from += AT_ONCE) {
        const part = keys.slice(from, from + AT_ONCE)
        const rows = await db.selectFrom('summaries').select(['key', 'value']).where('key', 'in', part).execute()
        for (const { key, value } of rows) found.set(key, JSON.parse(value))
        const used = rows.map(({ key }) => key)
        if (used.length > 0) {
          await db.updateTable('summaries').set({ used_at: now().toISOString() }).where('key', 'in', used).execute()
        }
      }
      return found
    },

    async write(entries) {
      await db.transaction().execute(async transaction => {
        for (const { key, value, messages } of entries) {
          const row = { key, value: JSON.stringify(value), used_at: now().toISOString() }
          await transaction
            .insertInto('summaries')
            .values(row)
            .onConflict(conflict => conflict.column('key').doUpdateSet({ value: row.value, used_at: row.used_at }))
            .execute()
          for (let from = 0; from < messages.length; from += AT_ONCE) {
            await transaction
              .insertInto('summarized_messages')
              .values(messages.slice(from, from + AT_ONCE).map(message => ({ message, key })))
              .onConflict(conflict => conflict.columns(['message', 'key']).doNothing())
              .execute()
          }
        }
      })
      await tidy()
    },

    async forget(messages) {
      for (let from = 0; from < messages.length; from += AT_ONCE) {
        const part = messages.slice(from, from + AT_ONCE)
        const rows = await db
          .selectFrom('summarized_messages')
          .select('key')
          .distinct()
          .where('message', 'in', part)
          .execute()
        await remove(rows.map(({ key }) => key))
      }
    },

    async forgetBeginning(prefix) {
      const rows = await db
        .selectFrom('summarized_messages')
        .select('key')
        .distinct()
        .where('message', '>=', prefix)
        // The last of all characters: everything that begins so stands before it.
        .where('message', '<', `${prefix}\u{10FFFF}`)
        .execute()
      for (let from = 0; from < rows.length; from += AT_ONCE) {
        await remove(rows.slice(from, from + AT_ONCE).map(({ key }) => key))
      }
    },
  }
}
