/** What people do in Discord as the core hears of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { END, until } from '../../fixtures/watched-port.ts'
import { BOT_ROLE, CHANNELS, USERS } from '../../wire/discord-guild.ts'
import { BOT_USER, GUILD } from '../../wire/discord-state.ts'
import { placeIn, startDiscord } from './start-discord.ts'

let discord: Awaited<ReturnType<typeof startDiscord>>
const { general, closed } = CHANNELS

beforeEach(async () => {
  discord = await startDiscord()
  await discord.start()
})

afterEach(() => discord.stop())

const counted = (type: string) => discord.events.filter(event => event.type === type)

test('a direct message is a question', async () => {
  const direct = discord.people.directOf(USERS.ada)
  const id = await discord.people.say(USERS.ada, direct, 'Wann ist **Urlaub**?')
  const event = await discord.next('message')
  expect(event).toMatchObject({
    id: `message::${direct}:${id}`,
    place: { platform: 'discord', channel: direct, audience: 'person' },
    person: { id: USERS.ada, name: 'Ada' },
    text: 'Wann ist **Urlaub**?',
    messageId: id,
  })
  expect(event.place.workspace).toBeUndefined()
})

test('a mention is a question without the mention, also that of the role', async () => {
  const id = await discord.people.say(USERS.ben, general, 'what is new?', { mention: true })
  expect(await discord.next('message')).toMatchObject({
    id: `message:${GUILD}:${general}:${id}`,
    place: { workspace: GUILD, channel: general, audience: 'channel' },
    text: 'what is new?',
  })
  const other = await discord.people.say(USERS.ben, general, `<@&${BOT_ROLE}> and here?`)
  expect(await discord.next('message', event => event.messageId === other)).toMatchObject({ text: 'and here?' })
  expect(counted('post')).toEqual([])
})

test('what is said to others is kept, with names for ids and files by reference', async () => {
  const { people } = discord
  await people.say(USERS.ben, general, `<@${USERS.ada}> see <#${closed}>`)
  const post = await discord.next('post')
  expect(post.message).toMatchObject({ text: '@Ada see #closed', addressed: false, author: { name: 'Ben' } })
  await people.say(USERS.ada, general, 'done', { files: [{ name: 'notes.txt', text: 'hello' }] })
  const { message } = await discord.next('post', event => event.message.author.id === USERS.ada)
  expect(message).toMatchObject({ files: [{ name: 'notes.txt', bytes: 5 }] })
  const bytes = await discord.port.readFile!(message.files![0]!, AbortSignal.timeout(5000))
  expect(Buffer.from(bytes).toString()).toBe('hello')
})

test('a thread is part of its channel, a private thread a channel of its own', async () => {
  const { people } = discord
  const root = await people.say(USERS.ben, general, 'root')
  const reply = await people.say(USERS.ada, general, 'in the thread', { thread: root })
  const post = await discord.next('post', event => event.message.id === reply)
  expect(post.place).toMatchObject({ channel: general, thread: root })
  expect(post.message.thread).toBe(root)
  const secret = people.startThread(general, 'private', [USERS.ada, BOT_USER])
  const hidden = await people.say(USERS.ada, secret, 'hidden')
  const apart = await discord.next('post', event => event.message.id === hidden)
  expect(apart.place).toEqual({ platform: 'discord', workspace: GUILD, channel: secret, audience: 'channel' })
  expect(apart.message.thread).toBeUndefined()
})

test('channels that a question names come with it', async () => {
  await discord.people.say(USERS.ada, general, `what happened in <#${closed}>?`, { mention: true })
  const event = await discord.next('message')
  expect(event.mentioned).toEqual([{ platform: 'discord', workspace: GUILD, channel: closed, audience: 'channel' }])
  expect(event.text).toBe('what happened in #closed?')
})

test('bots are read and never asked back, Parley itself included', async () => {
  await discord.people.say(USERS.bot, general, 'deployed', { mention: true })
  const post = await discord.next('post')
  expect(post.message.author).toMatchObject({ name: 'Deploys', isBot: true, isSelf: false })
  const reply = await discord.open(placeIn(general))
  await reply.append('Fine.')
  await reply.finish(END)
  await discord.settled(general)
  expect(counted('message')).toEqual([])
  const own = [...counted('post'), ...counted('edit')].filter(
    event => 'message' in event && event.message.author.isSelf,
  )
  expect(own.length).toBeGreaterThan(0)
  for (const event of own) expect(event).toMatchObject({ message: { text: 'Fine.' } })
})

test('an answer to a message of Parley speaks to Parley, one to a person does not', async () => {
  const { people } = discord
  const reply = await discord.open(placeIn(general))
  await reply.append('Yes.')
  await reply.finish(END)
  const id = await people.say(USERS.ben, general, 'why?', { replyTo: discord.posted[0]!.id })
  expect(await discord.next('message')).toMatchObject({ messageId: id, text: 'why?' })
  await people.say(USERS.ada, general, 'no', { replyTo: id })
  await discord.settled(general)
  expect(counted('message')).toHaveLength(1)
})

test('edits and deletions are told once, link previews are not', async () => {
  const { people, server } = discord
  const id = await people.say(USERS.ada, general, 'old')
  await people.edit(general, id, 'new')
  expect((await discord.next('edit')).message).toMatchObject({ id, text: 'new', editedAt: expect.any(String) })
  const message = server.state.messages.find(each => each.id === id)!
  message.embeds = [{ title: 'a preview' }]
  server.emit('MESSAGE_UPDATE', message)
  await people.delete(general, id)
  expect(await discord.next('delete')).toMatchObject({ messageId: id, place: { channel: general } })
  await discord.settled(general)
  expect(counted('edit')).toHaveLength(1)
  expect(counted('delete')).toHaveLength(1)
})

test('an edit keeps the event id of its message apart, and a question that is edited is still addressed', async () => {
  const id = await discord.people.say(USERS.ada, general, 'how?', { mention: true })
  await discord.next('message')
  await discord.people.edit(general, id, 'how much?')
  expect((await discord.next('edit')).message).toMatchObject({ id, text: 'how much?', addressed: true })
})

test('every message of a bulk deletion is told', async () => {
  const { people } = discord
  const ids = [await people.say(USERS.ada, general, 'one'), await people.say(USERS.ada, general, 'two')]
  await people.delete(general, ids)
  await until(() => counted('delete').length === 2)
  expect(counted('delete').map(event => event.type === 'delete' && event.messageId)).toEqual(ids)
})

test('thumbs on an answer are opinions, thumbs on other messages are not', async () => {
  const { people } = discord
  const id = await people.say(USERS.ada, general, 'hm')
  const reply = await discord.open(placeIn(general))
  await reply.append('Yes.')
  await reply.finish(END)
  await people.react(USERS.ben, general, id, '👍')
  await people.react(USERS.ben, general, discord.posted[0]!.id, '👎🏽')
  await people.react(USERS.bot, general, discord.posted[0]!.id, '👍')
  expect(await discord.next('action')).toMatchObject({
    action: 'bad',
    reply: discord.posted[0]!.id,
    person: { id: USERS.ben, name: 'Ben' },
  })
  await discord.settled(general)
  expect(counted('action')).toHaveLength(1)
})

test('reactions, edits and deletions are told after a connection that could not be resumed', async () => {
  const { people } = discord
  const direct = people.directOf(USERS.ada)
  const reply = await discord.open(placeIn(direct))
  await reply.append('Yes.')
  await reply.finish(END)
  const [general1, direct1] = [await people.say(USERS.ada, general, 'a'), await people.say(USERS.ada, direct, 'b')]
  await until(() => counted('message').length === 1 && counted('post').length > 0)
  const { server } = discord
  server.gateway.disconnect('forget')
  await until(() => server.gateway.counts.identified === 2)
  await people.edit(general, general1, 'aa')
  await people.delete(direct, direct1)
  await people.react(USERS.ada, direct, discord.posted[0]!.id, '👍')
  expect((await discord.next('edit', event => event.message.id === general1)).message.text).toBe('aa')
  expect(await discord.next('delete')).toMatchObject({ messageId: direct1, place: { audience: 'person' } })
  expect(await discord.next('action')).toMatchObject({ action: 'good' })
})

test('Parley says when it loses sight of a channel, and when it is taken out of the server', async () => {
  discord.people.expel(general)
  expect(await discord.next('membership')).toMatchObject({ joined: false, place: { channel: general } })
  discord.people.kickParley()
  expect(await discord.next('membership', event => event.place.channel === closed)).toMatchObject({ joined: false })
})

test('what happens while the connection is cut is told after it', async () => {
  const { server, people } = discord
  server.gateway.disconnect('cut')
  const id = await people.say(USERS.ada, general, 'are you there?', { mention: true })
  expect(await discord.next('message')).toMatchObject({ messageId: id })
  expect(server.gateway.counts.resumed).toBe(1)
  server.gateway.disconnect('refresh')
  const other = await people.say(USERS.ada, general, 'still?', { mention: true })
  expect(await discord.next('message', event => event.messageId === other)).toBeDefined()
})

test('what is told again keeps its id', async () => {
  const id = await discord.people.say(USERS.ada, general, 'hm', { mention: true })
  await discord.people.say(USERS.ben, general, 'well')
  await discord.people.edit(general, id, 'hm?')
  await until(() => discord.events.length === 3)
  const before = new Set(discord.events.map(event => event.id))
  discord.server.gateway.redeliver()
  await discord.settled(general)
  const after = discord.events.slice(0, -1).map(event => event.id)
  expect(new Set(after)).toEqual(before)
})

test('what could not be written down is tried again, in order', async () => {
  let failures = 0
  discord.onEvent = async () => {
    if (failures++ < 2) throw new Error('the disk is full')
  }
  const ids = [
    await discord.people.say(USERS.ada, general, 'one', { mention: true }),
    await discord.people.say(USERS.ada, general, 'two', { mention: true }),
  ]
  await until(() => counted('message').length === 2)
  expect(counted('message').map(event => event.type === 'message' && event.messageId)).toEqual(ids)
})

test('who asks is told where nothing can be written down', async () => {
  discord.onEvent = async event => {
    if (event.type === 'message') throw new Error('the disk is full')
  }
  await discord.people.say(USERS.ada, general, 'hello?', { mention: true })
  const answer = await until(() => discord.people.see(USERS.ada, general).find(({ author }) => author === 'parley'))
  expect(answer.text).toContain('written down')
})
