/** Reading back from Slack: messages, files, names, links, and who may see them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSlackFile } from '../../../adapters/slack/read-file.ts'
import { SLACK_TIMING } from '../../../adapters/slack/web-client.ts'
import type { Workspace } from '../../../adapters/slack/workspaces.ts'
import type { Message, TimeRange } from '../../../src/conversation/chat-port.ts'
import { END } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/slack-people.ts'
import { BOT_USER } from '../../wire/slack-state.ts'
import { placeIn, startSlack } from './start-slack.ts'

let slack: Awaited<ReturnType<typeof startSlack>>
const { general } = CHANNELS

beforeEach(async () => {
  slack = await startSlack()
  await slack.start()
})

afterEach(() => slack.stop())

async function read(channel: string, range: TimeRange = {}, thread?: string): Promise<Message[]> {
  const messages: Message[] = []
  for await (const message of slack.port.history(placeIn(channel, thread), range)) messages.push(message)
  return messages
}

const texts = async (...args: Parameters<typeof read>) => (await read(...args)).map(message => message.text)

describe('history', () => {
  const roots: string[] = []

  beforeEach(async () => {
    roots.length = 0
    for (let i = 0; i < 7; i++) roots.push(await slack.people.say(USERS.ben, general, `root ${i}`))
    for (let i = 0; i < 5; i++) await slack.people.say(USERS.ada, general, `reply ${i}`, { thread: roots[1] })
    await slack.people.say(USERS.ada, general, 'late', { thread: roots[0] })
    slack.server.limitPages(2)
  })

  test('is complete over pages and threads, oldest first', async () => {
    const all = await texts(general)
    const replies = [0, 1, 2, 3, 4].map(i => `reply ${i}`)
    expect(all).toEqual([...[0, 1, 2, 3, 4, 5, 6].map(i => `root ${i}`), ...replies, 'late'])
  })

  test('of a thread holds its root and replies', async () => {
    const thread = await read(general, {}, roots[1])
    expect(thread.map(message => message.text)).toEqual(['root 1', ...[0, 1, 2, 3, 4].map(i => `reply ${i}`)])
    expect(thread[0]?.thread).toBeUndefined()
    expect(thread[1]).toMatchObject({ thread: roots[1], author: { id: USERS.ada, name: 'Ada' } })
  })

  test('keeps to its range, also in threads that began before it', async () => {
    const [first] = await read(general, { last: 3 })
    expect(await texts(general, { last: 3 })).toEqual(['reply 3', 'reply 4', 'late'])
    expect(await texts(general, { since: new Date(Date.parse(first!.sentAt) + 60_000).toISOString() })).toEqual([])
    expect(await texts(general, { until: new Date(Date.parse(first!.sentAt) - 60_000).toISOString() })).toEqual([])
  })

  test('has the replies of the range in threads that began before it', async () => {
    const hourAgo = (ts: string) => (Number(ts) - 3600).toFixed(6)
    for (const message of slack.server.state.messages) {
      if (message.thread_ts) message.thread_ts = hourAgo(message.thread_ts)
      else message.ts = hourAgo(message.ts)
    }
    const since = new Date(Date.now() - 1800_000).toISOString()
    expect(await texts(general, { since })).toEqual([...[0, 1, 2, 3, 4].map(i => `reply ${i}`), 'late'])
    expect(await texts(general, { last: 8 })).toEqual(['root 5', 'root 6', ...(await texts(general, { since }))])
    const until = since
    expect(await texts(general, { until, last: 2 })).toEqual(['root 5', 'root 6'])
  })

  test('waits out rate limits, with and without a delay named, and failures', async () => {
    slack.server.failCalls(/conversations/, 'rate-limited-without-delay', 2)
    slack.server.failCalls(/conversations/, 'server-error', 1)
    slack.server.failCalls(/conversations\.replies/, 'rate-limited', 1)
    expect(await texts(general)).toHaveLength(13)
  })

  test('of a place that Parley is not in is refused with a reason', async () => {
    await expect(read(CHANNELS.foreign)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
  })

  test('holds what Parley said as Parley', async () => {
    const reply = await slack.open(placeIn(general, roots[2]))
    await reply.append('**Mine**')
    await reply.finish(END)
    const [, own] = await read(general, {}, roots[2])
    expect(own).toMatchObject({ text: '**Mine**', addressed: false, author: { isSelf: true, isBot: true } })
  })
})

describe('who can read', () => {
  const canRead = (user: string, channel: string) => slack.port.canRead({ id: user, name: '' }, placeIn(channel))

  test.each<[string, string, string, boolean]>([
    ['a stranger, an open channel', USERS.eve, CHANNELS.general, true],
    ['a guest, an open channel', USERS.guest, CHANNELS.general, false],
    ['somebody of another workspace, an open channel', USERS.foreigner, CHANNELS.general, false],
    ['a member, a closed channel', USERS.ada, CHANNELS.closed, true],
    ['a stranger, a closed channel', USERS.eve, CHANNELS.closed, false],
    ['a member, an archived channel', USERS.ada, CHANNELS.archived, true],
    ['a stranger, an archived channel', USERS.eve, CHANNELS.archived, true],
    ['a member of another workspace, a shared channel', USERS.foreigner, CHANNELS.shared, true],
    ['a stranger, a shared channel', USERS.eve, CHANNELS.shared, false],
    ['its person, a direct message', USERS.ada, 'D0ADA', true],
    ['another, a direct message', USERS.eve, 'D0ADA', false],
    ['anybody, a channel that is not there', USERS.ada, 'C0NOWHERE', false],
    ['nobody, an open channel', 'U0NOBODY', CHANNELS.general, false],
  ])('%s', async (_, user, channel, expected) => {
    expect(await canRead(user, channel)).toBe(expected)
  })

  test('is asked at the moment, and over pages', async () => {
    slack.server.limitPages(1)
    expect(await canRead(USERS.ada, CHANNELS.closed)).toBe(true)
    await slack.people.leave(USERS.ada, CHANNELS.closed)
    expect(await canRead(USERS.ada, CHANNELS.closed)).toBe(false)
    slack.server.state.users.get(USERS.eve)!.deleted = true
    expect(await canRead(USERS.eve, CHANNELS.general)).toBe(false)
  })

  test('is not guessed where Slack does not say', async () => {
    slack.server.failCalls(/conversations\.info/, 'server-error', 9)
    await expect(canRead(USERS.ada, general)).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
  })
})

test('a channel is managed by who made it, and by the admins who can read it', async () => {
  const canManage = (user: string, channel = general) => slack.port.canManage!({ id: user, name: '' }, placeIn(channel))
  slack.server.state.users.get(USERS.eve)!.is_admin = true
  expect(await canManage(USERS.ada)).toBe(true)
  expect(await canManage(USERS.ben)).toBe(false)
  expect(await canManage(USERS.eve)).toBe(true)
  expect(await canManage(USERS.eve, CHANNELS.closed)).toBe(false)
  expect(await canManage(USERS.ada, 'D0ADA')).toBe(true)
})

test('names the places Parley is in', async () => {
  slack.server.limitPages(2)
  const found: string[] = []
  for await (const place of slack.port.places!()) found.push(`${place.channel} ${place.audience}`)
  expect(found).toContain('C0GENERAL channel')
  expect(found).toContain('D0ADA person')
  expect(found.join()).not.toContain(CHANNELS.foreign)
  expect(found.join()).not.toContain(CHANNELS.archived)
  expect(await slack.port.nameOf!(placeIn(general))).toBe('#general')
  expect(await slack.port.nameOf!(placeIn('D0ADA'))).toBe('Ada in a direct message')
})

test('links lead back to their messages', () => {
  const { linkTo, parseLink } = slack.port
  for (const place of [placeIn(general), placeIn(general, '1700000000.000001')]) {
    const link = linkTo!(place, '1700000001.123456')!
    expect(parseLink!(link)).toEqual({ place, messageId: '1700000001.123456' })
  }
  expect(parseLink!('https://elsewhere.slack.com/archives/C0GENERAL/p1700000001123456')).toBeUndefined()
  expect(parseLink!('https://app.slack.com/client/T0PARLEY/C0GENERAL')).toEqual({ place: placeIn(general) })
  expect(parseLink!('no address')).toBeUndefined()
})

test('messages are taken away, those that are gone already too', async () => {
  const ts = await slack.people.say(USERS.ada, general, 'x')
  const reply = await slack.open(placeIn(general, ts))
  await reply.append('y')
  await reply.finish(END)
  await slack.port.remove!(slack.posted, placeIn(general))
  await slack.port.remove!(slack.posted, placeIn(general))
  expect(slack.people.see(USERS.ada, general)).toHaveLength(1)
})

test('a file is refused without its scope, and the token goes to Slack alone', async () => {
  const { state } = slack.server
  state.files.set('F1', { id: 'F1', name: 'a.txt', content: Buffer.from('x'), user: USERS.ada, shares: {} })
  const signal = AbortSignal.timeout(5000)
  const reference = { name: 'a.txt', id: 'T0PARLEY/F1' }
  const seen: (string | undefined)[] = []
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.end()
  })
  await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/a.txt`
  const reading = { files: { info: async () => ({ file: { url_private: address } }) } }
  const workspace = { reading, token: 'xoxb-secret' } as unknown as Workspace
  await expect(readSlackFile(workspace, reference, signal, { timing: SLACK_TIMING })).rejects.toMatchObject({
    code: 'PLATFORM_REJECTED',
  })
  expect(seen).toEqual([])
  elsewhere.close()
  state.files.get('F1')!.content = Buffer.alloc(21 * 1024 * 1024)
  await expect(slack.port.readFile!(reference, signal)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' })
  slack.server.revokeTokens()
  await expect(slack.port.readFile!(reference, signal)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
})

test('a file that does not come to its end is given up', async () => {
  const impatient = await startSlack({ timing: { downloadMs: 50 } })
  const { state } = impatient.server
  state.files.set('F1', { id: 'F1', name: 'a.txt', content: Buffer.from('whole'), user: USERS.ada, shares: {} })
  impatient.server.failCalls(/^download$/, 'no-answer', 1)
  const { signal } = new AbortController()
  await expect(impatient.port.readFile!({ name: 'a.txt', id: 'T0PARLEY/F1' }, signal)).rejects.toMatchObject({
    code: 'PLATFORM_UNREACHABLE',
  })
  await impatient.stop()
})

test('Parley hears of no channel that it has left', async () => {
  await slack.people.leave(BOT_USER, general)
  await slack.people.say(USERS.ada, general, 'secret')
  await slack.server.settled()
  expect(slack.events.filter(event => event.type === 'post')).toEqual([])
})
