/** What somebody may do in a channel of the local Discord. */
import { ChannelType, PermissionFlagsBits } from 'discord.js'
import { BOT_USER, type DiscordState, isThread, type Overwrite, type StoredChannel } from './discord-state.ts'

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n)

/** https://discord.com/developers/docs/topics/permissions#permission-overwrites */
export function permissionsIn(state: DiscordState, user: string, channel: StoredChannel): bigint {
  if (!channel.guild_id) return channel.recipient === user || user === BOT_USER ? ALL : 0n
  const guild = state.guilds.get(channel.guild_id)
  const member = guild?.members.get(user)
  if (!guild || !member) return 0n
  if (guild.owner_id === user) return ALL
  let permissions = guild.roles.get(guild.id)!.permissions
  for (const role of member.roles) permissions |= guild.roles.get(role)?.permissions ?? 0n
  if (permissions & PermissionFlagsBits.Administrator) return ALL
  const { overwrites } = isThread(channel) ? state.channels.get(channel.parent_id!)! : channel
  const apply = (matching: Overwrite[]) => {
    for (const { deny } of matching) permissions &= ~deny
    for (const { allow } of matching) permissions |= allow
  }
  apply(overwrites.filter(({ id }) => id === guild.id))
  apply(overwrites.filter(({ type, id }) => type === 0 && member.roles.includes(id)))
  apply(overwrites.filter(({ type, id }) => type === 1 && id === user))
  // Without seeing a channel one can do nothing in it.
  return permissions & PermissionFlagsBits.ViewChannel ? permissions : 0n
}

export function may(state: DiscordState, user: string, channel: StoredChannel, ...needed: bigint[]): boolean {
  const permissions = permissionsIn(state, user, channel)
  if (!needed.every(bit => (permissions & bit) === bit)) return false
  if (channel.type !== ChannelType.PrivateThread) return true
  return channel.thread!.members.has(user) || (permissions & PermissionFlagsBits.ManageThreads) !== 0n
}

export function canSee(state: DiscordState, user: string, channel: StoredChannel): boolean {
  return may(state, user, channel, PermissionFlagsBits.ViewChannel)
}
