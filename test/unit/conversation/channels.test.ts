/** The core on a platform with channels: mirror, summaries on request, settings, buttons, edits, deletions, catching up. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type {
  ChatEvent,
  Form,
  Message,
  Person,
  Place,
  PostedMessage,
  TimeRange,
} from '../../../src/conversation/chat-port.ts'
import { messageEventId } from '../../../src/conversation/chat-port.ts'
import { type Conversation, createConversation } from '../../../src/conversation/conversation.ts'
import { createLanes } from '../../../src/conversation/lanes.ts'
import { readersOfPlace } from '../../../src/conversation/readers.ts'
import type { Router } from '../../../src/conversation/router.ts'
import { ParleyError } from '../../../src/errors.ts'
import type { Part, Pipeline, PipelineRequest } from '../../../src/pipelines/pipeline.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import type { Utterance } from '../../../src/text/utterance.ts'
import { fakePipeline, fakeServices, textResult } from '../../fixtures/fake-pipelines.ts'
import { createMemoryPort, type MemoryPort, type SeenReply } from '../../fixtures/memory-port.ts'

const ada: Person = { id: 'ada', name: 'Ada', language: 'en', timeZone: 'UTC' }
const ben: Person = { id: 'ben', name: 'Ben', language: 'de' }
const general: Place = { platform: 'memory', workspace: 'w', channel: 'general', audience: 'channel' }
const inThread = (thread: string): Place => ({ ...general, thread })

let folder: string
let store: Store
let now: Date
/** What stands on the platform. */
let messages: Message[]
let asked: TimeRange[]
let removed: PostedMessage[]
let forms: Form[]
let mayRead: boolean
let managers: string[]
const started: Conversation[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-channels-'))
  store = await openStore({ folder })
  now = new Date('2026-04-01T12:00:00Z')
  messages = []
  asked = []
  removed = []
  forms = []
  mayRead = true
  managers = ['ada']
})
afterEach(async () => {
  for (const conversation of started.splice(0)) await conversation.stop()
  await store.close()
  await rm(folder, { recursive: true })
})

function minutesAgo(minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString()
}

function message(id: string, person: Person, text: string, more: Partial<Message> = {}): Message {
  return {
    id,
    author: { ...person, isBot: false, isSelf: false },
    text,
    sentAt: minutesAgo(60),
    addressed: false,
    ...more,
  }
}

function channelPort(): MemoryPort {
  let posts = 0
  const port = createMemoryPort({
    can: { history: true, buttons: true, private: true, threads: true },
    more: {
      async *history(place, range) {
        asked.push(range)
        const { since = '', until = '9', last = messages.length } = range
        const here = messages.filter(
          ({ id, thread }) => !place.thread || place.thread === thread || place.thread === id,
        )
        yield* here.filter(({ sentAt }) => sentAt >= since && sentAt <= until).slice(-last)
      },
      async *places() {
        yield general
      },
      canRead: async () => mayRead,
      canManage: async person => managers.includes(person.id),
      linkTo: (place, id) => `https://chat.example/${place.channel}/${id}`,
      parseLink(address) {
        const [, channel, messageId] = /^https:\/\/chat\.example\/(\w+)\/(\w+)$/.exec(address) ?? []
        return channel ? { place: { ...general, channel }, messageId } : undefined
      },
      async remove(gone) {
        removed.push(...gone)
      },
      async openForm(_, form) {
        forms.push(form)
      },
    },
  })
  const { open } = port
  return {
    ...port,
    async open(place, options) {
      const reply = await open(place, options)
      options.onPosted({ channel: place.channel, id: `p${++posts}` })
      return reply
    },
  }
}

/** Writes one line a message that it was given, with its source. */
const summarize = {
  ...fakePipeline('summarize', async function* () {}),
  parameters: z.object({ messages: z.array(z.any()), query: z.string().optional() }),
  input: { field: 'messages', kind: 'conversation', placeholder: 'FILE' },
  async *run({ params }: PipelineRequest<{ messages: Utterance[] }>): AsyncIterable<Part> {
    for (const [i, { id, author, text, ts = '' }] of params.messages.entries()) {
      const citation = { n: i + 1, source: id, title: author, start: 0, end: text.length, quote: text }
      yield { type: 'citation', citation }
      yield { type: 'text', text: `- ${ts} ${author}: ${text} [${i + 1}]\n` }
    }
    yield textResult('')
  },
} as unknown as Pipeline

