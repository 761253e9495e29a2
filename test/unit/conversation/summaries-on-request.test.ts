/** Summaries on request: which messages are read, who may have them read, and where they come from. */
import { describe, expect, it } from 'vitest'
import {
  ada,
  answerTo,
  begin,
  ben,
  command,
  envelope,
  general,
  inThread,
  message,
  minutesAgo,
  post,
  say,
  useChannels,
  world,
} from '../../fixtures/channels.ts'

useChannels()

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
    expect(world.asked).toEqual([])
  })

  it('of a longer time fetches what is missing once, and counts it', async () => {
    world.messages = [message('old', ben, 'last week', { sentAt: minutesAgo(3 * 24 * 60) })]
    const port = await begin()
    await post(port, message('new', ben, 'today', { sentAt: minutesAgo(5) }))
    const reply = await command(port, 'summarize', 'last 5 days')
    expect(reply.text).toMatch(/last week[\s\S]*today/)
    expect(reply.statuses).toContain('Reading 2 messages…')
    expect(world.asked).toHaveLength(1)
    await command(port, 'summarize', 'last 4 days')
    expect(world.asked).toHaveLength(1)
  })

  it('keeps the replies of a thread behind its first message, and leaves its own out', async () => {
    world.messages = [
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
    world.messages = [
      message('x', ben, 'elsewhere', { sentAt: minutesAgo(9) }),
      message('y', ben, 'a reply', { sentAt: minutesAgo(8), thread: 'x' }),
      message('z', ben, 'another matter', { sentAt: minutesAgo(7) }),
    ]
    const { text } = await command(await begin(), 'summarize', 'https://chat.example/other/x')
    expect(text).toMatch(/elsewhere[\s\S]*a reply/)
    expect(text).not.toContain('another matter')
  })

  it('is refused to whoever cannot read the channel', async () => {
    world.mayRead = false
    const reply = await command(await begin(), 'summarize', 'https://chat.example/secret/x')
    expect(reply.reason).toMatch(/cannot read/)
    expect(world.asked).toEqual([])
  })

  it('that was private can be shared by a click, by the one who asked', async () => {
    world.messages = [message('m1', ben, 'news', { sentAt: minutesAgo(9) })]
    const port = await begin()
    const reply = await command(port, 'summarize', 'today')
    // Where the platform gave it in a direct message, the button leads to the channel all the same.
    expect(reply.end?.actions).toContainEqual({ name: 'share', label: 'Share in the channel' })
    const click = { type: 'action', action: 'share', reply: reply.options.replyId } as const
    const refused = await answerTo(port, { ...envelope(general, ben), ...click })
    expect(refused.reason).toMatch(/Only the person who asked/)
    const shared = await answerTo(port, { ...envelope(general, ada), ...click })
    expect(shared).toMatchObject({ options: { private: false }, text: expect.stringContaining('news') })
  })

  it('of a channel that is not remembered is read from the platform, and nothing stays', async () => {
    world.messages = [message('m1', ben, 'hush', { sentAt: minutesAgo(9) })]
    const port = await begin()
    await command(port, 'parley', 'settings remember=no')
    await post(port, message('m2', ben, 'not kept'))
    expect((await command(port, 'summarize', 'today')).text).toContain('hush')
    expect(await world.store.db.selectFrom('messages').selectAll().execute()).toEqual([])
  })
})
