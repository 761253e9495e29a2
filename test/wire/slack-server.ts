/** A local Slack: its Web API, Socket Mode and signed requests on the wire, and people who act in it. Written from the published shapes. */

import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Fault } from '../contract/chat-platform.ts'
import {
  APP_ID,
  BOT_USER,
  createSlackState,
  findMessage,
  installationOf,
  type SlackState,
  type StoredChannel,
  TEAM,
} from './slack-state.ts'
import { type Arguments, createWebApi, type Emit } from './slack-web-api.ts'

export const BOT_TOKEN = 'xoxb-local'
export const APP_TOKEN = 'xapp-local'
export const SIGNING_SECRET = 'local-signing-secret'

/**
 * What goes wrong with calls. `no-answer` does what was asked and never says so; the next two happen to the message
 * that is named, before the call.
 */
export type CallFault = Fault | { error: string; needed?: string }

interface Envelope {
  id: string
  type: 'events_api' | 'slash_commands' | 'interactive'
  payload: Record<string, unknown>
  isAcknowledged: boolean
  deliveries: number
  acknowledged: (payload: Record<string, unknown>) => void
}

export interface SlackServer {
  readonly state: SlackState
  /** Ends in a slash. */
  readonly apiUrl: string
  /** Every call of a method, in order. */
  readonly calls: { method: string; args: Arguments }[]
  /** Tells the app of an event. */
  emit: Emit
  /** Sends a command or an interaction. @returns what the app's acknowledgement carried */
  interact(type: 'slash_commands' | 'interactive', payload: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Where a command's or button's answers go. */
  createResponseUrl(use: (body: Record<string, unknown>) => void): string
  /** Events go to this address, signed, instead of to a socket. */
  sendTo(requestUrl: string): void
  /** The next `times` calls of methods that match fail so; one of `download` stops half-way. */
  failCalls(methods: RegExp, fault: CallFault, times: number): void
  clearFaults(): void
  /** Every token is refused from now on. */
  revokeTokens(): void
  /** What the bot token may do, as Slack tells with every answer; not told before. */
  grantScopes(scopes: readonly string[]): void
  /** Pages hold no more than this. */
  limitPages(size: number): void
  /** Delivers everything again, newest first. */
  redeliver(): Promise<void>
  /** Cuts the sockets; `refresh` asks the app to come anew, as Slack does every few hours. */
  disconnect(how: 'cut' | 'refresh'): void
  /** A socket is open. */
  connected(): Promise<void>
  /** Everything sent so far is acknowledged. */
  settled(): Promise<void>
  stop(): Promise<void>
}

const REDELIVER_MS = 1000
const MAX_DELIVERIES = 4

export async function startSlackServer(): Promise<SlackServer> {
  const state = createSlackState()
  const calls: { method: string; args: Arguments }[] = []
  const faults: { methods: RegExp; fault: CallFault }[] = []
  const responses = new Map<string, { uses: number; use: (body: Record<string, unknown>) => void }>()
  const envelopes: Envelope[] = []
  const sockets = new Set<WebSocket>()
  const hanging = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    void handle(request, response).catch(error => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const baseUrl = () => `http://${origin}`
  let isRevoked = false
  let scopes: readonly string[] | undefined
  let pageSize = 1000
  let requestUrl: string | undefined
  let events = 0
  const call = createWebApi({ state, baseUrl, emit, pageSize: () => pageSize })
  const upgrades = new WebSocketServer({ server, path: '/link' })
  upgrades.on('connection', accept)
  const redelivery = setInterval(() => {
    for (const envelope of envelopes) {
      if (!envelope.isAcknowledged && envelope.deliveries < MAX_DELIVERIES) void deliver(envelope)
    }
  }, REDELIVER_MS)

  function accept(socket: WebSocket): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', data => {
      const { envelope_id: id, payload } = JSON.parse(String(data)) as {
        envelope_id: string
        payload?: Record<string, unknown>
      }
      const envelope = envelopes.find(envelope => envelope.id === id)
      if (envelope) acknowledge(envelope, payload ?? {})
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.size, connection_info: { app_id: APP_ID } }))
    for (const envelope of envelopes) if (!envelope.isAcknowledged) void deliver(envelope)
  }

  function acknowledge(envelope: Envelope, payload: Record<string, unknown>): void {
    envelope.isAcknowledged = true
    envelope.acknowledged(payload)
  }

  function send(type: Envelope['type'], payload: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>()
    const envelope = { id: randomUUID(), type, payload, isAcknowledged: false, deliveries: 0, acknowledged: resolve }
    envelopes.push(envelope)
    void deliver(envelope)
    return promise
  }

  async function deliver(envelope: Envelope): Promise<void> {
    const retry = envelope.deliveries
    if (requestUrl) {
      envelope.deliveries++
      await post(requestUrl, envelope, retry)
      return
    }
    const socket = [...sockets].find(socket => socket.readyState === socket.OPEN)
    if (!socket) return
    envelope.deliveries++
    const { id, type, payload } = envelope
    const retrying = type === 'events_api' ? { retry_attempt: retry, retry_reason: retry ? 'timeout' : '' } : {}
    const accepts = { accepts_response_payload: type !== 'events_api' }
    socket.send(JSON.stringify({ envelope_id: id, type, payload, ...accepts, ...retrying }))
  }

  async function post(url: string, envelope: Envelope, retry: number): Promise<void> {
    const form = (fields: Record<string, unknown>) => new URLSearchParams(fields as Record<string, string>).toString()
    const { type, payload } = envelope
    const body =
      type === 'events_api'
        ? JSON.stringify(payload)
        : form(type === 'slash_commands' ? payload : { payload: JSON.stringify(payload) })
    const time = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${time}:${body}`).digest('hex')
    const headers: Record<string, string> = {
      'content-type': type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
      ...(retry ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
    }
    try {
      const response = await fetch(url, { method: 'POST', headers, body })
      const answer = await response.text()
      if (response.ok) acknowledge(envelope, answer.startsWith('{') ? JSON.parse(answer) : {})
    } catch {
      // It comes again.
    }
  }

  function emit(event: Record<string, unknown>, channel?: StoredChannel): void {
    // An app hears only of channels that its bot is in.
    if (channel && !channel.members.has(BOT_USER)) return
    const channelType = event.type === 'message' && channel ? { channel_type: channel.kind } : {}
    void send('events_api', {
      type: 'event_callback',
      token: 'deprecated',
      team_id: TEAM,
      context_team_id: TEAM,
      api_app_id: APP_ID,
      event_id: `Ev${String(++events).padStart(8, '0')}`,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{ team_id: TEAM, user_id: BOT_USER, is_bot: true, ...installationOf(state) }],
      is_ext_shared_channel: channel?.isShared ?? false,
      event: { event_ts: event.ts ?? state.nextTs(), ...event, ...channelType },
    })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', baseUrl())
    const body = await readBody(request)
    const [, first, second] = url.pathname.split('/')
    if (first === 'api') return handleCall(second ?? '', request, body, response)
    if (first === 'response') return handleResponse(second ?? '', body, response)
    const file = state.files.get(second ?? '')
    if (first === 'upload' && file) {
      file.content = bodyOfUpload(request, body)
      return void response.end(`OK - ${body.byteLength}`)
    }
    if (first === 'files' && file) {
      const isAllowed = request.headers.authorization === `Bearer ${BOT_TOKEN}` && !isRevoked
      if (isAllowed && takeFault('download')) return sendHalf(file.content, response)
      if (isAllowed) return void response.end(file.content)
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in</html>')
    }
    response.writeHead(404).end()
  }

  function handleCall(method: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const args: Arguments = Object.fromEntries(new URLSearchParams(body.toString()))
    calls.push({ method, args })
    const answer = (result: object) => {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      if (scopes) response.setHeader('x-oauth-scopes', scopes.join(','))
      response.end(JSON.stringify(result))
    }
    const token = request.headers.authorization?.replace('Bearer ', '')
    const wanted = method === 'apps.connections.open' ? APP_TOKEN : BOT_TOKEN
    const refusal = isRevoked ? 'token_revoked' : token === wanted ? undefined : 'invalid_auth'
    const fault = refusal ? undefined : takeFault(method)
    if (fault) strike(fault, args)
    if (fault && answerFault(fault, response)) return
    if (refusal) answer({ ok: false, error: refusal })
    else if (method === 'apps.connections.open') answer({ ok: true, url: `ws://${origin}/link?ticket=${randomUUID()}` })
    else if (fault === 'no-answer') {
      call(method, args)
      hanging.add(response)
    } else answer(call(method, args))
  }

  function sendHalf(content: Buffer, response: ServerResponse): void {
    hanging.add(response)
    response.write(content.subarray(0, content.length / 2))
  }

  function takeFault(method: string): CallFault | undefined {
    const index = faults.findIndex(({ methods }) => methods.test(method))
    return index < 0 ? undefined : faults.splice(index, 1)[0]!.fault
  }

  /** Does to a message what the fault says; the call then fails by itself. */
  function strike(fault: CallFault, { channel = '', ts = '' }: Arguments): void {
    const message = findMessage(state, channel, ts)
    if (fault === 'stream-expired' && message?.streaming_state) message.streaming_state = 'completed'
    if (fault === 'message-gone' && message) state.messages.splice(state.messages.indexOf(message), 1)
  }

  /** @returns whether the call is answered with it */
  function answerFault(fault: CallFault, response: ServerResponse): boolean {
    if (fault === 'no-answer' || fault === 'stream-expired' || fault === 'message-gone') return false
    if (typeof fault === 'object') {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.end(JSON.stringify({ ok: false, ...fault }))
    } else if (fault === 'server-error') response.writeHead(503).end('upstream connect error')
    else
      response
        .writeHead(429, fault === 'rate-limited' ? { 'retry-after': '1' } : {})
        .end('{"ok":false,"error":"ratelimited"}')
    return true
  }

  function handleResponse(id: string, body: Buffer, response: ServerResponse): void {
    const known = responses.get(id)
    const fault = takeFault('response_url')
    if (fault && answerFault(fault, response)) return
    if (!known || known.uses >= 5) return void response.writeHead(404).end('used_url')
    const given = JSON.parse(body.toString()) as Record<string, unknown>
    if (given.markdown_text !== undefined) return void response.writeHead(400).end('invalid_payload')
    known.uses++
    known.use(given)
    if (fault === 'no-answer') hanging.add(response)
    else response.end('ok')
  }

  async function waitFor(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
  }

  return {
    state,
    apiUrl: `${baseUrl()}/api/`,
    calls,
    emit,
    interact: send,
    createResponseUrl(use) {
      const id = randomUUID()
      responses.set(id, { uses: 0, use })
      return `${baseUrl()}/response/${id}`
    },
    sendTo(url) {
      requestUrl = url
    },
    failCalls(methods, fault, times) {
      for (let i = 0; i < times; i++) faults.push({ methods, fault })
    },
    clearFaults() {
      faults.length = 0
    },
    revokeTokens() {
      isRevoked = true
    },
    grantScopes(granted) {
      scopes = granted
    },
    limitPages(size) {
      pageSize = size
    },
    async redeliver() {
      for (const envelope of [...envelopes].reverse()) {
        // Slack repeats with a new envelope.
        void send(envelope.type, envelope.payload)
      }
      await waitFor(() => envelopes.every(envelope => envelope.isAcknowledged))
    },
    disconnect(how) {
      for (const socket of sockets) {
        if (how === 'cut') socket.terminate()
        else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
      }
    },
    connected: () => waitFor(() => [...sockets].some(socket => socket.readyState === socket.OPEN)),
    settled: () => waitFor(() => envelopes.every(envelope => envelope.isAcknowledged)),
    async stop() {
      clearInterval(redelivery)
      for (const socket of sockets) socket.terminate()
      for (const response of hanging) response.destroy()
      upgrades.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The library sends a file as one field of a multipart form. */
function bodyOfUpload(request: IncomingMessage, body: Buffer): Buffer {
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]
  if (!boundary) return body
  const from = body.indexOf('\r\n\r\n') + 4
  return body.subarray(from, body.lastIndexOf(`\r\n--${boundary}`))
}
