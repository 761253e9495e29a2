/** Replies as people see them in Slack, also when Slack does not play along. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReplyEnd } from '../../../src/conversation/chat-port.ts'
import { END, until } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/slack-people.ts'
import type { CallFault } from '../../wire/slack-server.ts'
import { BOT_USER } from '../../wire/slack-state.ts'
import { placeIn, startSlack } from './start-slack.ts'

let slack: Awaited<ReturnType<typeof startSlack>>
const { general } = CHANNELS

beforeEach(async () => {
  slack = await startSlack()
  await slack.start()
})

afterEach(() => slack.stop())

function answers(user = USERS.ada, channel: string = general) {
  return slack.people.see(user, channel).filter(message => message.author === 'parley')
}

const texts = (user?: string, channel?: string) => answers(user, channel).map(message => message.text)
const callsOf = (method: string) => slack.server.calls.filter(call => call.method === method)

async function ask(channel: string = general) {
  const ts = await slack.people.say(USERS.ada, channel, 'how?', { mention: channel === general })
  return placeIn(channel, ts)
}

const WHOLE: ReplyEnd = {
  stopped: false,
  sources: [
    { n: 1, title: 'Handbook <!channel>', location: 'handbook.md', quote: '' },
    { n: 2, title: 'Wiki', location: 'https://example.com/?a=1&b=2', quote: '' },
  ],
  actions: [
    { name: 'regenerate', label: 'Again' },
    { name: 'reroute', label: 'Summarise instead', value: 'summarize' },
    { name: 'reroute', label: 'Translate instead', value: 'translate' },
    { name: 'good', label: 'Good' },
    { name: 'bad', label: 'Bad' },
  ],
}

test('shows a status at once, streams into the thread, and ends with sources and buttons', async () => {
  const place = await ask()
  const reply = await slack.open(place)
  expect(slack.server.state.statuses.at(-1)).toMatchObject({ thread: place.thread, lines: ['Thinking…'] })
  expect(slack.server.state.sessions.get(`${general}/${place.thread}`)).toBe('processing')
  await reply.heading({ pipeline: 'answer', guessed: true })
  await reply.status('Reading 412 messages…')
  expect(slack.server.state.statuses.at(-1)?.lines).toEqual(['Reading 412 messages…'])
  await reply.append('First, ')
  await until(() => texts().includes('First,'))
  await reply.append('second **and** ')
  await until(() => callsOf('chat.appendStream').length > 0)
  await reply.append('last.')
  await reply.finish(WHOLE)
  const [shown, ...more] = answers()
  expect(more).toEqual([])
  expect(shown?.text).toContain('First, second and last.')
  expect(shown?.text).toContain('[1] Handbook <!channel> — handbook.md')
  expect(shown?.text).toContain('[2] Wiki')
  expect(shown?.pings).toEqual([])
  expect(shown?.buttons).toEqual(['Again', 'Summarise instead', 'Translate instead', 'Good', 'Bad'])
  expect(shown?.thread).toBe(place.thread)
  expect(slack.posted).toEqual([{ channel: general, id: shown!.id }])
  expect(slack.server.state.sessions.get(`${general}/${place.thread}`)).toBe('active')
  expect(callsOf('chat.update')).toEqual([])
})

test('buttons say which reply they belong to', async () => {
  const reply = await slack.open(await ask(), { replyId: 'abc' })
  await reply.append('Yes.')
  await reply.finish(WHOLE)
  await slack.people.click(USERS.ada, general, 'Translate instead')
  expect(await slack.next('action')).toMatchObject({ action: 'reroute', value: 'translate', reply: 'abc' })
  await slack.people.click(USERS.ben, general, 'Bad')
  const opinion = await slack.next('action', event => event.action === 'bad')
  expect(opinion).toMatchObject({ reply: 'abc', person: { id: USERS.ben } })
  expect(opinion.trigger).toBeDefined()
})

test('without status and sessions there is a message with a Stop button that becomes the answer', async () => {
  slack.server.failCalls(/^(assistant|agents)\./, { error: 'unknown_method' }, 4)
  const reply = await slack.open(await ask(), { replyId: 'abc' })
  expect(answers()[0]).toMatchObject({ text: 'Thinking…', buttons: ['Stop'] })
  await slack.people.click(USERS.ada, general, 'Stop')
  expect(await slack.next('stop')).toMatchObject({ target: 'abc' })
  await reply.append('Written so far.')
  await reply.finish({ ...END, stopped: true })
  expect(answers()).toMatchObject([{ text: 'Written so far.\nStopped.', buttons: [] }])
})

describe.each<[string, RegExp, CallFault, number]>([
  ['streams cannot be started', /startStream/, { error: 'unknown_method' }, 1],
  ['the start of a stream fails', /startStream/, 'server-error', 1],
  ['the start of a stream is not answered', /startStream/, 'no-answer', 1],
  ['a stream has expired', /(append|stop)Stream/, 'stream-expired', 1],
  ['an append is not answered', /appendStream/, 'no-answer', 1],
  ['an append fails', /appendStream/, 'server-error', 1],
  ['the end of a stream fails', /stopStream/, 'server-error', 1],
  ['the end of a stream is not answered', /stopStream/, 'no-answer', 1],
  ['Slack wants a pause', /chat\./, 'rate-limited-without-delay', 2],
  ['Slack wants a pause of a second', /(start|stop)Stream/, 'rate-limited', 2],
  ['the message is gone', /(appendStream|stopStream|update)/, 'message-gone', 1],
  ['blocks are refused', /stopStream/, { error: 'invalid_blocks' }, 1],
])('when %s', (_, methods, fault, times) => {
  test('the whole text stands there, once', async () => {
    const place = await ask()
    slack.server.failCalls(methods, fault, times)
    const reply = await slack.open(place)
    await reply.append('One. ')
    await until(() => answers().length > 0 || callsOf('chat.startStream').length > 1)
    const before = slack.server.calls.length
    await reply.append('Two. ')
    await until(() => slack.server.calls.length > before)
    await reply.append('Three.')
    await reply.finish(WHOLE)
    expect(answers()).toMatchObject([{ text: expect.stringContaining('One. Two. Three.') }])
    expect(answers()[0]?.buttons).toContain('Again')
  })
})

describe.each<[string, CallFault]>([
  ['fails', 'server-error'],
  ['is not answered', 'no-answer'],
  ['is limited', 'rate-limited'],
])('when posting %s', (_, fault) => {
  test('the answer stands there once', async () => {
    slack.server.failCalls(/^(assistant|agents)\./, { error: 'unknown_method' }, 4)
    const place = await ask()
    slack.server.failCalls(/postMessage/, fault, 2)
    const reply = await slack.open(place)
    await reply.append('One.')
    await reply.finish(END)
    expect(texts()).toEqual(['One.'])
  })
})

test('a stream that gets old goes on as a message', async () => {
  await slack.stop()
  slack = await startSlack({ timing: { streamMs: 0 } })
  await slack.start()
  const reply = await slack.open(await ask())
  await reply.append('One. ')
  await until(() => answers().length > 0)
  await reply.append('Two. ')
  await until(() => texts()[0]?.includes('Two.'))
  await reply.append('Three.')
  await reply.finish(WHOLE)
  expect(answers()).toMatchObject([{ text: expect.stringContaining('One. Two. Three.') }])
})

test('a long answer is split over messages, nothing lost', async () => {
  const words = Array.from({ length: 4500 }, (_, i) => `word${i}`).join(' ')
  const reply = await slack.open(await ask())
  for (let i = 0; i < words.length; i += 5000) await reply.append(words.slice(i, i + 5000))
  await reply.finish(WHOLE)
  expect(answers().length).toBeGreaterThan(2)
  const said = texts()
    .join(' ')
    .replace(/\[1\][\s\S]*/, '')
  expect(said.split(/\s+/).filter(Boolean)).toEqual(words.split(' '))
  expect(answers().map(message => message.buttons.length)).toEqual([
    ...answers()
      .slice(1)
      .map(() => 0),
    5,
  ])
})

