/** Keeps the conversations of channels that want it in the knowledge base: new words soon, what was taken back at once. */
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import type { Database } from '../store/database.ts'
import { writeSetting } from '../store/setting-values.ts'
import type { ChatPort, Place } from './chat-port.ts'
import {
  channelNameKey,
  conversationName,
  conversationsOf,
  messageUri,
  sharesConversations,
} from './conversation-source.ts'
import type { Settings } from './settings.ts'

export interface ConversationKnowledge {
  /** A message of the channel is new or has changed. */
  changed(place: Place): Promise<void>
  /** A message was deleted; when this resolves it is not found any more. */
  deleted(place: Place, messageId: string): Promise<void>
  /** The channel's settings have changed. */
  reconsider(place: Place): Promise<void>
  /** Parley has left the channel, whose messages are not in the mirror any more. */
  left(place: Place): Promise<void>
  /**
   * Takes a person's words out.
   * @param remove removes them from the mirror
   * @returns what `remove` gives
   */
  forgetPerson<T>(person: string, remove: () => Promise<T>): Promise<T>
  /** Looks at every channel once: for what was not finished when Parley last ran. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface ConversationKnowledgeOptions {
  db: Kysely<Database>
  port: Pick<ChatPort, 'name' | 'nameOf'>
  knowledge: Pick<Knowledge, 'refresh' | 'remove' | 'withdraw'>
  settings: Settings
  log: Logger
  /** How long what was said may wait for more. */
  delayMs?: number
}

/** A conversation goes on for a while, and nobody asks about what was said a minute ago. */
const DELAY_MS = 2 * 60_000
const SOON_MS = 1000
/** Another process may be writing the index. */
const RETRY_MS = 30_000

export function createConversationKnowledge(options: ConversationKnowledgeOptions): ConversationKnowledge {
  const { db, port, knowledge, settings, log } = options
  const { delayMs = DELAY_MS } = options
  const platform = port.name
  const timers = new Map<string, { timer: NodeJS.Timeout; at: number }>()
  const waiting = new Set<string>()
  let running: { channel: string; stop: AbortController; done: Promise<void> } | undefined
  let stopped = false

  const nameOf = (channel: string) => conversationName({ platform, channel })

  /** What is due earlier stays so. */
  function schedule(channel: string, ms: number): void {
    if (stopped) return
    const at = performance.now() + ms
    const before = timers.get(channel)
    if (before !== undefined && before.at <= at) return
    clearTimeout(before?.timer)
    const due = () => {
      timers.delete(channel)
      waiting.add(channel)
      runNext()
    }
    timers.set(channel, { timer: setTimeout(due, ms).unref(), at })
  }

  function runNext(): void {
    const [channel] = waiting
    if (channel === undefined || running !== undefined || stopped) return
    waiting.delete(channel)
    const stop = new AbortController()
    const done = update(channel, stop.signal).finally(() => {
      running = undefined
      runNext()
    })
    running = { channel, stop, done }
  }

  async function update(channel: string, signal: AbortSignal): Promise<void> {
    try {
      const isShared = sharesConversations(await settings.ofChannel(channel))
      if (isShared) await knowledge.refresh(nameOf(channel), { signal })
      else await knowledge.remove(nameOf(channel))
    } catch (error) {
      // Whoever stopped it sees to it that it is done again.
      if (signal.aborted) return
      log.warn({ err: error, channel }, 'the conversations of a channel could not be indexed')
      schedule(channel, RETRY_MS)
    }
  }

  /** Ends a run that has read what is being taken back: it must not store it afterwards. */
  async function interrupt(channel?: string): Promise<void> {
    if (running === undefined || (channel !== undefined && running.channel !== channel)) return
    const { channel: interrupted, stop, done } = running
    stop.abort()
    await done
    schedule(interrupted, SOON_MS)
  }

  async function withdraw(channel: string, places?: ReadonlySet<string>): Promise<void> {
    await interrupt(channel)
    const hidden = await knowledge.withdraw(nameOf(channel), places)
    if (hidden > 0) schedule(channel, SOON_MS)
  }

  /** Channels whose conversations are in the knowledge base, or were to be taken out of it. */
  async function indexedChannels(): Promise<string[]> {
    const prefix = conversationsOf(platform)
    const rows = await db.selectFrom('sources').select('path').where('path', '>=', prefix).orderBy('path').execute()
    const names = rows.map(({ path }) => path).filter(path => path.startsWith(prefix))
    return names.map(path => decodeURIComponent(path.slice(prefix.length)))
  }

  async function keepName(place: Place): Promise<void> {
    try {
      const name = await port.nameOf?.({ ...place, thread: undefined })
      if (name !== undefined) await writeSetting(db, channelNameKey(place), name)
    } catch (error) {
      log.info({ err: error, channel: place.channel }, 'the name of a channel could not be read')
    }
  }

  return {
    async changed(place) {
      const { channel } = place
      if (timers.has(channel) || !sharesConversations(await settings.ofChannel(channel))) return
      schedule(channel, delayMs)
    },

    async deleted({ channel }, messageId) {
      if (await isIndexed(channel)) await withdraw(channel, new Set([messageUri(messageId)]))
    },

    async left({ channel }) {
      if (await isIndexed(channel)) await withdraw(channel)
    },

    async reconsider(place) {
      const { channel } = place
      if (sharesConversations(await settings.ofChannel(channel))) {
        await keepName(place)
        schedule(channel, SOON_MS)
      } else if (await isIndexed(channel)) {
        await withdraw(channel)
        schedule(channel, SOON_MS)
      }
    },

    async forgetPerson(person, remove) {
      const indexed = await indexedChannels()
      const rows =
        indexed.length === 0
          ? []
          : await db
              .selectFrom('messages')
              .select(['channel', 'id'])
              .where('platform', '=', platform)
              .where('author_id', '=', person)
              .execute()
      await interrupt()
      const removed = await remove()
      for (const [channel, said] of Map.groupBy(rows, row => row.channel)) {
        if (indexed.includes(channel)) await withdraw(channel, new Set(said.map(({ id }) => messageUri(id))))
      }
      return removed
    },

    async start() {
      for (const channel of [...(await indexedChannels()), ...(await sharingChannels())]) schedule(channel, SOON_MS)
    },

    async stop() {
      stopped = true
      for (const { timer } of timers.values()) clearTimeout(timer)
      running?.stop.abort()
      await running?.done
    },
  }

  async function sharingChannels(): Promise<string[]> {
    const prefix = `channel:${platform}:`
    const rows = await db.selectFrom('settings').select('key').where('key', '>=', prefix).orderBy('key').execute()
    const channels = rows.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key.slice(prefix.length))
    const shared = await Promise.all(
      channels.map(async channel => sharesConversations(await settings.ofChannel(channel))),
    )
    return channels.filter((_, i) => shared[i])
  }

  async function isIndexed(channel: string): Promise<boolean> {
    if (running?.channel === channel) return true
    const row = await db.selectFrom('sources').select('path').where('path', '=', nameOf(channel)).executeTakeFirst()
    return row !== undefined
  }
}
