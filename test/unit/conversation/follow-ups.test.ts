/** What happens with a reply after it was given: its thread, its buttons, edits and deletions of its question. */
import { describe, expect, it } from 'vitest'
import { ParleyError } from '../../../src/errors.ts'
import {
  ada,
  answerTo,
  begin,
  ben,
  channelPort,
  envelope,
  inThread,
  message,
  minutesAgo,
  say,
  useChannels,
  world,
} from '../../fixtures/channels.ts'

useChannels()

describe('a reply', () => {
  it('in a thread knows what was said there, and by whom', async () => {
    world.messages = [
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
    const rows = await world.store.db
      .selectFrom('feedback')
      .select(['person', 'value', 'reason'])
      .orderBy('person')
      .execute()
    expect(rows).toEqual([
      { person: 'ada', value: 1, reason: null },
      { person: 'ben', value: -1, reason: 'rude' },
    ])
  })

  it('follows its question when that is edited, and goes when that is deleted', async () => {
    const port = await begin()
    const first = await say(port, 'hello')
    const changed = message('q1', ada, 'good morning', { addressed: true, editedAt: world.now.toISOString() })
    const second = await answerTo(port, { ...envelope(inThread('q1'), ada), type: 'edit', message: changed })
    expect(second).toMatchObject({
      text: 'heard good morning',
      options: { replaces: [{ channel: 'general', id: 'p1' }] },
    })
    await port.send({ ...envelope(first.place, ada), type: 'edit', message: changed })
    expect(port.replies).toHaveLength(2)
    await port.send({ ...envelope(first.place, ada), type: 'delete', messageId: 'q1' })
    expect(world.removed).toContainEqual({ channel: 'general', id: 'p2' })
  })
})
