import { describe, expect, it } from 'vitest'
import { type ChatMessage, divideChat } from '../../../../knowledge/loaders/chat-document.ts'
import { keysOf, load, outline, parseAll } from './read-fixture.ts'

describe('a Slack export', () => {
  it('gives the days of public channels, and names what was private', async () => {
    const loaded = await load('slack.zip')
    expect(keysOf(loaded)).toEqual(['workshop/2026-03-02', 'general/2026-03-02'])
    expect(loaded.filter(entry => 'passedOver' in entry)).toEqual([
      { passedOver: { where: '#salaries', reason: 'private channel' } },
      { passedOver: { where: '1 other conversation', reason: 'private, or of no channel that the export lists' } },
    ])
    expect(JSON.stringify(await parseAll(loaded))).not.toMatch(/secret figures|private words/)
  })

  it('keeps threads together over days, and writes names, channels and links as people read them', async () => {
    const document = (await parseAll(await load('slack.zip')))['workshop/2026-03-02']!
    expect(document).toMatchObject({
      title: '#workshop, 2026-03-02',
      author: 'Jonas Weber, Mara Lind',
      updatedAt: new Date('2026-03-03T10:00:00.000Z'),
    })
    expect(outline(document)).toEqual([
      'heading 2: 09:15 @Jonas Weber, can you look at bike B-102? See #general & the…',
      'prose: **Mara Lind** (09:15): @Jonas Weber, can you look at bike B-102? See #general & the report (https://example.org/b102)',
      'prose: **Jonas Weber** (09:40): Yes, the brake cable is torn.',
      'prose: **Jonas Weber** (2026-03-03 10:00): B-102 is ready.',
      'heading 2: 09:20',
      'prose: **Jonas Weber** (09:20): The van is back at noon.',
      'heading 2: 11:30',
      'prose: **Mara Lind** (11:30): Lunch at the pier?',
    ])
    expect(document.text).toContain('Attachments: Van')
    expect(document.locations!.map(({ label }) => label)).toEqual([
      '2026-03-02 09:15',
      '2026-03-02 09:40',
      '2026-03-03 10:00',
      '2026-03-02 09:20',
      '2026-03-02 11:30',
    ])
  })
})

describe('a Discord export', () => {
  it('gives a channel day by day with names and attachments, without notices', async () => {
    const documents = await parseAll(await load('sunday-tour.json'))
    expect(Object.keys(documents)).toEqual(['Harbour riders/sunday-tour/2026-03-02'])
    const document = Object.values(documents)[0]!
    expect(document.text).toContain('**Ben** (18:04): @Ada is it open to @Zoë?\nAttachments: route.gpx')
    expect(document.text).not.toContain('joined')
  })

  it.each(['DirectTextChat', 'DirectGroupTextChat', 'GuildPrivateThread'])('passes a %s over', async type => {
    const channel = { guild: { name: 'Direct Messages' }, channel: { type, name: 'zoe' }, messages: [] }
    expect(await load('dm.json', Buffer.from(JSON.stringify(channel)))).toEqual([
      { passedOver: { where: 'zoe', reason: 'private channel' } },
    ])
  })

  it('gives of a data package what its owner wrote on servers', async () => {
    const loaded = await load('discord-package.zip')
    expect(keysOf(loaded)).toEqual(['Harbour riders/sunday-tour/2026-03-02'])
    expect(loaded).toContainEqual({
      passedOver: { where: '1 conversation', reason: expect.stringContaining('private') },
    })
  })
})

describe('a mailbox', () => {
  it('gives a document a thread, whose answers do not repeat what they quote', async () => {
    const documents = await parseAll(await load('team.mbox'))
    expect(Object.values(documents).map(({ title }) => title)).toEqual(['Lighthouse keys', 'Newsletter'])
    expect(documents['k1@x.example']).toMatchObject({
      author: 'Ada Novak, Mara Lind',
      updatedAt: new Date('2026-03-03T08:15:00Z'),
    })
    expect(documents['k1@x.example']!.text).toBe(
      '**Ada Novak** (09:00): Who has the keys of the lighthouse station?\n\nFrom now on they belong in the safe.\n\n' +
        '**Mara Lind** (2026-03-03 08:15): I have them. I bring them on Wednesday.',
    )
    expect(documents['k1@x.example']!.blocks).toHaveLength(2)
  })
})

describe('divideChat', () => {
  const message = (minute: number, thread?: string): ChatMessage => ({
    id: String(minute),
    author: 'a',
    at: new Date(minute * 60_000),
    text: 't',
    ...(thread === undefined ? {} : { thread }),
  })

  it('begins a new stretch after a pause, and after twenty messages', () => {
    const messages = [...Array.from({ length: 25 }, (_, i) => message(i)), message(40)]
    expect(divideChat(messages).map(stretch => stretch.length)).toEqual([20, 5, 1])
  })

  it('keeps a thread whole and out of what is said meanwhile', () => {
    const stretches = divideChat([message(0, '0'), message(1), message(90, '0'), message(2)])
    expect(stretches.map(stretch => stretch.map(({ id }) => id))).toEqual([
      ['0', '90'],
      ['1', '2'],
    ])
  })
})
