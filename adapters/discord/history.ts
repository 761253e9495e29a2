/** The messages of a channel or a thread, read back from Discord. */
import {
  type AnyThreadChannel,
  ChannelType,
  type Client,
  type Message as DiscordMessage,
  type DMChannel,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
  SnowflakeUtil,
} from 'discord.js'
import type { Message, Place, TimeRange } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { callDiscord, type DiscordTiming, isMessageGone, isNotVisible } from './call-discord.ts'
import { findChannel, type PlaceChannel } from './find-channel.ts'
import { isWritten, type MessageReader } from './read-message.ts'

/** Discord's most. */
const PAGE = 100
/** A long channel takes its time rather than fail. */
const PATIENCE_MS = 5 * 60_000

export interface HistoryOptions {
  client: Client<true>
  reader: MessageReader
  timing: DiscordTiming
  closing: AbortSignal
}

/** Both ends inclusive, as ids: they are made of times. */
interface IdRange {
  from: bigint
  to: bigint
  last?: number
}

/** Oldest first; the replies of all its open threads belong to a channel. @throws ParleyError PLATFORM_… */
export async function* readHistory(place: Place, range: TimeRange, options: HistoryOptions): AsyncGenerator<Message> {
  const channel = await findChannel(options.client, place, options.timing)
  await checkPermissions(channel, options)
  const ids = idRangeOf(range)
  const raw = channel.isThread() ? await readThread(channel, ids, options) : await readChannel(channel, ids, options)
  const unique = new Map(raw.filter(isWritten).map(message => [message.id, message]))
  const sorted = [...unique.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  const read = sorted.map(message => options.reader.read(message)).filter(({ text, files }) => text !== '' || files)
  yield* range.last === undefined ? read : read.slice(Math.max(0, read.length - range.last))
}

/** Without the permission to read back, Discord gives nothing rather than an error. */
async function checkPermissions(channel: PlaceChannel, options: HistoryOptions): Promise<void> {
  if (channel.isDMBased()) return
  const me = await call(() => channel.guild.members.fetchMe(), options)
  const permissions = channel.permissionsFor(me)
  const missing = [
    { name: 'View Channel', bit: PermissionFlagsBits.ViewChannel },
    { name: 'Read Message History', bit: PermissionFlagsBits.ReadMessageHistory },
  ].filter(({ bit }) => !permissions?.has(bit))
  if (missing.length === 0) return
  const names = missing.map(({ name }) => `"${name}"`).join(' and ')
  throw new ParleyError(
    'PLATFORM_REJECTED',
    `Parley may not read back #${channel.name}: its role needs the permission ${names} there.`,
  )
}

async function readChannel(
  channel: Exclude<PlaceChannel, AnyThreadChannel>,
  range: IdRange,
  options: HistoryOptions,
): Promise<DiscordMessage[]> {
  const found = channel.isTextBased() ? await readPages(channel, range, options) : []
  if (!('threads' in channel)) return found
  // The newest `last` messages are among these and those in threads that are no older.
  const oldest = range.last !== undefined && found.length >= range.last ? found[range.last - 1] : undefined
  const from = oldest ? maxOf(range.from, BigInt(oldest.id)) : range.from
  for await (const thread of findThreads(channel, { ...range, from }, options)) {
    found.push(...(await readPages(thread, { ...range, from }, options)))
  }
  return found
}

async function readThread(
  thread: AnyThreadChannel,
  range: IdRange,
  options: HistoryOptions,
): Promise<DiscordMessage[]> {
  const found = await readPages(thread, range, options)
  const id = BigInt(thread.id)
  if (id < range.from || id > range.to || found.some(message => message.id === thread.id)) return found
  // What the thread grew from stands in its channel.
  const root = await call(() => thread.fetchStarterMessage({ cache: false }), options).catch(error => {
    if (isMessageGone(error) || isNotVisible(error)) return null
    throw error
  })
  return root ? [root, ...found] : found
}

/** Newest first. */
async function readPages(
  channel: DMChannel | GuildTextBasedChannel,
  range: IdRange,
  options: HistoryOptions,
): Promise<DiscordMessage[]> {
  const found: DiscordMessage[] = []
  let written = 0
  let before = range.to + 1n
  for (;;) {
    const limit = PAGE
    const cursor = String(before)
    const page = await call(() => channel.messages.fetch({ limit, before: cursor, cache: false }), options)
    const messages = [...page.values()].sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1))
    for (const message of messages) {
      if (BigInt(message.id) < range.from) return found
      found.push(message)
      if (isWritten(message)) written++
    }
    const oldest = messages.at(-1)
    // Discord does not say that a page with fewer messages is the last.
    if (!oldest || (range.last !== undefined && written >= range.last)) return found
    before = BigInt(oldest.id)
  }
}

/** The open threads of a channel in which something may have been written in the range; private ones are not for all its members. */
async function* findThreads(
  channel: Extract<PlaceChannel, { threads: unknown }>,
  range: IdRange,
  options: HistoryOptions,
): AsyncGenerator<AnyThreadChannel> {
  const isWanted = (thread: AnyThreadChannel) =>
    BigInt(thread.id) <= range.to && (thread.lastMessageId === null || BigInt(thread.lastMessageId) >= range.from)
  const { threads: active } = await call(() => channel.threads.fetchActive(false), options)
  for (const thread of active.values()) {
    if (thread.parentId === channel.id && thread.type !== ChannelType.PrivateThread && isWanted(thread)) yield thread
  }
  let before: Date | undefined
  for (;;) {
    const query = { type: 'public' as const, limit: PAGE, ...(before ? { before } : {}) }
    const page = await call(() => channel.threads.fetchArchived(query, false), options)
    for (const thread of page.threads.values()) {
      // Threads are archived after their last message, and come in the order in which they were.
      if (thread.archivedAt && idOf(thread.archivedAt) < range.from) return
      before = thread.archivedAt ?? before
      if (isWanted(thread)) yield thread
    }
    if (!page.hasMore || page.threads.size === 0) return
  }
}

function call<T>(work: () => Promise<T>, { timing, closing }: HistoryOptions): Promise<T> {
  const patienceMs = Math.max(timing.patienceMs, PATIENCE_MS)
  return callDiscord(work, { timing: { ...timing, patienceMs }, repeatable: true, signal: closing })
}

function idRangeOf({ since, until, last }: TimeRange): IdRange {
  const from = since === undefined ? 0n : idOf(new Date(since))
  const to = idOf(until === undefined ? new Date(Date.now() + 60_000) : new Date(Date.parse(until) + 1)) - 1n
  return { from, to, ...(last === undefined ? {} : { last }) }
}

/** The least id of a moment. */
function idOf(time: Date): bigint {
  const sinceEpoch = Math.max(time.getTime(), Number(SnowflakeUtil.epoch)) - Number(SnowflakeUtil.epoch)
  return BigInt(sinceEpoch) << 22n
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
