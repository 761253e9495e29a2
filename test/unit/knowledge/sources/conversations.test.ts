/** Conversations of channels in the knowledge base, from a message to its link, and out again. */
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../../../../knowledge/knowledge.ts'
import { addressAt } from '../../../../knowledge/locations.ts'
import type { Message, Place } from '../../../../src/conversation/chat-port.ts'
import {
  type ConversationKnowledge,
  createConversationKnowledge,
} from '../../../../src/conversation/conversation-knowledge.ts'
import { createConversationSource } from '../../../../src/conversation/conversation-source.ts'
import { joinDerivedTexts } from '../../../../src/conversation/derived-texts.ts'
import { createLocator } from '../../../../src/conversation/link-citations.ts'
import { createMirror, type Mirror } from '../../../../src/conversation/mirror.ts'
import { createSettings, type Settings } from '../../../../src/conversation/settings.ts'
import { useKnowledge } from './open-test-knowledge.ts'

const test = useKnowledge()
const general: Place = { platform: 'memory', workspace: 'w', channel: 'C/1 ä', audience: 'channel' }
const readers = ['place:memory:C/1 ä']
let knowledge: Knowledge
let mirror: Mirror
let settings: Settings
let conversations: ConversationKnowledge

beforeEach(async () => {
  const { db } = test.store
  knowledge = await test.reopen({ openConversations: name => createConversationSource(db, name) })
  const owned = { db, platform: 'memory' }
  mirror = createMirror({ ...owned, derived: joinDerivedTexts([]) })
  settings = createSettings({ ...owned, onChannelChange: place => conversations.reconsider(place) })
  const port = { name: 'memory', nameOf: async () => '#general' }
  const log = pino({ level: 'silent' })
  conversations = createConversationKnowledge({ db, port, knowledge, settings, log, delayMs: 10 })
})
afterEach(() => conversations.stop())

const share = (value = 'members') => settings.change({ kind: 'channel', place: general }, { conversations: value })

function message(id: string, minute: number, text: string, more: Partial<Message> & { by?: string } = {}): Message {
  const { by = 'ada', ...rest } = more
  const author = { id: by, name: by === 'ada' ? 'Ada' : 'Ben', isBot: false, isSelf: false }
  return {
    id,
    author,
    text,
    sentAt: new Date(Date.UTC(2026, 3, 1, 10, minute)).toISOString(),
    addressed: false,
    ...rest,
  }
}

async function say(...messages: Message[]): Promise<void> {
  for (const one of messages) {
    await mirror.put(general, one)
    await conversations.changed(general)
  }
}

const found = async (query: string, by: readonly string[] = readers) =>
  (await knowledge.search({ query, readers: by, limit: 20 })).map(({ text }) => text).join('\n')
const titles = async () =>
  (await knowledge.list())
    .filter(({ state }) => state === 'done')
    .map(({ title }) => title)
    .sort()

