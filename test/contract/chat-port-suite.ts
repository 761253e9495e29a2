/** What every chat port promises, whatever the platform: run over all of them by chat-port.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  ChatEvent,
  ChatPort,
  Message,
  Person,
  Place,
  PostedMessage,
  Reply,
  ReplyOptions,
  TimeRange,
} from '../../src/conversation/chat-port.ts'
import { END, type EventOf, pause, until } from '../fixtures/watched-port.ts'
import type { ChatPlatform, PlatformServer, ShownMessage } from './chat-platform.ts'

export function describeChatPort(platform: ChatPlatform): void {
  const { missing } = platform
  /** A case that the platform has no counterpart for says why. */
  const unless = (what: keyof typeof missing) => (missing[what] ? it.skip : it)

  describe(`${platform.name} as a chat port`, () => {
    let port: ChatPort
    let server: PlatformServer
    let stop: () => Promise<void>
    let events: ChatEvent[]
    let posted: PostedMessage[]
    let onEvent: (event: ChatEvent) => Promise<void>
    let serial = 0

    beforeEach(async () => {
      ;({ port, server, stop } = await platform.start())
      events = []
      posted = []
      onEvent = async () => {}
      await port.start(async event => {
        await onEvent(event)
        events.push(event)
      })
    })
    afterEach(() => stop())

    const general = () => server.places.general!
    const direct = () => server.places.direct!
    const ofType = <T extends ChatEvent['type']>(type: T) =>
      events.filter((event): event is EventOf<T> => event.type === type)
    const next = <T extends ChatEvent['type']>(type: T, fits: (event: EventOf<T>) => boolean = () => true) =>
      until(() => ofType(type).find(fits))
    const seen = async (viewer: 'ada' | 'ben', place: Place, fits: (shown: ShownMessage[]) => boolean) => {
      for (;;) {
        const shown = (await server.shown(viewer, place)).filter(({ author }) => author === 'parley')
        if (fits(shown)) return shown
        await pause()
      }
    }
    const textOf = (shown: readonly ShownMessage[]) => shown.map(({ text }) => text).join('\n')

    function open(event: ChatEvent, more: Partial<ReplyOptions> = {}): Promise<Reply> {
      serial++
      const replyTo = event.type === 'message' ? event.messageId : undefined
      return port.open(event.place, {
        ...{ eventId: event.id, replyId: `r${serial}`, person: event.person, attempt: 1, private: false, replyTo },
        onPosted: message => {
          if (!posted.some(({ id }) => id === message.id)) posted.push(message)
        },
        ...more,
      })
    }

    async function read(place: Place, range: TimeRange = {}): Promise<Message[]> {
      const messages: Message[] = []
      for await (const message of port.history(place, range)) messages.push(message)
      return messages
    }

    describe('events', () => {
      it('come from a direct message, with the words and who said them', async () => {
        await server.say('ada', direct(), 'How many days of leave do I have?')
        const event = await next('message')
        expect(event.text).toBe('How many days of leave do I have?')
        expect(event.person.id).toBe(server.people.ada.id)
        expect(event.place).toMatchObject({ platform: platform.name, audience: 'person' })
        expect(Math.abs(Date.parse(event.at) - Date.now())).toBeLessThan(60_000)
      })

      unless('general')('come from a mention, without the mention', async () => {
        await server.say('ben', general(), 'what is for lunch?', { mention: true })
        const event = await next('message')
        expect(event.text).toBe('what is for lunch?')
        expect(event.place).toMatchObject({ channel: general().channel, audience: 'channel' })
      })

      unless('general')('tell what people say to each other as posts', async () => {
        const id = await server.say('ben', general(), 'lunch?')
        expect((await next('post')).message).toMatchObject({ id, text: 'lunch?', addressed: false })
        expect(ofType('message')).toEqual([])
      })

      unless('general')('never make a question of what another program says', async () => {
        await server.say('bot', general(), 'deployed', { mention: true })
        expect((await next('post')).message.author.isBot).toBe(true)
        await server.say('ada', direct(), 'after')
        await next('message')
        expect(ofType('message').map(({ text }) => text)).toEqual(['after'])
      })

      unless('unanswered')('keep the order in which things were said', async () => {
        for (const text of ['one', 'two', 'three']) await server.say('ada', direct(), text)
        await until(() => ofType('message').length === 3)
        expect(ofType('message').map(({ text }) => text)).toEqual(['one', 'two', 'three'])
      })

      unless('general')('come under the same id when they are delivered again', async () => {
        await server.say('ada', general(), 'again?', { mention: true })
        const first = await next('message')
        await server.redeliver()
        await server.say('ada', direct(), 'last')
        await next('message', ({ text }) => text === 'last')
        const ids = ofType('message')
          .filter(({ text }) => text === 'again?')
          .map(({ id }) => id)
        expect(new Set(ids)).toEqual(new Set([first.id]))
      })

      unless('general')('are not lost when the connection is cut', async () => {
        await server.disconnect()
        await server.say('ada', general(), 'are you there?', { mention: true })
        expect((await next('message')).text).toBe('are you there?')
      })

      unless('redelivery')(
        'are delivered again, or not acknowledged, where they could not be written down',
        async () => {
          let failures = 0
          onEvent = async () => {
            if (failures++ === 0) throw new Error('the disk is full')
          }
          await server.say('ada', direct(), 'keep this')
          await until(() => failures > 0)
          if (ofType('message').length === 0) await server.redeliver()
          expect((await next('message')).text).toBe('keep this')
        },
      )

      unless('edits')('tell of edits and deletions', async () => {
        const id = await server.say('ben', general(), 'at nine')
        await next('post')
        await server.edit('ben', general(), id, 'at ten')
        expect((await next('edit')).message).toMatchObject({ id, text: 'at ten' })
        await server.delete('ben', general(), id)
        expect((await next('delete')).messageId).toBe(id)
      })

      unless('threads')('say in which thread something was said', async () => {
        const root = await server.say('ben', general(), 'the release')
        await server.say('ada', general(), 'is it ready?', { thread: root })
        const event = await next('post', ({ message }) => message.text === 'is it ready?')
        expect(event.message.thread).toBeDefined()
        expect(event.place.channel).toBe(general().channel)
      })

      unless('files')('name the files that came along, which can be read', async () => {
        await server.say('ada', direct(), 'the minutes please', {
          files: [{ name: 'call.vtt', text: 'WEBVTT\n\nhello' }],
        })
        const [file] = (await next('message')).files!
        expect(file!.name).toBe('call.vtt')
        expect(new TextDecoder().decode(await port.readFile!(file!, new AbortController().signal))).toBe(
          'WEBVTT\n\nhello',
        )
      })
    })

    describe('a reply', () => {
      it('shows the whole text at the end, however it was written', async () => {
        await server.say('ada', direct(), 'tell me')
        const reply = await open(await next('message'))
        await reply.status('Thinking…')
        for (const text of ['Nine ', 'to ', 'five.']) await reply.append(text)
        await reply.finish(END)
        const shown = await seen('ada', direct(), shown => textOf(shown).includes('Nine to five.'))
        expect(textOf(shown).match(/Nine to five\./g)).toHaveLength(1)
        expect(textOf(shown)).not.toContain('Thinking')
      })

      unless('general')('stands where it was asked for, and pings nobody', async () => {
        await server.say('ada', general(), 'say hello', { mention: true })
        const reply = await open(await next('message'))
        await reply.append('Hello @everyone, @here, <!channel>, <@U0BEN> and <@everyone>!')
        await reply.finish(END)
        const shown = await seen('ben', general(), shown => textOf(shown).includes('Hello'))
        expect(shown.flatMap(({ pings }) => pings)).toEqual([])
      })

      it('that is long is not cut', async () => {
        await server.say('ada', direct(), 'everything')
        const reply = await open(await next('message'))
        const lines = Array.from({ length: 400 }, (_, i) => `- line ${i + 1} of a long answer`)
        await reply.append(lines.join('\n'))
        await reply.finish(END)
        const last = `line ${lines.length} of a long answer`
        const whole = (shown: ShownMessage[]) =>
          [textOf(shown), ...shown.flatMap(({ files }) => files.map(({ text }) => text))].join('\n')
        const text = whole(await seen('ada', direct(), shown => whole(shown).includes(last)))
        for (let i = 1; i <= lines.length; i++) expect(text).toContain(`line ${i} of a long answer`)
      })

      it('brings its files along, whole', async () => {
        await server.say('ada', direct(), 'export it')
        const reply = await open(await next('message'))
        await reply.append('Two files.')
        const files = [
          { name: 'actions.ics', text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
          { name: 'actions.csv', text: 'Owner,Task\r\nAda,"käse"\r\n' },
        ]
        await reply.finish({ ...END, files })
        const filesOf = (shown: readonly ShownMessage[]) =>
          shown.flatMap(({ files }) => files).sort((a, b) => (a.name < b.name ? 1 : -1))
        const shown = await seen('ada', direct(), shown => filesOf(shown).length === 2)
        expect(filesOf(shown)).toEqual(files)
        await seen('ada', direct(), shown => textOf(shown).includes('Two files.'))
      })

      unless('private')('that is private shows its files to nobody else', async () => {
        await server.command('ada', general(), 'summarize', '')
        const reply = await open(await next('command'), { private: true })
        await reply.append('Only for you.')
        await reply.finish({ ...END, files: [{ name: 'actions.csv', text: 'Owner\r\nAda\r\n' }] })
        await until(async () => {
          const shown = await Promise.all([general(), direct()].map(place => server.shown('ada', place)))
          return shown.flat().some(({ files }) => files.some(({ name }) => name === 'actions.csv'))
        })
        expect((await server.shown('ben', general())).flatMap(({ files }) => files)).toEqual([])
      })

      it('that fails says why, under what was written', async () => {
        await server.say('ada', direct(), 'go on')
        const reply = await open(await next('message'))
        await reply.append('It began well')
        await reply.fail('The model stopped. Try again.')
        const shown = await seen('ada', direct(), shown => textOf(shown).includes('The model stopped.'))
        expect(textOf(shown)).toContain('It began well')
      })

      unless('private')('that is private is seen by one person', async () => {
        await server.command('ada', general(), 'summarize', '')
        const event = await next('command')
        const reply = await open(event, { private: true })
        await reply.append('Only for you.')
        await reply.finish(END)
        const places = [general(), direct()]
        await until(async () => {
          const shown = await Promise.all(places.map(place => server.shown('ada', place)))
          return shown.flat().some(({ text }) => text.includes('Only for you.'))
        })
        const others = await server.shown('ben', general())
        expect(others.some(({ text }) => text.includes('Only for you.'))).toBe(false)
      })

      unless('buttons')('has buttons that come back', async () => {
        await server.say('ada', general(), 'once more', { mention: true })
        const reply = await open(await next('message'), { replyId: 'abc123' })
        await reply.append('Once.')
        await reply.finish({ ...END, actions: [{ name: 'reroute', label: 'Summarise instead', value: 'summarize' }] })
        await seen('ada', general(), shown => shown.some(({ buttons }) => buttons.includes('Summarise instead')))
        await server.click('ada', general(), 'Summarise instead')
        expect(await next('action')).toMatchObject({ action: 'reroute', reply: 'abc123', value: 'summarize' })
      })

      unless('buttons')('may be a question to a channel, whose answer is kept by a form', async () => {
        await server.say('ada', direct(), 'who knows?')
        const asked = await next('message')
        // Neither the place nor the id of what was clicked: it stands in the channel itself.
        const reply = await port.open(general(), {
          ...{ eventId: 'ask:abc125', replyId: 'abc125', person: asked.person, attempt: 1, private: false },
          onPosted: message => posted.push(message),
        })
        await reply.append('**Ada asks:** who knows?')
        await reply.finish({ ...END, actions: [{ name: 'keep', label: 'Keep the answer' }] })
        const [shown] = await seen('ben', general(), shown =>
          shown.some(({ buttons }) => buttons.includes('Keep the answer')),
        )
        expect(shown).toMatchObject({ isPrivate: false, text: expect.stringContaining('Ada asks: who knows?') })
        expect(shown!.thread ?? shown!.id).toBe(shown!.id)
        onEvent = async event => {
          if (event.type !== 'action') return
          const fields = ['question', 'answer'].map(name => ({
            name,
            label: name,
            kind: 'text' as const,
            required: true,
          }))
          await port.openForm!(event.trigger!, { name: 'keep-answer', subject: event.reply, title: 'Keep it', fields })
        }
        await server.click('ben', general(), 'Keep the answer')
        expect(await next('action')).toMatchObject({ action: 'keep', reply: 'abc125' })
        await server.submit({ question: 'Who knows?', answer: 'Ben, **on Mondays**.' })
        const form = await next('form')
        expect(form).toMatchObject({
          ...{ form: 'keep-answer', subject: 'abc125', person: { id: server.people.ben.id } },
          ...{
            place: { channel: general().channel },
            values: { question: 'Who knows?', answer: 'Ben, **on Mondays**.' },
          },
        })
        // Who asked is told, and not who kept it.
        const told = await port.open(asked.place, {
          ...{ eventId: `${form.id}:told`, replyId: 'abc126', person: asked.person, attempt: 1, private: false },
          onPosted: () => {},
        })
        await told.append('Ben has answered your question.')
        await told.finish(END)
        await seen('ada', direct(), shown => textOf(shown).includes('Ben has answered'))
        expect(textOf(await server.shown('ben', general()))).not.toContain('Ben has answered')
      })

      unless('general')('can be stopped while it is written, and keeps what was written', async () => {
        const id = await server.say('ada', general(), 'a long story', { mention: true })
        const reply = await open(await next('message'), { replyId: 'abc124' })
        await reply.append('Once upon a time ')
        await seen('ada', general(), shown => textOf(shown).includes('Once upon'))
        await server.stop('ada', general(), id)
        const { target, place } = await next('stop')
        expect([target, place.channel]).toEqual([target === undefined ? undefined : 'abc124', general().channel])
        await reply.finish({ ...END, stopped: true })
        await seen('ada', general(), shown => textOf(shown).includes('Once upon a time'))
      })

      unless('general')('takes the place of an earlier one', async () => {
        await server.say('ada', general(), 'first try', { mention: true })
        const event = await next('message')
        const first = await open(event)
        await first.append('The wrong answer.')
        await first.finish(END)
        const before = [...posted]
        const second = await open(event, { eventId: `${event.id}:2`, replaces: before })
        await second.append('The right answer.')
        await second.finish(END)
        const shown = await seen('ada', general(), shown => textOf(shown).includes('The right answer.'))
        expect(textOf(shown)).not.toContain('The wrong answer.')
      })

      unless('general')('can be taken away', async () => {
        await server.say('ada', general(), 'oops', { mention: true })
        const event = await next('message')
        const reply = await open(event)
        await reply.append('Too late.')
        await reply.finish(END)
        await port.remove!(posted, event.place)
        await seen('ada', general(), shown => !textOf(shown).includes('Too late.'))
        await port.remove!(posted, event.place)
      })

      for (const fault of [
        'rate-limited',
        'rate-limited-without-delay',
        'server-error',
        'no-answer',
        'stream-expired',
        'message-gone',
      ] as const) {
        unless(fault)(`gets through whole, and once, where the platform fails: ${fault}`, async () => {
          await server.say('ada', general(), 'try', { mention: true })
          const reply = await open(await next('message'))
          await reply.append('The first half, ')
          server.fail(fault, 1)
          await reply.append('the second half.')
          await reply.finish(END)
          const shown = await seen('ada', general(), shown => textOf(shown).includes('the second half.'))
          expect(textOf(shown)).toContain('The first half, the second half.')
          expect(textOf(shown).match(/the second half\./g)).toHaveLength(1)
        })
      }
    })

    describe('the history', () => {
      unless('general')('is complete over pages and threads, oldest first', async () => {
        const root = await server.say('ben', general(), 'message 0')
        for (let i = 1; i < 230; i++) await server.say('ben', general(), `message ${i}`)
        if (!missing.threads) await server.say('ada', general(), 'in the thread', { thread: root })
        const messages = await read(general())
        const numbered = messages.filter(({ text }) => /^message \d+$/.test(text)).map(({ text }) => text)
        expect(numbered).toEqual(Array.from({ length: 230 }, (_, i) => `message ${i}`))
        if (!missing.threads) {
          const reply = messages.find(({ text }) => text === 'in the thread')
          expect(reply?.thread).toBeDefined()
          expect((await read({ ...general(), thread: reply!.thread! })).map(({ text }) => text)).toContain(
            'in the thread',
          )
        }
      })

      unless('general')('keeps to the range', async () => {
        for (let i = 0; i < 6; i++) await server.say('ben', general(), `range ${i}`)
        const all = (await read(general())).filter(({ text }) => text.startsWith('range'))
        const last = await read(general(), { last: 2 })
        expect(last.map(({ text }) => text)).toEqual(['range 4', 'range 5'])
        const { sentAt: since } = all[3]!
        const later = (await read(general(), { since })).filter(({ text }) => text.startsWith('range'))
        // Several may have been sent in the same millisecond.
        expect(later).toEqual(all.filter(({ sentAt }) => sentAt >= since))
        const earlier = (await read(general(), { until: since })).filter(({ text }) => text.startsWith('range'))
        expect(earlier).toEqual(all.filter(({ sentAt }) => sentAt <= since))
      })

      unless('foreign')('of a channel Parley is not in is refused, not empty', async () => {
        await expect(read(server.places.foreign!)).rejects.toMatchObject({ code: 'PLATFORM_REJECTED' })
      })
    })

    describe('reading rights', () => {
      const mayRead = (person: Person, place: Place | undefined) => port.canRead(person, place!)

      unless('general')('are those of the members', async () => {
        const { ada, ben, eve } = server.people
        expect(await mayRead(ada, general())).toBe(true)
        expect(await mayRead(ben, general())).toBe(true)
        expect(await mayRead(eve, server.places.closed)).toBe(false)
        expect(await mayRead(ben, server.places.closed)).toBe(false)
        expect(await mayRead(ada, server.places.closed)).toBe(true)
        expect(await mayRead(ada, direct())).toBe(true)
        expect(await mayRead(ben, direct())).toBe(false)
      })

      unless('general')('end when somebody leaves', async () => {
        await server.leave('ada', server.places.closed!)
        expect(await mayRead(server.people.ada, server.places.closed)).toBe(false)
      })

      unless('archived')('stay in an archived channel', async () => {
        expect(await mayRead(server.people.ada, server.places.archived)).toBe(true)
      })

      unless('shared')('are the members’ alone in a shared channel', async () => {
        expect(await mayRead(server.people.eve, server.places.shared)).toBe(false)
      })
    })

    unless('general')('tells that it was taken out of a channel', async () => {
      await server.expel(general())
      expect((await next('membership')).joined).toBe(false)
    })
  })
}
