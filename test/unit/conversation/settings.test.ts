/** What a channel and a person set, and what `/parley` says by itself. */
import { describe, expect, it } from 'vitest'
import { ada, begin, ben, command, envelope, general, say, useChannels, world } from '../../fixtures/channels.ts'

useChannels()

describe('settings', () => {
  it('open as a form where there are forms, with the present values', async () => {
    const port = await begin()
    await port.send({ ...envelope(general, ada), type: 'command', name: 'parley', text: 'settings', trigger: 't' })
    expect(world.forms[0]).toMatchObject({
      name: 'settings-channel',
      fields: [{ name: 'answer', value: 'mentions' }, {}, {}, {}, { name: 'conversations', value: 'nobody' }],
    })
    const values = { answer: 'commands', language: 'de', remember: 'yes', knowledge: 'everyone' }
    await port.send({
      ...envelope(general, ada),
      type: 'form',
      form: world.forms[0]!.name,
      subject: world.forms[0]!.subject,
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
