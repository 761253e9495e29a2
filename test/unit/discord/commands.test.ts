/** Commands as Discord takes them: within its limits, and registered only when they changed. */
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRest, DISCORD_TIMING } from '../../../adapters/discord/call-discord.ts'
import { registerCommands, renderCommands } from '../../../adapters/discord/commands.ts'
import { describeCommand, messageCommands } from '../../../src/conversation/command.ts'
import { pipelines } from '../../../src/pipelines/registry.ts'
import { BOT_TOKEN, type DiscordServer, startDiscordServer } from '../../wire/discord-server.ts'
import { BOT_USER } from '../../wire/discord-state.ts'

const commands = pipelines.map(describeCommand)
let server: DiscordServer
let remembered: string | undefined

beforeEach(async () => {
  server = await startDiscordServer()
  remembered = undefined
})

afterEach(() => server.stop())

function register(given = commands) {
  return registerCommands({
    rest: createRest(BOT_TOKEN, server.apiUrl, { ...DISCORD_TIMING, retryMs: 5 }),
    applicationId: BOT_USER,
    commands: given,
    registered: {
      load: async () => remembered,
      save: async hash => {
        remembered = hash
      },
    },
    timing: { ...DISCORD_TIMING, retryMs: 5 },
    log: pino({ level: 'silent' }),
  })
}

test('Discord takes the commands of all pipelines, with names in other languages', async () => {
  await register()
  const named = (type: number) => server.state.commands.filter(command => command.type === type)
  expect(named(1).map(({ name }) => name)).toEqual([...commands.map(({ name }) => name), 'parley'])
  expect(named(3).map(({ name }) => name)).toEqual(messageCommands.map(({ label }) => label))
  const minutes = named(3).find(({ name }) => name === 'Minutes from here')
  expect(minutes?.name_localizations).toMatchObject({ de: 'Protokoll ab hier', ja: 'ここから議事録' })
  const translate = named(1).find(({ name }) => name === 'translate')
  expect(translate?.name_localizations).toMatchObject({ de: 'uebersetzen', ja: '翻訳' })
  expect(translate?.options.map(({ name }: { name: string }) => name)).toEqual(['to', 'text', 'from'])
})

test('commands are registered again only when they changed', async () => {
  await register()
  await register()
  expect(server.state.registrations).toBe(1)
  await register(commands.slice(1))
  expect(server.state.registrations).toBe(2)
})

test('what failed to be registered is registered at the next start', async () => {
  server.failCalls(/^PUT /, { status: 403, code: 50001, message: 'Missing Access' }, 1)
  await register()
  expect(remembered).toBeUndefined()
  await register()
  expect(server.state.registrations).toBe(1)
})

describe('whatever a description says', () => {
  test('long summaries, many options and choices stay within the limits', async () => {
    const option = { kind: 'text' as const, description: 'x'.repeat(300), required: true }
    const options = Array.from({ length: 40 }, (_, i) => ({ ...option, field: `f${i}`, flag: `--f${i}` }))
    const choices = Array.from({ length: 40 }, (_, i) => `choice ${i}`)
    await register([
      {
        name: 'long',
        summary: 'é'.repeat(300),
        usage: '',
        inputKind: 'conversation',
        options: [{ ...option, field: 'choice', flag: '--choice', choices, description: '' }, ...options],
      },
    ])
    expect(server.state.registrations).toBe(1)
  })

  test('a conversation is given as a file or as words, a text must be given', () => {
    const [conversation, text] = renderCommands([
      { name: 'a', summary: 'A', usage: '', inputKind: 'conversation', options: [] },
      { name: 'b', summary: 'B', usage: '', inputKind: 'text', options: [] },
    ]) as { options: { name: string; required: boolean }[] }[]
    expect(conversation?.options).toMatchObject([
      { name: 'text', required: false },
      { name: 'file', required: false },
    ])
    expect(text?.options).toMatchObject([{ name: 'text', required: true }])
  })
})
