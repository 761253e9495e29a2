/** What is kept of channels and people, how it goes again, and what is made up for after having been away. */
import { describe, expect, it } from 'vitest'
import {
  ada,
  begin,
  ben,
  command,
  envelope,
  general,
  message,
  minutesAgo,
  post,
  say,
  useChannels,
  world,
} from '../../fixtures/channels.ts'

useChannels()

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
    const rows = await world.store.db.selectFrom('messages').select('author_id').execute()
    expect(rows).toEqual([{ author_id: 'ben' }])
    const replies = await world.store.db.selectFrom('replies').select('event').execute()
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
    // When it is back, it knows that it knows nothing of the time before.
    world.messages = [message('m1', ben, 'bye', { sentAt: minutesAgo(50) })]
    await port.send({ ...envelope(general, ben), type: 'membership', joined: true })
    await post(port, message('m2', ben, 'hi again', { sentAt: minutesAgo(5) }))
    expect((await command(port, 'summarize', 'today')).text).toMatch(/bye[\s\S]*hi again/)
  })

  async function texts(): Promise<string[]> {
    return (await world.store.db.selectFrom('messages').select('text').execute()).map(({ text }) => text)
  }
})

describe('after having been away', () => {
  it('makes up for messages, edits and deletions, and answers what was asked within the hour, once', async () => {
    world.messages = [
      message('kept', ben, 'old', { sentAt: minutesAgo(90) }),
      message('gone', ben, 'gone', { sentAt: minutesAgo(80) }),
    ]
    const port = await begin()
    for (const given of world.messages) await post(port, given)
    await world.started.pop()!.stop()
    world.now = new Date(world.now.getTime() + 30 * 60_000)
    world.messages = [
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
    await world.started.pop()!.stop()
    expect(again.replies.map(({ text }) => text)).toEqual(['heard are you there?'])
    expect(again.replies[0]!.place.thread).toBe('asked')
    const rows = await world.store.db
      .selectFrom('messages')
      .select('text')
      .where('text', '!=', '')
      .orderBy('sent_at')
      .execute()
    expect(rows.map(({ text }) => text)).toEqual(['new', 'too late?', 'are you there?', 'am I answered?', 'hm'])
    const third = await begin()
    await world.started.pop()!.stop()
    expect(third.replies).toEqual([])
  })
})