/** More than the five messages that an answer may take. */
const VERY_LONG = Array.from({ length: 8000 }, (_, i) => `word${i}`).join(' ')

describe('a very long answer', () => {
  test('comes as a file with its beginning as text', async () => {
    const reply = await slack.open(await ask())
    await reply.append(VERY_LONG)
    await reply.finish(WHOLE)
    const files = answers().flatMap(message => message.files)
    expect(files).toEqual([{ name: 'answer.md', text: VERY_LONG }])
    expect(texts()[0]).toMatch(/^word0 word1 /)
    expect(answers().filter(message => message.buttons.length > 0)).toHaveLength(1)
    expect(slack.posted).toHaveLength(answers().length)
  })

  test('comes as messages where files are not taken', async () => {
    slack.server.failCalls(/getUploadURLExternal/, { error: 'missing_scope', needed: 'files:write' }, 1)
    const reply = await slack.open(await ask())
    await reply.append(VERY_LONG)
    await reply.finish(END)
    expect(texts().join(' ').split(/\s+/)).toEqual(VERY_LONG.split(' '))
  })
})

test('a reply whose files Slack does not take says so, and stands', async () => {
  slack.server.failCalls(/getUploadURLExternal/, { error: 'missing_scope', needed: 'files:write' }, 1)
  const reply = await slack.open(await ask())
  await reply.append('Two tasks.')
  await reply.finish({ ...END, files: [{ name: 'actions.csv', text: 'Owner' }] })
  expect(texts().join('\n')).toMatch(/Two tasks\.[\s\S]*Slack did not take the files\./)
})

