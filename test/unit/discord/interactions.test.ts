/** Commands, menus, buttons and forms in Discord: acknowledged in time, answered for whom they should be. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChatEvent, Form, Reply, ReplyOptions } from '../../../src/conversation/chat-port.ts'
import { END, until } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/discord-guild.ts'
import { GUILD } from '../../wire/discord-state.ts'
import { placeIn, startDiscord } from './start-discord.ts'

let discord: Awaited<ReturnType<typeof startDiscord>>
const { general, closed, foreign, archived } = CHANNELS

beforeEach(async () => {
  discord = await startDiscord()
  await discord.start()
})

afterEach(() => discord.stop())

function answers(user = USERS.ada, channel: string = general) {
  return discord.people.see(user, channel).filter(message => message.author === 'parley')
}

const texts = (user?: string, channel?: string) => answers(user, channel).map(message => message.text)
const direct = () => discord.people.directOf(USERS.ada)
const BUTTONS = [{ name: 'regenerate' as const, label: 'Again' }]

/** Opens a reply as the core does: as soon as the event is on disk. */
async function answering(act: () => Promise<void>, options: Partial<ReplyOptions>): Promise<[Reply, ChatEvent]> {
  const opened = Promise.withResolvers<[Reply, ChatEvent]>()
  discord.onEvent = async event => {
    if (event.type === 'post' || event.type === 'edit') return
    setImmediate(() => {
      discord
        .open(event.place, { eventId: event.id, person: event.person, ...options })
        .then(reply => opened.resolve([reply, event]), opened.reject)
    })
  }
  await act()
  const result = await opened.promise
  discord.onEvent = async () => {}
  return result
}

const command = (options: Partial<ReplyOptions>, text = 'since Monday', channel: string = general) =>
  answering(() => discord.people.command(USERS.ada, channel, 'summarize', text), options)