const chat = fakePipeline('chat', async function* ({ params, history }) {
  const before = history.map(({ role, content }) => `${role}: ${content}`).join(' | ')
  yield { type: 'text', text: `heard ${params.text}${before ? ` after ${before}` : ''}` }
  yield textResult('')
})

const translate = {
  ...fakePipeline('translate', async function* () {}),
  parameters: z.object({ text: z.string(), to: z.string() }),
  async *run({ params }: PipelineRequest<{ text: string; to: string }>): AsyncIterable<Part> {
    yield { type: 'text', text: `in ${params.to}: ${params.text}` }
    yield textResult('')
  },
} as unknown as Pipeline

async function begin(port = channelPort()): Promise<MemoryPort> {
  const pipelines = [chat, summarize, translate]
  const route: Router['route'] = async ({ text }) => ({
    pipeline: /summari|miss/i.test(text) ? 'summarize' : 'chat',
    confidence: 0.6,
    params: { text },
    by: 'examples',
    otherwise: 'summarize',
  })
  const conversation = createConversation({
    ...{ port, pipelines, store, router: { route, guess: route } },
    services: { ...fakeServices(), now: () => now },
    lanes: createLanes({ maxRunning: 2, maxWaiting: 100 }),
    keptFolder: join(folder, 'kept'),
    log: pino({ level: 'silent' }),
    readersOf: readersOfPlace,
  })
  started.push(conversation)
  await conversation.start()
  return port
}

let serial = 0
const envelope = (place: Place, person: Person) => ({ place, person, at: now.toISOString(), id: `e${++serial}` })

async function say(port: MemoryPort, text: string, place = inThread('q1'), person = ada): Promise<SeenReply> {
  const messageId = place.thread ?? `m${++serial}`
  const event: ChatEvent = {
    ...envelope(place, person),
    type: 'message',
    text,
    messageId,
    id: messageEventId(place, messageId),
  }
  return answerTo(port, event)
}

async function command(
  port: MemoryPort,
  name: string,
  text: string,
  more: object = {},
  person = ada,
): Promise<SeenReply> {
  return answerTo(port, { ...envelope(general, person), type: 'command', name, text, ...more })
}

async function answerTo(port: MemoryPort, event: ChatEvent): Promise<SeenReply> {
  const before = port.replies.length
  await port.send(event)
  await port.until(replies => replies.slice(before).some(reply => reply.end || reply.reason !== undefined))
  return port.replies[before]!
}

const post = (port: MemoryPort, given: Message, place = general) =>
  port.send({ ...envelope(place, given.author), type: 'post', message: given })

