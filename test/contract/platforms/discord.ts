/** Discord for the contract suite: the adapter against a local server. */
import pino from 'pino'
import type { DiscordTiming } from '../../../adapters/discord/call-discord.ts'
import { createDiscordAdapter } from '../../../adapters/discord/discord-adapter.ts'
import type { Place } from '../../../src/conversation/chat-port.ts'
import { messageCommands } from '../../../src/conversation/command.ts'
import { CHANNELS, startDiscordGuild, USERS } from '../../wire/discord-guild.ts'
import { BOT_TOKEN } from '../../wire/discord-server.ts'
import { GUILD } from '../../wire/discord-state.ts'
import type { ChatPlatform, Fault, PersonName } from '../chat-platform.ts'

/** Short enough for tests, in the same proportions. */
export const TEST_TIMING: Partial<DiscordTiming> = {
  callMs: 1000,
  retryMs: 20,
  patienceMs: 5000,
  editMs: 10,
  acknowledgeMs: 200,
}

export const TEST_COMMANDS = [
  { name: 'summarize', summary: 'Summarises', usage: 'TEXT', inputKind: 'conversation' as const, options: [] },
  { name: 'minutes', summary: 'Writes minutes', usage: 'TEXT', inputKind: 'conversation' as const, options: [] },
  {
    name: 'translate',
    summary: 'Translates',
    usage: '--to LANGUAGE TEXT',
    inputKind: 'text' as const,
    options: [{ field: 'to', flag: '--to', kind: 'text' as const, description: 'The language', required: false }],
  },
]

/** The calls that show or change text. */
const SHOWING = /^(POST|PATCH) (\/channels\/\d+\/messages|\/webhooks\/)/
const CHANGING = /^PATCH .*\/messages\//

export const discordPlatform: ChatPlatform = {
  name: 'discord',
  missing: {
    shared: 'Discord shares no channels between servers',
    'stream-expired': 'Discord has no streams: text grows by edits',
  },
  async start() {
    const { server, people } = await startDiscordGuild()
    const { state } = server
    const place = (channel: string): Place => ({ platform: 'discord', workspace: GUILD, channel, audience: 'channel' })
    const person = (id: string) => {
      const { username, global_name } = state.users.get(id)!
      return { id, name: global_name ?? username }
    }
    const user = (name: PersonName) => USERS[name]
    const port = createDiscordAdapter({
      token: BOT_TOKEN,
      apiUrl: server.apiUrl,
      commands: TEST_COMMANDS,
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
          general: place(CHANNELS.general),
          closed: place(CHANNELS.closed),
          direct: { platform: 'discord', channel: people.directOf(USERS.ada), audience: 'person' },
          archived: place(CHANNELS.archived),
          foreign: place(CHANNELS.foreign),
        },
        say: (name, { channel }, text, options) => people.say(user(name), channel, text, options),
        edit: (_, { channel }, id, text) => people.edit(channel, id, text),
        delete: (_, { channel }, id) => people.delete(channel, id),
        command: (name, { channel }, command, text) => people.command(user(name), channel, command, text),
        messageCommand: (name, { channel }, command, id) =>
          people.messageCommand(user(name), channel, labelOf(command), id),
        click: (name, { channel }, label) => people.click(user(name), channel, label),
        submit: values => people.submit(values),
        stop: (name, { channel }) => people.click(user(name), channel, 'Stop'),
        shown: async (name, { channel }) => people.see(user(name), channel),
        leave: (name, { channel }) => people.leave(user(name), channel),
        expel: async ({ channel }) => people.expel(channel),
        fail(fault: Fault, times) {
          if (fault === 'stream-expired') throw new Error('Discord has no streams')
          server.failCalls(fault === 'message-gone' ? CHANGING : SHOWING, fault, times)
        },
        redeliver: async () => server.gateway.redeliver(),
        disconnect: async () => server.gateway.disconnect('cut'),
      },
    }
  },
}

function labelOf(command: string): string {
  return messageCommands.find(({ name }) => name === command)!.label
}