test('a reply takes the place of an earlier one', async () => {
  const place = await ask()
  const first = await slack.open(place)
  await first.append('x'.repeat(15_000))
  await first.finish(END)
  expect(answers()).toHaveLength(2)
  const again = await slack.open(place, { replaces: [...slack.posted] })
  await again.append('Short.')
  await again.finish(END)
  expect(texts()).toEqual(['Short.'])
})

test.each(['Half of it. ', ''])('what a crash left is taken up, after %j', async written => {
  const place = await ask()
  if (written === '') slack.server.failCalls(/^(assistant|agents)\./, { error: 'unknown_method' }, 4)
  const lost = await slack.open(place, { eventId: 'e1' })
  if (written) await lost.append(written)
  await until(() => answers().length > 0)
  const again = await slack.open(place, { eventId: 'e1', attempt: 2 })
  await again.append('Whole.')
  await again.finish(END)
  expect(texts()).toEqual(['Whole.'])
})

test('a failure keeps what was written and says why there is no more', async () => {
  const reply = await slack.open(await ask())
  await reply.append('So far so good.\n\n```js\nlet a = 1')
  await reply.fail('The model stopped.')
  expect(texts()).toEqual(['So far so good.\nlet a = 1\nThe model stopped.'])
})

test('where Parley was taken out of the channel, the answer comes as a direct message', async () => {
  const place = await ask()
  const reply = await slack.open(place)
  await slack.people.leave(BOT_USER, general)
  await reply.append('The answer.')
  await reply.finish(END)
  expect(texts(USERS.ada, 'D0ADA')).toEqual([expect.stringContaining('The answer.')])
  const other = await slack.open(place)
  await other.append('Another.')
  await other.finish(END)
  expect(texts(USERS.ada, 'D0ADA')).toHaveLength(2)
})

