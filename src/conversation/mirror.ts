/** The mirror: what was written in the channels Parley is in, kept so that summaries need no history from the platform. */
import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Database, MessagesTable } from '../store/database.ts'
import type { ChatPort, FileReference, Message, Place, TimeRange } from './chat-port.ts'
import type { DerivedTexts } from './derived-texts.ts'

export interface Mirror {
  /** Keeps a message as it stands now, new or changed. */
  put(place: Place, message: Message): Promise<void>
  /** Its words and its author go; its id stays, so that it does not come back by a delivery that was late. */
  remove(place: Place, messageId: string): Promise<void>
  /** Everything of a channel, when Parley is taken out of it or must not remember it. */
  removeChannel(channel: string): Promise<void>
  /** Everything a person wrote. @returns how many messages that were */
  removeAuthor(person: string): Promise<number>
  /**
   * The messages of a channel or thread, oldest first; fetched from the platform where the mirror does not reach back far enough.
   * @param remember whether what is fetched may be kept
   * @throws ParleyError PLATFORM_… as the port's `history` does
   */
  read(port: ChatPort, place: Place, range: TimeRange, options: ReadOptions): Promise<Message[]>
  /** The channel's newest message that is kept, ISO 8601. */
  newest(channel: string): Promise<string | undefined>
  /** How many messages are kept of a stretch of a channel that others than a person, and than Parley, wrote. */
  count(channel: string, range: TimeRange, except: string): Promise<number>
  /** What is kept of a channel from a moment on. */
  since(channel: string, since: string): Promise<Message[]>
  /** The channel may have gaps before this moment: what is older is fetched again when it is asked for. */
  completeFrom(channel: string, since: string): Promise<void>
}

export interface ReadOptions {
  remember: boolean
  /** Told from time to time how many have been read. */
  onRead?: (messages: number) => Promise<void>
  signal: AbortSignal
}

/** Written in one transaction, so that fetching is not slowed down by the disk. */
const BATCH = 200
const MAX_BEGUN = 10_000

export interface MirrorOptions {
  db: Kysely<Database>
  platform: string
  /** Told of every message whose words change or go. */
  derived: DerivedTexts
}

