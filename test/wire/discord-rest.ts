/** Discord's REST API, as far as Parley uses it: the published routes on the state of a local Discord. */
import { ApplicationFlags, ChannelType, PermissionFlagsBits } from 'discord.js'
import { refuse, refuseForm } from './discord-errors.ts'
import type { EmitMessage, Interactions } from './discord-interactions.ts'
import { checkMayPost, createMessage, editMessage, type MessagePayload, type UploadedFile } from './discord-messages.ts'
import {
  BOT_USER,
  type Component,
  canSee,
  type DiscordState,
  exportChannel,
  exportMember,
  exportMessage,
  exportRole,
  exportUser,
  findMessage,
  GUILD,
  isThread,
  may,
  type StoredChannel,
  type StoredMessage,
  timeOf,
} from './discord-state.ts'

export interface RestCall {
  method: string
  /** Without `/api/v10`. */
  path: string
  query: URLSearchParams
  body: Component
  files: UploadedFile[]
}

export interface RestOptions {
  state: DiscordState
  interactions: Interactions
  baseUrl: () => string
  emit: EmitMessage
  emitReaction(message: StoredMessage, emoji: string): void
  hasMessageContent: () => boolean
  /** Pages hold no more than this. */
  pageSize: () => number
}

type Handler = (call: RestCall, ...ids: string[]) => unknown

/** @returns what is answered, undefined for 204 @throws RestError */
export type AnswerRest = (call: RestCall) => unknown

const { ViewChannel, ReadMessageHistory, ManageThreads } = PermissionFlagsBits