describe('a slash command', () => {
  test('is told as words that the core reads, with names, channels and the language', async () => {
    await discord.people.command(USERS.ada, general, 'translate', `--to "Old Norse" see <#${closed}> *a*`)
    expect(await discord.next('command')).toMatchObject({
      name: 'translate',
      text: '--to "Old Norse" see #closed *a*',
      place: { workspace: GUILD, channel: general, audience: 'channel' },
      person: { id: USERS.ada, name: 'Ada', language: 'de' },
      mentioned: [{ channel: closed }],
    })
  })

  test('brings its file', async () => {
    await discord.people.command(USERS.ada, general, 'summarize', '', [{ name: 'talk.vtt', text: 'WEBVTT' }])
    const { files } = await discord.next('command')
    expect(files).toMatchObject([{ name: 'talk.vtt', bytes: 6 }])
    const bytes = await discord.port.readFile!(files![0]!, AbortSignal.timeout(5000))
    expect(Buffer.from(bytes).toString()).toBe('WEBVTT')
  })

  test('in a thread or a direct message names that place', async () => {
    const root = await discord.people.say(USERS.ben, general, 'root')
    await discord.people.say(USERS.ben, general, 'reply', { thread: root })
    await discord.people.command(USERS.ada, root, 'summarize', '')
    expect((await discord.next('command')).place).toMatchObject({ channel: general, thread: root })
    await discord.people.command(USERS.ada, direct(), 'summarize', '')
    const event = await discord.next('command', event => event.place.audience === 'person')
    expect(event.place).toEqual({ platform: 'discord', channel: direct(), audience: 'person' })
  })

  test('is answered for its author alone', async () => {
    const [reply] = await command({ private: true })
    await reply.append('**Points** @everyone')
    await until(() => texts().some(text => text.includes('Points')))
    await reply.finish({ ...END, actions: BUTTONS })
    expect(texts(USERS.ben)).toEqual([])
    expect(answers()).toMatchObject([{ isPrivate: true, pings: [], buttons: ['Again'] }])
    expect(texts()[0]).toContain('Points')
    expect(discord.posted).toHaveLength(1)
  })

  test('is answered for all', async () => {
    const [reply] = await command({ private: false })
    await reply.append('Points.')
    await reply.finish(END)
    expect(answers(USERS.ben)).toMatchObject([{ text: 'Points.', isPrivate: false }])
    // What others read is kept; what one person alone reads is not.
    const own = await until(() => discord.events.findLast(event => 'message' in event && event.message.author.isSelf))
    expect(own).toMatchObject({ message: { id: discord.posted[0]!.id, text: 'Points.' } })
    expect(own.place).toEqual(placeIn(general))
  })

  test('that is answered for one person leaves no trace for others', async () => {
    const [reply] = await command({ private: true })
    await reply.append('Points.')
    await reply.finish(END)
    await discord.settled(general)
    expect(JSON.stringify(discord.events)).not.toContain('Points.')
  })

  test('is answered where Parley sees or writes nothing', async () => {
    for (const channel of [foreign, archived]) {
      const [reply] = await command({ private: false }, '', channel)
      await reply.append('Points.')
      await reply.finish(END)
      expect(texts(USERS.ada, channel)).toEqual(['Points.'])
    }
  })

  test('with a long answer is answered in several messages, for its author alone', async () => {
    const words = Array.from({ length: 600 }, (_, i) => `word${i}`).join(' ')
    const [reply] = await command({ private: true })
    await reply.append(words)
    await reply.finish(END)
    expect(answers().length).toBeGreaterThan(1)
    expect(answers().every(message => message.isPrivate)).toBe(true)
    expect(
      texts()
        .join(' ')
        .match(/word\d+/g),
    ).toEqual(words.split(' '))
    expect(texts(USERS.ben)).toEqual([])
  })

  test.each(['server-error', 'no-answer', 'rate-limited'] as const)(
    'with a long answer stands whole after %s',
    async fault => {
      const words = Array.from({ length: 600 }, (_, i) => `word${i}`).join(' ')
      for (const isPrivate of [true, false]) {
        const [reply] = await command({ private: isPrivate })
        discord.server.failCalls(/^POST \/webhooks/, fault, 1)
        await reply.append(words)
        await reply.finish(END)
        const whole = [...texts(), ...texts(USERS.ada, direct())].join(' ')
        for (const word of words.split(' ')) expect(whole).toContain(word)
        if (isPrivate) expect(texts(USERS.ben)).toEqual([])
        // Said once to those who see it: nothing is doubled in the channel.
        const shown =
          texts(USERS.ben)
            .join(' ')
            .match(/word\d+/g) ?? []
        expect(new Set(shown).size).toBe(shown.length)
      }
    },
  )

  test('is answered by a direct message where a private way has expired, by the channel where a public one has', async () => {
    const [reply] = await command({ private: true })
    discord.server.interactions.expireAll()
    await reply.append('Secret points.')
    await reply.finish(END)
    expect(texts(USERS.ada, direct())).toEqual([expect.stringContaining('Secret points.')])
    expect(JSON.stringify(discord.people.see(USERS.ben, general))).not.toContain('Secret')
    const [other] = await command({ private: false })
    discord.server.interactions.expireAll()
    await other.append('Points for all.')
    await other.finish(END)
    expect(texts(USERS.ben).filter(text => text.includes('Points for all.'))).toHaveLength(1)
  })

  test('is acknowledged even where nobody answers, and answered late all the same', async () => {
    await discord.people.command(USERS.ada, general, 'summarize', '')
    expect(answers()).toMatchObject([{ isPrivate: true }])
    const event = await discord.next('command')
    const reply = await discord.open(event.place, { eventId: event.id, private: false })
    await reply.append('Points.')
    await reply.finish(END)
    expect(texts(USERS.ben)).toEqual(['Points.'])
    expect(texts()).toEqual(['Points.'])
  })

  test('that could not be written down gets a reason', async () => {
    discord.onEvent = async () => {
      throw new Error('the disk is full')
    }
    await discord.people.command(USERS.ada, general, 'summarize', '')
    const answer = await until(() => answers().find(({ text }) => text.includes('written down')))
    expect(answer.isPrivate).toBe(true)
  })

  test('that is told twice is one event, acknowledged once', async () => {
    const [reply, event] = await command({ private: false })
    discord.server.gateway.redeliver()
    await until(() => discord.events.filter(each => each.id === event.id).length === 2)
    await reply.append('Points.')
    await reply.finish(END)
    expect(texts()).toEqual(['Points.'])
  })

  test('is taken up after a crash in the message that was left', async () => {
    const [lost, event] = await command({ private: false, replyId: 'same' })
    await lost.append('Half a text. ')
    await until(() => texts().some(text => text.includes('Half')))
    // Another process knows nothing of the interaction.
    const other = await discord.port.open(event.place, {
      eventId: event.id,
      replyId: 'same',
      person: event.person,
      attempt: 2,
      private: false,
      onPosted: () => {},
    })
    await other.append('Whole.')
    await other.finish(END)
    expect(texts()).toEqual(['Whole.'])
  })
})