export function createMirror({ db, platform, derived }: MirrorOptions): Mirror {
  /** Channels that have their row, which nothing but `removeChannel` takes away: their messages cost one statement. */
  const begun = new Set<string>()

  async function putAll(channel: string, messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    const changed = await findChanged(channel, messages)
    await db
      .insertInto('messages')
      .values(messages.map(message => toRow(platform, channel, message)))
      .onConflict(conflict =>
        conflict
          .columns(['platform', 'channel', 'id'])
          .doUpdateSet(row => ({
            text: row.ref('excluded.text'),
            edited_at: row.ref('excluded.edited_at'),
            author_name: row.ref('excluded.author_name'),
            addressed: row.ref('excluded.addressed'),
            files: row.ref('excluded.files'),
          }))
          // What comes late changes nothing: an older wording, a message that was deleted since.
          .where('messages.author_kind', '!=', DELETED)
          .where(row =>
            row.or([
              row('messages.edited_at', 'is', null),
              row('excluded.edited_at', '>=', row.ref('messages.edited_at')),
            ]),
          ),
      )
      .execute()
    if (changed.length > 0) await derived.forgetMessages({ platform, channel }, changed)
  }

  /** Those that are kept with other words. A message that was never edited can't be one of them. */
  async function findChanged(channel: string, messages: readonly Message[]): Promise<string[]> {
    const edited = new Map(messages.flatMap(({ id, editedAt, text }) => (editedAt === undefined ? [] : [[id, text]])))
    if (edited.size === 0) return []
    const rows = await db
      .selectFrom('messages')
      .select(['id', 'text'])
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .where('id', 'in', [...edited.keys()])
      .execute()
    return rows.filter(({ id, text }) => edited.get(id) !== text).map(({ id }) => id)
  }

  async function completeSince(channel: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('channels')
      .select('complete_since')
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .executeTakeFirst()
    return row?.complete_since
  }

  async function completeFrom(channel: string, since: string): Promise<void> {
    await db
      .insertInto('channels')
      .values({ platform, channel, complete_since: since })
      .onConflict(conflict => conflict.columns(['platform', 'channel']).doUpdateSet({ complete_since: since }))
      .execute()
  }

  async function fetch(port: ChatPort, place: Place, range: TimeRange, options: ReadOptions): Promise<Message[]> {
    const fetched: Message[] = []
    let batch: Message[] = []
    for await (const message of port.history(place, range)) {
      options.signal.throwIfAborted()
      fetched.push(message)
      if (options.remember) batch.push(message)
      if (fetched.length % BATCH > 0) continue
      await putAll(place.channel, batch)
      batch = []
      await options.onRead?.(fetched.length)
    }
    await putAll(place.channel, batch)
    return fetched
  }

  async function select(place: Place, range: TimeRange): Promise<Message[]> {
    let query = db
      .selectFrom('messages')
      .selectAll()
      .where('platform', '=', platform)
      .where('channel', '=', place.channel)
      .where('author_kind', '!=', DELETED)
    const { thread } = place
    if (thread !== undefined) query = query.where(row => row.or([row('thread', '=', thread), row('id', '=', thread)]))
    if (range.since !== undefined) query = query.where('sent_at', '>=', range.since)
    if (range.until !== undefined) query = query.where('sent_at', '<=', range.until)
    query = query.orderBy('sent_at', 'desc').orderBy('id', 'desc')
    if (range.last !== undefined) query = query.limit(range.last)
    return (await query.execute()).reverse().map(toMessage)
  }

  return {
    async put(place, message) {
      const { channel } = place
      await putAll(channel, [message])
      if (begun.has(channel)) return
      if (begun.size >= MAX_BEGUN) begun.clear()
      begun.add(channel)
      await db
        .insertInto('channels')
        .values({ platform, channel, complete_since: message.sentAt })
        .onConflict(conflict => conflict.doNothing())
        .execute()
        .catch(error => {
          begun.delete(channel)
          throw error
        })
    },
    async remove(place, messageId) {
      const nobody = { author_id: '', author_name: '', author_kind: DELETED } as const
      const nothing = { ...nobody, text: '', edited_at: null, files: null, reply_to: null }
      await db
        .insertInto('messages')
        .values({ platform, channel: place.channel, id: messageId, thread: null, sent_at: '', ...nothing })
        .onConflict(conflict =>
          conflict.columns(['platform', 'channel', 'id']).doUpdateSet({ ...nothing, sent_at: '' }),
        )
        .execute()
      await derived.forgetMessages(place, [messageId])
    },
    async removeChannel(channel) {
      for (const table of ['messages', 'channels', 'visits'] as const) {
        await db.deleteFrom(table).where('platform', '=', platform).where('channel', '=', channel).execute()
      }
      begun.delete(channel)
      await derived.forgetChannel({ platform, channel })
    },
    async removeAuthor(person) {
      const removed = await db
        .deleteFrom('messages')
        .where('platform', '=', platform)
        .where('author_id', '=', person)
        .returning(['channel', 'id'])
        .execute()
      for (const [channel, said] of Map.groupBy(removed, row => row.channel)) {
        await derived.forgetMessages(
          { platform, channel },
          said.map(({ id }) => id),
        )
      }
      return removed.length
    },
    async read(port, place, range, options) {
      const complete = await completeSince(place.channel)
      if (complete === undefined || !options.remember) {
        const fetched = await fetch(port, place, range, options)
        const oldest = range.since ?? fetched[0]?.sentAt
        // A thread says nothing about its channel.
        const known = options.remember && place.thread === undefined && range.until === undefined
        if (known && oldest !== undefined) await completeFrom(place.channel, oldest)
        return fetched
      }
      if (await reachesBack(place, range, complete)) return select(place, range)
      if (place.thread !== undefined) return fetch(port, place, range, options)
      const { since, last } = range
      const needed = since === undefined ? { last } : { since, until: complete }
      const older = await fetch(port, place, needed, options)
      const from = range.since ?? older[0]?.sentAt
      if (from !== undefined && from < complete) await completeFrom(place.channel, from)
      return select(place, range)
    },
    async newest(channel) {
      const row = await db
        .selectFrom('messages')
        .select('sent_at')
        .where('platform', '=', platform)
        .where('channel', '=', channel)
        .where('author_kind', '!=', DELETED)
        .orderBy('sent_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.sent_at
    },
    async count(channel, { since, until, last }, except) {
      let query = db
        .selectFrom('messages')
        .select(row => row.fn.countAll<number>().as('messages'))
        .where('platform', '=', platform)
        .where('channel', '=', channel)
        .where('author_kind', 'in', [kinds.person, kinds.bot])
        .where('author_id', '!=', except)
      if (since !== undefined) query = query.where('sent_at', '>=', since)
      if (until !== undefined) query = query.where('sent_at', '<=', until)
      const { messages } = await query.executeTakeFirstOrThrow()
      return Math.min(messages, last ?? messages)
    },
    async since(channel, since) {
      return select({ platform, channel, audience: 'channel' }, { since })
    },
    completeFrom,
  }

  /** Whether everything of the range is in the mirror. */
  async function reachesBack(place: Place, range: TimeRange, complete: string): Promise<boolean> {
    if (place.thread !== undefined) {
      const root = await db
        .selectFrom('messages')
        .select('sent_at')
        .where('platform', '=', platform)
        .where('channel', '=', place.channel)
        .where('id', '=', place.thread)
        .executeTakeFirst()
      return root !== undefined && root.sent_at >= complete
    }
    if (range.since !== undefined && range.since >= complete) return true
    if (range.last === undefined) return false
    const { length } = await select(place, { ...range, since: complete })
    return length >= range.last
  }
}

const kinds = { person: 0, bot: 1, self: 2 } as const
const DELETED = 3

function toRow(platform: string, channel: string, message: Message): Insertable<MessagesTable> {
  const { author } = message
  return {
    platform,
    channel,
    id: message.id,
    thread: message.thread ?? null,
    author_id: author.id,
    author_name: author.name,
    author_kind: kinds[author.isSelf ? 'self' : author.isBot ? 'bot' : 'person'],
    text: message.text,
    sent_at: message.sentAt,
    edited_at: message.editedAt ?? null,
    addressed: message.addressed ? 1 : 0,
    files: message.files?.length ? JSON.stringify(message.files) : null,
    reply_to: message.replyTo ?? null,
  }
}

function toMessage(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    ...(row.thread === null ? {} : { thread: row.thread }),
    author: {
      id: row.author_id,
      name: row.author_name,
      isBot: row.author_kind !== kinds.person,
      isSelf: row.author_kind === kinds.self,
    },
    text: row.text,
    sentAt: row.sent_at,
    ...(row.edited_at === null ? {} : { editedAt: row.edited_at }),
    addressed: row.addressed === 1,
    ...(row.files === null ? {} : { files: JSON.parse(row.files) as FileReference[] }),
    ...(row.reply_to === null ? {} : { replyTo: row.reply_to }),
  }
}
