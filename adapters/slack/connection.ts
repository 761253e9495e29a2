/** How events come: by a socket that Parley opens, or by signed requests to a port. Both acknowledge what is on disk, nothing sooner. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, HTTPReceiver, type InstallationStore, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt'
import type { Logger } from 'pino'
import { messageOf, ParleyError } from '../../src/errors.ts'
import { BOT_SCOPES } from './manifest.ts'
import type { SlackBody } from './payloads.ts'
import { createBoltLogger, type SlackTiming, toParleyError, webClientOptions } from './web-client.ts'

/** Takes an event; resolves with what the acknowledgement carries. A rejection leaves the event unacknowledged, and Slack sends it again. */
export type HandleBody = (body: SlackBody) => Promise<object | undefined>

export interface Connection {
  /** @throws ParleyError PLATFORM_… */
  start(handle: HandleBody): Promise<void>
  stop(): Promise<void>
}

export interface ConnectionOptions {
  apiUrl?: string
  timing: SlackTiming
  log: Logger
  closing: AbortSignal
}

/** Names the app to Slack where several workspaces install it. */
export interface SlackOAuth {
  clientId: string
  clientSecret: string
  stateSecret: string
  /** Where Slack sends people back to, `https://…/slack/oauth_redirect`, where the manifest names several. */
  redirectUri?: string
}

/** The pauses between attempts to connect again. */
const FIRST_PAUSE_MS = 250
const MAX_PAUSE_MS = 30_000
const CLOSE_MS = 3000

/** Bolt's receivers without its `App`, which acknowledges events before anybody has seen them. */
function receive(receiver: { init(app: App): void }, handle: HandleBody, log: Logger): void {
  const app = {
    async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
      try {
        await ack(await handle(body as SlackBody))
      } catch (error) {
        log.warn({ err: error }, 'an event of Slack was not taken; it comes again')
        throw error
      }
    },
  }
  receiver.init(app as unknown as App)
}

export function createSocketConnection(appToken: string, options: ConnectionOptions): Connection {
  const { log } = options
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLogger(log),
    // The client would give up for good at the first network failure while it connects again.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webClientOptions(options) },
    // The default one acknowledges what failed in a way it knows.
    processEventErrorHandler: async () => false,
  })
  const { client } = receiver
  let stopping = false
  let connecting = false

  async function connectAgain(): Promise<void> {
    if (connecting || stopping) return
    connecting = true
    for (let pauseMs = 0; !stopping; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2 || FIRST_PAUSE_MS)) {
      try {
        await sleep(pauseMs, undefined, { signal: options.closing })
        await receiver.start()
        break
      } catch (error) {
        if (!stopping) log.warn({ reason: messageOf(error) }, 'Slack cannot be reached; trying again')
      }
    }
    connecting = false
  }

  return {
    async start(handle) {
      receive(receiver, handle, log)
      try {
        await receiver.start()
      } catch (cause) {
        if (toParleyError(cause).code !== 'PLATFORM_REJECTED') throw toParleyError(cause)
        const why = messageOf(cause)
        throw new ParleyError(
          'PLATFORM_REJECTED',
          `Slack opened no socket (${why}): is SLACK_APP_TOKEN right, with the scope connections:write?`,
          { cause },
        )
      }
      client.on('disconnected', () => void connectAgain())
    },
    async stop() {
      stopping = true
      await Promise.race([client.disconnect(), sleep(CLOSE_MS, undefined, { ref: false })])
    },
  }
}

export interface HttpConnectionOptions extends ConnectionOptions {
  signingSecret: string
  port: number
  oauth?: SlackOAuth & { store: InstallationStore }
}

export interface HttpConnection extends Connection {
  /** Finds and rotates the tokens of a workspace; absent without OAuth. */
  readonly installer: HTTPReceiver['installer']
}

/** Events, commands and interactions at `/slack/events`; installing at `/slack/install`. */
export function createHttpConnection(options: HttpConnectionOptions): HttpConnection {
  const { log, signingSecret, port, oauth } = options
  const clientOptions = webClientOptions(options)
  const installing = oauth && {
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: oauth.stateSecret,
    installationStore: oauth.store,
    scopes: [...BOT_SCOPES],
    redirectUri: oauth.redirectUri,
    installerOptions: {
      clientOptions,
      ...(oauth.redirectUri ? { redirectUriPath: new URL(oauth.redirectUri).pathname } : {}),
      ...(options.apiUrl ? { authorizationUrl: new URL('/oauth/v2/authorize', options.apiUrl).href } : {}),
    },
  }
  const receiver = new HTTPReceiver({
    signingSecret,
    port,
    logger: createBoltLogger(log),
    ...installing,
    // A failure is not acknowledged: Slack sends the event again.
    processEventErrorHandler: async ({ response }) => {
      response.writeHead(500).end()
      return false
    },
    dispatchErrorHandler: ({ response }) => void response.writeHead(404).end(),
    unhandledRequestHandler: () => log.warn('an event of Slack takes longer than Slack waits; it comes again'),
  })
  let close: (() => Promise<void>) | undefined

  return {
    installer: receiver.installer,
    async start(handle) {
      receive(receiver, handle, log)
      const server = await receiver.start(port).catch((cause: unknown) => {
        throw new ParleyError('CONFIG_INVALID', `Port ${port} cannot be opened for Slack: ${messageOf(cause)}`, {
          cause,
        })
      })
      close = async () => {
        const closed = receiver.stop()
        server.closeIdleConnections()
        await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })])
        server.closeAllConnections()
      }
    },
    async stop() {
      await close?.()
    },
  }
}
