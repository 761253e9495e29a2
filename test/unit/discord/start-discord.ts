/** The Discord adapter connected to a local server, and what it told. */
import pino from 'pino'
import { createDiscordAdapter, type DiscordAdapterOptions } from '../../../adapters/discord/discord-adapter.ts'
import type { ChatEvent, Place, PostedMessage, Reply, ReplyOptions } from '../../../src/conversation/chat-port.ts'
import { TEST_COMMANDS, TEST_TIMING } from '../../contract/platforms/discord.ts'
import { startDiscordGuild, USERS } from '../../wire/discord-people.ts'
import { BOT_TOKEN } from '../../wire/discord-server.ts'
import { GUILD } from '../../wire/discord-state.ts'

export type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>

export async function startDiscord(more: Partial<DiscordAdapterOptions> = {}) {
  const { server, people } = await startDiscordGuild()
  const port = createDiscordAdapter({
    token: BOT_TOKEN,
    apiUrl: server.apiUrl,
    commands: TEST_COMMANDS,
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    ...more,
    timing: { ...TEST_TIMING, ...more.timing },
  })
  const events: ChatEvent[] = []
  const posted: PostedMessage[] = []
  let replies = 0
  const discord = {
    server,
    people,
    port,
    events,
    posted,
    /** May be replaced before something happens. */
    onEvent: async (_: ChatEvent): Promise<void> => {},
    start: () =>
      port.start(async event => {
        await discord.onEvent(event)
        events.push(event)
      }),
    /** The first event of a kind, as soon as it has come. */
    async next<T extends ChatEvent['type']>(type: T, where: (event: EventOf<T>) => boolean = () => true) {
      return until(() => events.find((event): event is EventOf<T> => event.type === type && where(event as EventOf<T>)))
    },
    /** Waits until everything that happened in a channel has been told. */
    async settled(channel: string): Promise<void> {
      const id = await people.say(USERS.ben, channel, 'that is all')
      await until(() => events.some(event => event.type === 'post' && event.message.id === id))
    },
    open(place: Place, options: Partial<ReplyOptions> = {}): Promise<Reply> {
      return port.open(place, {
        eventId: `event-${++replies}`,
        replyId: `r${replies}`,
        person: { id: USERS.ada, name: 'Ada' },
        attempt: 1,
        private: false,
        onPosted: message => posted.push(message),
        ...options,
      })
    },
    async stop() {
      await port.stop()
      await server.stop()
    },
  }
  return discord
}

export function placeIn(channel: string, thread?: string): Place {
  const isDirect = channel.startsWith('4')
  if (isDirect) return { platform: 'discord', channel, audience: 'person' }
  return { platform: 'discord', workspace: GUILD, channel, ...(thread ? { thread } : {}), audience: 'channel' }
}

/** Waits for a condition; the test's own timeout is its end. */
export async function until<T>(condition: () => T | undefined | false): Promise<T> {
  for (;;) {
    const value = condition()
    if (value) return value
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export const END = { sources: [], stopped: false, actions: [] }
