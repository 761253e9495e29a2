/** The Slack adapter connected to a local workspace, and what it told. */
import pino from 'pino'
import { createSlackAdapter, type SlackAdapterOptions } from '../../../adapters/slack/slack-adapter.ts'
import type { ChatEvent, Place, PostedMessage, Reply, ReplyOptions } from '../../../src/conversation/chat-port.ts'
import { TEST_COMMANDS, TEST_TIMING } from '../../contract/platforms/slack.ts'
import { startSlackWorkspace, USERS } from '../../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../wire/slack-server.ts'
import { TEAM } from '../../wire/slack-state.ts'

export type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>

export async function startSlack(more: Partial<SlackAdapterOptions> = {}) {
  const { server, people } = await startSlackWorkspace()
  const port = createSlackAdapter({
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    apiUrl: server.apiUrl,
    commands: TEST_COMMANDS,
    suggestions: ['What did I miss?'],
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    ...more,
    timing: { ...TEST_TIMING, ...more.timing },
  })
  const events: ChatEvent[] = []
  const posted: PostedMessage[] = []
  let replies = 0
  const slack = {
    server,
    people,
    port,
    events,
    posted,
    /** May be replaced before something happens. */
    onEvent: async (_: ChatEvent): Promise<void> => {},
    start: () =>
      port.start(async event => {
        await slack.onEvent(event)
        events.push(event)
      }),
    /** The first event of a kind, as soon as it has come. */
    async next<T extends ChatEvent['type']>(type: T, where: (event: EventOf<T>) => boolean = () => true) {
      return until(() => events.find((event): event is EventOf<T> => event.type === type && where(event as EventOf<T>)))
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
  return slack
}

export function placeIn(channel: string, thread?: string): Place {
  const audience = channel.startsWith('D') ? 'person' : 'channel'
  return { platform: 'slack', workspace: TEAM, channel, ...(thread ? { thread } : {}), audience }
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
