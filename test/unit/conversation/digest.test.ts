/** Digests: which channels are read to whom, where the reply stands, and what is said of channels that are not read. */
import { describe, expect, it } from 'vitest'
import type { Message, Place } from '../../../src/conversation/chat-port.ts'
import type { Utterance } from '../../../src/text/utterance.ts'
import {
  ada,
  begin,
  ben,
  channelPort,
  command,
  direct,
  envelope,
  general,
  inThread,
  message,
  minutesAgo,
  post,
  say,
  summarized,
  useChannels,
  world,
} from '../../fixtures/channels.ts'
import type { MemoryPort } from '../../fixtures/memory-port.ts'

useChannels()

const place = (channel: string): Place => ({ ...general, channel })
const said = (): Utterance[] => summarized.at(-1)!.params.messages

/** So many messages of Ben's in a channel, the newest some minutes ago. */
async function talk(port: MemoryPort, channel: string, count: number, newest = 10): Promise<void> {
  for (let i = count; i > 0; i--) {
    const given: Message = message(`${i}`, ben, `${channel} ${i}`, { sentAt: minutesAgo(newest + i) })
    world.elsewhere[channel] = [...(world.elsewhere[channel] ?? []), given]
    await post(port, given, place(channel))
  }
}

describe('a digest of named channels', () => {
  it('reads them all, says where everything was said, and links each message where it stands', async () => {
    const port = await begin()
    await talk(port, 'dev', 1)
    await talk(port, 'ops', 2)
    const mentioned = [place('dev'), place('ops')]
    const reply = await command(port, 'summarize', '#dev #ops since yesterday', { mentioned })
    expect(said().map(({ channel, text }) => [channel, text])).toEqual([
      ['#ops', 'ops 2'],
      ['#ops', 'ops 1'],
      ['#dev', 'dev 1'],
    ])
    expect(new Set(said().map(({ id }) => id)).size).toBe(3)
    expect(reply.text).toContain('[\\[2\\]](https://chat.example/ops/1)')
    expect(reply.text).toContain('[\\[3\\]](https://chat.example/dev/1)')
    expect(reply.text).toContain('_Read: #ops (2 messages), #dev (1 message)._')
  })

  it('is given to the person alone whatever is set, and cannot be shared', async () => {
    const port = await begin()
    await talk(port, 'dev', 1)
    await talk(port, 'ops', 1)
    await command(port, 'parley', 'settings me replies=public')
    const mentioned = [place('dev'), place('ops')]
    for (const text of ['#dev #ops today', '#dev today', 'everywhere today']) {
      const reply = await command(port, 'summarize', text, text.includes('#') ? { mentioned } : {})
      expect(reply.options.private).toBe(true)
      expect(reply.end?.actions.map(({ name }) => name)).not.toContain('share')
    }
    expect((await command(port, 'summarize', 'today')).options.private).toBe(false)
  })

  it('is refused in a channel where nothing can be given to one person alone', async () => {
    const port = channelPort()
    await begin({ ...port, can: { ...port.can, private: false } } as MemoryPort)
    world.elsewhere = { dev: [message('1', ben, 'hush', { sentAt: minutesAgo(9) })] }
    const reply = await command(port, 'summarize', '#dev today', { mentioned: [place('dev')] })
    expect(reply.reason).toMatch(/Ask in a direct message/)
    expect(world.asked).toEqual([])
    const alone = await command(port, 'summarize', '#dev today', { mentioned: [place('dev')], place: direct })
    expect(alone.text).toContain('hush')
  })

  it('passes over what the person cannot read, without its name', async () => {
    const port = await begin()
    await talk(port, 'dev', 1)
    await talk(port, 'board', 1)
    world.closed = ['board']
    const mentioned = [place('dev'), place('board')]
    const { text } = await command(port, 'summarize', '#dev #board today', { mentioned })
    expect(said().map(given => given.text)).toEqual(['dev 1'])
    expect(text).toContain('the second channel that you named (you cannot read it)')
    expect(text).not.toContain('board')
  })

  it('finds a name that was typed among the channels that the person reads, and says the same of a closed one and of none', async () => {
    const port = await begin()
    await talk(port, 'dev', 1)
    await talk(port, 'board', 1)
    world.closed = ['board']
    const { text } = await command(port, 'summarize', '#dev #board #nowhere today')
    expect(said().map(given => given.text)).toEqual(['dev 1'])
    expect(text).toContain('#board (there is no such channel that both you and Parley read)')
    expect(text).toContain('#nowhere (there is no such channel that both you and Parley read)')
    expect((await command(port, 'summarize', '#nowhere')).reason).toContain('#nowhere')
    expect((await command(port, 'summarize', '#dev', { mentioned: [place('board')] })).reason).toMatch(/cannot read/)
  })
})

