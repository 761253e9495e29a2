/** What a Discord server holds: the data behind the local Discord. */
import { ChannelType, type MessageType } from 'discord.js'

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
