/** A local Discord: its REST API, attachments and gateway on the wire. Written from the published shapes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GatewayIntentBits } from 'discord.js'
import { WebSocketServer } from 'ws'
import { RestError } from './discord-errors.ts'
import { exportMember, exportMessage } from './discord-export.ts'
import { answerFault, createFaults, type Faults } from './discord-faults.ts'
import { createGateway, type Gateway } from './discord-gateway.ts'
import { createInteractions, type EmitMessage, type Interactions } from './discord-interactions.ts'
import type { UploadedFile } from './discord-messages.ts'
import { canSee } from './discord-permissions.ts'
import { createRestApi, type RestCall } from './discord-rest.ts'
import { sendJson } from './discord-send-json.ts'
import {
  BOT_USER,
  type Component,
  createDiscordState,
  type DiscordState,
  type StoredChannel,
  type StoredMessage,
} from './discord-state.ts'

export const BOT_TOKEN = 'local.discord.token'

export interface DiscordServer extends Pick<Faults, 'failCalls' | 'limitRate'> {
  readonly state: DiscordState
  readonly gateway: Gateway
  readonly interactions: Interactions
  /** `http://127.0.0.1:…/api` */
  readonly apiUrl: string
  /** Every call, in order: `POST /channels/1/messages`. */
  readonly calls: { call: string; body: Component }[]
  /** Tells the app of a message, where it may see it. */
  emit: EmitMessage
  /** Tells the app of anything else that happens in a channel it sees, or of its server. */
  tell(
    type: string,
    data: Record<string, unknown>,
    where?: { channel: StoredChannel; intents?: [number, number] },
  ): void
  emitReaction(type: 'ADD' | 'REMOVE', message: StoredMessage, user: string, emoji: string): void
  revokeToken(): void
  /** Switches the privileged intent off. */
  withholdMessageContent(): void
  limitPages(size: number): void
  stop(): Promise<void>
}

