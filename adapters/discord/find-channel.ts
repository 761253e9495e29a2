/** Asks Discord for the channel of a place. */
import {
  ChannelType,
  type Client,
  type DMChannel,
  type ForumChannel,
  type GuildTextBasedChannel,
  type MediaChannel,
} from 'discord.js'
import type { Place } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { callDiscord, type DiscordTiming, isNotVisible } from './call-discord.ts'
import { channelIdOf } from './places.ts'

export type PlaceChannel = DMChannel | GuildTextBasedChannel | ForumChannel | MediaChannel

/** @returns undefined where Parley sees no such channel @throws ParleyError PLATFORM_UNREACHABLE, PLATFORM_RATE_LIMITED */
export async function askChannel(
  client: Client<true>,
  place: Place,
  timing: DiscordTiming,
): Promise<PlaceChannel | undefined> {
  const call = () => client.channels.fetch(channelIdOf(place), { force: true, allowUnknownGuild: false })
  try {
    const channel = await callDiscord(call, { timing, repeatable: true })
    if (!channel || (channel.isDMBased() ? undefined : channel.guildId) !== place.workspace) return undefined
    if (channel.isDMBased()) return channel.type === ChannelType.DM && !channel.partial ? channel : undefined
    if (place.thread && channel.isThread() && channel.parentId !== place.channel) return undefined
    return channel.isTextBased() || channel.isThreadOnly() ? channel : undefined
  } catch (error) {
    if (isNotVisible(error)) return undefined
    throw error
  }
}

/** @throws ParleyError PLATFORM_… */
export async function findChannel(client: Client<true>, place: Place, timing: DiscordTiming): Promise<PlaceChannel> {
  const channel = await askChannel(client, place, timing)
  if (channel) return channel
  throw new ParleyError(
    'PLATFORM_REJECTED',
    "Parley does not see this channel: it is gone, or Parley's role lacks the permission View Channel there.",
  )
}
