import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConversation } from '../../../src/text/chat-log.ts'

const read = (text: string) => parseConversation(text).utterances.map(({ author, ts, text }) => [author, ts, text])

describe('parseConversation', () => {
  it('carries over what JSON lines say of replies, programs and channels', () => {
    const lines = [
      { id: 'a', author: 'Ann', text: 'Lunch?', channel: '#food' },
      { id: 'b', author: 'Bob', text: 'Yes', replyTo: 'a' },
      { id: 'c', author: 'Cat', text: 'No', reply_to: 'a', isBot: false },
      { id: 'd', author: 'GitBot', text: 'Build failed', isBot: true, channel: '' },
    ]
    expect(parseConversation(lines.map(line => JSON.stringify(line)).join('\n')).utterances).toEqual([
      { id: 'a', author: 'Ann', text: 'Lunch?', channel: '#food' },
      { id: 'b', author: 'Bob', text: 'Yes', replyTo: 'a' },
      { id: 'c', author: 'Cat', text: 'No', replyTo: 'a' },
      { id: 'd', author: 'GitBot', text: 'Build failed', isBot: true },
    ])
  })

  it('reads numbers as ids of replies, too', () => {
    const [, second] = parseConversation('[{"id":1,"text":"a"},{"id":2,"text":"b","reply_to":1}]').utterances
    expect(second).toMatchObject({ id: '2', replyTo: '1' })
  })

  it('reads names and texts on one line', () => {
    expect(read('Ann: We ship on Friday.\nBob: Fine.\nand then we rest')).toEqual([
      ['Ann', undefined, 'We ship on Friday.'],
      ['Bob', undefined, 'Fine.\nand then we rest'],
    ])
  })

  it('reads an IRC log with what people do and what the program says', () => {
    const log =
      '[10:02] <@ann> hello\n[10:02] * bob waves\n=== cat has joined #team\n[10:03] <bob> hi ann\n[10:04] * dan has quit'
    expect(read(log)).toEqual([
      ['ann', '10:02', 'hello'],
      ['bob', '10:02', 'waves'],
      ['', undefined, '=== cat has joined #team'],
      ['bob', '10:03', 'hi ann'],
      ['', '10:04', '* dan has quit'],
    ])
  })

  it('reads a WhatsApp export, whose lines without a name are the program’s', () => {
    const log =
      '14.05.26, 10:02 - Ann Lee: Kommst du?\n14.05.26, 10:03 - Ann Lee added Bob\n14.05.26, 10:05 - Bob: Ja\nklar'
    expect(read(log)).toEqual([
      ['Ann Lee', '2026-05-14T10:02', 'Kommst du?'],
      ['', '2026-05-14T10:03', 'Ann Lee added Bob'],
      ['Bob', '2026-05-14T10:05', 'Ja\nklar'],
    ])
  })

  it('reads a saved chat of Zoom', () => {
    const log =
      '10:02:11 From Ann Lee to Everyone: Can you hear me?\n10:02:40\t From  Bob : yes\n10:03:00 From Cat Ray to Everyone:\n\tme too'
    expect(read(log)).toEqual([
      ['Ann Lee', '10:02:11', 'Can you hear me?'],
      ['Bob', '10:02:40', 'yes'],
      ['Cat Ray', '10:03:00', 'me too'],
    ])
  })

  it('reads a transcript of Zoom', () => {
    expect(read('[Ann Lee] 10:02:11\nGood morning.\n\n[Bob Ray] 10:02:15\nMorning.\nShall we start?')).toEqual([
      ['Ann Lee', '10:02:11', 'Good morning.'],
      ['Bob Ray', '10:02:15', 'Morning.\nShall we start?'],
    ])
  })

  it('reads a transcript of Google Meet with its attendees and the times between', () => {
    const log =
      'Weekly - Transcript\nAttendees\nAnn Lee, Bob Ray\nTranscript\n00:00:00\n\nAnn Lee: Hello.\nBob Ray: Hi.\n00:05:00\n\nAnn Lee: Next point.\nBob Ray: Go on.\nAnn Lee: Budget.'
    expect(read(log)).toEqual([
      ['', undefined, 'Weekly - Transcript\nAttendees\nAnn Lee, Bob Ray\nTranscript'],
      ['Ann Lee', '00:00:00', 'Hello.'],
      ['Bob Ray', '00:00:00', 'Hi.'],
      ['Ann Lee', '00:05:00', 'Next point.'],
      ['Bob Ray', '00:05:00', 'Go on.'],
      ['Ann Lee', '00:05:00', 'Budget.'],
    ])
  })

  it.each([
    ['Slack', 'Ann Lee  10:02 AM\nLunch?\nBob Ray  1:03 PM\nYes, at the station.', '10:02', '13:03'],
    ['Teams messages', '[10:02] Ann Lee\nLunch?\n[13:03] Bob Ray\nYes, at the station.', '10:02', '13:03'],
    ['a Teams transcript', 'Ann Lee   0:04\nLunch?\nBob Ray   1:03\nYes, at the station.', '00:00:04', '00:01:03'],
    [
      'a Teams transcript by lines',
      'Ann Lee\n0:04\nLunch?\n\nBob Ray\n1:03\nYes, at the station.',
      '00:00:04',
      '00:01:03',
    ],
    [
      'an older Teams transcript',
      '0:0:4.530 --> 0:0:8.1\nAnn Lee\nLunch?\n\n0:1:3.0 --> 0:1:9.12\nBob Ray\nYes, at the station.',
      '00:00:04',
      '00:01:03',
    ],
    [
      'Discord',
      'Ann Lee — Today at 10:02 AM\nLunch?\nBob Ray — Today at 1:03 PM\nYes, at the station.',
      '10:02',
      '13:03',
    ],
    [
      'Discord with dates',
      'Ann Lee — 05/14/2026 10:02 AM\nLunch?\nBob Ray — 05/14/2026 1:03 PM\nYes, at the station.',
      '2026-05-14T10:02',
      '2026-05-14T13:03',
    ],
  ])('reads what is copied from %s', (_, text, first, second) => {
    expect(read(text)).toEqual([
      ['Ann Lee', first, 'Lunch?'],
      ['Bob Ray', second, 'Yes, at the station.'],
    ])
  })

  it('leaves prose a document', () => {
    const prose = 'The meeting at 10:02 was long.\n\nWe talked about trains: none came.\n\nThen we left at 11:30'
    expect(parseConversation(prose)).toMatchObject({ kind: 'document', utterances: { length: 3 } })
  })

  it('loses no word, whatever the shape', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/)
    const said = fc.array(word, { minLength: 1, maxLength: 8 }).map(words => words.join(' '))
    const author = fc.constantFrom('Ann Lee', 'Bob', 'Çelik Öz', '田中')
    const shapes: ((author: string, text: string, minute: number) => string)[] = [
      (author, text) => `${author}: ${text}`,
      (author, text, minute) => `[10:${minute}] <${author.replace(' ', '_')}> ${text}`,
      (author, text, minute) => `[${author}] 10:${minute}:11\n${text}`,
      (author, text, minute) => `10:${minute}:11 From ${author} to Everyone: ${text}`,
      (author, text, minute) => `${author}  10:${minute} AM\n${text}`,
      (author, text, minute) => `[10:${minute}] ${author}\n${text}`,
      (author, text, minute) => `${author}\n0:${minute}\n${text}`,
      (author, text, minute) => `${author} — Today at 10:${minute} PM\n${text}`,
      (_, text, minute) => `[10:${minute}] * ${text}`,
      (_, text) => `=== ${text}`,
      (_, text) => text,
    ]
    const part = fc.tuple(author, said, fc.integer({ min: 10, max: 59 }))
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.array(fc.constantFrom(...shapes), { minLength: 1, maxLength: 3 }),
        (parts, used) => {
          const log = parts.map((given, index) => used[index % used.length]!(...given)).join('\n')
          const { utterances } = parseConversation(log)
          const found = utterances.map(({ author, text }) => `${author} ${text}`).join(' ')
          for (const [, text] of parts) for (const each of text.split(' ')) expect(found).toContain(each)
        },
      ),
    )
  })
})