test('a command of the context menu names its message', async () => {
  const id = await discord.people.say(USERS.ben, general, 'Bonjour')
  const menu = () => discord.people.messageCommand(USERS.ada, general, 'Translate', id)
  const [reply, event] = await answering(menu, { private: true })
  expect(event).toMatchObject({ type: 'command', name: 'translate', target: { id, text: 'Bonjour' } })
  await reply.append('Hello')
  await reply.finish(END)
  expect(answers()).toMatchObject([{ text: 'Hello', isPrivate: true }])
})

test('"Add to knowledge", "Summarise from here" and "Minutes from here" are offered', async () => {
  const id = await discord.people.say(USERS.ben, general, 'The wifi key lies in the drawer')
  await discord.people.messageCommand(USERS.ada, general, 'Add to knowledge', id)
  await discord.people.messageCommand(USERS.ada, general, 'Summarise from here', id)
  await discord.people.messageCommand(USERS.ada, general, 'Minutes from here', id)
  expect(await discord.next('command', event => event.name === 'remember')).toMatchObject({ target: { id } })
  expect(await discord.next('command', event => event.name === 'summarize')).toMatchObject({ target: { id } })
  expect(await discord.next('command', event => event.name === 'minutes')).toMatchObject({ target: { id } })
})

describe('a button', () => {
  test('under a private answer changes that answer', async () => {
    const [reply] = await command({ private: true })
    await reply.append('First.')
    await reply.finish({ ...END, actions: BUTTONS })
    const click = () => discord.people.click(USERS.ada, general, 'Again')
    const [again, event] = await answering(click, { private: true, replaces: [...discord.posted] })
    expect(event).toMatchObject({ type: 'action', action: 'regenerate' })
    await again.append('Second.')
    await again.finish(END)
    expect(answers()).toMatchObject([{ text: 'Second.', isPrivate: true }])
    expect(texts(USERS.ben)).toEqual([])
  })

  test('under an answer for all changes it for all', async () => {
    const first = await discord.open(placeIn(general))
    await first.append('First.')
    await first.finish({ ...END, actions: BUTTONS })
    const click = () => discord.people.click(USERS.ben, general, 'Again')
    const [again] = await answering(click, { private: false, replaces: [...discord.posted] })
    await again.append('Second.')
    await again.finish(END)
    expect(texts()).toEqual(['Second.'])
  })

  test('shares a private answer with all', async () => {
    const [reply] = await command({ private: true })
    await reply.append('Points.')
    await reply.finish({ ...END, actions: [{ name: 'share', label: 'Share' }] })
    const [shared] = await answering(() => discord.people.click(USERS.ada, general, 'Share'), { private: false })
    await shared.append('Points.')
    await shared.finish(END)
    expect(texts(USERS.ben)).toEqual(['Points.'])
  })
})

