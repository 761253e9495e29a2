/** People in the local Discord: what they write, click and see. */

import { ChannelType, MessageFlags, MessageType, PermissionFlagsBits } from 'discord.js'
import type { SayOptions as PlainSayOptions, ShownMessage } from '../contract/chat-platform.ts'
import { type DiscordServer, startDiscordServer } from './discord-server.ts'
import {
  BOT_USER,
  buttonsOf,
  type Component,
  exportChannel,
  exportFile,
  exportMember,
  exportMessage,
  exportUser,
  GUILD,
  isThread,
  may,
  type Overwrite,
  permissionsIn,
  pingsOf,
  type StoredChannel,
  type StoredMessage,
  visibleText,
} from './discord-state.ts'

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

export const USERS = {
  ada: '700000000000000001',
  ben: '700000000000000002',
  eve: '700000000000000003',
  bot: '700000000000000004',
  /** Not in the server. */
  stranger: '700000000000000005',
}
export const CHANNELS = {
  general: '600000000000000001',
  closed: '600000000000000002',
  archived: '600000000000000003',
  foreign: '600000000000000004',
  forum: '600000000000000005',
}
export const BOT_ROLE = '500000000000000001'

const { ViewChannel, SendMessages, SendMessagesInThreads, ReadMessageHistory, AttachFiles, EmbedLinks } =
  PermissionFlagsBits
const EVERYDAY = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | AttachFiles | EmbedLinks
/** A person waits so long before Discord says that the app did not respond. */
const INTERACTION_MS = 5000

/** A server with the people and channels that the contract suite wants. */
export async function startDiscordGuild(): Promise<{ server: DiscordServer; people: DiscordPeople }> {
  const server = await startDiscordServer()
  const { state } = server
  const user = (id: string, name: string, locale: string, bot = false) =>
    state.users.set(id, { id, username: bot ? name : name.toLowerCase(), global_name: bot ? null : name, locale, bot })
  user(BOT_USER, 'Parley', 'en-US', true)
  user(USERS.ada, 'Ada', 'de')
  user(USERS.ben, 'Ben', 'en-GB')
  user(USERS.eve, 'Eve', 'en-US')
  user(USERS.bot, 'Deploys', 'en-US', true)
  user(USERS.stranger, 'Finn', 'fi')
  const { bot, ...persons } = USERS
  state.guilds.set(GUILD, {
    id: GUILD,
    name: 'Pegel',
    owner_id: '700000000000000099',
    roles: new Map([
      [GUILD, { id: GUILD, name: '@everyone', permissions: EVERYDAY }],
      [BOT_ROLE, { id: BOT_ROLE, name: 'Parley', permissions: EVERYDAY, botId: BOT_USER }],
    ]),
    members: new Map(
      [BOT_USER, USERS.ada, USERS.ben, USERS.eve, bot].map(id => [
        id,
        { user: id, nick: null, roles: id === BOT_USER ? [BOT_ROLE] : [] },
      ]),
    ),
  })
  const hidden: Overwrite = { id: GUILD, type: 0, allow: 0n, deny: ViewChannel }
  const visible = (id: string): Overwrite => ({ id, type: 1, allow: ViewChannel, deny: 0n })
  const channel = (id: string, name: string, overwrites: Overwrite[], type = ChannelType.GuildText) =>
    state.channels.set(id, { id, name, type, guild_id: GUILD, overwrites })
  channel(CHANNELS.general, 'general', [])
  channel(CHANNELS.closed, 'closed', [hidden, visible(USERS.ada), visible(BOT_USER)])
  const readOnly: Overwrite = { id: GUILD, type: 0, allow: 0n, deny: SendMessages | SendMessagesInThreads }
  const mute: Overwrite = { id: BOT_USER, type: 1, allow: 0n, deny: SendMessages | SendMessagesInThreads }
  channel(CHANNELS.archived, 'archived', [readOnly, mute])
  channel(CHANNELS.foreign, 'foreign', [hidden, visible(USERS.ada)])
  channel(CHANNELS.forum, 'forum', [], ChannelType.GuildForum)
  for (const id of Object.values(persons)) {
    const direct = `4${id.slice(1)}`
    state.channels.set(direct, { id: direct, name: '', type: ChannelType.DM, overwrites: [], recipient: id })
  }
  return { server, people: createPeople(server) }
}

