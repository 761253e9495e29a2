/** Replies as people see them in Discord, also when Discord does not play along. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReplyEnd, ReplyOptions } from '../../../src/conversation/chat-port.ts'
import { END, until } from '../../fixtures/watched-port.ts'
import type { CallFault } from '../../wire/discord-faults.ts'
import { CHANNELS, USERS } from '../../wire/discord-guild.ts'
import { BOT_USER } from '../../wire/discord-state.ts'
import { placeIn, startDiscord } from './start-discord.ts'

let discord: Awaited<ReturnType<typeof startDiscord>>
const { general, archived } = CHANNELS

beforeEach(async () => {
  discord = await startDiscord()
  await discord.start()
})

afterEach(() => discord.stop())

function answers(user = USERS.ada, channel: string = general) {
  return discord.people.see(user, channel).filter(message => message.author === 'parley')
}

const texts = (user?: string, channel?: string) => answers(user, channel).map(message => message.text)
const callsOf = (pattern: RegExp) => discord.server.calls.filter(({ call }) => pattern.test(call))
const direct = () => discord.people.directOf(USERS.ada)

async function ask(channel: string = general, options: Partial<ReplyOptions> = {}) {
  const replyTo = await discord.people.say(USERS.ada, channel, 'how?', { mention: channel === general })
  return { place: placeIn(channel), options: { replyTo, ...options } }
}

async function openFor({ place, options }: Awaited<ReturnType<typeof ask>>) {
  return discord.open(place, options)
}

const WHOLE: ReplyEnd = {
  stopped: false,
  sources: [
    { n: 1, title: 'Handbook @everyone', location: 'handbook.md', quote: '' },
    { n: 2, title: 'Wiki', location: 'https://example.com/?a=1&b=2', quote: '' },
  ],
  actions: [
    { name: 'regenerate', label: 'Again' },
    { name: 'reroute', label: 'Summarise instead', value: 'summarize' },
    { name: 'reroute', label: 'Translate instead', value: 'translate' },
    { name: 'good', label: '👍' },
    { name: 'bad', label: '👎' },
  ],
}

test('a sign of life stands at once, becomes the text, and ends with sources and buttons', async () => {
  const asked = await ask()
  const reply = await openFor(asked)
  expect(answers()).toMatchObject([{ text: 'Thinking…', buttons: ['Stop'] }])
  await reply.heading({ pipeline: 'answer', guessed: true })
  await reply.status('Reading 412 messages…')
  await until(() => texts().includes('Reading 412 messages…'))
  await reply.append('First, ')
  await until(() => texts().some(text => text.startsWith('First,')))
  await reply.append('second **and** ')
  await until(() => texts().some(text => text.includes('second')))
  expect(answers()[0]?.buttons).toEqual(['Stop'])
  await reply.append('last. @everyone')
  await reply.finish(WHOLE)
  const [shown, ...more] = answers()
  expect(more).toEqual([])
  expect(shown?.text).toContain('First, second and last.')
  expect(shown?.text).toContain('Handbook')
  expect(shown?.text).toContain('Wiki')
  expect(shown?.pings).toEqual([])
  expect(shown?.buttons).toEqual(['Again', 'Summarise instead', 'Translate instead', '👍', '👎'])
  expect(discord.posted).toEqual([{ channel: general, id: shown!.id }])
  const stored = discord.server.state.messages.find(({ id }) => id === shown!.id)!
  expect(stored.message_reference?.message_id).toBe(asked.options.replyTo)
})

test('buttons say which reply they belong to, and the click is acknowledged', async () => {
  const reply = await openFor(await ask(general, { replyId: 'abc' }))
  await discord.people.click(USERS.ada, general, 'Stop')
  expect(await discord.next('stop')).toMatchObject({ target: 'abc', place: { channel: general } })
  await reply.append('Yes.')
  await reply.finish(WHOLE)
  await discord.people.click(USERS.ada, general, 'Translate instead')
  expect(await discord.next('action')).toMatchObject({ action: 'reroute', value: 'translate', reply: 'abc' })
  await discord.people.click(USERS.ben, general, '👎')
  const opinion = await discord.next('action', event => event.action === 'bad')
  expect(opinion).toMatchObject({ reply: 'abc', person: { id: USERS.ben, name: 'Ben', language: 'en' } })
  expect(opinion.trigger).toBeDefined()
})

test('a reply in a thread stays in the thread', async () => {
  const root = await discord.people.say(USERS.ben, general, 'root')
  const id = await discord.people.say(USERS.ada, general, 'how?', { thread: root, mention: true })
  const { place } = await discord.next('message')
  const reply = await discord.open(place, { replyTo: id })
  await reply.append('So.')
  await reply.finish(END)
  expect(answers()).toMatchObject([{ text: 'So.', thread: root }])
})

test('text is edited no more often than it may be, and the newest wins', async () => {
  await discord.stop()
  discord = await startDiscord({ timing: { editMs: 200 } })
  await discord.start()
  const reply = await openFor(await ask())
  for (let i = 0; i < 50; i++) await reply.append(`word${i} `)
  await until(() => texts().some(text => text.includes('word48')))
  expect(callsOf(/^PATCH /).length).toBeLessThanOrEqual(2)
  await reply.finish(END)
  expect(texts()[0]).toMatch(/word49$/)
})

describe.each<[string, RegExp, CallFault, number]>([
  ['the first message fails', /^POST .*\/messages$/, 'server-error', 2],
  ['the first message is not answered', /^POST .*\/messages$/, 'no-answer', 1],
  ['an edit fails', /^PATCH /, 'server-error', 2],
  ['an edit is not answered', /^PATCH /, 'no-answer', 1],
  ['Discord wants a pause', /^(POST|PATCH) .*\/messages/, 'rate-limited', 2],
  ['Discord wants a pause and names no delay', /^(POST|PATCH) .*\/messages/, 'rate-limited-without-delay', 2],
  ['the message is gone', /^PATCH /, 'message-gone', 1],
])('when %s', (_, calls, fault, times) => {
  test('the whole text stands there, once', async () => {
    const asked = await ask()
    discord.server.failCalls(calls, fault, times)
    const reply = await openFor(asked)
    await reply.append('One. ')
    await until(() => texts().some(text => text.includes('One.')))
    const before = discord.server.calls.length
    await reply.append('Two. ')
    await until(() => discord.server.calls.length > before)
    await reply.append('Three.')
    await reply.finish(WHOLE)
    expect(answers()).toMatchObject([{ text: expect.stringContaining('One. Two. Three.') }])
    expect(answers()[0]?.buttons).toContain('Again')
  })
})

test('published rate limits are kept to', async () => {
  discord.server.limitRate(/^(POST|PATCH) .*\/messages/, 2, 400)
  const reply = await openFor(await ask())
  for (let i = 0; i < 6; i++) {
    await reply.append(`word${i} `)
    await new Promise(resolve => setImmediate(resolve))
  }
  await reply.finish(END)
  expect(texts()).toEqual(['word0 word1 word2 word3 word4 word5'])
})

test('a long answer is split over messages, nothing lost', async () => {
  const words = Array.from({ length: 800 }, (_, i) => `word${i}`).join(' ')
  const reply = await openFor(await ask())
  for (let i = 0; i < words.length; i += 700) await reply.append(words.slice(i, i + 700))
  await reply.finish(WHOLE)
  expect(answers().length).toBeGreaterThan(2)
  const said = texts()
    .join(' ')
    .replace(/\[?1\]?:? Handbook[\s\S]*/, '')
  expect(said.match(/word\d+/g)).toEqual(words.split(' '))
  expect(answers().map(message => message.buttons.length)).toEqual([
    ...answers()
      .slice(1)
      .map(() => 0),
    5,
  ])
  const references = discord.server.state.messages.filter(({ author }) => author === BOT_USER)
  expect(references.map(({ message_reference }) => message_reference !== undefined)).toEqual([
    true,
    ...references.slice(1).map(() => false),
  ])
})

