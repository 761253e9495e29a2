/** Discord's gateway on the wire: sessions that identify, resume and are told of what their intents and permissions let them see. */
import { randomUUID } from 'node:crypto'
import { GatewayIntentBits } from 'discord.js'
import type { WebSocket } from 'ws'
import { exportChannel, exportMember, exportRole, exportUser } from './discord-export.ts'
import { BOT_USER, type DiscordState } from './discord-state.ts'

export interface Dispatch {
  type: string
  data: Record<string, unknown>
}

interface Session {
  id: string
  intents: number
  sequence: number
  /** What a resumed connection may have missed. */
  sent: { s: number; dispatch: Dispatch }[]
  socket?: WebSocket
}

export interface GatewayOptions {
  state: DiscordState
  token: () => string
  baseUrl: () => string
  hasMessageContent: () => boolean
}

export interface Gateway {
  accept(socket: WebSocket): void
  /** @param intent without it a session is not told @param shape what a session with these intents is told */
  dispatch(intent: number, type: string, shape: (intents: number) => Record<string, unknown>): void
  /** Everything again that was told, newest first; what a connection begins with is not. */
  redeliver(): void
  /** `cut` can be resumed, `forget` cannot, `refresh` asks the app to come anew. */
  disconnect(how: 'cut' | 'forget' | 'refresh'): void
  readonly isConnected: boolean
  /** How often sessions were begun and resumed. */
  readonly counts: { identified: number; resumed: number }
}

const SENT_KEPT = 10_000

export function createGateway(options: GatewayOptions): Gateway {
  const { state } = options
  const sessions = new Map<string, Session>()
  const counts = { identified: 0, resumed: 0 }

  function send(socket: WebSocket, op: number, d: unknown, more: object = {}): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ op, d, s: null, t: null, ...more }))
  }

  function tell(session: Session, dispatch: Dispatch): void {
    const s = ++session.sequence
    session.sent.push({ s, dispatch })
    if (session.sent.length > SENT_KEPT) session.sent.shift()
    if (session.socket) send(session.socket, 0, dispatch.data, { s, t: dispatch.type })
  }

  function identify(socket: WebSocket, data: { token: string; intents: number }): void {
    const isAllowed = options.hasMessageContent() || !(data.intents & GatewayIntentBits.MessageContent)
    if (data.token !== options.token() || !isAllowed) {
      socket.close(isAllowed ? 4004 : 4014)
      return
    }
    counts.identified++
    const session: Session = { id: randomUUID(), intents: data.intents, sequence: 0, sent: [], socket }
    sessions.set(session.id, session)
    const guilds = [...state.guilds.values()].filter(guild => guild.members.has(BOT_USER))
    tell(session, {
      type: 'READY',
      data: {
        v: 10,
        user: exportUser(state.users.get(BOT_USER)!),
        guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
        session_id: session.id,
        session_type: 'normal',
        resume_gateway_url: options.baseUrl().replace('http', 'ws'),
        application: { id: BOT_USER, flags: 0 },
        shard: [0, 1],
      },
    })
    for (const { id } of guilds) tell(session, { type: 'GUILD_CREATE', data: exportGuildCreate(state, id) })
  }

  function resume(socket: WebSocket, data: { token: string; session_id: string; seq: number }): void {
    const session = sessions.get(data.session_id)
    if (!session || data.token !== options.token()) {
      send(socket, 9, false)
      return
    }
    counts.resumed++
    session.socket = socket
    for (const { s, dispatch } of session.sent) {
      if (s > data.seq) send(socket, 0, dispatch.data, { s, t: dispatch.type })
    }
    tell(session, { type: 'RESUMED', data: {} })
  }

  return {
    counts,
    get isConnected() {
      return [...sessions.values()].some(({ socket }) => socket?.readyState === socket?.OPEN)
    },
    accept(socket) {
      send(socket, 10, { heartbeat_interval: 41_250 })
      socket.on('message', raw => {
        const { op, d } = JSON.parse(String(raw))
        if (op === 1) send(socket, 11, null)
        if (op === 2) identify(socket, d)
        if (op === 6) resume(socket, d)
      })
      socket.on('close', () => {
        for (const session of sessions.values()) if (session.socket === socket) session.socket = undefined
      })
    },
    dispatch(intent, type, shape) {
      for (const session of sessions.values()) {
        if (intent === 0 || session.intents & intent) tell(session, { type, data: shape(session.intents) })
      }
    },
    redeliver() {
      for (const session of sessions.values()) {
        const told = session.sent.filter(
          ({ dispatch }) => !['READY', 'GUILD_CREATE', 'RESUMED'].includes(dispatch.type),
        )
        for (const { dispatch } of told.toReversed()) tell(session, dispatch)
      }
    },
    disconnect(how) {
      for (const session of sessions.values()) {
        const { socket } = session
        if (how === 'refresh' && socket) send(socket, 7, null)
        else socket?.close(4000, 'Unknown error.')
        if (how !== 'refresh') session.socket = undefined
        if (how === 'forget') sessions.delete(session.id)
      }
    },
  }
}

function exportGuildCreate(state: DiscordState, id: string): Record<string, unknown> {
  const guild = state.guilds.get(id)!
  const channels = [...state.channels.values()].filter(channel => channel.guild_id === id)
  const members = [...guild.members.values()]
  return {
    id,
    name: guild.name,
    owner_id: guild.owner_id,
    unavailable: false,
    large: false,
    member_count: members.length,
    joined_at: new Date().toISOString(),
    roles: [...guild.roles.values()].map(exportRole),
    channels: channels.filter(channel => !channel.thread).map(channel => exportChannel(state, channel)),
    threads: channels
      .filter(channel => channel.thread && !channel.thread.archived)
      .map(channel => exportChannel(state, channel)),
    // Without the intent for members an app is told of itself alone.
    members: members.filter(({ user }) => user === BOT_USER).map(member => exportMember(state, member, true)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: 'en-US',
    afk_timeout: 0,
    premium_tier: 0,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    system_channel_flags: 0,
  }
}
