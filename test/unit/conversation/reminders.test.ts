/** Tasks of minutes: who is reminded of them, when, how often, and when not any more. */
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { Reply } from '../../../src/conversation/chat-port.ts'
import { createReplyOpener } from '../../../src/conversation/open-recorded.ts'
import { createReminderPoster } from '../../../src/conversation/post-reminders.ts'
import { createReminders } from '../../../src/conversation/reminders.ts'
import { createReplies } from '../../../src/conversation/replies.ts'
import { createSettings } from '../../../src/conversation/settings.ts'
import { ParleyError } from '../../../src/errors.ts'
import {
  ada,
  answerTo,
  begin,
  ben,
  channelPort,
  click,
  command,
  direct,
  envelope,
  general,
  inThread,
  message,
  minutesAgo,
  post,
  useChannels,
  world,
} from '../../fixtures/channels.ts'
import { createMemoryPort, type MemoryPort, type SeenReply } from '../../fixtures/memory-port.ts'

useChannels()

const tokyo = { ...ada, timeZone: 'Asia/Tokyo' }

/** Ben takes a task that is due in two days, and one without a day. */
async function takeMinutes(port: MemoryPort, more: object = {}): Promise<SeenReply> {
  await post(port, message('m1', ben, 'write the *report* by 2026-04-03', { sentAt: minutesAgo(30) }))
  await post(port, message('m2', ben, 'write to Zoe', { sentAt: minutesAgo(20) }))
  return command(port, 'minutes', 'today', more)
}

/** What is posted at these moments, one after the other, each time as after a restart. */
async function postedAt(...moments: string[]): Promise<SeenReply[]> {
  const port = channelPort()
  for (const moment of moments) await postDue(port, moment)
  return port.replies
}

async function postDue(port: MemoryPort, moment: string): Promise<void> {
  const log = pino({ level: 'silent' })
  const owned = { db: world.store.db, platform: 'memory', now: () => new Date(moment) }
  const replies = createReplies(owned)
  const opener = createReplyOpener({ port, replies, log })
  const options = { port, replies, opener, log, reminders: createReminders(owned), settings: createSettings(owned) }
  await createReminderPoster(options).postDue(new Date(moment))
}

describe('under minutes', () => {
  it('there are buttons to be reminded and to take the tasks along, where there are tasks', async () => {
    const port = await begin()
    const labels = async (text: string) => (await command(port, 'minutes', text)).end!.actions.map(({ label }) => label)
    await post(port, message('m0', ben, 'hello', { sentAt: minutesAgo(40) }))
    expect(await labels('today')).not.toContain('Export')
    await post(port, message('m2', ben, 'write to Zoe', { sentAt: minutesAgo(20) }))
    expect(await labels('today')).toContain('Export')
    expect(await labels('today')).not.toContain('Remind us')
    const reply = await takeMinutes(port)
    expect(reply.end!.actions.map(({ label }) => label)).toEqual(expect.arrayContaining(['Remind us', 'Export']))
  })

  it('a click gives the tasks as files, to whoever may see the minutes', async () => {
    const port = await begin()
    const minutes = await takeMinutes(port)
    const given = await click(port, 'export', minutes)
    expect(given.options.private).toBe(true)
    expect(given.end!.files!.map(({ name }) => name)).toEqual(['actions.ics', 'actions.csv'])
    for (const { text } of given.end!.files!) {
      expect(text).toContain('write the *report*')
      expect(text).toContain('Ben')
    }
    expect((await command(port, 'parley', 'export')).end!.files).toHaveLength(2)
    expect((await command(port, 'parley', 'export', {}, ben)).reason).toMatch(/no minutes/)
  })
})

