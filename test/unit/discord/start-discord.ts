/** The Discord adapter connected to a local server, and what it told. */
import pino from 'pino'
import { createDiscordAdapter, type DiscordAdapterOptions } from '../../../adapters/discord/discord-adapter.ts'
import type { Place } from '../../../src/conversation/chat-port.ts'
import { TEST_COMMANDS, TEST_TIMING } from '../../contract/platforms/discord.ts'
import { until, watchPort } from '../../fixtures/watched-port.ts'
import { startDiscordGuild, USERS } from '../../wire/discord-guild.ts'
import { BOT_TOKEN } from '../../wire/discord-server.ts'
import { GUILD } from '../../wire/discord-state.ts'

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
  const watched = watchPort(port, { id: USERS.ada, name: 'Ada' })
  return Object.assign(watched, {
    server,
    people,
    /** Waits until everything that happened in a channel has been told. */
    async settled(channel: string): Promise<void> {
      const id = await people.say(USERS.ben, channel, 'that is all')
      await until(() => watched.events.some(event => event.type === 'post' && event.message.id === id))
    },
    async stop() {
      await port.stop()
      await server.stop()
    },
  })
}

export function placeIn(channel: string, thread?: string): Place {
  const isDirect = channel.startsWith('4')
  if (isDirect) return { platform: 'discord', channel, audience: 'person' }
  return { platform: 'discord', workspace: GUILD, channel, ...(thread ? { thread } : {}), audience: 'channel' }
}