describe('a digest of everything', () => {
  it('reads where something was said since the person was there, the busiest channel first', async () => {
    const port = await begin()
    await talk(port, 'quiet', 1, 300)
    await talk(port, 'dev', 1)
    await talk(port, 'busy', 3)
    await post(port, message('gone', ada, 'bye', { sentAt: minutesAgo(200) }), place('quiet'))
    await post(port, message('gone', ada, 'bye', { sentAt: minutesAgo(200) }), place('dev'))
    await post(port, message('old', ben, 'before that', { sentAt: minutesAgo(210) }), place('dev'))
    const reply = await say(port, 'what did I miss everywhere?', inThread('q1'))
    expect([...new Set(said().map(({ channel }) => channel))]).toEqual(['#busy', '#dev'])
    expect(said().map(({ text }) => text)).not.toContain('before that')
    expect(reply.options.private).toBe(true)
  })

  it('leaves out channels that are not remembered, and those that the person cannot read, without a word', async () => {
    const port = await begin()
    for (const channel of ['dev', 'board', 'secret']) await talk(port, channel, 2)
    world.closed = ['board']
    await port.send({
      ...envelope(place('secret'), ada),
      type: 'command',
      name: 'parley',
      text: 'settings remember=no',
    })
    await port.until(replies => replies.some(({ end }) => end))
    const { text } = await command(port, 'parley', 'digest', { place: direct })
    expect(said().map(given => given.text)).toEqual(['dev 2', 'dev 1'])
    expect(text).not.toMatch(/board|secret/)
  })

  it('takes the ten busiest, and names the others', async () => {
    const port = await begin()
    for (let i = 1; i <= 12; i++) await talk(port, `c${i}`, i)
    const { text } = await command(port, 'summarize', 'digest')
    expect(new Set(said().map(({ channel }) => channel)).size).toBe(10)
    expect(said()[0]!.channel).toBe('#c12')
    expect(text).toMatch(/Passed over: #c2 \(.*\), #c1 \(/)
  })

  it('says so where nothing is new', async () => {
    expect((await command(await begin(), 'summarize', 'all channels')).reason).toMatch(/Nothing was said/)
  })
})

describe('what a pipeline is told', () => {
  it('is what the person is called where the messages were written', async () => {
    const port = await begin()
    await post(port, message('m1', { ...ada, name: 'Ada L.' }, 'hello', { sentAt: minutesAgo(20) }))
    await command(port, 'summarize', 'today')
    expect(summarized.at(-1)!.userName).toBe('Ada L.')
    await command(port, 'summarize', 'today', {}, ben)
    expect(summarized.at(-1)!.userName).toBe('Ben')
  })

  it('is which files came with a message, also where they came alone, and after a restart', async () => {
    const port = await begin()
    const files = [{ name: 'plan.png', id: 'f1' }]
    await post(port, message('m1', ben, 'see here', { files, sentAt: minutesAgo(20) }))
    await post(port, message('m2', ben, '', { files: [{ name: 'a [1].pdf', id: 'f2' }], sentAt: minutesAgo(19) }))
    await post(port, message('m3', ada, 'nice', { replyTo: 'm1', sentAt: minutesAgo(18) }))
    await command(port, 'summarize', 'today')
    expect(said().map(({ text }) => text)).toEqual(['see here [file: plan.png]', '[file: a (1).pdf]', 'nice'])
    expect(said()[2]!.replyTo).toBe(said()[0]!.id)
  })
})
