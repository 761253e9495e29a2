/** Who can read and who manages what, asked of Discord at the moment. */
import {
  ChannelType,
  type Client,
  type Guild,
  type GuildMember,
  PermissionFlagsBits,
  type PermissionsBitField,
  type PrivateThreadChannel,
} from 'discord.js'
import type { Person, Place } from '../../src/conversation/chat-port.ts'
import { callDiscord, type DiscordTiming, isNotVisible } from './call-discord.ts'
import { askChannel, type PlaceChannel } from './find-channel.ts'

export interface Access {
  /** @throws ParleyError PLATFORM_… */
  canRead(person: Person, place: Place): Promise<boolean>
  /** @throws ParleyError PLATFORM_… */
  canManage(person: Person, place: Place): Promise<boolean>
}

const READ = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ReadMessageHistory]

export function createAccess(client: () => Client<true>, timing: DiscordTiming): Access {
  async function findMember(guild: Guild, user: string): Promise<GuildMember | undefined> {
    const call = () => guild.members.fetch({ user, force: true })
    return callDiscord(call, { timing, repeatable: true }).catch(orNotFound)
  }

  /** What a person may do there; undefined for those who are not in the server. */
  async function permissionsOf(person: Person, channel: Exclude<PlaceChannel, { recipientId: string }>) {
    const { guild } = channel
    const [member] = await Promise.all([
      findMember(guild, person.id),
      // Permissions are made of roles, and these may have changed while the connection was lost.
      callDiscord(() => guild.roles.fetch(undefined, { force: true }), { timing, repeatable: true }),
    ])
    const permissions = member && channel.permissionsFor(member)
    return permissions ? { member, permissions } : undefined
  }

  async function isInThread(thread: PrivateThreadChannel, user: string): Promise<boolean> {
    const call = () => thread.members.fetch({ member: user, force: true })
    const found = await callDiscord(call, { timing, repeatable: true }).catch(orNotFound)
    return found !== undefined
  }

  async function reads(person: Person, channel: PlaceChannel, permissions: PermissionsBitField): Promise<boolean> {
    if (!permissions.has(READ)) return false
    if (channel.type !== ChannelType.PrivateThread || permissions.has(PermissionFlagsBits.ManageThreads)) return true
    return isInThread(channel, person.id)
  }

  return {
    async canRead(person, place) {
      const channel = await askChannel(client(), place, timing)
      if (!channel) return false
      if (channel.isDMBased()) return channel.recipientId === person.id
      const found = await permissionsOf(person, channel)
      return found !== undefined && reads(person, channel, found.permissions)
    },
    async canManage(person, place) {
      const channel = await askChannel(client(), place, timing)
      if (!channel) return false
      if (channel.isDMBased()) return channel.recipientId === person.id
      const found = await permissionsOf(person, channel)
      if (!found || !(await reads(person, channel, found.permissions))) return false
      return found.permissions.any([PermissionFlagsBits.ManageChannels, PermissionFlagsBits.ManageGuild])
    },
  }
}

function orNotFound(error: unknown): undefined {
  if (isNotVisible(error)) return undefined
  throw error
}
