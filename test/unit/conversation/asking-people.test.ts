/** What the documents do not answer: people are asked, their answers kept, wrong ones corrected, and the rest listed. */
import { describe, expect, it } from 'vitest'
import type { ActionEvent, FormEvent } from '../../../src/conversation/chat-port.ts'
import {
  ada,
  begin,
  ben,
  command,
  direct,
  envelope,
  general,
  inThread,
  message,
  minutesAgo,
  say,
  useChannels,
  world,
} from '../../fixtures/channels.ts'
import type { MemoryPort, SeenReply } from '../../fixtures/memory-port.ts'

useChannels()

const question = 'Who waters the plants?'
const eve = { id: 'eve', name: 'Eve' }

const click = (
  port: MemoryPort,
  action: ActionEvent['action'],
  reply: string,
  { person = ada, place = general, ...more }: Partial<ActionEvent> = {},
) => port.send({ ...envelope(place, person), type: 'action', action, reply, trigger: 't', ...more })

const submit = (
  port: MemoryPort,
  values: Record<string, string>,
  { person = ben, place = general, id }: Partial<FormEvent> = {},
) => {
  const { name: form, subject } = world.forms.at(-1)!
  const event = envelope(place, person)
  return port.send({ ...event, id: id ?? event.id, type: 'form', form, subject, values })
}

const labels = ({ end }: SeenReply) => end!.actions.map(({ label }) => label)
const textsIn = (port: MemoryPort, channel: string) =>
  port.replies.filter(({ place }) => place.channel === channel).map(({ text }) => text)

/** Ada asks privately in the channel, and has the question put to it. */
async function askChannel(port: MemoryPort) {
  await command(port, 'parley', 'settings me replies=private')
  const refusal = await say(port, question)
  await click(port, 'ask', refusal.options.replyId)
  const posted = port.replies.find(({ text }) => text.includes('asks:'))!
  return { refusal, posted }
}

describe('a question that nothing answers', () => {
  it('is put to the channel in the name of who asked, once', async () => {
    const port = await begin()
    const { refusal, posted } = await askChannel(port)
    expect(labels(refusal)).toContain('Ask the channel')
    expect(posted).toMatchObject({ text: `**Ada asks:** ${question}`, place: { channel: 'general' } })
    expect(posted.place.thread).toBeUndefined()
    expect(posted.options.private).toBe(false)
    expect(labels(posted)).toEqual(['Keep the answer'])
    await Promise.all([1, 2].map(() => click(port, 'ask', refusal.options.replyId)))
    expect(port.replies.filter(({ text }) => text.includes('asks:'))).toHaveLength(1)
  })

  it('is put to the channel only by the person who asked, and only where they can read it', async () => {
    const port = await begin()
    const refusal = await say(port, question)
    await click(port, 'ask', refusal.options.replyId, { person: ben })
    expect(port.replies.at(-1)!.reason).toMatch(/Only the person who asked/)
    world.strangers = ['ada']
    await click(port, 'ask', refusal.options.replyId)
    expect(port.replies.at(-1)!.reason).toMatch(/cannot read/)
    expect(port.replies.some(({ text }) => text.includes('asks:'))).toBe(false)
  })

  it('in a direct message goes to the channel the person looks at, and has no button where there is none', async () => {
    const port = await begin()
    const alone = await say(port, question, direct)
    expect(labels(alone)).not.toContain('Ask the channel')
    const event = {
      ...envelope(direct, ada),
      type: 'message' as const,
      text: question,
      messageId: 'm9',
      viewing: general,
    }
    const before = port.replies.length
    await port.send(event)
    await port.until(replies => replies[before]?.end !== undefined)
    const refusal = port.replies[before]!
    expect(labels(refusal)).toContain('Ask the channel')
    await click(port, 'ask', refusal.options.replyId, { place: direct })
    expect(textsIn(port, 'general')).toEqual([`**Ada asks:** ${question}`])
    expect(port.replies.at(-1)).toMatchObject({
      place: { channel: 'dm-ada' },
      text: expect.stringMatching(/^Asked in/),
    })
  })

  it('that was answered has no such button', async () => {
    const port = await begin()
    await world.curated.put({ question, answer: 'Ben.', acl: ['public'], addedBy: ada })
    const reply = await say(port, question)
    expect(reply.text).toBe('Ben.')
    expect(labels(reply)).not.toContain('Ask the channel')
  })
})

