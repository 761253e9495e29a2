/** Messages and files read back from Discord. */
import { PermissionFlagsBits } from 'discord.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message, Place, TimeRange } from '../../../src/conversation/chat-port.ts'
import { CHANNELS, USERS } from '../../wire/discord-guild.ts'
import { BOT_USER, timeOf } from '../../wire/discord-state.ts'
import { placeIn, startDiscord } from './start-discord.ts'

let discord: Awaited<ReturnType<typeof startDiscord>>
const { general, forum } = CHANNELS

beforeEach(async () => {
  discord = await startDiscord()
})

afterEach(() => discord.stop())

async function read(place: Place, range: TimeRange = {}): Promise<Message[]> {
  const messages: Message[] = []
  for await (const message of discord.port.history(place, range)) messages.push(message)
  return messages
}

const texts = async (place: Place, range?: TimeRange) => (await read(place, range)).map(({ text }) => text)

/** What happens after this has another time. */
async function pass(since: string): Promise<void> {
  while (new Date().toISOString() <= since) await new Promise(resolve => setImmediate(resolve))
}

async function say(words: string, channel: string = general, thread?: string): Promise<string> {
  const id = await discord.people.say(USERS.ada, channel, words, { thread })
  await pass(timeOf(id))
  return id
}

test('a channel comes oldest first and whole, over pages and threads, archived ones too', async () => {
  discord.server.limitPages(3)
  const said: string[] = []
  const root = await say('root')
  said.push('root')
  const threads: string[] = []
  for (let i = 0; i < 10; i++) {
    await say(`message ${i}`)
    said.push(`message ${i}`)
    if (i % 2 === 1) continue
    const thread = discord.people.startThread(general, 'public', [USERS.ada])
    threads.push(thread)
    await say(`in thread ${i}`, general, thread)
    said.push(`in thread ${i}`)
  }
  await say('under the root', general, root)
  said.push('under the root')
  for (const thread of threads.slice(0, 4)) {
    discord.people.archive(thread)
    await pass(discord.server.state.channels.get(thread)!.thread!.archivedAt)
  }
  await discord.start()
  expect(await texts(placeIn(general))).toEqual(said)
  const inThread = (await read(placeIn(general))).find(({ text }) => text === 'under the root')
  expect(inThread).toMatchObject({ thread: root, author: { id: USERS.ada, isBot: false, isSelf: false } })
})

test('a thread begins with what it grew from', async () => {
  const root = await say('the root')
  await say('beside it')
  await say('first', general, root)
  await say('second', general, root)
  await discord.start()
  expect(await texts(placeIn(general, root))).toEqual(['the root', 'first', 'second'])
  expect(await texts(placeIn(general, root), { last: 1 })).toEqual(['second'])
})

test('a forum consists of its threads', async () => {
  for (const name of ['one', 'two']) {
    const thread = discord.people.startThread(forum, 'public', [USERS.ada])
    await say(name, forum, thread)
  }
  await discord.start()
  expect(await texts(placeIn(forum))).toEqual(['one', 'two'])
})

test('private threads are read only when they are asked for', async () => {
  const thread = discord.people.startThread(general, 'private', [USERS.ada, BOT_USER])
  await say('a secret', general, thread)
  await say('for all')
  await discord.start()
  expect(await texts(placeIn(general))).toEqual(['for all'])
  expect(await texts(placeIn(thread))).toEqual(['a secret'])
})

test('a range of time has both its ends', async () => {
  const ids: string[] = []
  for (let i = 0; i < 6; i++) ids.push(await say(`message ${i}`))
  await say('late, in a thread that is old', general, ids[0])
  await discord.start()
  const [since, until] = [timeOf(ids[2]!), timeOf(ids[4]!)]
  expect(await texts(placeIn(general), { since, until })).toEqual(['message 2', 'message 3', 'message 4'])
  expect(await texts(placeIn(general), { since })).toEqual([
    'message 2',
    'message 3',
    'message 4',
    'message 5',
    'late, in a thread that is old',
  ])
  expect(await texts(placeIn(general), { until: timeOf(ids[1]!) })).toEqual(['message 0', 'message 1'])
})

test('the newest messages are those of the channel and its threads together', async () => {
  discord.server.limitPages(2)
  const root = await say('0')
  for (const words of ['1', '2', '3']) await say(words)
  await say('4 in the thread', general, root)
  await say('5')
  await say('6 in the thread', general, root)
  await discord.start()
  expect(await texts(placeIn(general), { last: 4 })).toEqual(['3', '4 in the thread', '5', '6 in the thread'])
  expect(await texts(placeIn(general), { last: 100 })).toHaveLength(7)
})

test('what Parley may not read back is a reason, not an empty channel', async () => {
  const channel = discord.server.state.channels.get(general)!
  channel.overwrites.push({ id: BOT_USER, type: 1, allow: 0n, deny: PermissionFlagsBits.ReadMessageHistory })
  await discord.start()
  await expect(read(placeIn(general))).rejects.toMatchObject({
    code: 'PLATFORM_REJECTED',
    message: expect.stringContaining('"Read Message History"'),
  })
  await expect(read(placeIn(CHANNELS.foreign))).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
})

test('reading goes on after failures and rate limits', async () => {
  await say('one')
  await discord.start()
  discord.server.failCalls(/^GET .*\/messages$/, 'server-error', 2)
  discord.server.failCalls(/^GET .*\/messages$/, 'rate-limited', 1)
  discord.server.failCalls(/^GET .*\/messages$/, 'rate-limited-without-delay', 1)
  expect(await texts(placeIn(general))).toEqual(['one'])
})

test('files are read by their message, and are gone with it', async () => {
  await discord.start()
  await discord.people.say(USERS.ada, general, 'see', { files: [{ name: 'notes.txt', text: 'Grüße' }] })
  const { message } = await discord.next('post')
  const [file] = message.files!
  expect(file).toMatchObject({ name: 'notes.txt', bytes: 7 })
  const { signal } = new AbortController()
  expect(Buffer.from(await discord.port.readFile!(file!, signal)).toString()).toBe('Grüße')
  await discord.people.delete(general, message.id)
  await expect(discord.port.readFile!(file!, signal)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
})

test('files that are too large or lie elsewhere are not fetched', async () => {
  await discord.start()
  const { signal } = new AbortController()
  const at = (id: string, bytes?: number) => discord.port.readFile!({ name: 'f', id, bytes }, signal)
  await expect(at('1/2/3', 21 * 1024 * 1024)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' })
  for (const address of [
    'http://169.254.169.254/',
    'https://cdn.discordapp.com.example.com/x',
    'http://cdn.discordapp.com/x',
  ]) {
    await expect(at(address)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
  }
})

test('a message that answers another says which', async () => {
  const asked = await say('at nine?')
  await discord.people.say(USERS.ben, general, 'at ten', { replyTo: asked })
  await discord.start()
  expect((await read(placeIn(general))).map(({ replyTo }) => replyTo)).toEqual([undefined, asked])
})

test('places are listed of all servers, or of one', async () => {
  await discord.start()
  const list = async (workspace?: string) => {
    const channels: string[] = []
    for await (const { channel } of discord.port.places!(workspace)) channels.push(channel)
    return channels
  }
  expect(await list(placeIn(general).workspace)).toEqual(await list())
  expect(await list()).toContain(general)
  expect(await list('1')).toEqual([])
})
