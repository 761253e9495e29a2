/** What the local Discord holds, in the shapes that Discord hands to apps. */
import {
  type DiscordState,
  findMessage,
  GUILD,
  type StoredChannel,
  type StoredFile,
  type StoredMember,
  type StoredMessage,
  type StoredRole,
  type StoredUser,
  timeOf,
} from './discord-state.ts'

export function exportUser({ id, username, global_name, bot }: StoredUser): object {
  return { id, username, global_name, discriminator: '0', avatar: null, ...(bot ? { bot } : {}) }
}

export function exportMember(state: DiscordState, member: StoredMember, withUser: boolean): object {
  const { nick, roles, user } = member
  const person = withUser ? { user: exportUser(state.users.get(user)!) } : {}
  return { ...person, nick, roles, joined_at: timeOf(GUILD), deaf: false, mute: false, flags: 0, avatar: null }
}

export function exportRole({ id, name, permissions, botId }: StoredRole): object {
  const shape = { id, name, permissions: String(permissions), position: 0, color: 0, hoist: false, managed: !!botId }
  return { ...shape, mentionable: false, flags: 0, ...(botId ? { tags: { bot_id: botId } } : {}) }
}

export function exportChannel(state: DiscordState, channel: StoredChannel): object {
  const { id, type, name, guild_id, parent_id, owner_id, overwrites, recipient, thread } = channel
  const last = state.messages.findLast(message => message.channel_id === id && !message.ephemeralFor)
  const common = { id, type, last_message_id: last?.id ?? null, flags: 0 }
  if (recipient) return { ...common, recipients: [exportUser(state.users.get(recipient)!)] }
  const place = { ...common, guild_id, name, parent_id: parent_id ?? null }
  if (!thread) {
    const exported = overwrites.map(({ id, type, allow, deny }) => ({
      id,
      type,
      allow: String(allow),
      deny: String(deny),
    }))
    return { ...place, position: 0, permission_overwrites: exported, topic: null, nsfw: false, rate_limit_per_user: 0 }
  }
  const { archived, locked, archivedAt, members } = thread
  return {
    ...place,
    owner_id,
    message_count: state.messages.filter(message => message.channel_id === id).length,
    member_count: members.size,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived,
      locked,
      archive_timestamp: archivedAt,
      auto_archive_duration: 1440,
      create_timestamp: timeOf(id),
    },
  }
}

export function exportFile(file: StoredFile, message: { channel_id: string }, baseUrl: string): object {
  const url = `${baseUrl}/attachments/${message.channel_id}/${file.id}/${encodeURIComponent(file.name)}`
  const shape = { id: file.id, filename: file.name, size: file.content.byteLength, url, proxy_url: url }
  return { ...shape, content_type: 'text/plain; charset=utf-8' }
}

/** As Discord hands a message to apps. */
export function exportMessage(
  state: DiscordState,
  message: StoredMessage,
  baseUrl: string,
  withReference = true,
): Record<string, unknown> {
  const { content, message_reference: reference, interaction } = message
  const author = state.users.get(message.author)!
  const mentioned = new Set([...content.matchAll(/<@!?(\d+)>/g)].map(match => match[1]!))
  const referenced = reference && findMessage(state, reference.channel_id, reference.message_id)
  const guild = state.channels.get(message.channel_id)?.guild_id
  const members = guild ? state.guilds.get(guild)?.members : undefined
  const mentions = [...mentioned].flatMap(id => {
    const user = state.users.get(id)
    const member = members?.get(id)
    if (!user) return []
    return [{ ...exportUser(user), ...(member ? { member: exportMember(state, member, false) } : {}) }]
  })
  return {
    id: message.id,
    channel_id: message.channel_id,
    type: message.type,
    author: exportUser(author),
    content,
    timestamp: timeOf(message.id),
    edited_timestamp: message.edited_timestamp,
    tts: false,
    mention_everyone: /@(everyone|here)/.test(content),
    mentions,
    mention_roles: [...content.matchAll(/<@&(\d+)>/g)].map(match => match[1]),
    attachments: message.files.map(file => exportFile(file, message, baseUrl)),
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(author.bot ? { application_id: author.id } : {}),
    ...(reference ? { message_reference: { type: 0, guild_id: guild, ...reference } } : {}),
    ...(reference && withReference
      ? { referenced_message: referenced ? exportMessage(state, referenced, baseUrl, false) : null }
      : {}),
    ...(interaction
      ? {
          interaction_metadata: {
            id: interaction.id,
            type: 2,
            user: exportUser(state.users.get(interaction.user)!),
            authorizing_integration_owners: {},
          },
        }
      : {}),
  }
}