describe('a very long answer', () => {
  const words = Array.from({ length: 3000 }, (_, i) => `word${i}`).join(' ')

  test('comes as a file with its beginning as text', async () => {
    const reply = await openFor(await ask())
    await reply.append(words)
    await reply.finish(WHOLE)
    const files = answers().flatMap(message => message.files)
    expect(files).toMatchObject([{ text: words }])
    expect(files[0]?.name).toMatch(/\.md$/)
    expect(texts()[0]).toMatch(/^word0 word1 /)
    expect(answers().length).toBeLessThanOrEqual(6)
    expect(answers().filter(message => message.buttons.length > 0)).toHaveLength(1)
    expect(discord.posted).toHaveLength(answers().length)
  })

  test('comes as messages where files are not taken', async () => {
    discord.server.state.channels.get(general)!.overwrites.push({ id: BOT_USER, type: 1, allow: 0n, deny: 1n << 15n })
    const reply = await openFor(await ask())
    await reply.append(words)
    await reply.finish(END)
    expect(
      texts()
        .join(' ')
        .match(/word\d+/g),
    ).toEqual(words.split(' '))
  })
})

test('a reply whose files Discord does not take says so, and stands', async () => {
  discord.server.state.channels.get(general)!.overwrites.push({ id: BOT_USER, type: 1, allow: 0n, deny: 1n << 15n })
  const reply = await openFor(await ask())
  // More than one message: the last of them is posted with its files.
  await reply.append(`Two tasks. ${'x '.repeat(1500)}`)
  await reply.finish({ ...END, files: [{ name: 'actions.csv', text: 'Owner' }] })
  expect(texts().join('\n')).toMatch(/Two tasks\.[\s\S]*Discord did not take the files\./)
})

