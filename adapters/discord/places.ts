/** Discord's channels as places, and their addresses. */
import type { Channel, Client } from 'discord.js'
import { ChannelType } from 'discord.js'
import type { LinkedPlace, Place, PostedMessage } from '../../src/conversation/chat-port.ts'

/**
 * A thread is part of its channel; a private thread is a channel of its own, since the channel's members may not read it.
 * @param channel what is known of it
 */
export function placeOf(channel: Pick<Channel, 'id' | 'type'> & { guildId?: string; parentId?: string | null }): Place {
  if (!channel.guildId) return { platform: 'discord', channel: channel.id, audience: 'person' }
  const common = { platform: 'discord', workspace: channel.guildId, audience: 'channel' as const }
  const isOpenThread = channel.type === ChannelType.PublicThread || channel.type === ChannelType.AnnouncementThread
  if (isOpenThread && channel.parentId) return { ...common, channel: channel.parentId, thread: channel.id }
  return { ...common, channel: channel.id }
}

/** The channel that Discord knows a place as. */
export function channelIdOf(place: Place): string {
  return place.thread ?? place.channel
}

/** Where a message of Parley's really stands: those of a thread are told by their channel. */
export function channelOfPosted(message: PostedMessage, place: Place): string {
  return message.channel === place.channel ? channelIdOf(place) : message.channel
}

/** `https://discord.com/channels/GUILD/CHANNEL/MESSAGE` */
export function formatLink(client: Client, place: Place, messageId?: string): string {
  const parent = client.channels.cache.get(place.channel)
  const isForum = parent?.type === ChannelType.GuildForum || parent?.type === ChannelType.GuildMedia
  // What a thread grew from stands in the channel and bears the thread's id; a forum has no messages of its own.
  const channel = place.thread === messageId && !isForum ? place.channel : channelIdOf(place)
  const link = `https://discord.com/channels/${place.workspace ?? '@me'}/${channel}`
  return messageId ? `${link}/${messageId}` : link
}

/** @returns undefined where the address is none of Discord's */
export function parseDiscordLink(client: Client, address: string): LinkedPlace | undefined {
  const match =
    /^https:\/\/(?:(?:www|ptb|canary)\.)?discord(?:app)?\.com\/channels\/(@me|\d{15,21})\/(\d{15,21})(?:\/(\d{15,21}))?\/?(?:[?#].*)?$/.exec(
      address,
    )
  if (!match) return undefined
  const [, guild, channel, messageId] = match
  const known = client.channels.cache.get(channel!)
  const isKnown = known !== undefined && !known.isDMBased() && known.guildId === guild
  const place: Place = isKnown
    ? placeOf(known)
    : {
        platform: 'discord',
        ...(guild === '@me' ? {} : { workspace: guild }),
        channel: channel!,
        audience: guild === '@me' ? 'person' : 'channel',
      }
  return { place, ...(messageId ? { messageId } : {}) }
}
