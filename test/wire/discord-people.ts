/** People in the local Discord: what they write, click and see. */
import { ChannelType, MessageFlags, MessageType, PermissionFlagsBits } from 'discord.js'
import type { SayOptions as PlainSayOptions, ShownMessage } from '../contract/chat-platform.ts'
import { exportChannel, exportUser } from './discord-export.ts'
import { may } from './discord-permissions.ts'
import { createPersonInteractions } from './discord-person-interactions.ts'
import type { DiscordServer } from './discord-server.ts'
import { buttonsOf, pingsOf, visibleText } from './discord-sight.ts'
import { BOT_USER, GUILD, isThread, type StoredChannel, type StoredMessage } from './discord-state.ts'

/** `thread` is a thread, or the message that one is begun at. */
export interface SayOptions extends PlainSayOptions {
  /** The message that is answered. */
  replyTo?: string
}

export interface DiscordPeople {
  say(user: string, channel: string, text: string, options?: SayOptions): Promise<string>
  edit(channel: string, id: string, text: string): Promise<void>
  delete(channel: string, ids: string | readonly string[]): Promise<void>
  /** A slash command as it is typed: `--to de` fills the option `to`, the words without one the option for words. */
  command(user: string, channel: string, name: string, text: string, files?: SayOptions['files']): Promise<void>
  /** A command of a message's context menu, by its shown name. */
  messageCommand(user: string, channel: string, label: string, id: string): Promise<void>
  click(user: string, channel: string, label: string): Promise<void>
  /** Sends off the form that was opened last. */
  submit(values: Record<string, string>): Promise<void>
  react(user: string, channel: string, id: string, emoji: string): Promise<void>
  /** @param type private ones are seen by their members alone @returns the thread's id */
  startThread(channel: string, type: 'public' | 'private', members: readonly string[], at?: string): string
  archive(thread: string): void
  /** Goes out of a closed channel, or out of the server that an open one belongs to. */
  leave(user: string, channel: string): Promise<void>
  /** Parley no longer sees a channel. */
  expel(channel: string): void
  kickParley(): void
  see(user: string, channel: string): ShownMessage[]
  directOf(user: string): string
}

const { ViewChannel, ReadMessageHistory } = PermissionFlagsBits