describe('the answer that comes', () => {
  async function begun() {
    const port = await begin()
    const { posted } = await askChannel(port)
    const [root] = (await world.store.db.selectFrom('reply_messages').selectAll().execute()).slice(-1)
    const thread = root!.id
    world.messages = [
      message('a1', ben, 'I do, on Mondays.', { thread, sentAt: minutesAgo(3) }),
      message('a2', ada, 'thank you!', { thread, sentAt: minutesAgo(2) }),
    ]
    return { port, posted, thread }
  }

  it('is offered in a form, kept for the channel, said in the thread, and told to who asked', async () => {
    const { port, posted, thread } = await begun()
    await click(port, 'keep', posted.options.replyId, { person: ben })
    expect(world.forms.at(-1)!.fields.map(({ name, value }) => [name, value])).toEqual([
      ['question', question],
      ['answer', 'I do, on Mondays.'],
    ])
    await submit(port, { question, answer: 'Ben, on Mondays.' })
    expect(await world.curated.list()).toMatchObject([
      { question, answer: 'Ben, on Mondays.', acl: ['place:memory:general'], addedBy: { name: 'Ben' } },
    ])
    const [said, told] = port.replies.slice(-2)
    expect(said).toMatchObject({ place: { channel: 'general', thread }, options: { private: false } })
    expect(said!.text).toMatch(/Kept by Ben[\s\S]*Ben, on Mondays\./)
    expect(told).toMatchObject({ options: { person: { id: 'ada' }, private: true } })
    expect(told!.text).toMatch(/Ben has answered your question/)
    expect((await say(port, 'who waters the plants?', inThread('q7'))).text).toBe('Ben, on Mondays.')
  })

  it('is kept once, however often the form comes', async () => {
    const { port, posted } = await begun()
    await click(port, 'keep', posted.options.replyId, { person: ben })
    for (let i = 0; i < 3; i++) await submit(port, { question, answer: 'Ben.' }, { id: 'form-1' })
    await submit(port, { question, answer: 'Ben.' })
    expect(await world.curated.list()).toHaveLength(1)
    expect(port.replies.filter(({ text }) => text.includes('Kept by'))).toHaveLength(1)
    expect(port.replies.filter(({ text }) => text.includes('has answered'))).toHaveLength(1)
  })

  it('is kept only by those who may add to the knowledge base there', async () => {
    const { port, posted } = await begun()
    await click(port, 'keep', posted.options.replyId, { person: ben })
    await command(port, 'parley', 'settings knowledge=managers')
    await click(port, 'keep', posted.options.replyId, { person: ben })
    expect(world.forms).toHaveLength(1)
    expect(port.replies.at(-1)).toMatchObject({
      reason: expect.stringMatching(/do not let you/),
      options: { private: true },
    })
    // The form was opened while it was still allowed.
    await submit(port, { question, answer: 'Ben.' })
    expect(port.replies.at(-1)!.reason).toMatch(/do not let you/)
    await command(port, 'parley', 'settings knowledge=everyone')
    world.strangers = ['eve']
    await submit(port, { question, answer: 'Eve.' }, { person: eve })
    expect(await world.curated.list()).toEqual([])
  })

  it('is not shown in another channel, nor that there is one', async () => {
    const { port, posted } = await begun()
    await click(port, 'keep', posted.options.replyId, { person: ben })
    await submit(port, { question, answer: 'Ben.' })
    const other = { ...general, channel: 'other', thread: 'q9' }
    expect((await say(port, question, other, eve)).text).toBe('I don’t know.')
    expect((await say(port, question, { ...direct, channel: 'dm-eve' }, eve)).text).toBe('I don’t know.')
  })
})

