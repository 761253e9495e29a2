/** Slack for the contract suite: the adapter against a local server, by Socket Mode. */
import pino from 'pino'
import { createSlackAdapter } from '../../../adapters/slack/slack-adapter.ts'
import type { SlackTiming } from '../../../adapters/slack/web-client.ts'
import type { Place } from '../../../src/conversation/chat-port.ts'
import { CHANNELS, startSlackWorkspace, USERS } from '../../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../wire/slack-server.ts'
import { BOT_USER, TEAM } from '../../wire/slack-state.ts'
import type { ChatPlatform, Fault, PersonName } from '../chat-platform.ts'

/** Short enough for tests, in the same proportions. */
export const TEST_TIMING: Partial<SlackTiming> = {
  callMs: 1000,
  retryMs: 20,
  patienceMs: 5000,
  appendMs: 10,
  updateMs: 10,
  acknowledgeMs: 200,
}

export const TEST_COMMANDS = [
  { name: 'summarize', summary: 'Summarises', usage: 'TEXT', inputKind: 'conversation' as const, options: [] },
  { name: 'minutes', summary: 'Writes minutes', usage: 'TEXT', inputKind: 'conversation' as const, options: [] },
  { name: 'translate', summary: 'Translates', usage: '--to LANGUAGE TEXT', inputKind: 'text' as const, options: [] },
]

/** The calls that show or change text. */
const SHOWING = /^(chat\.(postMessage|update|startStream|appendStream|stopStream)|response_url)$/

export const slackPlatform: ChatPlatform = {
  name: 'slack',
  missing: {},
  async start() {
    const { server, people } = await startSlackWorkspace()
    const { state } = server
    const place = (channel: string, audience: Place['audience']): Place => ({
      platform: 'slack',
      workspace: TEAM,
      channel,
      audience,
    })
    const person = (id: string) => {
      const { name, locale, tz } = state.users.get(id)!
      return { id, name, language: locale.split('-')[0], timeZone: tz }
    }
    const user = (name: PersonName) => USERS[name]
    const port = createSlackAdapter({
      botToken: BOT_TOKEN,
      appToken: APP_TOKEN,
      apiUrl: server.apiUrl,
      commands: TEST_COMMANDS,
      suggestions: ['What did I miss?'],
      log: pino({ level: 'silent' }),
      timing: TEST_TIMING,
    })
    return {
      port,
      async stop() {
        await port.stop()
        await server.stop()
      },
      server: {
        people: { ada: person(USERS.ada), ben: person(USERS.ben), eve: person(USERS.eve), bot: person(USERS.bot) },
        places: {
          general: place(CHANNELS.general, 'channel'),
          closed: place(CHANNELS.closed, 'channel'),
          direct: place(people.directOf(USERS.ada), 'person'),
          archived: place(CHANNELS.archived, 'channel'),
          shared: place(CHANNELS.shared, 'channel'),
          foreign: place(CHANNELS.foreign, 'channel'),
        },
        say: (name, { channel }, text, options) => people.say(user(name), channel, text, options),
        edit: (_, { channel }, id, text) => people.edit(channel, id, text),
        delete: (_, { channel }, id) => people.delete(channel, id),
        command: (name, { channel }, command, text) => people.command(user(name), channel, command, text),
        messageCommand: (name, { channel }, command, id) => people.shortcut(user(name), channel, command, id),
        click: (name, { channel }, label) => people.click(user(name), channel, label),
        submit: values => people.submit(values),
        stop: (name, { channel }, thread) => people.stop(user(name), channel, thread!),
        shown: async (name, { channel }) => people.see(user(name), channel),
        leave: (name, { channel }) => people.leave(user(name), channel),
        expel: ({ channel }) => people.leave(BOT_USER, channel),
        fail(fault: Fault, times) {
          if (fault === 'stream-expired') server.failCalls(/^chat\.(appendStream|stopStream)$/, fault, times)
          else if (fault === 'message-gone') server.failCalls(/^chat\.(update|appendStream|stopStream)$/, fault, times)
          else server.failCalls(SHOWING, fault, times)
        },
        redeliver: () => server.redeliver(),
        async disconnect() {
          server.disconnect('cut')
        },
      },
    }
  },
}