test('a button in a direct message may put its answer into the channel that was asked in', async () => {
  const asked = await discord.people.say(USERS.ada, general, 'how?', { mention: true })
  const reply = await discord.open(placeIn(general), { private: true, replyTo: asked })
  await reply.append('Points.')
  await reply.finish({ ...END, actions: [{ name: 'share', label: 'Share' }] })
  const shared = Promise.withResolvers<Reply>()
  discord.onEvent = async event => {
    if (event.type !== 'action') return
    const options = { eventId: event.id, person: event.person, private: false, replyTo: asked }
    setImmediate(() => discord.open(placeIn(general), options).then(shared.resolve, shared.reject))
  }
  // A click that is not acknowledged fails.
  await discord.people.click(USERS.ada, direct(), 'Share')
  const open = await shared.promise
  await open.append('Points.')
  await open.finish(END)
  expect(texts(USERS.ben).filter(text => text === 'Points.')).toHaveLength(1)
  expect(texts(USERS.ada, direct()).filter(text => text === 'Points.')).toHaveLength(1)
})

describe('a form', () => {
  const FORM: Form = {
    name: 'settings',
    subject: `channel ${'x'.repeat(150)}`,
    title: 'Settings',
    fields: [
      {
        name: 'language',
        label: 'Language',
        kind: 'choice',
        choices: [
          { value: 'de', label: 'German' },
          { value: 'fr', label: 'French' },
        ],
        value: 'fr',
        required: false,
      },
      { name: 'note', label: 'A note', kind: 'text', required: false },
    ],
  }

  test('opens at a command, comes back with its values, and says that it was taken', async () => {
    discord.onEvent = async event => {
      if (event.type === 'command') await discord.port.openForm!(event.trigger!, FORM)
    }
    await discord.people.command(USERS.ada, general, 'parley', 'settings')
    expect(await discord.next('command')).toMatchObject({ name: 'parley', text: 'settings' })
    expect(answers()).toEqual([])
    await discord.people.submit({ language: 'de', note: 'hm' })
    expect(await discord.next('form')).toMatchObject({
      form: 'settings',
      subject: FORM.subject,
      values: { language: 'de', note: 'hm' },
      place: { channel: general },
      person: { id: USERS.ada },
    })
    await until(() => answers().some(({ isPrivate, text }) => isPrivate && text !== ''))
  })

  test('opens at a button', async () => {
    const reply = await discord.open(placeIn(general))
    await reply.append('Yes.')
    await reply.finish({ ...END, actions: [{ name: 'bad', label: '👎' }] })
    discord.onEvent = async event => {
      if (event.type === 'action') await discord.port.openForm!(event.trigger!, { ...FORM, fields: [FORM.fields[1]!] })
    }
    await discord.people.click(USERS.ben, general, '👎')
    await discord.people.submit({ note: 'wrong' })
    expect(await discord.next('form')).toMatchObject({ values: { note: 'wrong' }, person: { id: USERS.ben } })
  })

  test('cannot be opened when it is too late', async () => {
    await discord.people.command(USERS.ada, general, 'summarize', '')
    const { trigger } = await discord.next('command')
    await expect(discord.port.openForm!(trigger!, FORM)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
    await expect(discord.port.openForm!('unknown', FORM)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
  })
})

test('commands that cannot be registered do not keep Parley from answering', async () => {
  await discord.stop()
  discord = await startDiscord()
  discord.server.failCalls(/^PUT .*commands/, { status: 403, code: 50001, message: 'Missing Access' }, 1)
  await discord.start()
  await discord.people.say(USERS.ada, general, 'hello', { mention: true })
  expect(await discord.next('message')).toBeDefined()
})