describe('a summary', () => {
  it('of what the mirror holds asks the platform for nothing, and links its points', async () => {
    const port = await begin()
    await post(port, message('m1', ben, 'the release moves', { sentAt: minutesAgo(30) }))
    await post(port, message('m2', ada, 'to Friday', { sentAt: minutesAgo(20) }))
    const reply = await command(port, 'summarize', 'last 2 messages')
    expect(reply.text).toBe(
      '- 2026-04-01T11:30 Ben: the release moves [\\[1\\]](https://chat.example/general/m1)\n' +
        '- 2026-04-01T11:40 Ada: to Friday [\\[2\\]](https://chat.example/general/m2)\n',
    )
    expect(reply.options.private).toBe(true)
    expect(asked).toEqual([])
  })

  it('of a longer time fetches what is missing once, and counts it', async () => {
    messages = [message('old', ben, 'last week', { sentAt: minutesAgo(3 * 24 * 60) })]
    const port = await begin()
    await post(port, message('new', ben, 'today', { sentAt: minutesAgo(5) }))
    const reply = await command(port, 'summarize', 'last 5 days')
    expect(reply.text).toMatch(/last week[\s\S]*today/)
    expect(reply.statuses).toContain('Reading 2 messages…')
    expect(asked).toHaveLength(1)
    await command(port, 'summarize', 'last 4 days')
    expect(asked).toHaveLength(1)
  })

  it('keeps the replies of a thread behind its first message, and leaves its own out', async () => {
    messages = [
      message('a', ben, 'first topic', { sentAt: minutesAgo(50) }),
      message('b', ben, 'second topic', { sentAt: minutesAgo(40) }),
      message('c', ada, 'on the first', { sentAt: minutesAgo(30), thread: 'a' }),
      message('d', ada, 'I am Parley', { sentAt: minutesAgo(20), author: { ...ada, isBot: true, isSelf: true } }),
    ]
    const { text } = await command(await begin(), 'summarize', 'today')
    expect([...text.matchAll(/: (.*) \[/g)].map(([, said]) => said)).toEqual([
      'first topic',
      'on the first',
      'second topic',
    ])
  })

  it('since the last visit begins where the person was seen last', async () => {
    const port = await begin()
    await post(port, message('before', ada, 'bye', { sentAt: minutesAgo(240) }))
    await post(port, message('while', ben, 'news', { sentAt: minutesAgo(100) }))
    const { text } = await say(port, 'what did I miss?', inThread('q1'))
    expect(text).toContain('news')
    expect(text).not.toContain('what did I miss')
  })

  it('of a linked message reads its thread', async () => {
    messages = [
      message('x', ben, 'elsewhere', { sentAt: minutesAgo(9) }),
      message('y', ben, 'a reply', { sentAt: minutesAgo(8), thread: 'x' }),
      message('z', ben, 'another matter', { sentAt: minutesAgo(7) }),
    ]
    const { text } = await command(await begin(), 'summarize', 'https://chat.example/other/x')
    expect(text).toMatch(/elsewhere[\s\S]*a reply/)
    expect(text).not.toContain('another matter')
  })

  it('is refused to whoever cannot read the channel', async () => {
    mayRead = false
    const reply = await command(await begin(), 'summarize', 'https://chat.example/secret/x')
    expect(reply.reason).toMatch(/cannot read/)
    expect(asked).toEqual([])
  })

  it('that was private can be shared by a click, by the one who asked', async () => {
    messages = [message('m1', ben, 'news', { sentAt: minutesAgo(9) })]
    const port = await begin()
    const reply = await command(port, 'summarize', 'today')
    expect(reply.end?.actions.map(({ name }) => name)).toContain('share')
    const click = { type: 'action', action: 'share', reply: reply.options.replyId } as const
    const refused = await answerTo(port, { ...envelope(general, ben), ...click })
    expect(refused.reason).toMatch(/Only the person who asked/)
    const shared = await answerTo(port, { ...envelope(general, ada), ...click })
    expect(shared).toMatchObject({ options: { private: false }, text: expect.stringContaining('news') })
  })

  it('of a channel that is not remembered is read from the platform, and nothing stays', async () => {
    messages = [message('m1', ben, 'hush', { sentAt: minutesAgo(9) })]
    const port = await begin()
    await command(port, 'parley', 'settings remember=no')
    await post(port, message('m2', ben, 'not kept'))
    expect((await command(port, 'summarize', 'today')).text).toContain('hush')
    expect(await store.db.selectFrom('messages').selectAll().execute()).toEqual([])
  })
})

describe('settings', () => {
  it('open as a form where there are forms, with the present values', async () => {
    const port = await begin()
    await port.send({ ...envelope(general, ada), type: 'command', name: 'parley', text: 'settings', trigger: 't' })
    expect(forms[0]).toMatchObject({
      name: 'settings-channel',
      fields: [{ name: 'answer', value: 'mentions' }, {}, {}, {}],
    })
    const values = { answer: 'commands', language: 'de', remember: 'yes', knowledge: 'everyone' }
    await port.send({
      ...envelope(general, ada),
      type: 'form',
      form: forms[0]!.name,
      subject: forms[0]!.subject,
      values,
    })
    expect((await say(port, 'hello')).reason).toMatch(/commands only/)
    expect((await command(port, 'translate', 'hello')).text).toBe('in de: hello')
  })

  it('of a channel are changed by its managers alone', async () => {
    const port = await begin()
    expect((await command(port, 'parley', 'settings answer=off', {}, ben)).reason).toMatch(/manage this channel/)
    expect((await command(port, 'parley', 'settings me language=fr', {}, ben)).text).toContain('`language=fr`')
    expect((await command(port, 'translate', 'hello', {}, ben)).text).toBe('in fr: hello')
  })

  it('name a mistyped one', async () => {
    const port = await begin()
    expect((await command(port, 'parley', 'settings anwser=off')).reason).toMatch(/answer/)
    expect((await command(port, 'parley', 'settings answer=never')).reason).toMatch(/"never"/)
    expect((await command(port, 'parley', 'setings')).reason).toMatch(/settings/)
  })

  it('that switch Parley off still give a reason, in private', async () => {
    const port = await begin()
    await command(port, 'parley', 'settings answer=off')
    const reply = await say(port, 'hello')
    expect(reply).toMatchObject({ reason: expect.stringContaining('switched off'), options: { private: true } })
  })
})

describe('/parley', () => {
  it('with words of one’s own is a question, and alone says what there is', async () => {
    const port = await begin()
    expect((await command(port, 'parley', 'what is for lunch?')).text).toBe('heard what is for lunch?')
    const help = await command(port, 'parley', '')
    expect(help.text).toContain('`/summarize`')
    expect(help.options.private).toBe(true)
  })
})

describe('a reply', () => {
  it('in a thread knows what was said there, and by whom', async () => {
    messages = [
      message('t', ben, 'is it nine or ten?', { sentAt: minutesAgo(9) }),
      message('u', ada, 'nine', { sentAt: minutesAgo(8), thread: 't' }),
    ]
    const port = await begin()
    const event = { ...envelope(inThread('t'), ada), type: 'message' as const, text: 'sure?', messageId: 'v' }
    expect((await answerTo(port, event)).text).toBe('heard sure? after user: Ben: is it nine or ten?\nAda: nine')
  })

  it('says so where the thread cannot be read', async () => {
    const failing = channelPort()
    const port = await begin({
      ...failing,
      history() {
        throw new ParleyError('PLATFORM_UNREACHABLE', 'no answer')
      },
    })
    const event = { ...envelope(inThread('t'), ada), type: 'message' as const, text: 'sure?', messageId: 'v' }
    expect((await answerTo(port, event)).text).toMatch(/^heard sure\?\n\n_What was said here before could not be read/)
  })

  it('is written anew, in its place, when it is asked for or was meant otherwise', async () => {
    const port = await begin()
    const first = await say(port, 'hello')
    expect(first.end?.actions).toContainEqual({ name: 'reroute', label: 'Summarise instead', value: 'summarize' })
    const again = await answerTo(port, {
      ...envelope(first.place, ada),
      ...{ type: 'action', action: 'regenerate', reply: first.options.replyId },
    })
    expect(again).toMatchObject({ text: 'heard hello', options: { replaces: [{ channel: 'general', id: 'p1' }] } })
    const other = await answerTo(port, {
      ...envelope(first.place, ada),
      ...{ type: 'action', action: 'reroute', reply: again.options.replyId, value: 'translate' },
    })
    expect(other.text).toBe('in en: hello')
  })

  it('is translated for whoever asks, beside it', async () => {
    const port = await begin()
    const first = await say(port, 'hello')
    const click = { type: 'action', action: 'translate', reply: first.options.replyId, value: 'fr' } as const
    const theirs = await answerTo(port, { ...envelope(first.place, ben), ...click })
    expect(theirs).toMatchObject({ text: 'in de: heard hello', options: { private: true, replaces: undefined } })
  })

  it('is rated, with a reason where there is a form', async () => {
    const port = await begin()
    const { options, place } = await say(port, 'hello')
    const rate = { type: 'action', reply: options.replyId, trigger: 't' } as const
    await port.send({ ...envelope(place, ben), ...rate, action: 'bad' })
    await port.send({
      ...envelope(place, ben),
      type: 'form',
      form: 'rating',
      subject: options.replyId,
      values: { reason: 'rude' },
    })
    await port.send({ ...envelope(place, ada), ...rate, action: 'good', reply: 'p1' })
    const rows = await store.db.selectFrom('feedback').select(['person', 'value', 'reason']).orderBy('person').execute()
    expect(rows).toEqual([
      { person: 'ada', value: 1, reason: null },
      { person: 'ben', value: -1, reason: 'rude' },
    ])
  })

  it('follows its question when that is edited, and goes when that is deleted', async () => {
    const port = await begin()
    const first = await say(port, 'hello')
    const changed = message('q1', ada, 'good morning', { addressed: true, editedAt: now.toISOString() })
    const second = await answerTo(port, { ...envelope(inThread('q1'), ada), type: 'edit', message: changed })
    expect(second).toMatchObject({
      text: 'heard good morning',
      options: { replaces: [{ channel: 'general', id: 'p1' }] },
    })
    await port.send({ ...envelope(first.place, ada), type: 'edit', message: changed })
    expect(port.replies).toHaveLength(2)
    await port.send({ ...envelope(first.place, ada), type: 'delete', messageId: 'q1' })
    expect(removed).toContainEqual({ channel: 'general', id: 'p2' })
  })
})

describe('what Parley keeps', () => {
  it('about a person goes when they say so', async () => {
    const port = await begin()
    await post(port, message('m1', ada, 'mine'))
    await post(port, message('m2', ben, 'his'))
    await say(port, 'hello')
    await command(port, 'parley', 'settings me language=fr')
    const reply = await command(port, 'parley', 'forget')
    expect(reply.text).toMatch(/^Forgotten: 2 messages of yours/)
    expect(reply.options.private).toBe(true)
    const rows = await store.db.selectFrom('messages').select('author_id').execute()
    expect(rows).toEqual([{ author_id: 'ben' }])
    const replies = await store.db.selectFrom('replies').select('event').execute()
    expect(JSON.stringify(replies)).not.toContain('hello')
  })

  it('of a message follows edits and deletions, in whatever order they come', async () => {
    const port = await begin()
    const edited = message('m1', ben, 'at ten', { editedAt: minutesAgo(1) })
    await port.send({ ...envelope(general, ben), type: 'edit', message: edited })
    await post(port, message('m1', ben, 'at nine'))
    expect(await texts()).toEqual(['at ten'])
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm1' })
    await post(port, message('m1', ben, 'at nine'))
    expect((await texts()).join('')).toBe('')
  })

  it('of a channel goes when Parley is taken out of it', async () => {
    const port = await begin()
    await post(port, message('m1', ben, 'bye'))
    await port.send({ ...envelope(general, ben), type: 'membership', joined: false })
    expect(await texts()).toEqual([])
  })

  async function texts(): Promise<string[]> {
    return (await store.db.selectFrom('messages').select('text').execute()).map(({ text }) => text)
  }
})

describe('after having been away', () => {
  it('makes up for messages, edits and deletions, and answers what was asked within the hour, once', async () => {
    messages = [
      message('kept', ben, 'old', { sentAt: minutesAgo(90) }),
      message('gone', ben, 'gone', { sentAt: minutesAgo(80) }),
    ]
    const port = await begin()
    for (const given of messages) await post(port, given)
    await started.pop()!.stop()
    now = new Date(now.getTime() + 30 * 60_000)
    messages = [
      message('kept', ben, 'new', { sentAt: minutesAgo(120), editedAt: minutesAgo(10) }),
      message('late', ada, 'too late?', { sentAt: minutesAgo(70), addressed: true }),
      message('asked', ada, 'are you there?', { sentAt: minutesAgo(20), addressed: true }),
      message('other', ada, 'am I answered?', {
        sentAt: minutesAgo(19),
        addressed: true,
        author: { ...ben, isBot: true, isSelf: false },
      }),
      message('said', ben, 'hm', { sentAt: minutesAgo(18) }),
    ]
    const again = await begin()
    await again.until(replies => replies.some(({ end }) => end))
    await started.pop()!.stop()
    expect(again.replies.map(({ text }) => text)).toEqual(['heard are you there?'])
    expect(again.replies[0]!.place.thread).toBe('asked')
    const rows = await store.db
      .selectFrom('messages')
      .select('text')
      .where('text', '!=', '')
      .orderBy('sent_at')
      .execute()
    expect(rows.map(({ text }) => text)).toEqual(['new', 'too late?', 'are you there?', 'am I answered?', 'hm'])
    const third = await begin()
    await started.pop()!.stop()
    expect(third.replies).toEqual([])
  })
})
