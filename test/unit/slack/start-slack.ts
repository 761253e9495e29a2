/** The Slack adapter connected to a local workspace, and what it told. */
import pino from 'pino'
import { createSlackAdapter, type SlackAdapterOptions } from '../../../adapters/slack/slack-adapter.ts'
import type { Place } from '../../../src/conversation/chat-port.ts'
import { TEST_COMMANDS, TEST_TIMING } from '../../contract/platforms/slack.ts'
import { watchPort } from '../../fixtures/watched-port.ts'
import { startSlackWorkspace, USERS } from '../../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../wire/slack-server.ts'
import { TEAM } from '../../wire/slack-state.ts'

/** @param world that Slack which is there already */
export async function startSlack(
  more: Partial<SlackAdapterOptions> = {},
  world?: Awaited<ReturnType<typeof startSlackWorkspace>>,
) {
  const { server, people } = world ?? (await startSlackWorkspace())
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
  const watched = watchPort(port, { id: USERS.ada, name: 'Ada' })
  return Object.assign(watched, {
    server,
    people,
    async stop() {
      await port.stop()
      await server.stop()
    },
  })
}

export function placeIn(channel: string, thread?: string): Place {
  const audience = channel.startsWith('D') ? 'person' : 'channel'
  return { platform: 'slack', workspace: TEAM, channel, ...(thread ? { thread } : {}), audience }
}
