/** Tells when Parley comes into a channel or is taken out of it, by whatever way: an invitation, a permission, a deletion. */
import { type Client, Events, type Guild, type GuildBasedChannel, PermissionFlagsBits } from 'discord.js'
import type { Place } from '../../src/conversation/chat-port.ts'
import { placeOf } from './places.ts'

const READ = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ReadMessageHistory]

/** Whether Parley can read what is written there, as far as the cache knows. */
function isReadable(channel: GuildBasedChannel): boolean {
  const { me } = channel.guild.members
  const hasMessages = channel.isTextBased() || channel.isThreadOnly()
  return me !== null && hasMessages && channel.permissionsFor(me)?.has(READ) === true
}

/** The channels of a server that Parley reads; open threads belong to their channels. */
export function readableChannels(guild: Guild): GuildBasedChannel[] {
  return [...guild.channels.cache.values()].filter(channel => !channel.isThread() && isReadable(channel))
}

/** @param tell called for every change after the connection has become ready */
export function watchMembership(client: Client<true>, tell: (place: Place, joined: boolean) => void): void {
  const seen = new Map<string, Map<string, Place>>()

  function look(guild: Guild): Map<string, Place> {
    return new Map(readableChannels(guild).map(channel => [channel.id, placeOf(channel)]))
  }

  function compare(guild: Guild, now: Map<string, Place>): void {
    const before = seen.get(guild.id) ?? new Map<string, Place>()
    seen.set(guild.id, now)
    for (const [id, place] of now) if (!before.has(id)) tell(place, true)
    for (const [id, place] of before) if (!now.has(id)) tell(place, false)
  }

  const refresh = (guild: Guild) => {
    // Before the first look, everything would seem new.
    if (seen.has(guild.id) && guild.available) compare(guild, look(guild))
  }
  client.once(Events.ClientReady, ({ guilds }) => {
    for (const guild of guilds.cache.values()) seen.set(guild.id, look(guild))
  })
  client.on(Events.GuildCreate, guild => compare(guild, look(guild)))
  client.on(Events.GuildDelete, guild => {
    compare(guild, new Map())
    seen.delete(guild.id)
  })
  client.on(Events.ChannelCreate, ({ guild }) => refresh(guild))
  client.on(Events.ChannelUpdate, (_, channel) => {
    if (!channel.isDMBased()) refresh(channel.guild)
  })
  client.on(Events.ChannelDelete, channel => {
    if (!channel.isDMBased()) refresh(channel.guild)
  })
  client.on(Events.GuildRoleUpdate, ({ guild }) => refresh(guild))
  client.on(Events.GuildRoleDelete, ({ guild }) => refresh(guild))
  client.on(Events.GuildMemberUpdate, (_, member) => {
    if (member.id === client.user.id) refresh(member.guild)
  })
}
