/** What people do in Slack as the core hears of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/slack-people.ts'
import { BOT_USER, TEAM } from '../../wire/slack-state.ts'
import { placeIn, startSlack } from './start-slack.ts'

let slack: Awaited<ReturnType<typeof startSlack>>

beforeEach(async () => {
  slack = await startSlack()
  await slack.start()
})

afterEach(() => slack.stop())

test('a direct message is a question, and the root of a thread', async () => {
  const ts = await slack.people.say(USERS.ada, slack.people.directOf(USERS.ada), 'Wann ist Urlaub?')
  const event = await slack.next('message')
  expect(event).toMatchObject({
    id: `message:${TEAM}:D0ADA:${ts}`,
    place: { platform: 'slack', workspace: TEAM, channel: 'D0ADA', thread: ts, audience: 'person' },
    person: { id: USERS.ada, name: 'Ada', language: 'de', timeZone: 'Europe/Berlin' },
    text: 'Wann ist Urlaub?',
    messageId: ts,
  })
})

test('a mention comes as one event id, whichever way Slack tells of it, without the mention', async () => {
  await slack.people.say(USERS.ben, CHANNELS.general, 'what is new?', { mention: true })
  await slack.server.settled()
  const told = slack.events.filter(event => event.type === 'message')
  expect(told).toHaveLength(2)
  expect(new Set(told.map(event => event.id)).size).toBe(1)
  expect(told[0]).toMatchObject({ text: 'what is new?', place: { channel: CHANNELS.general, audience: 'channel' } })
})

test('what is said to others is kept, with names for ids and files by reference', async () => {
  const root = await slack.people.say(USERS.ben, CHANNELS.general, `<@${USERS.ada}> see <#${CHANNELS.closed}>`)
  await slack.people.say(USERS.ada, CHANNELS.general, 'done', {
    thread: root,
    files: [{ name: 'notes.txt', text: 'hello' }],
  })
  const post = await slack.next('post', event => event.message.author.id === USERS.ben)
  expect(post.message).toMatchObject({ id: root, text: '@Ada see #closed', addressed: false })
  expect(post.message.thread).toBeUndefined()
  expect(post.place.thread).toBeUndefined()
  const reply = await slack.next('post', event => event.message.author.id === USERS.ada)
  expect(reply.message).toMatchObject({ thread: root, files: [{ name: 'notes.txt', bytes: 5 }] })
  const bytes = await slack.port.readFile!(reply.message.files![0]!, AbortSignal.timeout(5000))
  expect(Buffer.from(bytes).toString()).toBe('hello')
})

test('bots are read and never asked back, Parley itself included', async () => {
  await slack.people.say(USERS.bot, CHANNELS.general, 'deployed', { mention: true })
  const post = await slack.next('post')
  expect(post.message.author).toMatchObject({ name: 'Deploys', isBot: true, isSelf: false })
  const reply = await slack.open(placeIn(CHANNELS.general, post.message.id))
  await reply.append('Fine.')
  await reply.finish({ sources: [], stopped: false, actions: [] })
  const own = await slack.next('post', event => event.message.author.isSelf)
  expect(own.message.author.id).toBe(BOT_USER)
  await slack.server.settled()
  expect(slack.events.filter(event => event.type === 'message')).toEqual([])
})

test('edits and deletions are told once, previews are not', async () => {
  const ts = await slack.people.say(USERS.ada, CHANNELS.general, 'old')
  await slack.people.edit(CHANNELS.general, ts, 'new')
  const edit = await slack.next('edit')
  expect(edit.message).toMatchObject({ id: ts, text: 'new' })
  expect(edit.message.editedAt).toBeDefined()
  const message = { type: 'message', user: USERS.ada, text: 'new', ts }
  const channel = slack.server.state.channels.get(CHANNELS.general)!
  slack.server.emit(
    {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: CHANNELS.general,
      message: { ...message, attachments: [{ fallback: 'a preview' }] },
      previous_message: message,
    },
    channel,
  )
  await slack.people.delete(CHANNELS.general, ts)
  const deleted = await slack.next('delete')
  expect(deleted).toMatchObject({ messageId: ts, place: { channel: CHANNELS.general } })
  expect(slack.events.filter(event => event.type === 'edit')).toHaveLength(1)
})

test('a deleted question with an answer under it is deleted too', async () => {
  const ts = await slack.people.say(USERS.ada, CHANNELS.general, 'and?', { mention: true })
  await slack.people.say(USERS.ben, CHANNELS.general, 'yes', { thread: ts })
  await slack.people.delete(CHANNELS.general, ts)
  expect(await slack.next('delete')).toMatchObject({ messageId: ts, place: { thread: ts } })
})

test('the place somebody looks at comes with the question', async () => {
  const direct = slack.people.directOf(USERS.ada)
  await slack.people.say(USERS.ada, direct, 'summarise this', { viewing: CHANNELS.general })
  expect((await slack.next('message')).viewing).toMatchObject({ channel: CHANNELS.general, workspace: TEAM })
})

test('thumbs on an answer are opinions, thumbs on other messages are not', async () => {
  const ts = await slack.people.say(USERS.ada, CHANNELS.general, 'hm')
  const reply = await slack.open(placeIn(CHANNELS.general, ts))
  await reply.append('Yes.')
  await reply.finish({ sources: [], stopped: false, actions: [] })
  await slack.people.react(USERS.ben, CHANNELS.general, ts, '+1')
  await slack.people.react(USERS.ben, CHANNELS.general, slack.posted[0]!.id, '-1::skin-tone-3')
  expect(await slack.next('action')).toMatchObject({ action: 'bad', reply: slack.posted[0]!.id })
  expect(slack.events.filter(event => event.type === 'action')).toHaveLength(1)
})

test("Slack's stop button and leaving a channel are told", async () => {
  await slack.people.stop(USERS.ada, 'D0ADA', '1.000001')
  expect(await slack.next('stop')).toMatchObject({ place: { channel: 'D0ADA', thread: '1.000001' } })
  await slack.people.leave(BOT_USER, CHANNELS.general)
  expect(await slack.next('membership')).toMatchObject({ joined: false, place: { channel: CHANNELS.general } })
})

test('what happens in a channel is told in order, however long a name takes', async () => {
  slack.server.failCalls(/users\.info/, 'server-error', 2)
  const sent: string[] = []
  for (const [i, user] of [USERS.eve, USERS.ben, USERS.ada, USERS.ben].entries()) {
    sent.push(await slack.people.say(user, CHANNELS.general, `${i}`))
  }
  await slack.server.settled()
  expect(slack.events.map(event => event.type === 'post' && event.message.id)).toEqual(sent)
})

test('an event is acknowledged only when it is on disk, and comes again until it is', async () => {
  let failures = 0
  slack.onEvent = async () => {
    if (failures++ === 0) throw new Error('the disk is full')
  }
  const ts = await slack.people.say(USERS.ada, 'D0ADA', 'hello')
  expect(await slack.next('message')).toMatchObject({ messageId: ts })
  expect(failures).toBe(2)
  await slack.server.settled()
})

test('what happens while the socket is cut is told after it', async () => {
  slack.server.disconnect('cut')
  const ts = await slack.people.say(USERS.ada, 'D0ADA', 'are you there?')
  expect(await slack.next('message')).toMatchObject({ messageId: ts })
  slack.server.disconnect('refresh')
  const other = await slack.people.say(USERS.ada, 'D0ADA', 'still?')
  expect(await slack.next('message', event => event.messageId === other)).toBeDefined()
})

test('what is redelivered keeps its id', async () => {
  await slack.people.say(USERS.ada, CHANNELS.general, 'hm', { mention: true })
  await slack.people.react(USERS.ben, CHANNELS.general, '1.000001', '+1')
  await slack.server.settled()
  const before = new Set(slack.events.map(event => event.id))
  await slack.server.redeliver()
  await until(() => slack.events.length >= 4)
  expect(new Set(slack.events.map(event => event.id))).toEqual(before)
})

test('the Home tab says what Parley can do, and opens the settings', async () => {
  await slack.people.openHome(USERS.ada, 'home')
  const home = await until(() => slack.server.state.homes.get(USERS.ada))
  expect(JSON.stringify(home)).toContain('/translate --to LANGUAGE TEXT')
  slack.onEvent = async event => {
    if (event.type !== 'command') return
    const fields = [{ name: 'language', label: 'Language', kind: 'choice' as const, required: false }]
    const choices = [{ value: 'de', label: 'German' }]
    await slack.port.openForm!(event.trigger!, {
      name: 'settings',
      subject: 'me',
      title: 'Settings',
      fields: [{ ...fields[0]!, choices }],
    })
  }
  await slack.people.clickHome(USERS.ada, 'parley:settings')
  const command = await slack.next('command')
  expect(command).toMatchObject({ name: 'parley', text: 'settings', place: { channel: 'D0ADA', audience: 'person' } })
  await slack.people.submit({ language: 'de' })
  const form = await slack.next('form')
  expect(form).toMatchObject({ form: 'settings', subject: 'me', values: { language: 'de' }, place: command.place })
})

test('a new conversation offers prompts', async () => {
  await slack.people.openHome(USERS.ada, 'messages')
  const prompts = await until(() => slack.server.state.prompts.get('D0ADA'))
  expect(prompts).toEqual([{ title: 'What did I miss?', message: 'What did I miss?' }])
})