describe("a channel's conversations", () => {
  it('are not in the knowledge base unless the channel wants it', async () => {
    await say(message('1', 0, 'The cellar key hangs behind the door.'))
    await knowledge.refresh('conversation://memory/C%2F1%20%C3%A4')
    expect(await found('cellar key')).toBe('')
  })

  it('are found by those who can read the channel alone, with a link to the message', async () => {
    await say(
      message('1', 0, 'The cellar key hangs behind the door.'),
      message('2', 0, 'And the attic key?', { by: 'ben' }),
      message('3', 40, 'Lunch at noon.'),
    )
    await share()
    await expect.poll(titles, { timeout: 10_000 }).toEqual(['#general, 2026-04-01', '#general, 2026-04-01'])
    expect(await found('cellar key', ['place:memory:other', 'user:memory:ada'])).toBe('')
    const [passage] = await knowledge.search({ query: 'attic key', readers, limit: 1 })
    expect(passage!.text).toContain('**Ben** (10:00): And the attic key?')
    expect(passage!.text).not.toContain('Lunch')
    const uri = addressAt(passage!, passage!.start + passage!.text.indexOf('attic'))!
    const locate = createLocator(
      { linkTo: (place, id) => `https://chat.example/${place.channel}/${place.thread}/${id}` },
      general,
    )
    const citation = { n: 1, source: passage!.doc, uri, title: '', start: 0, end: 0, quote: '' }
    expect(locate(citation)).toBe('https://chat.example/C/1 ä/undefined/2')
  })

  it('leave out programs, Parley and what is said to it; a thread is one document', async () => {
    await share()
    const bot = { id: 'bot', name: 'Bot', isBot: true, isSelf: false }
    await say(
      message('1', 0, 'Who waters the ficus?'),
      message('2', 1, 'Build 17 failed.', { author: bot }),
      message('3', 2, '@Parley what is for lunch?', { addressed: true }),
      message('4', 3, 'I water the ficus on Mondays.', { thread: '1', by: 'ben' }),
      message('5', 300, 'Thanks!', { thread: '1' }),
      message('6', 301, 'The printer is out of toner.'),
    )
    await expect
      .poll(titles, { timeout: 10_000 })
      .toEqual(['#general, 2026-04-01', '#general, 2026-04-01: Who waters the ficus?'])
    const all = await found('ficus build lunch printer')
    expect(all).toMatch(/Who waters[\s\S]*on Mondays[\s\S]*Thanks!/)
    expect(all).not.toMatch(/Build 17|@Parley/)
    const passages = await knowledge.search({ query: 'ficus Mondays', readers, limit: 1 })
    const at = passages[0]!.start + passages[0]!.text.indexOf('Mondays')
    expect(addressAt(passages[0]!, at)).toMatch(/\/thread\/1#message:4$/)
  })

  it('follow what is said and changed, and lose at once what is deleted', async () => {
    await share()
    await say(message('1', 0, 'The cellar key hangs behind the door.'), message('2', 1, 'The attic is open.'))
    await expect.poll(() => found('cellar key'), { timeout: 10_000 }).toContain('behind the door')
    await say(message('1', 0, 'The cellar key lies under the mat.', { editedAt: '2026-04-01T11:00:00Z' }))
    await expect.poll(() => found('cellar key'), { timeout: 10_000 }).toContain('under the mat')
    await mirror.remove(general, '1')
    await conversations.deleted(general, '1')
    expect(await found('cellar key mat')).not.toContain('under the mat')
    await expect.poll(() => found('attic'), { timeout: 10_000 }).toContain('The attic is open.')
    expect(await found('cellar key mat')).not.toContain('under the mat')
  })

  it('lose what a person has said when they want to be forgotten', async () => {
    await share()
    await say(
      message('1', 0, 'The cellar key hangs behind the door.'),
      message('2', 1, 'The attic is open.', { by: 'ben' }),
    )
    await expect.poll(() => found('cellar attic'), { timeout: 10_000 }).toMatch(/door[\s\S]*attic/)
    expect(await conversations.forgetPerson('ada', () => mirror.removeAuthor('ada'))).toBe(1)
    expect(await found('cellar attic')).not.toContain('Ada')
    await expect.poll(() => found('attic'), { timeout: 10_000 }).toContain('The attic is open.')
    expect(await found('cellar attic')).not.toMatch(/Ada|cellar/)
    const rows = await test.store.db.selectFrom('documents').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('Ada')
  })

  it.each([
    ['is turned off', () => share('nobody')],
    ['keeps no messages', () => settings.change({ kind: 'channel', place: general }, { remember: 'no' })],
    [
      'is left',
      async () => {
        await mirror.removeChannel(general.channel)
        await conversations.left(general)
      },
    ],
  ])('go when the channel %s', async (_, end) => {
    await share()
    await say(message('1', 0, 'The cellar key hangs behind the door.'))
    await expect.poll(() => found('cellar key'), { timeout: 10_000 }).toContain('behind the door')
    await end()
    expect(await found('cellar key')).toBe('')
    await expect.poll(() => knowledge.list(), { timeout: 10_000 }).toEqual([])
  })

  it('are indexed again with everything else, and hold as many windows as there are', async () => {
    await share()
    await say(...Array.from({ length: 45 }, (_, i) => message(`m${i}`, i, `Remark number ${i} about the roof.`)))
    await expect.poll(async () => (await titles()).length, { timeout: 10_000 }).toBe(3)
    await conversations.stop()
    expect(await knowledge.rebuild()).toMatchObject({ indexed: 3, embedded: 0, failed: 0 })
    expect(await knowledge.sources()).toMatchObject([{ kind: 'conversations', documents: 3, acl: readers }])
  })
})
