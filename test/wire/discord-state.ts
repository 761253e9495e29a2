/** What a Discord server holds, and what a person sees of it: the data behind the local Discord. */
import { ChannelType, MessageFlags, MessageType, PermissionFlagsBits } from 'discord.js'

/** A bot's user has the id of its application. */
export const BOT_USER = '900000000000000001'
export const GUILD = '800000000000000001'

export interface StoredUser {
  id: string
  username: string
  global_name: string | null
  bot?: boolean
  locale?: string
  /** Takes no direct messages from the server's members. */
  refusesDirect?: boolean
}

export interface StoredRole {
  id: string
  name: string
  permissions: bigint
  /** Set for the role that Discord makes for a bot. */
  botId?: string
}

export interface StoredMember {
  user: string
  nick: string | null
  roles: string[]
}

export interface StoredGuild {
  id: string
  name: string
  owner_id: string
  roles: Map<string, StoredRole>
  members: Map<string, StoredMember>
}

export interface Overwrite {
  id: string
  /** 0 is a role, 1 a member. */
  type: 0 | 1
  allow: bigint
  deny: bigint
}

export interface StoredThread {
  archived: boolean
  locked: boolean
  archivedAt: string
  members: Set<string>
}

export interface StoredChannel {
  id: string
  type: ChannelType
  name: string
  guild_id?: string
  parent_id?: string
  owner_id?: string
  overwrites: Overwrite[]
  /** The person of a direct message with Parley. */
  recipient?: string
  thread?: StoredThread
}

export interface StoredFile {
  id: string
  name: string
  content: Buffer
}

// biome-ignore lint/suspicious/noExplicitAny: components are whatever the client sent
export type Component = Record<string, any>

export interface AllowedMentions {
  parse?: string[]
  users?: string[]
  roles?: string[]
  replied_user?: boolean
}

export interface StoredMessage {
  id: string
  channel_id: string
  author: string
  type: MessageType
  content: string
  embeds: Component[]
  components: Component[]
  files: StoredFile[]
  flags: number
  nonce?: string
  edited_timestamp: string | null
  message_reference?: { message_id: string; channel_id: string }
  interaction?: { id: string; user: string }
  allowed_mentions?: AllowedMentions
  /** Only this person sees it. */
  ephemeralFor?: string
}

export interface DiscordState {
  users: Map<string, StoredUser>
  guilds: Map<string, StoredGuild>
  channels: Map<string, StoredChannel>
  messages: StoredMessage[]
  files: Map<string, StoredFile>
  /** As the app registered them, for all servers. */
  commands: Component[]
  /** Every time the app registered commands. */
  registrations: number
  /** Channels in which Parley was seen typing, in order. */
  typing: string[]
  /** Forms that were opened, the newest last. */
  modals: { user: string; channel: string; data: Component; message?: StoredMessage }[]
  nextId(): string
}

const EPOCH_MS = 1_420_070_400_000

export function createDiscordState(): DiscordState {
  let last = 0n
  return {
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    messages: [],
    files: new Map(),
    commands: [],
    registrations: 0,
    typing: [],
    modals: [],
    nextId() {
      const now = BigInt(Date.now() - EPOCH_MS) << 22n
      last = now > last ? now : last + 1n
      return String(last)
    },
  }
}

export function timeOf(id: string): string {
  return new Date(Number(BigInt(id) >> 22n) + EPOCH_MS).toISOString()
}

export function findMessage(state: DiscordState, channel: string, id: string): StoredMessage | undefined {
  return state.messages.find(message => message.channel_id === channel && message.id === id && !message.ephemeralFor)
}

export function isThread({ type }: Pick<StoredChannel, 'type'>): boolean {
  return [ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread].includes(type)
}

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

/** The words that a person reads in a message. */
export function visibleText({ content, embeds, flags }: StoredMessage): string {
  if (flags & MessageFlags.Loading) return 'Parley is thinking…'
  const shown = embeds.map(({ title, description }) => [title, description].filter(Boolean).join('\n'))
  return [visibleDiscord(content), ...shown].filter(text => text !== '').join('\n')
}

/** Discord's Markdown without its marks. */
function visibleDiscord(content: string): string {
  // What stands between fences or backticks is shown as it is.
  const parts = content.split(/(```[\s\S]*?```|`[^`\n]+`)/)
  const visible = parts.map((part, i) => {
    if (i % 2 === 0) return visibleWords(part)
    return part.startsWith('```') ? part.replace(/^```[\w+#-]*\n?|\n?```$/g, '') : part.slice(1, -1)
  })
  return visible
    .join('')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

function visibleWords(text: string): string {
  return text
    .replace(/^(?:-# |#{1,3} |> )/gm, '')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\(<?[^()\s]*>?\)/g, '$1')
    .replace(/(?<!\\)<(https?:[^<>\s]+)>/g, '$1')
    .replace(/(?<!\\)(?:\*{1,3}|_{1,3}|~~|\|\|)/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}

/** Whom a message calls, as far as its author allows it: https://discord.com/developers/docs/resources/message#allowed-mentions-object */
export function pingsOf(state: DiscordState, message: StoredMessage): string[] {
  const { allowed_mentions: allowed, message_reference: reference } = message
  const words = message.content.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  const pings: string[] = []
  for (const [, user, role, everyone] of words.matchAll(/<@!?(\d+)>|<@&(\d+)>|@(everyone|here)/g)) {
    const may = (kind: string, ids: string[] | undefined, id: string | undefined) =>
      allowed === undefined || allowed.parse?.includes(kind) || (id !== undefined && ids?.includes(id))
    if (user && may('users', allowed?.users, user)) pings.push(user)
    if (role && may('roles', allowed?.roles, role)) pings.push(role)
    if (everyone && may('everyone', undefined, undefined)) pings.push('everyone')
  }
  const answered = reference && findMessage(state, reference.channel_id, reference.message_id)
  if (answered && message.type === MessageType.Reply && allowed?.replied_user !== false) pings.push(answered.author)
  return pings
}

export interface ShownButton {
  label: string
  custom_id: string
}

export function buttonsOf({ components }: StoredMessage): ShownButton[] {
  return components.flatMap(row =>
    ((row.components ?? []) as Component[]).flatMap(({ type, label, custom_id, emoji, disabled }) =>
      type === 2 && !disabled ? [{ label: String(label ?? emoji?.name ?? ''), custom_id: String(custom_id) }] : [],
    ),
  )
}
