/** Who reads and manages what in Discord, and where links lead. */
import { PermissionFlagsBits } from 'discord.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Place } from '../../../src/conversation/chat-port.ts'
import { BOT_ROLE, CHANNELS, USERS } from '../../wire/discord-guild.ts'
import { BOT_USER, GUILD } from '../../wire/discord-state.ts'
import { placeIn, startDiscord } from './start-discord.ts'

let discord: Awaited<ReturnType<typeof startDiscord>>
const { general, closed, foreign, forum } = CHANNELS

beforeEach(async () => {
  discord = await startDiscord()
  await discord.start()
})

afterEach(() => discord.stop())

const reads = (user: string, place: Place) => discord.port.canRead({ id: user, name: '' }, place)
const manages = (user: string, place: Place) => discord.port.canManage!({ id: user, name: '' }, place)

test('members read open channels, the chosen ones closed channels, strangers nothing', async () => {
  expect(await reads(USERS.ben, placeIn(general))).toBe(true)
  expect(await reads(USERS.ada, placeIn(closed))).toBe(true)
  expect(await reads(USERS.ben, placeIn(closed))).toBe(false)
  expect(await reads(USERS.stranger, placeIn(general))).toBe(false)
})

test('nobody reads what Parley does not see, nor a channel under the name of another server', async () => {
  expect(await reads(USERS.ada, placeIn(foreign))).toBe(false)
  expect(await reads(USERS.ada, { ...placeIn(general), workspace: '800000000000000009' })).toBe(false)
  expect(await reads(USERS.ada, placeIn('600000000000000099'))).toBe(false)
})

test('a direct message is for its person alone', async () => {
  const direct = placeIn(discord.people.directOf(USERS.ada))
  expect(await reads(USERS.ada, direct)).toBe(true)
  expect(await reads(USERS.ben, direct)).toBe(false)
  expect(await manages(USERS.ada, direct)).toBe(true)
})

test('a private thread is for its members and those who manage threads', async () => {
  const thread = discord.people.startThread(general, 'private', [USERS.ada, BOT_USER])
  expect(await reads(USERS.ada, placeIn(thread))).toBe(true)
  expect(await reads(USERS.ben, placeIn(thread))).toBe(false)
  expect(await reads(USERS.ben, placeIn(general, thread))).toBe(false)
  const role = { id: '500000000000000002', name: 'Mods', permissions: PermissionFlagsBits.ManageThreads }
  discord.server.state.guilds.get(GUILD)!.roles.set(role.id, role)
  discord.server.state.guilds.get(GUILD)!.members.get(USERS.ben)!.roles.push(role.id)
  expect(await reads(USERS.ben, placeIn(thread))).toBe(true)
})

test('a thread belongs to its channel and to no other', async () => {
  const thread = discord.people.startThread(closed, 'public', [USERS.ada])
  expect(await reads(USERS.ada, placeIn(closed, thread))).toBe(true)
  expect(await reads(USERS.ben, placeIn(closed, thread))).toBe(false)
  expect(await reads(USERS.ada, placeIn(general, thread))).toBe(false)
})

test('who left reads nothing any more', async () => {
  await discord.people.leave(USERS.ben, general)
  expect(await reads(USERS.ben, placeIn(general))).toBe(false)
})

test('those manage a channel who may manage channels or the server', async () => {
  expect(await manages(USERS.ben, placeIn(general))).toBe(false)
  const { roles, members } = discord.server.state.guilds.get(GUILD)!
  roles.set('500000000000000003', {
    id: '500000000000000003',
    name: 'Admins',
    permissions: PermissionFlagsBits.ManageGuild,
  })
  members.get(USERS.ben)!.roles.push('500000000000000003')
  expect(await manages(USERS.ben, placeIn(general))).toBe(true)
  // Not what they do not see.
  expect(await manages(USERS.ben, placeIn(closed))).toBe(false)
})

test('a failing Discord is an error, not a no', async () => {
  discord.server.failCalls(/^GET \/channels/, 'server-error', 100)
  await expect(reads(USERS.ada, placeIn(general))).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
})

test('the places of Parley are the channels that it reads', async () => {
  const places: Place[] = []
  for await (const place of discord.port.places!()) places.push(place)
  const channels = places.map(({ channel }) => channel)
  expect(channels).toEqual(expect.arrayContaining([general, closed, forum]))
  expect(channels).not.toContain(foreign)
})

test('links lead to messages and back', async () => {
  const { linkTo, parseLink } = discord.port
  const thread = discord.people.startThread(general, 'public', [USERS.ada])
  const id = await discord.people.say(USERS.ada, general, 'in the thread', { thread })
  await discord.next('post', event => event.message.id === id)
  for (const place of [placeIn(general), placeIn(general, thread), placeIn(discord.people.directOf(USERS.ada))]) {
    expect(parseLink!(linkTo!(place, id)!)).toEqual({ place, messageId: id })
  }
  // What a thread grew from stands in the channel.
  expect(linkTo!(placeIn(general, thread), thread)).toBe(`https://discord.com/channels/${GUILD}/${general}/${thread}`)
  expect(linkTo!(placeIn(forum, thread), thread)).toBe(`https://discord.com/channels/${GUILD}/${thread}/${thread}`)
  expect(parseLink!(`https://ptb.discord.com/channels/${GUILD}/${general}`)).toEqual({ place: placeIn(general) })
  for (const address of ['https://example.com/channels/1/2/3', 'https://discord.com/invite/abc', 'no address']) {
    expect(parseLink!(address)).toBeUndefined()
  }
})

test('places are called as people call them', async () => {
  expect(await discord.port.nameOf!(placeIn(general))).toBe('#general')
  expect(await discord.port.nameOf!(placeIn(discord.people.directOf(USERS.ada)))).toBe('Ada in a direct message')
})

test('without the privileged intent mentions, direct messages and commands still work', async () => {
  await discord.stop()
  discord = await startDiscord()
  discord.server.withholdMessageContent()
  await discord.start()
  await discord.people.say(USERS.ada, general, 'said to others')
  await discord.people.say(USERS.ada, general, 'said to Parley', { mention: true })
  expect(await discord.next('message')).toMatchObject({ text: 'said to Parley' })
  expect(discord.events.filter(({ type }) => type === 'post')).toEqual([])
  await discord.people.say(USERS.ada, discord.people.directOf(USERS.ada), 'directly')
  expect(await discord.next('message', ({ place }) => place.audience === 'person')).toMatchObject({ text: 'directly' })
})

test('a wrong token is told as such, without the token', async () => {
  await discord.stop()
  discord = await startDiscord({ token: 'wrong.bot.token' })
  const failure = await discord.start().catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(String(failure)).not.toContain('wrong.bot.token')
})

test('a role that is given to Parley later opens channels', async () => {
  const { server } = discord
  const { members } = server.state.guilds.get(GUILD)!
  const channel = server.state.channels.get(foreign)!
  channel.overwrites.push({ id: BOT_ROLE, type: 0, allow: PermissionFlagsBits.ViewChannel, deny: 0n })
  expect(members.get(BOT_USER)!.roles).toContain(BOT_ROLE)
  const overwrites = channel.overwrites.map(({ id, type, allow, deny }) => ({
    id,
    type,
    allow: String(allow),
    deny: String(deny),
  }))
  const update = {
    id: foreign,
    type: 0,
    name: 'foreign',
    guild_id: GUILD,
    permission_overwrites: overwrites,
    position: 0,
  }
  server.tell('CHANNEL_UPDATE', update, { channel })
  expect(await discord.next('membership')).toMatchObject({ joined: true, place: placeIn(foreign) })
})