export function createPeople(server: DiscordServer): DiscordPeople {
  const { state } = server
  const channelOf = (id: string): StoredChannel => state.channels.get(id)!
  const directOf = (user: string) => `4${user.slice(1)}`
  const mentioning = (text: string) => `<@${BOT_USER}> ${text}`

  function store(files: NonNullable<SayOptions['files']>) {
    return files.map(({ name, text }) => {
      const file = { id: state.nextId(), name, content: Buffer.from(text) }
      state.files.set(file.id, file)
      return file
    })
  }

  /** A message may stand in a thread of the channel that a person acts in. */
  function find(channel: string, id: string): StoredMessage {
    const within = (message: StoredMessage) =>
      message.channel_id === channel || channelOf(message.channel_id).parent_id === channel
    return state.messages.find(message => message.id === id && within(message))!
  }

  function startThread(channel: string, type: 'public' | 'private', members: readonly string[], at?: string): string {
    const id = at ?? state.nextId()
    const thread = { archived: false, locked: false, archivedAt: new Date().toISOString(), members: new Set(members) }
    const made: StoredChannel = {
      id,
      type: type === 'public' ? ChannelType.PublicThread : ChannelType.PrivateThread,
      name: type === 'public' ? 'a thread' : 'a private thread',
      guild_id: channelOf(channel).guild_id!,
      parent_id: channel,
      owner_id: members[0]!,
      overwrites: [],
      thread,
    }
    state.channels.set(id, made)
    server.tell('THREAD_CREATE', { ...exportChannel(state, made), newly_created: true }, { channel: made })
    return id
  }

  function add(user: string, channel: string, content: string, more: Partial<StoredMessage> = {}): StoredMessage {
    const message: StoredMessage = {
      id: state.nextId(),
      channel_id: channel,
      author: user,
      type: MessageType.Default,
      content,
      embeds: [],
      components: [],
      files: [],
      flags: 0,
      edited_timestamp: null,
      ...more,
    }
    state.messages.push(message)
    server.emit('MESSAGE_CREATE', message)
    return message
  }

  function visible(user: string, channel: string): StoredMessage[] {
    const within = (each: StoredChannel) => each.id === channel || each.parent_id === channel
    const readable = [...state.channels.values()].filter(
      each => within(each) && may(state, user, each, ViewChannel, ReadMessageHistory),
    )
    return state.messages
      .filter(message => readable.some(({ id }) => id === message.channel_id))
      .filter(message => (message.ephemeralFor ?? user) === user)
  }

  return {
    directOf,
    startThread,
    ...createPersonInteractions(server, { find, store, visible }),
    async say(user, channel, text, options = {}) {
      let where = channel
      if (options.thread && options.thread !== channel) {
        const thread = state.channels.get(options.thread)
        where = thread ? thread.id : startThread(channel, 'public', [user], options.thread)
        if (thread?.thread) thread.thread.archived = false
      }
      const answered = options.replyTo ? find(channel, options.replyTo) : undefined
      const reply = answered
        ? { type: MessageType.Reply, message_reference: { message_id: answered.id, channel_id: where } }
        : {}
      const content = options.mention ? mentioning(text) : text
      return add(user, where, content, { files: store(options.files ?? []), ...reply }).id
    },
    async edit(channel, id, text) {
      const message = find(channel, id)
      message.content = message.content.startsWith(`<@${BOT_USER}>`) ? mentioning(text) : text
      message.edited_timestamp = new Date().toISOString()
      server.emit('MESSAGE_UPDATE', message)
    },
    async delete(channel, ids) {
      const many = typeof ids === 'string' ? [ids] : ids
      const gone = many.map(id => find(channel, id))
      for (const message of gone) state.messages.splice(state.messages.indexOf(message), 1)
      if (typeof ids === 'string') return server.emit('MESSAGE_DELETE', gone[0]!)
      const intents: [number, number] = [1 << 9, 1 << 12]
      server.tell('MESSAGE_DELETE_BULK', { ids, channel_id: channel }, { channel: channelOf(channel), intents })
    },
    async react(user, channel, id, emoji) {
      server.emitReaction('ADD', find(channel, id), user, emoji)
    },
    archive(thread) {
      const channel = channelOf(thread)
      Object.assign(channel.thread!, { archived: true, archivedAt: new Date().toISOString() })
      server.tell('THREAD_UPDATE', exportChannel(state, channel) as Record<string, unknown>, { channel })
    },
    async leave(user, channel) {
      const where = channelOf(channel)
      const own = where.overwrites.findIndex(({ id }) => id === user)
      if (own >= 0) {
        where.overwrites.splice(own, 1)
        server.tell('CHANNEL_UPDATE', exportChannel(state, where) as Record<string, unknown>, { channel: where })
        return
      }
      state.guilds.get(where.guild_id!)?.members.delete(user)
      const data = { guild_id: where.guild_id, user: exportUser(state.users.get(user)!) }
      server.gateway.dispatch(1 << 1, 'GUILD_MEMBER_REMOVE', () => data)
    },
    expel(channel) {
      const where = channelOf(channel)
      where.overwrites = where.overwrites.filter(({ id }) => id !== BOT_USER)
      where.overwrites.push({ id: BOT_USER, type: 1, allow: 0n, deny: ViewChannel })
      // Discord tells of the change that takes the channel away.
      server.tell('CHANNEL_UPDATE', { ...exportChannel(state, where), guild_id: where.guild_id })
    },
    kickParley() {
      state.guilds.get(GUILD)!.members.delete(BOT_USER)
      server.tell('GUILD_DELETE', { id: GUILD })
    },
    see(user, channel) {
      return visible(user, channel).map(message => {
        const where = channelOf(message.channel_id)
        return {
          id: message.id,
          ...(isThread(where) ? { thread: where.id } : {}),
          author: message.author === BOT_USER ? 'parley' : message.author,
          text: visibleText(message),
          isPrivate: (message.flags & MessageFlags.Ephemeral) !== 0,
          buttons: buttonsOf(message).map(button => button.label),
          files: message.files.map(({ name, content }) => ({ name, text: content.toString() })),
          pings: pingsOf(state, message),
        }
      })
    },
  }
}
