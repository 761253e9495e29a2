/** Words that were changed or taken back: everything that was made of them is told, and gives nothing of them any more. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createDerivedSummaries } from '../../../src/conversation/derived-summaries.ts'
import { createMirror } from '../../../src/conversation/mirror.ts'
import type { SummaryCache } from '../../../src/store/summary-cache.ts'
import {
  ada,
  begin,
  ben,
  channelPort,
  click,
  command,
  envelope,
  general,
  message,
  minutesAgo,
  post,
  useChannels,
  world,
} from '../../fixtures/channels.ts'

useChannels()

let told: string[]
const summaries: SummaryCache = {
  read: async () => new Map(),
  write: async () => {},
  async forget(ids) {
    told.push([...ids].sort().join(' '))
  },
  async forgetBeginning(prefix) {
    told.push(`all of ${prefix}`)
  },
}
const start = () => begin(channelPort(), { summaries })

beforeEach(() => {
  told = []
})

describe('whoever keeps what was made of messages', () => {
  it('is told of edits and deletions, and not of new messages', async () => {
    const port = await start()
    await post(port, message('m1', ben, 'at nine'))
    await post(port, message('m1', ben, 'at nine'))
    expect(told).toEqual([])
    const edited = message('m1', ben, 'at ten', { editedAt: minutesAgo(1) })
    await port.send({ ...envelope(general, ben), type: 'edit', message: edited })
    await port.send({ ...envelope(general, ben), type: 'edit', message: edited })
    expect(told).toEqual(['memory/general/m1'])
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm1' })
    expect(told).toEqual(['memory/general/m1', 'memory/general/m1'])
  })

  it('is told of everything of a person who is forgotten, and of a channel that is left or not to be remembered', async () => {
    const port = await start()
    await post(port, message('m1', ada, 'mine'))
    await post(port, message('m2', ada, 'mine too'))
    await post(port, message('m3', ada, 'mine there'), { ...general, channel: 'dev' })
    await command(port, 'parley', 'forget')
    expect(told.sort()).toEqual(['memory/dev/m3', 'memory/general/m1 memory/general/m2'])
    await post(port, message('m4', ada, 'again'))
    await command(port, 'parley', 'settings remember=no')
    expect(told).toContain('all of memory/general/')
    expect(await world.store.db.selectFrom('messages').select('id').execute()).toEqual([])
    told = []
    await command(port, 'parley', 'settings language=de')
    expect(told).toEqual([])
    await post(port, message('m5', ada, 'there'), { ...general, channel: 'dev' })
    await port.send({ ...envelope({ ...general, channel: 'dev' }, ada), type: 'membership', joined: false })
    expect(told).toEqual(['all of memory/dev/'])
  })

  it('is told of edits that are only seen when messages are fetched', async () => {
    const mirror = createMirror({ db: world.store.db, platform: 'memory', derived: createDerivedSummaries(summaries) })
    await mirror.put(general, message('m1', ben, 'at nine', { sentAt: minutesAgo(90) }))
    await mirror.completeFrom(general.channel, minutesAgo(5))
    world.messages = [message('m1', ben, 'at ten', { sentAt: minutesAgo(90), editedAt: minutesAgo(80) })]
    const range = { since: minutesAgo(100) }
    const signal = new AbortController().signal
    const read = await mirror.read(channelPort(), general, range, { remember: true, signal })
    expect(read.map(({ text }) => text)).toEqual(['at ten'])
    expect(told).toEqual(['memory/general/m1'])
  })

  it('is told to forget what was read where nothing may be kept', async () => {
    const port = await start()
    await command(port, 'parley', 'settings remember=no')
    world.messages = [message('m1', ben, 'hush', { sentAt: minutesAgo(9) })]
    await command(port, 'summarize', 'today')
    expect(told).toEqual(['memory/general/m1'])
  })
})

describe('a reply that cites words which were taken back', () => {
  it('is not shared, translated or exported any more, but can be asked for again', async () => {
    const port = await start()
    await post(port, message('m1', ben, 'write the report', { sentAt: minutesAgo(9) }))
    await post(port, message('m2', ben, 'write a poem', { sentAt: minutesAgo(8) }))
    const summary = await command(port, 'summarize', 'today')
    const minutes = await command(port, 'minutes', 'today')
    const other = await command(port, 'summarize', 'last 1 message')
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm1' })
    for (const action of ['share', 'translate'] as const) {
      expect((await click(port, action, summary)).reason).toMatch(/changed or taken back/)
    }
    expect((await click(port, 'export', minutes)).reason).toMatch(/changed or taken back/)
    expect((await click(port, 'share', other)).text).toContain('write a poem')
    const again = await click(port, 'regenerate', summary)
    expect(again.text).toContain('write a poem')
    expect(again.text).not.toContain('report')
    const kept = await world.store.db.selectFrom('replies').select('text').execute()
    expect(JSON.stringify(kept)).not.toContain('report')
  })
})
