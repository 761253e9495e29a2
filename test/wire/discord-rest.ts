/** Discord's REST API, as far as Parley uses it: the published routes on the state of a local Discord. */
import { ApplicationFlags, ChannelType, PermissionFlagsBits } from 'discord.js'
import { registerCommands } from './discord-commands.ts'
import { refuse } from './discord-errors.ts'
import { exportChannel, exportMember, exportMessage, exportRole, exportUser } from './discord-export.ts'
import type { EmitMessage, Interactions } from './discord-interactions.ts'
import { checkMayPost, createMessage, editMessage, type MessagePayload, type UploadedFile } from './discord-messages.ts'
import { pageOfMessages, pageOfThreads } from './discord-pages.ts'
import { canSee, may } from './discord-permissions.ts'
import {
  BOT_USER,
  type Component,
  type DiscordState,
  findMessage,
  isThread,
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
        return pageOfMessages(state, id!, query, pageSize()).map(show)
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
        return pageOfThreads(state, id!, ChannelType.PublicThread, query, pageSize(), () => true)
      },
    ],
    [
      'GET',
      '/channels/:id/threads/archived/private',
      ({ query }, id) => {
        if (!may(state, BOT_USER, visibleChannel(id!), ReadMessageHistory, ManageThreads)) refuse('missingAccess')
        return pageOfThreads(state, id!, ChannelType.PrivateThread, query, pageSize(), () => true)
      },
    ],
    [
      'GET',
      '/channels/:id/users/@me/threads/archived/private',
      ({ query }, id) => {
        visibleChannel(id!)
        const joined = (thread: string) => state.channels.get(thread)!.thread!.members.has(BOT_USER)
        return pageOfThreads(state, id!, ChannelType.PrivateThread, query, pageSize(), joined)
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