test('a reply takes the place of an earlier one', async () => {
  const asked = await ask()
  const first = await openFor(asked)
  await first.append('x '.repeat(1500))
  await first.finish(END)
  expect(answers()).toHaveLength(2)
  const again = await discord.open(asked.place, { ...asked.options, replaces: [...discord.posted] })
  await again.append('Short.')
  await again.finish(END)
  expect(texts()).toEqual(['Short.'])
})

test.each(['Half a text. ', '', 'word '.repeat(700)])('what a crash left is taken up, after %j', async written => {
  const asked = await ask(general, { eventId: 'e1', replyId: 'same' })
  const lost = await openFor(asked)
  if (written) await lost.append(written)
  await until(() => texts().some(text => text.includes(written.slice(0, 4))))
  if (written.length > 2000) await until(() => answers().length > 1)
  const again = await discord.open(asked.place, { ...asked.options, attempt: 2 })
  await again.append('Whole.')
  await again.finish(END)
  expect(texts()).toEqual(['Whole.'])
})

test('a failure keeps what was written and says why there is no more', async () => {
  const reply = await openFor(await ask())
  await reply.append('So far so good.\n\n```js\nlet a = 1')
  await reply.fail('The model stopped.')
  expect(texts()[0]?.split('\n').filter(Boolean)).toEqual(['So far so good.', 'let a = 1', 'The model stopped.'])
})

test('what was stopped stays', async () => {
  const reply = await openFor(await ask())
  await reply.append('Written so far.')
  await reply.finish({ ...END, stopped: true })
  expect(answers()).toMatchObject([{ text: expect.stringContaining('Written so far.'), buttons: [] }])
  expect(texts()[0]).toMatch(/stopped/i)
})

test('where Parley may no longer see the channel, the answer comes as a direct message', async () => {
  const asked = await ask()
  const reply = await openFor(asked)
  discord.people.expel(general)
  await reply.append('The answer.')
  await reply.finish(END)
  expect(texts(USERS.ada, direct())).toEqual([expect.stringContaining('The answer.')])
  const other = await openFor(asked)
  await other.append('Another.')
  await other.finish(END)
  expect(texts(USERS.ada, direct())).toHaveLength(2)
})

test('where Parley may read but not write, the answer comes as a direct message', async () => {
  const reply = await discord.open(placeIn(archived))
  await reply.append('The answer.')
  await reply.finish(END)
  expect(texts(USERS.ada, archived)).toEqual([])
  expect(texts(USERS.ada, direct())).toEqual([expect.stringContaining('The answer.')])
})

test('a revoked token is a reason, not a hang', async () => {
  const reply = await openFor(await ask())
  discord.server.revokeToken()
  await reply.append('x')
  await expect(reply.finish(END)).rejects.toThrow(/token/)
  await expect(discord.open(placeIn(general))).rejects.toThrow(/token/)
})

describe('a private answer to a mention', () => {
  test('comes as a direct message, with a word in the channel', async () => {
    const reply = await openFor(await ask(general, { private: true }))
    await reply.append('Secret.')
    await reply.finish(END)
    expect(texts(USERS.ada, direct())).toEqual([expect.stringContaining('Secret.')])
    expect(texts(USERS.ben)).toHaveLength(1)
    expect(texts(USERS.ben)[0]).toMatch(/direct message/)
  })

  test('is refused with a reason where the person takes no direct messages', async () => {
    discord.server.state.users.get(USERS.ada)!.refusesDirect = true
    const asked = await ask(general, { private: true })
    await openFor(asked).then(
      async reply => {
        await reply.append('Secret.')
        await reply.finish(END).catch(() => {})
      },
      () => {},
    )
    expect(texts(USERS.ben)).toHaveLength(1)
    expect(texts(USERS.ben)[0]).toMatch(/direct message/)
    expect(JSON.stringify(discord.server.state.messages)).not.toContain('Secret')
  })
})

test('somebody sees at once that a message was heard', async () => {
  const { place, options } = await ask()
  await discord.port.notice!(place, options.replyTo)
  expect(discord.server.state.typing).toEqual([general])
})

test('no text pings anybody', async () => {
  const reply = await openFor(await ask())
  const text = `@everyone @here <@${USERS.ben}> <@&500000000000000001> [@everyone](https://example.com)`
  await reply.append(text)
  await until(() => texts().some(text => text.includes('example') || text.includes('here')))
  await reply.finish(END)
  expect(answers().flatMap(message => message.pings)).toEqual([])
})

test('an answer is read back as it was written, and as Parley', async () => {
  const reply = await openFor(await ask())
  await reply.append('**Mine**')
  await reply.finish(END)
  const read = []
  for await (const message of discord.port.history(placeIn(general), { last: 1 })) read.push(message)
  expect(read).toMatchObject([{ text: '**Mine**', addressed: false, author: { isSelf: true, isBot: true } }])
})

test('messages are taken away, those that are gone already too', async () => {
  const reply = await openFor(await ask())
  await reply.append('y')
  await reply.finish(END)
  await discord.port.remove!(discord.posted, placeIn(general))
  await discord.port.remove!(discord.posted, placeIn(general))
  expect(answers()).toEqual([])
})