export async function startDiscordServer(): Promise<DiscordServer> {
  const state = createDiscordState()
  const calls: { call: string; body: Component }[] = []
  const faults = createFaults()
  const hanging = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    void handle(request, response).catch(error => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(error))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let token: string | undefined = BOT_TOKEN
  let hasMessageContent = true
  let pageSize = 100
  const common = { state, baseUrl, hasMessageContent: () => hasMessageContent }
  const gateway = createGateway({ ...common, token: () => token ?? '' })
  const interactions = createInteractions(state, emit)
  const answer = createRestApi({
    ...common,
    interactions,
    emit,
    emitReaction: (message, emoji) => emitReaction('ADD', message, BOT_USER, emoji),
    pageSize: () => pageSize,
  })
  const upgrades = new WebSocketServer({ server })
  upgrades.on('connection', socket => gateway.accept(socket))

  const guildOf = (channel: StoredChannel) => (channel.guild_id ? state.guilds.get(channel.guild_id) : undefined)

  function tell(
    type: string,
    data: Record<string, unknown>,
    where?: { channel: StoredChannel; intents?: [number, number] },
    shape?: (intents: number) => Record<string, unknown>,
  ): void {
    if (where && !canSee(state, BOT_USER, where.channel)) return
    const [inGuild, inDirect] = where?.intents ?? [0, 0]
    const guild = where?.channel.guild_id
    const place = guild ? { guild_id: guild } : {}
    const intent = where?.channel.recipient ? inDirect : inGuild
    gateway.dispatch(intent, type, intents => ({ ...data, ...shape?.(intents), ...place }))
  }

  function emit(type: Parameters<EmitMessage>[0], message: StoredMessage): void {
    const channel = state.channels.get(message.channel_id)!
    if (message.ephemeralFor) return
    const where = {
      channel,
      intents: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages] as [number, number],
    }
    if (type === 'MESSAGE_DELETE') {
      tell(type, { id: message.id, channel_id: channel.id }, where)
      return
    }
    const member = guildOf(channel)?.members.get(message.author)
    const shown = exportMessage(state, message, baseUrl())
    const isForParley =
      channel.recipient !== undefined || message.author === BOT_USER || message.content.includes(`<@${BOT_USER}>`)
    tell(
      type,
      {
        ...shown,
        channel_type: channel.type,
        ...(member ? { member: exportMember(state, member, false) } : {}),
        ...(message.nonce && type === 'MESSAGE_CREATE' ? { nonce: message.nonce } : {}),
      },
      where,
      intents => {
        if (intents & GatewayIntentBits.MessageContent || isForParley) return {}
        return { content: '', embeds: [], attachments: [], components: [] }
      },
    )
  }

  function emitReaction(type: 'ADD' | 'REMOVE', message: StoredMessage, user: string, emoji: string): void {
    const channel = state.channels.get(message.channel_id)!
    const intents: [number, number] = [
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessageReactions,
    ]
    const member = guildOf(channel)?.members.get(user)
    tell(
      `MESSAGE_REACTION_${type}`,
      {
        user_id: user,
        channel_id: channel.id,
        message_id: message.id,
        emoji: { id: null, name: emoji },
        burst: false,
        type: 0,
        ...(type === 'ADD' ? { message_author_id: message.author } : {}),
        ...(member && type === 'ADD' ? { member: exportMember(state, member, true) } : {}),
      },
      { channel, intents },
    )
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', baseUrl())
    if (url.pathname.startsWith('/attachments/')) return serveFile(url, response)
    const path = url.pathname.replace(/^\/api\/v\d+/, '')
    const method = request.method ?? 'GET'
    const { body, files } = await readBody(request)
    const name = `${method} ${path}`
    const needsToken = !/^\/(webhooks|interactions)\//.test(path)
    calls.push({ call: name, body })
    if (needsToken && request.headers.authorization !== `Bot ${token}`) {
      return sendJson(response, 401, { message: '401: Unauthorized', code: 0 })
    }
    if (faults.isOverRate(name, response)) return
    const fault = faults.take(name)
    if (fault && fault !== 'no-answer' && fault !== 'message-gone') return answerFault(response, fault)
    if (fault === 'message-gone') removeNamed(path)
    const call: RestCall = { method, path, query: url.searchParams, body, files }
    let result: unknown
    try {
      result = answer(call)
    } catch (error) {
      if (!(error instanceof RestError)) throw error
      return sendJson(response, error.status, { message: error.message, code: error.code })
    }
    if (fault === 'no-answer') {
      hanging.add(response)
      return
    }
    if (result === undefined) response.writeHead(204).end()
    else sendJson(response, 200, result)
  }

  function serveFile(url: URL, response: ServerResponse): void {
    const file = state.files.get(url.pathname.split('/')[3] ?? '')
    if (file) response.end(file.content)
    else response.writeHead(404).end('This content is no longer available.')
  }

  /** Takes away the message that a call names. */
  function removeNamed(path: string): void {
    const id = /\/messages\/([^/]+)/.exec(path)?.[1]
    const token = /^\/webhooks\/[^/]+\/([^/]+)/.exec(path)?.[1]
    if (!id) return
    if (token) {
      interactions.remove(token, id)
      return
    }
    const index = state.messages.findIndex(message => message.id === id)
    if (index >= 0) state.messages.splice(index, 1)
  }

  return {
    state,
    gateway,
    interactions,
    calls,
    emit,
    tell,
    emitReaction,
    get apiUrl() {
      return `${baseUrl()}/api`
    },
    failCalls: faults.failCalls,
    limitRate: faults.limitRate,
    revokeToken() {
      token = undefined
    },
    withholdMessageContent() {
      hasMessageContent = false
    },
    limitPages(size) {
      pageSize = size
    },
    async stop() {
      for (const response of hanging) response.destroy()
      for (const socket of upgrades.clients) socket.terminate()
      upgrades.close()
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function readBody(request: IncomingMessage): Promise<{ body: Component; files: UploadedFile[] }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) {
    return { body: raw.length > 0 ? JSON.parse(raw.toString()) : {}, files: [] }
  }
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData()
  const files: UploadedFile[] = []
  for (const [name, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1]
    if (index === undefined || typeof value === 'string') continue
    files.push({ index, name: value.name, content: Buffer.from(await value.arrayBuffer()) })
  }
  return { body: JSON.parse(String(form.get('payload_json') ?? '{}')), files }
}