describe('a reminder', () => {
  it('comes once, at nine in the morning of its day where who asked lives, naming owner, task and message', async () => {
    const port = await begin()
    const minutes = await takeMinutes(port)
    const told = await click(port, 'remind', minutes, tokyo)
    expect(told.options.private).toBe(true)
    expect(told.text).toContain('2026-04-03: Ben: write the \\*report\\*')
    expect(told.text).toContain('Not of one task without a day')
    expect(await postedAt('2026-04-02T23:59:00Z')).toEqual([])
    const posted = await postedAt('2026-04-03T00:00:00Z', '2026-04-03T00:01:00Z', '2026-04-04T00:00:00Z')
    expect(posted.map(({ text }) => text)).toEqual([
      '**Due 2026-04-03:** Ben: write the \\*report\\* ([from here](https://chat.example/general/m1))',
    ])
    expect(posted[0]).toMatchObject({
      place: { channel: 'general' },
      options: { private: false },
      end: { actions: [] },
    })
    const rows = await world.store.db.selectFrom('reminders').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/report|Ben/)
  })

  it('is asked for twice and comes once', async () => {
    const port = await begin()
    const minutes = await takeMinutes(port)
    await Promise.all([click(port, 'remind', minutes), click(port, 'remind', minutes)])
    await click(port, 'remind', await command(port, 'minutes', 'today'))
    expect(await postedAt('2026-04-03T09:00:00Z')).toHaveLength(1)
  })

  it('stands in the thread of minutes that all can read', async () => {
    const port = await begin()
    await command(port, 'parley', 'settings me replies=public')
    await post(port, message('m1', ben, 'write the report by 2026-04-03', { sentAt: minutesAgo(30), thread: 'm0' }))
    const minutes = await command(port, 'minutes', 'today', { place: inThread('m0') })
    await click(port, 'remind', minutes)
    const [posted] = await postedAt('2026-04-03T09:00:00Z')
    expect(posted!.place.thread).toBe('m0')
  })

  it('of minutes asked for elsewhere comes where the tasks were agreed on', async () => {
    const port = await begin()
    await takeMinutes(port)
    const minutes = await command(port, 'minutes', '#general today', { mentioned: [general], place: direct })
    await click(port, 'remind', minutes, ada, direct)
    expect((await postedAt('2026-04-03T09:00:00Z'))[0]!.place.channel).toBe('general')
  })

  it('is not set by who cannot read the channel', async () => {
    const port = await begin()
    const minutes = await takeMinutes(port)
    world.strangers = ['ada']
    expect((await click(port, 'remind', minutes)).reason).toMatch(/cannot read/)
    expect(await postedAt('2026-04-03T09:00:00Z')).toEqual([])
  })

  it('that was cut off is written anew in its place, and one that ended is not', async () => {
    const port = await begin()
    await click(port, 'remind', await takeMinutes(port))
    let ended = 0
    const failing = channelPort()
    const { open } = failing
    failing.open = async (place, options): Promise<Reply> => {
      const reply = await open(place, options)
      const finish: Reply['finish'] = async end => {
        if (ended++ === 0) throw new ParleyError('PLATFORM_UNREACHABLE', 'gone for a moment')
        await reply.finish(end)
      }
      return { ...reply, finish }
    }
    for (const minute of [0, 1, 2]) await postDue(failing, `2026-04-03T09:0${minute}:00Z`)
    expect(failing.replies.map(({ options }) => options.attempt)).toEqual([1, 2])
    expect(failing.replies[1]!.options.replaces).toHaveLength(1)
  })

  it('is not posted where the place is gone, where Parley is switched off, or long after its day', async () => {
    const port = await begin()
    await click(port, 'remind', await takeMinutes(port))
    expect(await postedAt('2026-04-07T09:00:00Z')).toEqual([])
    await click(port, 'remind', await takeMinutes(port))
    await command(port, 'parley', 'settings answer=off')
    expect(await postedAt('2026-04-03T09:00:00Z')).toEqual([])
    await command(port, 'parley', 'settings answer=mentions')
    await click(port, 'remind', await takeMinutes(port))
    const gone = createMemoryPort({
      open() {
        throw new ParleyError('PLATFORM_REJECTED', 'The channel is gone.')
      },
    })
    await postDue(gone, '2026-04-03T09:00:00Z')
    expect(await world.store.db.selectFrom('reminders').selectAll().execute()).toEqual([])
  })

  it('goes with its minutes, with its channel, and with who asked for it', async () => {
    const port = await begin()
    const set = async () => click(port, 'remind', await takeMinutes(port, { place: inThread('q9') }))
    const waiting = () => world.store.db.selectFrom('reminders').select('id').execute()
    await post(port, message('m1', ben, 'write the report by 2026-04-03', { sentAt: minutesAgo(30) }))
    const asked = { type: 'message', text: 'minutes please', messageId: 'q9', id: 'message:w:general:q9' } as const
    const minutes = await answerTo(port, { ...envelope(inThread('q9'), ada), ...asked })
    expect(minutes.heading?.pipeline).toBe('minutes')
    await click(port, 'remind', minutes)
    expect(await waiting()).toHaveLength(1)
    await port.send({ ...envelope(general, ada), type: 'delete', messageId: 'q9' })
    expect(await waiting()).toEqual([])
    await set()
    expect((await command(port, 'parley', 'forget')).text).toContain('1 reminder you asked for')
    expect(await waiting()).toEqual([])
    await set()
    await port.send({ ...envelope(general, ada), type: 'membership', joined: false })
    expect(await waiting()).toEqual([])
  })

  it('says nothing of words that were changed, and does not come where they were deleted', async () => {
    const port = await begin()
    await click(port, 'remind', await takeMinutes(port))
    const edited = message('m1', ben, 'write a poem', { sentAt: minutesAgo(30), editedAt: minutesAgo(1) })
    await port.send({ ...envelope(general, ben), type: 'edit', message: edited })
    const [posted] = await postedAt('2026-04-03T09:00:00Z')
    expect(posted!.text).toMatch(/^\*\*Due 2026-04-03:\*\* see \[this message\]/)
    await post(port, message('m3', ben, 'write the plan by 2026-04-03', { sentAt: minutesAgo(10) }))
    await click(port, 'remind', await command(port, 'minutes', 'today'))
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm3' })
    expect(await postedAt('2026-04-03T09:00:00Z')).toEqual([])
  })
})

