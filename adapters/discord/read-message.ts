/** Discord's messages as the core knows them: names for ids, Markdown, places for channel links. */
import {
  type Channel,
  type Client,
  type Message as DiscordMessage,
  type GuildMember,
  MessageType,
  type User,
} from 'discord.js'
import type { Author, FileReference, Message, Person, Place } from '../../src/conversation/chat-port.ts'
import { createExpiringMap } from '../expiring-map.ts'
import { parseDiscord } from './parse-markdown.ts'
import { placeOf } from './places.ts'

export interface MessageReader {
  read(message: DiscordMessage): Message
  place(message: DiscordMessage): Place
  person(user: User, member?: GuildMember | null): Person
  /** The words of a command: they are no Markdown, `--to de` and `*` stay as they are. */
  commandText(text: string, guildId: string | null): string
  mentionedPlaces(text: string): Place[]
  /** Discord tells a person's language only with interactions. */
  learnLanguage(user: string, locale: string): void
}

/** The kinds of messages that somebody wrote; the others tell of joins, pins and the like. */
const WRITTEN: ReadonlySet<MessageType> = new Set([
  MessageType.Default,
  MessageType.Reply,
  MessageType.ChatInputCommand,
  MessageType.ContextMenuCommand,
])

export function isWritten(message: DiscordMessage): boolean {
  return WRITTEN.has(message.type)
}

const MAX_LANGUAGES = 20_000
const LANGUAGE_TTL_MS = 30 * 24 * 3600_000

/** @param client called late: the client is made anew where an intent is refused */
export function createMessageReader(client: () => Client<true>): MessageReader {
  const languages = createExpiringMap<string>({ max: MAX_LANGUAGES, ttlMs: LANGUAGE_TTL_MS, now: Date.now })

  function person(user: User, member?: GuildMember | null): Person {
    const language = languages.get(user.id)
    return { id: user.id, name: member?.displayName ?? user.displayName, ...(language ? { language } : {}) }
  }

  function readAuthor(message: DiscordMessage): Author {
    const { author, member } = message
    const isSelf = author.id === client().user.id
    return { ...person(author, member), isBot: author.bot || message.webhookId !== null, isSelf }
  }

  /** Parley's name, and the role that Discord made for it, which people take for it. */
  function ownMentions(guildId: string | null): RegExp {
    const role = guildId ? client().guilds.cache.get(guildId)?.roles.botRoleFor(client().user) : undefined
    return new RegExp(`<@!?${client().user.id}>${role ? `|<@&${role.id}>` : ''}`, 'g')
  }

  function text(raw: string, guildId: string | null, message?: DiscordMessage, language = 'en'): string {
    const guild = guildId ? client().guilds.cache.get(guildId) : undefined
    return parseDiscord(raw, {
      user: id =>
        guild?.members.cache.get(id)?.displayName ??
        message?.mentions.members?.get(id)?.displayName ??
        (message?.mentions.users.get(id) ?? client().users.cache.get(id))?.displayName,
      channel: id => channelName(client().channels.cache.get(id)),
      role: id => guild?.roles.cache.get(id)?.name,
      time: (epochSeconds, style) => formatTime(epochSeconds, style, language),
    })
  }

  function place(message: DiscordMessage): Place {
    const channel = client().channels.cache.get(message.channelId)
    if (channel && !channel.isDMBased()) return placeOf(channel)
    return placeOf({ id: message.channelId, type: channel?.type ?? 0, guildId: message.guildId ?? undefined })
  }

  function read(message: DiscordMessage): Message {
    const author = readAuthor(message)
    const mention = ownMentions(message.guildId)
    const raw = wordsOf(message)
    const isAnswer =
      message.type === MessageType.Reply && message.mentions.repliedUser?.id === client().user.id && !author.isBot
    const isAddressed = message.guildId === null || mention.test(raw) || isAnswer
    const files = readFiles(message)
    const { thread } = place(message)
    const replyTo = message.type === MessageType.Reply ? message.reference?.messageId : undefined
    return {
      id: message.id,
      ...(thread ? { thread } : {}),
      ...(replyTo ? { replyTo } : {}),
      author,
      text: text(raw.replace(mention, '').trim(), message.guildId, message, author.language),
      sentAt: message.createdAt.toISOString(),
      ...(message.editedAt ? { editedAt: message.editedAt.toISOString() } : {}),
      addressed: isAddressed && !author.isSelf,
      ...(files.length > 0 ? { files } : {}),
    }
  }

  return {
    read,
    place,
    person,
    commandText(raw, guildId) {
      const guild = guildId ? client().guilds.cache.get(guildId) : undefined
      return raw
        .replace(/<(@[!&]?|#)(\d+)>/g, (whole, sigil: string, id: string) => {
          if (sigil === '#') return `#${channelName(client().channels.cache.get(id)) ?? id}`
          const role = sigil === '@&' ? guild?.roles.cache.get(id)?.name : undefined
          const name = guild?.members.cache.get(id)?.displayName ?? client().users.cache.get(id)?.displayName
          return `@${role ?? name ?? whole.replace(/\D/g, '')}`
        })
        .trim()
    },
    mentionedPlaces(raw) {
      const ids = new Set([...raw.matchAll(/<#(\d+)>/g)].map(match => match[1]!))
      return [...ids].flatMap(id => {
        const channel = client().channels.cache.get(id)
        return channel && !channel.isDMBased() ? [placeOf(channel)] : []
      })
    },
    learnLanguage(user, locale) {
      languages.set(user, locale.split('-')[0]!)
    },
  }
}

/** What `readFile` finds an attachment by: its address expires within a day, its message keeps a fresh one. */
function fileIdOf(channel: string, message: string, attachment: string): string {
  return `${channel}/${message}/${attachment}`
}

function readFiles(message: DiscordMessage): FileReference[] {
  return [...message.attachments.values()].map(({ id, name, size }) => ({
    name,
    id: fileIdOf(message.channelId, message.id, id),
    bytes: size,
  }))
}

/** Bots often write into embeds alone; what is forwarded stands in a snapshot. */
function wordsOf(message: DiscordMessage): string {
  if (message.content) return message.content
  const forwarded = message.messageSnapshots.first()?.content
  if (forwarded) return forwarded
  const embeds = message.embeds.map(({ title, description, fields }) =>
    [title, description, ...fields.map(({ name, value }) => `${name}: ${value}`)].filter(Boolean).join('\n'),
  )
  return [message.poll?.question.text, ...embeds].filter(Boolean).join('\n\n')
}

function channelName(channel: Channel | undefined): string | undefined {
  return channel && !channel.isDMBased() ? channel.name : undefined
}

/** https://discord.com/developers/docs/reference#message-formatting-timestamp-styles; Discord tells nobody's time zone. */
const TIME_STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  R: { dateStyle: 'medium', timeStyle: 'short' },
}

function formatTime(epochSeconds: number, style: string, language: string): string {
  const date = new Date(epochSeconds * 1000)
  if (Number.isNaN(date.getTime())) return String(epochSeconds)
  const written = new Intl.DateTimeFormat(language, { ...(TIME_STYLES[style] ?? TIME_STYLES.f), timeZone: 'UTC' })
  return style === 'd' || style === 'D' ? written.format(date) : `${written.format(date)} UTC`
}
