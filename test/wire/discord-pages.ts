/** Pages of what the local Discord lists: messages and archived threads. */
import type { ChannelType } from 'discord.js'
import { refuseForm } from './discord-errors.ts'
import { exportChannel } from './discord-export.ts'
import type { DiscordState, StoredMessage } from './discord-state.ts'

/** @param maxSize the most of a page, whatever is asked for */
export function pageOfMessages(
  state: DiscordState,
  channel: string,
  query: URLSearchParams,
  maxSize: number,
): StoredMessage[] {
  const limit = Number(query.get('limit') ?? 50)
  if (!(limit >= 1 && limit <= 100)) refuseForm('limit must be between 1 and 100')
  const [before, after, around] = ['before', 'after', 'around'].map(name => query.get(name))
  if (around) refuseForm('around is not part of this server')
  const newestFirst = state.messages
    .filter(message => message.channel_id === channel && !message.ephemeralFor)
    .filter(({ id }) => (!before || BigInt(id) < BigInt(before)) && (!after || BigInt(id) > BigInt(after)))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
  const size = Math.min(limit, maxSize)
  return after ? newestFirst.slice(-size) : newestFirst.slice(0, size)
}

/** @param maxSize the most of a page, whatever is asked for */
export function pageOfThreads(
  state: DiscordState,
  parent: string,
  type: ChannelType,
  query: URLSearchParams,
  maxSize: number,
  where: (id: string) => boolean,
) {
  const before = query.get('before')
  const limit = Math.min(maxSize, Number(query.get('limit') ?? 50))
  const found = [...state.channels.values()]
    .filter(channel => channel.parent_id === parent && channel.type === type && channel.thread?.archived)
    .filter(({ id }) => where(id))
    .sort((a, b) => (a.thread!.archivedAt < b.thread!.archivedAt ? 1 : -1))
    .filter(({ thread }) => before === null || thread!.archivedAt < before)
  const threads = found.slice(0, limit).map(channel => exportChannel(state, channel))
  return { threads, members: [], has_more: found.length > limit }
}