export function createRestApi(options: RestOptions): AnswerRest {
  const { state, interactions, emit, baseUrl, pageSize } = options
  const show = (message: StoredMessage) => exportMessage(state, message, baseUrl())

  function visibleChannel(id: string): StoredChannel {
    const channel = state.channels.get(id)
    if (!channel) refuse('unknownChannel')
    if (!canSee(state, BOT_USER, channel)) refuse('missingAccess')
    return channel
  }

  function messageIn(channel: string, id: string): StoredMessage {
    visibleChannel(channel)
    return findMessage(state, channel, id) ?? refuse('unknownMessage')
  }

  function ownMessage(channel: string, id: string): StoredMessage {
    const message = messageIn(channel, id)
    if (message.author !== BOT_USER) refuse('notYours')
    return message
  }

  function guildOf(id: string) {
    const guild = state.guilds.get(id)
    return guild?.members.has(BOT_USER) ? guild : refuse('unknownGuild')
  }

  function archivedThreads(parent: string, type: ChannelType, query: URLSearchParams, where: (id: string) => boolean) {
    const before = query.get('before')
    const limit = Math.min(pageSize(), Number(query.get('limit') ?? 50))
    const found = [...state.channels.values()]
      .filter(channel => channel.parent_id === parent && channel.type === type && channel.thread?.archived)
      .filter(({ id }) => where(id))
      .sort((a, b) => (a.thread!.archivedAt < b.thread!.archivedAt ? 1 : -1))
      .filter(({ thread }) => before === null || thread!.archivedAt < before)
    const threads = found.slice(0, limit).map(channel => exportChannel(state, channel))
    return { threads, members: [], has_more: found.length > limit }
  }

  function application(): object {
    const flags = options.hasMessageContent() ? ApplicationFlags.GatewayMessageContentLimited : 0
    return { id: BOT_USER, name: 'Parley', description: '', flags, bot_public: true, bot: exportUser(user(BOT_USER)) }
  }

  const user = (id: string) => state.users.get(id) ?? refuse('unknownUser')

  const routes: [string, string, Handler][] = [
    [
      'GET',
      '/gateway/bot',
      () => ({
        url: baseUrl().replace('http', 'ws'),
        shards: 1,
        session_start_limit: { total: 1000, remaining: 999, reset_after: 1, max_concurrency: 16 },
      }),
    ],
    ['GET', '/users/@me', () => exportUser(user(BOT_USER))],
    ['GET', '/users/@me/guilds', () => [...state.guilds.values()].map(({ id, name }) => ({ id, name }))],
    ['GET', '/users/:id', (_, id) => exportUser(user(id!))],
    [
      'POST',
      '/users/@me/channels',
      ({ body }) => {
        const { id } = user(String(body.recipient_id))
        const known = [...state.channels.values()].find(channel => channel.recipient === id)
        const channel = known ?? { id: state.nextId(), type: ChannelType.DM, name: '', overwrites: [], recipient: id }
        state.channels.set(channel.id, channel)
        return exportChannel(state, channel)
      },
    ],
    ['GET', '/applications/@me', application],
    ['GET', '/oauth2/applications/@me', application],
    ['GET', '/applications/:id/commands', () => state.commands],
    [
      'PUT',
      '/applications/:id/commands',
      ({ body }) => {
        state.commands = registerCommands(state, body as unknown as Component[])
        state.registrations++
        return state.commands
      },
    ],
    ['GET', '/guilds/:id', (_, id) => exportGuild(guildOf(id!).id)],
    [
      'GET',
      '/guilds/:id/channels',
      (_, id) =>
        [...state.channels.values()]
          .filter(channel => channel.guild_id === guildOf(id!).id && !isThread(channel))
          .map(channel => exportChannel(state, channel)),
    ],
    ['GET', '/guilds/:id/roles', (_, id) => [...guildOf(id!).roles.values()].map(exportRole)],
    [
      'GET',
      '/guilds/:id/members/:user',
      (_, id, member) => exportMember(state, guildOf(id!).members.get(member!) ?? refuse('unknownMember'), true),
    ],
    [
      'GET',
      '/guilds/:id/threads/active',
      (_, id) => {
        const threads = [...state.channels.values()]
          .filter(channel => channel.guild_id === id && channel.thread && !channel.thread.archived)
          .filter(channel => canSee(state, BOT_USER, channel))
        return { threads: threads.map(channel => exportChannel(state, channel)), members: [] }
      },
    ],
    ['GET', '/channels/:id', (_, id) => exportChannel(state, visibleChannel(id!))],
    [
      'GET',
      '/channels/:id/messages',
      ({ query }, id) => {
        const channel = visibleChannel(id!)
        // Without the permission there is nothing, and no error.
        if (!may(state, BOT_USER, channel, ViewChannel, ReadMessageHistory)) return []
        return page(id!, query)
      },
    ],
    [
      'POST',
      '/channels/:id/messages',
      ({ body, files }, id) => {
        const channel = visibleChannel(id!)
        checkMayPost(state, channel, body, files.length)
        const twin = body.enforce_nonce && state.messages.find(each => each.nonce === String(body.nonce))
        if (twin) return { ...show(twin), nonce: twin.nonce }
        const message = createMessage(state, channel, body, files)
        if (channel.thread) channel.thread.archived = false
        emit('MESSAGE_CREATE', message)
        return { ...show(message), ...(message.nonce ? { nonce: message.nonce } : {}) }
      },
    ],
    [
      'GET',
      '/channels/:id/messages/:message',
      (_, id, message) => {
        if (!may(state, BOT_USER, visibleChannel(id!), ReadMessageHistory)) refuse('missingPermissions')
        return show(messageIn(id!, message!))
      },
    ],
    [
      'PATCH',
      '/channels/:id/messages/:message',
      ({ body, files }, id, message) => {
        const own = ownMessage(id!, message!)
        if (state.channels.get(id!)!.thread?.archived) refuse('threadArchived')
        editMessage(state, own, body, files)
        emit('MESSAGE_UPDATE', own)
        return show(own)
      },
    ],
    [
      'DELETE',
      '/channels/:id/messages/:message',
      (_, id, message) => {
        const found = messageIn(id!, message!)
        const { ManageMessages } = PermissionFlagsBits
        if (found.author !== BOT_USER && !may(state, BOT_USER, visibleChannel(id!), ManageMessages)) {
          refuse('missingPermissions')
        }
        state.messages.splice(state.messages.indexOf(found), 1)
        emit('MESSAGE_DELETE', found)
      },
    ],
    [
      'POST',
      '/channels/:id/typing',
      (_, id) => {
        checkMayPost(state, visibleChannel(id!), {}, 0)
        state.typing.push(id!)
      },
    ],
    [
      'PUT',
      '/channels/:id/messages/:message/reactions/:emoji/@me',
      (_, id, message, emoji) => options.emitReaction(messageIn(id!, message!), emoji!),
    ],
    [
      'GET',
      '/channels/:id/thread-members/:user',
      (_, id, member) => {
        const { thread } = visibleChannel(id!)
        const name = member === '@me' ? BOT_USER : member!
        if (!thread?.members.has(name)) refuse('unknownMember')
        return { id, user_id: name, join_timestamp: timeOf(id!), flags: 0 }
      },
    ],
    [
      'GET',
      '/channels/:id/threads/archived/public',
      ({ query }, id) => {
        if (!may(state, BOT_USER, visibleChannel(id!), ReadMessageHistory)) refuse('missingAccess')
        return archivedThreads(id!, ChannelType.PublicThread, query, () => true)
      },
    ],
    [
      'GET',
      '/channels/:id/threads/archived/private',
      ({ query }, id) => {
        if (!may(state, BOT_USER, visibleChannel(id!), ReadMessageHistory, ManageThreads)) refuse('missingAccess')
        return archivedThreads(id!, ChannelType.PrivateThread, query, () => true)
      },
    ],
    [
      'GET',
      '/channels/:id/users/@me/threads/archived/private',
      ({ query }, id) => {
        visibleChannel(id!)
        const joined = (thread: string) => state.channels.get(thread)!.thread!.members.has(BOT_USER)
        return archivedThreads(id!, ChannelType.PrivateThread, query, joined)
      },
    ],
    ['POST', '/interactions/:id/:token/callback', ({ body }, id, token) => interactions.acknowledge(id!, token!, body)],
    ['POST', '/webhooks/:app/:token', ({ body, files }, _, token) => show(interactions.followUp(token!, body, files))],
    ['GET', '/webhooks/:app/:token/messages/:message', (_, __, token, id) => show(interactions.find(token!, id!))],
    [
      'PATCH',
      '/webhooks/:app/:token/messages/:message',
      ({ body, files }, _, token, id) => show(interactions.edit(token!, id!, body as MessagePayload, files)),
    ],
    ['DELETE', '/webhooks/:app/:token/messages/:message', (_, __, token, id) => interactions.remove(token!, id!)],
  ]
  const table = routes.map(([method, path, handler]) => ({
    method,
    pattern: new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`),
    handler,
  }))

  function page(channel: string, query: URLSearchParams): object[] {
    const limit = Number(query.get('limit') ?? 50)
    if (!(limit >= 1 && limit <= 100)) refuseForm('limit must be between 1 and 100')
    const [before, after, around] = ['before', 'after', 'around'].map(name => query.get(name))
    if (around) refuseForm('around is not part of this server')
    const newestFirst = state.messages
      .filter(message => message.channel_id === channel && !message.ephemeralFor)
      .filter(({ id }) => (!before || BigInt(id) < BigInt(before)) && (!after || BigInt(id) > BigInt(after)))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
    const size = Math.min(limit, pageSize())
    return (after ? newestFirst.slice(-size) : newestFirst.slice(0, size)).map(show)
  }

  function exportGuild(id: string): object {
    const { name, owner_id, roles } = state.guilds.get(id)!
    return { id, name, owner_id, roles: [...roles.values()].map(exportRole), emojis: [], stickers: [], features: [] }
  }

  return call => {
    for (const { method, pattern, handler } of table) {
      const match = method === call.method && pattern.exec(call.path)
      if (match) return handler(call, ...match.slice(1).map(decodeURIComponent))
    }
    return refuse('notFound')
  }
}

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object */
function registerCommands(state: DiscordState, commands: readonly Component[]): Component[] {
  const names = new Set<string>()
  const count = (type: number) => commands.filter(command => (command.type ?? 1) === type).length
  if (count(1) > 100 || count(2) > 15 || count(3) > 15) refuseForm('too many commands')
  return commands.map(command => {
    const { type = 1, name = '', description = '', options = [] } = command
    if (names.has(`${type}:${name}`)) refuseForm(`name ${name} is used twice`)
    names.add(`${type}:${name}`)
    if (type === 1) checkNamed(command)
    else if (name.length < 1 || name.length > 32 || description !== '') refuseForm(`command ${name}`)
    if (options.length > 25) refuseForm('options must be 25 or fewer in length')
    let optional = false
    const own = new Set<string>()
    for (const option of options as Component[]) {
      checkNamed(option)
      if (own.has(option.name)) refuseForm(`option ${option.name} is used twice`)
      own.add(option.name)
      if (option.required && optional) refuseForm('required options must be placed before non-required options')
      if (!option.required) optional = true
      const choices = (option.choices ?? []) as Component[]
      if (choices.length > 25 || choices.some(({ name }) => name.length < 1 || name.length > 100)) refuseForm('choices')
    }
    if (JSON.stringify(command).length > 8000) refuseForm('the command exceeds 8000 characters')
    return { id: state.nextId(), application_id: BOT_USER, version: state.nextId(), guild_id: GUILD, type, ...command }
  })
}

function checkNamed({ name, description, name_localizations, description_localizations }: Component): void {
  const isName = (text: string) => /^[-_'\p{L}\p{N}]{1,32}$/u.test(text) && text === text.toLowerCase()
  const isDescription = (text: string) => text.length >= 1 && text.length <= 100
  for (const each of [name, ...Object.values(name_localizations ?? {})]) {
    if (!isName(String(each ?? ''))) refuseForm(`${each} is no name`)
  }
  for (const each of [description, ...Object.values(description_localizations ?? {})]) {
    if (!isDescription(String(each ?? ''))) refuseForm(`${each} is no description of ${name}`)
  }
}