test('a revoked token is a reason, not a hang', async () => {
  const reply = await slack.open(await ask())
  slack.server.revokeTokens()
  await reply.append('x')
  await expect(reply.finish(END)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
  await expect(slack.open(placeIn(general))).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
})

test('a private answer to a mention comes as a direct message, with a word in the channel', async () => {
  const place = await ask()
  const reply = await slack.open(place, { private: true, replyTo: place.thread })
  await reply.append('Secret.')
  await reply.finish(END)
  expect(texts(USERS.ada, 'D0ADA')).toEqual(['In answer to what you wrote:\nSecret.'])
  expect(texts(USERS.ben)).toEqual([])
  expect(answers()).toMatchObject([{ isPrivate: true, thread: place.thread }])
})

describe('a slash command', () => {
  async function command(options: { private: boolean }, text = 'since Monday', channel: string = general) {
    const opened = Promise.withResolvers<Awaited<ReturnType<typeof slack.open>>>()
    slack.onEvent = async event => {
      // The core opens as soon as the event is on disk.
      setImmediate(() => {
        slack
          .open(event.place, { ...options, eventId: event.id, person: event.person })
          .then(opened.resolve, opened.reject)
      })
    }
    await slack.people.command(USERS.ada, channel, 'summarize', text)
    slack.onEvent = async () => {}
    return opened.promise
  }

  test('is told as typed, with names and channels', async () => {
    await slack.people.command(USERS.ada, general, 'translate', `--to de <#${CHANNELS.closed}|> *a* &lt;b&gt;`)
    expect(await slack.next('command')).toMatchObject({
      name: 'translate',
      text: '--to de #closed *a* <b>',
      mentioned: [{ channel: CHANNELS.closed }],
    })
    expect(texts()).toEqual(['Working on /translate --to de #closed *a* <b>…'])
  })

  test('is answered for its author alone', async () => {
    const reply = await command({ private: true })
    expect(texts()).toEqual(['Working on /summarize since Monday…'])
    await reply.append('**Points** & <!channel>')
    await reply.finish(WHOLE)
    expect(texts(USERS.ben)).toEqual([])
    expect(answers().at(-1)).toMatchObject({ isPrivate: true, pings: [] })
    expect(answers().at(-1)?.text).toContain('Points & <!channel>')
    const before = answers().length
    await slack.people.click(USERS.ada, general, 'Again')
    const again = await slack.next('action')
    expect(again).toMatchObject({ action: 'regenerate' })
    const other = await slack.open(again.place, { private: true, eventId: again.id })
    await other.append('Other points.')
    await other.finish(END)
    expect(answers()).toHaveLength(before)
    expect(texts().at(-1)).toBe('Other points.')
  })

  test('is answered for all', async () => {
    const reply = await command({ private: false })
    await reply.append('Points.')
    await reply.finish(END)
    expect(texts(USERS.ben)).toEqual(['Points.'])
    expect(texts()).toEqual(['Points.'])
  })

  test('is answered where Parley is no member', async () => {
    const reply = await command({ private: false }, '', CHANNELS.foreign)
    await reply.append('Points.')
    await reply.finish(END)
    expect(texts(USERS.ada, CHANNELS.foreign)).toEqual(['Points.'])
  })

  test('is answered by a direct message where the answer is too long, or the way has expired', async () => {
    const reply = await command({ private: true })
    await reply.append(VERY_LONG)
    await reply.finish(END)
    expect(answers(USERS.ada, 'D0ADA').flatMap(message => message.files)).toEqual([
      { name: 'answer.md', text: VERY_LONG },
    ])
    const other = await command({ private: true })
    slack.server.failCalls(/response_url/, 'server-error', 1)
    await other.append('Points.')
    await other.finish(END)
    expect(texts(USERS.ada, 'D0ADA').at(-1)).toBe('Points.')
    expect(texts(USERS.ben)).toEqual([])
  })
})

test('a form is answered where it was opened, for one person alone', async () => {
  await slack.people.command(USERS.ada, general, 'parley', 'settings')
  const { trigger } = await slack.next('command')
  const field = { name: 'language', label: 'Language', kind: 'text' as const, required: true }
  await slack.port.openForm!(trigger!, { name: 'settings', subject: 'me', title: 'Settings', fields: [field] })
  await slack.people.submit({ language: 'German' })
  const form = await slack.next('form')
  expect(form).toMatchObject({ values: { language: 'German' }, place: placeIn(general) })
  const reply = await slack.open(form.place, { eventId: form.id, private: true })
  await reply.append('Saved.')
  await reply.finish(END)
  expect(answers().at(-1)).toMatchObject({ text: 'Saved.', isPrivate: true })
  expect(texts(USERS.ben)).toEqual([])
  await expect(
    slack.port.openForm!(trigger!, { name: 'a', subject: '', title: 'A', fields: [] }),
  ).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
})

test('a shortcut names its message, and is answered in its thread', async () => {
  const ts = await slack.people.say(USERS.ben, general, 'Bonjour')
  await slack.people.shortcut(USERS.ada, general, 'translate', ts)
  const event = await slack.next('command')
  expect(event).toMatchObject({ name: 'translate', target: { id: ts, text: 'Bonjour', author: { id: USERS.ben } } })
  const reply = await slack.open(event.place, { eventId: event.id })
  await reply.append('Hello')
  await reply.finish(END)
  expect(answers()).toMatchObject([{ text: 'Hello', thread: ts }])
})
