/** Parley's replies as they were given: what their buttons need, and what an edited or deleted question takes along. */
import { type Kysely, sql } from 'kysely'
import type { Database, RepliesTable } from '../store/database.ts'
import type { Place, PostedMessage, QuestionEvent } from './chat-port.ts'
import { type DerivedTexts, utteranceIdOf, utteranceIdPrefix } from './derived-texts.ts'
import type { KeptTask } from './reminders.ts'

export interface ReplyRecord {
  /** Names the reply in buttons. */
  id: string
  place: Place
  /** Who asked. */
  person: string
  event: QuestionEvent
  pipeline: string
  /** Empty before anything was written, and where words that it rests on were changed or taken back since. */
  text: string
  /** ISO 639-1 code of the text. */
  lang: string
  private: boolean
  messages: PostedMessage[]
  /** The messages that the text cites, by their ids as pipelines know them. */
  restsOn?: readonly string[]
  /** What somebody is to do, where the reply is minutes. */
  tasks?: readonly KeptTask[]
}

export interface Replies extends DerivedTexts {
  /** Written from the first message on, and again at the end. */
  put(record: ReplyRecord): Promise<void>
  /** By the reply's id, or by the id of one of its messages in a channel. */
  find(idOrMessage: string, channel: string): Promise<ReplyRecord | undefined>
  /** The newest reply to a message. */
  answerTo(channel: string, messageId: string): Promise<ReplyRecord | undefined>
  remove(id: string): Promise<void>
  /** The newest minutes of a channel in which something is to be done, and which a person was given or all can read. */
  lastWithTasks(channel: string, person: string): Promise<ReplyRecord | undefined>
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
      ...(row.rests_on === null ? {} : { restsOn: JSON.parse(row.rests_on) as string[] }),
      ...(row.tasks === null ? {} : { tasks: JSON.parse(row.tasks) as KeptTask[] }),
    }
  }

  /** What the platform shows stays there; Parley itself gives nothing of it any more. */
  async function forgetWords(ids: readonly string[]): Promise<void> {
    await db
      .updateTable('replies')
      .set({ text: '', tasks: null, rests_on: null })
      .where('id', 'in', ids)
      .where('platform', '=', platform)
      .execute()
  }

  const citing = (words: string) =>
    db
      .selectFrom('replies')
      .select(['id', 'rests_on'])
      .where('platform', '=', platform)
      .where(sql<boolean>`instr(rests_on, ${words}) > 0`)
      .execute()

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
        rests_on: record.restsOn?.length ? JSON.stringify(record.restsOn) : null,
        tasks: record.tasks?.length ? JSON.stringify(record.tasks) : null,
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
    async lastWithTasks(channel, person) {
      const row = await replies()
        .where('channel', '=', channel)
        .where('tasks', 'is not', null)
        .where(row => row.or([row('private', '=', 0), row('person', '=', person)]))
        .orderBy('created_at', 'desc')
        .executeTakeFirst()
      return row && toRecord(row)
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
    async forgetMessages(channel, ids) {
      const gone = new Set(ids.map(id => utteranceIdOf(channel, id)))
      const rows = await citing(JSON.stringify(utteranceIdPrefix(channel)).slice(0, -1))
      const stale = rows.filter(row => (JSON.parse(row.rests_on!) as string[]).some(id => gone.has(id)))
      await forgetWords(stale.map(({ id }) => id))
    },
    async forgetChannel(channel) {
      const rows = await citing(JSON.stringify(utteranceIdPrefix(channel)).slice(0, -1))
      await forgetWords(rows.map(({ id }) => id))
    },
    async removeOld() {
      const before = new Date(now().getTime() - KEEP_MS).toISOString()
      await db.deleteFrom('replies').where('platform', '=', platform).where('created_at', '<', before).execute()
    },
  }
}
