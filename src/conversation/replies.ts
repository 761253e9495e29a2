/** Parley's replies as they were given: what their buttons need, and what an edited or deleted question takes along. */
import type { Kysely } from 'kysely'
import type { Database, RepliesTable } from '../store/database.ts'
import type { Place, PostedMessage, QuestionEvent } from './chat-port.ts'

export interface ReplyRecord {
  /** Names the reply in buttons. */
  id: string
  place: Place
  /** Who asked. */
  person: string
  event: QuestionEvent
  pipeline: string
  text: string
  /** ISO 639-1 code of the text. */
  lang: string
  private: boolean
  messages: PostedMessage[]
}

export interface Replies {
  /** Written from the first message on, and again at the end. */
  put(record: ReplyRecord): Promise<void>
  /** By the reply's id, or by the id of one of its messages in a channel. */
  find(idOrMessage: string, channel: string): Promise<ReplyRecord | undefined>
  /** The newest reply to a message. */
  answerTo(channel: string, messageId: string): Promise<ReplyRecord | undefined>
  remove(id: string): Promise<void>
  /** Direct messages that Parley has answered in, the latest first. */
  directPlaces(): Promise<Place[]>
  /** What somebody thinks of a reply, and what would be right; the last word counts. */
  rate(reply: string, person: string, value: 1 | -1, words?: { reason?: string; suggestion?: string }): Promise<void>
  /** Replies to a person, and what they thought of replies. */
  forgetPerson(person: string): Promise<number>
  /** Nobody clicks a button that is older. */
  removeOld(): Promise<void>
}

/** Replies among which direct messages are looked for. */
const MAX_RECENT = 500
const KEEP_MS = 30 * 24 * 3600_000

export function createReplies(options: { db: Kysely<Database>; platform: string; now: () => Date }): Replies {
  const { db, platform, now } = options
  const replies = () => db.selectFrom('replies').selectAll().where('platform', '=', platform)
  async function toRecord(row: RepliesTable): Promise<ReplyRecord> {
    const messages = await db
      .selectFrom('reply_messages')
      .select(['channel', 'id'])
      .where('reply', '=', row.id)
      .execute()
    return {
      id: row.id,
      place: JSON.parse(row.place) as Place,
      person: row.person,
      event: JSON.parse(row.event) as QuestionEvent,
      pipeline: row.pipeline,
      text: row.text,
      lang: row.lang,
      private: row.private === 1,
      messages,
    }
  }

  return {
    async put(record) {
      const { event } = record
      const row: RepliesTable = {
        id: record.id,
        platform,
        place: JSON.stringify(record.place),
        channel: record.place.channel,
        person: record.person,
        question: event.type === 'message' ? (event.messageId ?? null) : null,
        event: JSON.stringify(event),
        pipeline: record.pipeline,
        text: record.text,
        lang: record.lang,
        private: record.private ? 1 : 0,
        created_at: now().toISOString(),
      }
      const { id, created_at, ...changed } = row
      await db.transaction().execute(async transaction => {
        await transaction
          .insertInto('replies')
          .values(row)
          .onConflict(conflict => conflict.column('id').doUpdateSet(changed))
          .execute()
        await transaction.deleteFrom('reply_messages').where('reply', '=', id).execute()
        const messages = record.messages.map(message => ({ platform, ...message, reply: id }))
        if (messages.length > 0) await transaction.replaceInto('reply_messages').values(messages).execute()
      })
    },
    async find(idOrMessage, channel) {
      const posted = db
        .selectFrom('reply_messages')
        .select('reply')
        .where('platform', '=', platform)
        .where('channel', '=', channel)
        .where('id', '=', idOrMessage)
      const row = await replies()
        .where(row => row.or([row('id', '=', idOrMessage), row('id', 'in', posted)]))
        .executeTakeFirst()
      return row && toRecord(row)
    },
    async answerTo(channel, messageId) {
      const row = await replies()
        .where('channel', '=', channel)
        .where('question', '=', messageId)
        .orderBy('created_at', 'desc')
        .executeTakeFirst()
      return row && toRecord(row)
    },
    async remove(id) {
      await db.deleteFrom('replies').where('id', '=', id).execute()
    },
    async directPlaces() {
      const rows = await replies().orderBy('created_at', 'desc').limit(MAX_RECENT).execute()
      const places = rows.map(row => JSON.parse(row.place) as Place).filter(({ audience }) => audience === 'person')
      return [...new Map(places.map(place => [place.channel, { ...place, thread: undefined }])).values()]
    },
    async rate(reply, person, value, { reason, suggestion } = {}) {
      const at = now().toISOString()
      const rating = { value, reason: reason ?? null, suggestion: suggestion ?? null, created_at: at }
      await db
        .insertInto('feedback')
        .values({ reply, platform, person, ...rating })
        .onConflict(conflict => conflict.columns(['reply', 'person']).doUpdateSet(rating))
        .execute()
    },
    async forgetPerson(person) {
      const gone = await db
        .deleteFrom('replies')
        .where('platform', '=', platform)
        .where('person', '=', person)
        .executeTakeFirst()
      await db.deleteFrom('feedback').where('platform', '=', platform).where('person', '=', person).execute()
      return Number(gone.numDeletedRows)
    },
    async removeOld() {
      const before = new Date(now().getTime() - KEEP_MS).toISOString()
      await db.deleteFrom('replies').where('platform', '=', platform).where('created_at', '<', before).execute()
    },
  }
}