describe('a wrong answer', () => {
  async function wrong() {
    const port = await begin()
    await world.curated.put({ question, answer: 'Nobody.', acl: ['place:memory:general'], addedBy: ada })
    const reply = await say(port, question)
    expect(reply.text).toBe('Nobody.')
    return { port, reply }
  }

  it('is corrected in place by those who may, and the right one is kept', async () => {
    const { port, reply } = await wrong()
    await click(port, 'bad', reply.options.replyId, { person: ben })
    expect(world.forms.at(-1)!.fields.map(({ name }) => name)).toEqual(['reason', 'answer'])
    for (let i = 0; i < 2; i++) await submit(port, { reason: 'I do', answer: 'Ben.' }, { id: 'form-2' })
    const replaced = port.replies.filter(({ options }) => options.replaces)
    expect(replaced).toHaveLength(1)
    expect(replaced[0]).toMatchObject({ text: 'Ben.\n\n_Corrected by Ben._', options: { person: { id: 'ada' } } })
    expect(await world.curated.list()).toMatchObject([{ answer: 'Ben.', addedBy: { name: 'Ben' } }])
    expect((await say(port, question, inThread('q8'))).text).toBe('Ben.')
  })

  it('gets a suggestion from everybody else, which those who keep the knowledge see', async () => {
    const { port, reply } = await wrong()
    await command(port, 'parley', 'settings knowledge=managers')
    await click(port, 'bad', reply.options.replyId, { person: ben })
    expect(world.forms.at(-1)!.fields.map(({ name }) => name)).toEqual(['reason', 'suggestion'])
    // A form can be forged, or be older than the setting.
    await submit(port, { answer: 'Ben does.' })
    expect(await world.curated.list()).toMatchObject([{ answer: 'Nobody.' }])
    const rating = await world.store.db.selectFrom('feedback').selectAll().executeTakeFirstOrThrow()
    expect(rating).toMatchObject({ person: 'ben', value: -1, suggestion: 'Ben does.' })
  })

  it('of another pipeline is only rated', async () => {
    const port = await begin()
    const reply = await say(port, 'hello')
    await click(port, 'bad', reply.options.replyId)
    expect(world.forms.at(-1)!.fields.map(({ name }) => name)).toEqual(['reason'])
  })
})

describe('the list of questions', () => {
  it('shows what was asked and not answered to those who keep the knowledge, alike ones together', async () => {
    const port = await begin()
    await say(port, 'Who waters the plants?', inThread('q1'))
    await say(port, 'who waters the plants?', inThread('q2'), ben)
    await say(port, 'Who feeds the fish on Sundays?', inThread('q3'), ben)
    const list = await command(port, 'parley', 'questions', {}, ben)
    expect(list.options.private).toBe(true)
    expect(list.text).toMatch(/who waters the plants\? \(2×, last on 2026-04-01/i)
    expect(list.text).toContain('Who feeds the fish on Sundays?')
    await world.curated.put({ question, answer: 'Ben.', acl: ['place:memory:general'], addedBy: ben })
    const later = await command(port, 'parley', 'questions', {}, ben)
    expect(later.text).not.toMatch(/plants/)
    expect(later.text).toMatch(/fish/)
  })

  it('is refused to others, and tells nobody what was asked where they cannot read', async () => {
    const port = await begin()
    await say(port, 'Who waters the plants?')
    await say(port, 'Who is to be fired?', direct)
    await command(port, 'parley', 'settings me replies=private')
    await say(port, 'Who earns the most?', inThread('q4'))
    expect((await command(port, 'parley', 'questions', {}, ben)).text).not.toMatch(/fired|earns/)
    await command(port, 'parley', 'settings knowledge=managers')
    expect((await command(port, 'parley', 'questions', {}, ben)).reason).toMatch(/do not let you/)
    world.strangers = ['eve']
    const elsewhere = { place: { ...direct, channel: 'dm-eve' } }
    expect((await command(port, 'parley', 'questions', elsewhere, eve)).text).not.toMatch(/plants|fired|earns/)
    expect((await command(port, 'parley', 'questions', { place: direct })).text).toMatch(
      /fired[\s\S]*plants|plants[\s\S]*fired/,
    )
  })

  it('forgets with the person, and with the question', async () => {
    const port = await begin()
    await say(port, 'Who waters the plants?')
    await say(port, 'Who feeds the fish?', inThread('q2'), ben)
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'q2' })
    const rows = () => world.store.db.selectFrom('asked_questions').select('person').execute()
    expect(await rows()).toEqual([{ person: 'ada' }])
    await command(port, 'parley', 'forget')
    expect(await rows()).toEqual([])
  })
})