describe('a Parley that starts', () => {
  it('posts what is due, once it knows what was deleted meanwhile', async () => {
    world.messages = [
      message('m1', ben, 'write the report by 2026-04-03', { sentAt: minutesAgo(30) }),
      message('m2', ben, 'write the plan by 2026-04-03', { sentAt: minutesAgo(20) }),
    ]
    const port = await begin()
    for (const given of world.messages) await post(port, given)
    await click(port, 'remind', await command(port, 'minutes', 'today'))
    for (const conversation of world.started.splice(0)) await conversation.stop()
    world.messages.pop()
    world.now = new Date('2026-04-03T09:00:00Z')
    const again = await begin()
    await again.until(replies => replies.some(({ end }) => end))
    for (const conversation of world.started.splice(0)) await conversation.stop()
    expect(again.replies.map(({ text }) => text)).toEqual([expect.stringContaining('write the report')])
  })
})

describe('/parley reminders', () => {
  it('lists what waits in a channel, and cancels it for who asked and for managers', async () => {
    const port = await begin()
    await click(port, 'remind', await takeMinutes(port, {}), ada)
    const { text } = await command(port, 'parley', 'reminders', {}, ben)
    expect(text).toContain('2026-04-03: Ben: write the \\*report\\*')
    const code = /`([0-9a-f]{6})`/.exec(text)![1]!
    expect((await command(port, 'parley', `reminders cancel ${code}`, {}, ben)).reason).toMatch(/Only who asked/)
    expect((await command(port, 'parley', 'reminders cancel 000000')).reason).toMatch(/no reminder/)
    world.managers = []
    expect((await command(port, 'parley', 'reminders', { place: direct })).text).toContain(code)
    expect((await command(port, 'parley', `reminders cancel ${code}`)).text).toMatch(/^Cancelled/)
    expect((await command(port, 'parley', 'reminders')).text).toMatch(/No reminders wait/)
    expect(await postedAt('2026-04-03T09:00:00Z')).toEqual([])
  })
})
