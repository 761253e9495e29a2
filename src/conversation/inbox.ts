/** The durable inbox: what people asked is on disk before it is acknowledged, and is answered once. */
import type { Kysely } from 'kysely'
import { ParleyError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import type { QuestionEvent } from './chat-port.ts'

/** A question as it waits to be answered. */
export type Question = QuestionEvent & {
  /** The reply that the answer takes the place of, by its id. */
  replaces?: string
  /** Only the person may see the answer, whatever is set. */
  private?: boolean
}

export interface InboxOptions {
  db: Kysely<Database>
  /** Name of the port whose events these are. */
  platform: string
  now: () => Date
}

export interface UnfinishedEvent {
  event: Question
  /** How often an answer was begun. */
  attempts: number
}

export interface Inbox {
  /**
   * Writes an event down.
   * @returns false where its id was seen before
   * @throws ParleyError STORE_UNAVAILABLE, INPUT_TOO_LARGE
   */
  receive(event: Question): Promise<boolean>
  /** Counts one more attempt. */
  begin(event: Question): Promise<void>
  /**
   * Marks an event as dealt with: from now on nobody takes it up. To be called just before a reply's last step, so that
   * a crash in between leaves a reply without its end, never a second one.
   */
  finish(event: Question, state: 'done' | 'failed'): Promise<void>
  /** What a crash left behind, oldest first. Also forgets ids that no platform repeats any more. */
  unfinished(): Promise<UnfinishedEvent[]>
}

const MAX_BODY_CHARS = 64 * 1024 * 1024
/** Slack repeats an event for minutes, a gateway that resumes for hours. */
const KEEP_IDS_MS = 7 * 24 * 3600_000
const MAX_UNFINISHED = 1000

export function createInbox({ db, platform, now }: InboxOptions): Inbox {
  const keyOf = (event: Question) => `${platform}:${event.id}`
  return {
    async receive(event) {
      const body = JSON.stringify(event)
      if (body.length > MAX_BODY_CHARS) {
        throw new ParleyError(
          'INPUT_TOO_LARGE',
          `Expected a message of at most ${MAX_BODY_CHARS} characters, files included.`,
        )
      }
      const inserted = await db
        .insertInto('inbox')
        .values({ id: keyOf(event), body, state: 'received', received_at: now().toISOString(), finished_at: null })
        .onConflict(conflict => conflict.column('id').doNothing())
        .executeTakeFirst()
      return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
    },
    async begin(event) {
      await db
        .updateTable('inbox')
        .set(row => ({ attempts: row('attempts', '+', 1) }))
        .where('id', '=', keyOf(event))
        .execute()
    },
    async finish(event, state) {
      // The id stays, to know it again; the words need not.
      await db
        .updateTable('inbox')
        .set({ state, body: '', finished_at: now().toISOString() })
        .where('id', '=', keyOf(event))
        .execute()
    },
    async unfinished() {
      const forgetBefore = new Date(now().getTime() - KEEP_IDS_MS).toISOString()
      await db.deleteFrom('inbox').where('state', '!=', 'received').where('finished_at', '<', forgetBefore).execute()
      const rows = await db
        .selectFrom('inbox')
        .select(['body', 'attempts'])
        .where('state', '=', 'received')
        .where('id', 'like', `${platform}:%`)
        .orderBy('received_at')
        .orderBy('id')
        .limit(MAX_UNFINISHED)
        .execute()
      return rows.map(row => ({ event: JSON.parse(row.body) as Question, attempts: row.attempts }))
    },
  }
}