function createPeople(server: DiscordServer): DiscordPeople {
  const { state, interactions } = server
  const channelOf = (id: string): StoredChannel => state.channels.get(id)!
  const baseUrl = () => server.apiUrl.replace(/\/api$/, '')
  const show = (message: StoredMessage) => exportMessage(state, message, baseUrl())
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

  async function interact(
    type: 2 | 3 | 5,
    user: string,
    channel: StoredChannel,
    data: Component,
    source?: StoredMessage,
  ): Promise<void> {
    const [id, token] = [state.nextId(), `token-${state.nextId()}`]
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error('The application did not respond')), INTERACTION_MS)
    interactions.add({ id, token, type, user, channel, ...(source ? { source } : {}), onAcknowledged: () => resolve() })
    const member = channel.guild_id ? state.guilds.get(channel.guild_id)?.members.get(user) : undefined
    const person = exportUser(state.users.get(user)!)
    const permissions = String(permissionsIn(state, user, channel))
    server.tell('INTERACTION_CREATE', {
      id,
      token,
      type,
      version: 1,
      application_id: BOT_USER,
      data,
      channel_id: channel.id,
      channel: { ...exportChannel(state, channel), permissions },
      ...(member
        ? { guild_id: channel.guild_id, member: { ...exportMember(state, member, true), permissions } }
        : { user: person }),
      locale: state.users.get(user)!.locale,
      app_permissions: String(permissionsIn(state, BOT_USER, channel)),
      entitlements: [],
      authorizing_integration_owners: { 0: channel.guild_id ?? '0' },
      context: channel.guild_id ? 0 : 1,
      attachment_size_limit: 10 * 1024 * 1024,
      ...(source ? { message: show(source) } : {}),
    })
    try {
      await promise
    } finally {
      clearTimeout(timer)
    }
  }

  function registered(type: number, name: string): Component {
    const command = state.commands.find(each => each.type === type && each.name === name)
    if (!command) throw new Error(`There is no command ${name}`)
    return command
  }

  function fillOptions(command: Component, text: string): Component[] {
    const options = (command.options ?? []) as Component[]
    const given: Component[] = []
    let rest = text.replace(/(?:^|\s)--([a-z-]+)(?:=|\s+)("[^"]*"|\S+)/g, (whole, name: string, value: string) => {
      const option = options.find(option => option.name === name)
      if (!option) return whole
      const words = value.replace(/^"(.*)"$/, '$1')
      const typed = option.type === 10 ? Number(words) : option.type === 5 ? words === 'true' : words
      given.push({ name, type: option.type, value: typed })
      return ''
    })
    rest = rest.trim()
    const forWords = options.findLast(({ type, name }) => type === 3 && !given.some(each => each.name === name))
    if (rest !== '' && !forWords) throw new Error(`/${command.name} takes no words`)
    if (rest !== '') given.push({ name: forWords!.name, type: 3, value: rest })
    const lacking = options.find(({ required, name }) => required && !given.some(each => each.name === name))
    if (lacking) throw new Error(`/${command.name} needs ${lacking.name}`)
    return given
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
    async command(user, channel, name, text, files = []) {
      const command = registered(1, name)
      const options = fillOptions(command, text)
      const slots = ((command.options ?? []) as Component[]).filter(({ type }) => type === 11)
      const stored = store(files)
      const attachments: Component = {}
      for (const [i, file] of stored.entries()) {
        attachments[file.id] = exportFile(file, { channel_id: channel }, baseUrl())
        options.push({ name: slots[i]!.name, type: 11, value: file.id })
      }
      const resolved = stored.length > 0 ? { resolved: { attachments } } : {}
      await interact(2, user, channelOf(channel), { id: command.id, name, type: 1, options, ...resolved })
    },
    async messageCommand(user, channel, label, id) {
      const { id: command } = registered(3, label)
      const message = find(channel, id)
      const data = { id: command, name: label, type: 3, target_id: id, resolved: { messages: { [id]: show(message) } } }
      await interact(2, user, channelOf(message.channel_id), data)
    },
    async click(user, channel, label) {
      const has = (message: StoredMessage) => buttonsOf(message).some(button => button.label === label)
      const message = visible(user, channel).findLast(has)
      if (!message) throw new Error(`${user} sees no button ${label} in ${channel}`)
      const { custom_id } = buttonsOf(message).find(button => button.label === label)!
      await interact(3, user, channelOf(message.channel_id), { custom_id, component_type: 2, id: 1 }, message)
    },
    async submit(values) {
      const { user, channel, data, message } = state.modals.at(-1)!
      const components = (data.components as Component[]).map(({ component }, i) => {
        const { type, custom_id } = component as Component
        const value = values[String(custom_id)] ?? ''
        const filled = type === 3 ? { values: value === '' ? [] : [value] } : { value }
        return { type: 18, id: i * 2 + 1, component: { type, custom_id, id: i * 2 + 2, ...filled } }
      })
      await interact(5, user, channelOf(channel), { custom_id: data.custom_id, components }, message)
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
