/** The connection to Discord's gateway. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Events, GatewayCloseCodes, GatewayIntentBits, Options, Partials } from 'discord.js'
import type { Logger } from 'pino'
import { ParleyError } from '../../src/errors.ts'
import { callDiscord, type DiscordTiming, restOptions } from './call-discord.ts'
import { INTENTS } from './invite.ts'

export interface Connection {
  /** @throws ParleyError PLATFORM_UNREACHABLE before `start` */
  readonly client: Client<true>
  /** @param attach is given the client before events come @throws ParleyError CONFIG_INVALID, PLATFORM_… */
  start(attach: (client: Client<true>) => void): Promise<void>
  stop(): Promise<void>
}

export interface ConnectionOptions {
  token: string
  apiUrl?: string
  timing: DiscordTiming
  log: Logger
}

/** Messages kept of a channel: an edit is told from a link preview by what stood there before. */
const CACHED_MESSAGES = 50
const CACHED_MEMBERS = 1000
const CACHED_USERS = 10_000
/** Guilds come one after the other when the connection begins. */
const READY_MS = 60_000
/** The library waits for the socket to close, in some states without end. */
const CLOSE_MS = 3000

export function createConnection(options: ConnectionOptions): Connection {
  const { token, log, timing } = options
  let client: Client | undefined
  let hasMessageContent = true
  let stopped = false

  function createClient(): Client {
    const intents = INTENTS.filter(intent => hasMessageContent || intent !== GatewayIntentBits.MessageContent)
    return new Client({
      intents,
      // Without these, nothing is told of reactions to, and changes of, messages that are not in the cache, and of direct messages.
      partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
      allowedMentions: { parse: [], repliedUser: false },
      enforceNonce: true,
      failIfNotExists: false,
      shards: 'auto',
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        MessageManager: CACHED_MESSAGES,
        GuildMemberManager: { maxSize: CACHED_MEMBERS, keepOverLimit: member => member.id === member.client.user.id },
        UserManager: { maxSize: CACHED_USERS, keepOverLimit: user => user.id === user.client.user.id },
        PresenceManager: 0,
        ReactionUserManager: 0,
        VoiceStateManager: 0,
      }),
      rest: restOptions(options.apiUrl, timing),
    })
  }

  /** @returns the code with which the gateway refused, or undefined where it did not */
  async function connect(attach: (client: Client<true>) => void): Promise<number | undefined> {
    const connecting = createClient()
    client = connecting
    const { promise: refused, resolve: refuse } = Promise.withResolvers<number>()
    const { promise: ready, resolve: beReady } = Promise.withResolvers<undefined>()
    connecting.once(Events.ClientReady, () => beReady(undefined))
    connecting.on(Events.Error, error => log.warn({ err: error }, 'Discord: an error of the connection'))
    connecting.on(Events.ShardError, error => log.debug({ err: error }, 'Discord: an error of the socket'))
    connecting.on(Events.ShardReconnecting, () => log.debug('Discord: the connection was lost; connecting again'))
    connecting.on(Events.ShardDisconnect, ({ code }) => {
      refuse(code)
      if (connecting.isReady() && !stopped) log.error({ code }, 'Discord: the connection was refused for good')
    })
    attach(connecting as Client<true>)
    const login = connecting.login(token).then(() => ready)
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), READY_MS)
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    late.signal.addEventListener('abort', () =>
      reject(new ParleyError('PLATFORM_UNREACHABLE', 'Discord did not become ready within a minute; try again later.')),
    )
    try {
      return await Promise.race([refused, login, tooLate])
    } finally {
      clearTimeout(timer)
      login.catch(() => {})
    }
  }

  /** Where the socket does not close in time, it is left to the end of the process. */
  async function destroy(): Promise<void> {
    await Promise.race([client?.destroy(), sleep(CLOSE_MS, undefined, { ref: false })])
  }

  return {
    get client() {
      if (!client) throw new ParleyError('PLATFORM_UNREACHABLE', 'The connection to Discord has not been started.')
      return client as Client<true>
    },
    async start(attach) {
      // A client that failed to connect is of no more use; every try makes a new one.
      const tryToConnect = () => callDiscord(() => connect(attach), { timing, repeatable: true })
      let code = await tryToConnect()
      if (code === GatewayCloseCodes.DisallowedIntents && hasMessageContent) {
        log.warn(
          'Discord: the "Message Content Intent" is off, so Parley reads only messages that speak to it. Switch it on: developer portal, page "Bot".',
        )
        hasMessageContent = false
        await destroy()
        code = await tryToConnect()
      }
      if (code === undefined) return
      await destroy()
      const reason =
        code === GatewayCloseCodes.AuthenticationFailed ? 'it does not know the bot token' : `close code ${code}`
      throw new ParleyError('CONFIG_INVALID', `Discord refused the connection: ${reason}; see the developer portal.`)
    },
    async stop() {
      stopped = true
      await destroy()
    },
  }
}
