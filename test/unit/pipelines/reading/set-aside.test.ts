import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inferReplies } from '../../../../src/pipelines/reading/infer-replies.ts'
import { isNotice } from '../../../../src/pipelines/reading/notices.ts'
import { setAside } from '../../../../src/pipelines/reading/set-aside.ts'
import type { Utterance } from '../../../../src/text/utterance.ts'

function log(...lines: string[]): Utterance[] {
  return lines.map((line, index) => {
    const [author, ...text] = line.split('| ')
    return { id: String(index), author: author!, text: text.join('| ') }
  })
}

const read = (messages: readonly Utterance[]) => setAside(messages, inferReplies(messages))

describe('isNotice', () => {
  it.each([
    '=== bob has joined #team',
    'bob has joined the channel',
    'Ann Lee joined the meeting',
    'boga has left #ubuntu ["Leaving"]',
    'ChanServ sets mode: +o bob',
    'Ann Lee set the channel topic: Release on Friday',
    'Ann Lee pinned a message to this channel.',
    'Ann added Bob Ray to the chat',
    'Meeting started',
    'Ann Lee ist dem Kanal beigetreten',
    'Ann Lee hat den Kanal verlassen.',
    'Ann Lee a rejoint le canal',
    'Ann Lee se ha unido al canal',
    '王芳加入了群聊',
    '你撤回了一条消息',
    '田中さんがチャンネルに参加しました',
    'メッセージの送信を取り消しました',
  ])('knows %s', text => expect(isNotice({ text })).toBe(true))

  it.each([
    'We left the meeting early because the room was cold',
    'I joined the channel yesterday',
    'just joined the channel, is anybody here?',
    'bob: cat left',
    'Ann Lee left the keys on the table',
    '*** the test program failed to compile',
    '<-- installed it yesterday',
    'How do I set the name of a printer?',
    'Ich habe den Kanal verlassen, weil er laut ist',
    '会议开始前请看一下文件',
  ])('lets people say %s', text => expect(isNotice({ text })).toBe(false))
})

describe('setAside', () => {
  it('sets reactions aside', () => {
    const { reasons, counts } = read(
      log(
        'ann| The shop opens at nine.',
        'bob| lol',
        'cat| 👍',
        'dan| thx!',
        'eva| 谢谢',
        'fay| ありがとうございます',
        'gus| :+1: :tada:',
      ),
    )
    expect(reasons).toEqual([undefined, ...Array(6).fill('reaction')])
    expect(counts.reaction).toBe(6)
  })

  it.each([
    ['Shall we ship on Friday?', 'yes'],
    ['I propose that we move the meeting to ten.', '+1'],
    ["Let's drop the old format", '👍'],
    ['Sollen wir am Freitag liefern?', 'Einverstanden'],
    ['On pourrait commencer à dix heures', "d'accord"],
    ['¿Empezamos a las diez?', 'vale'],
    ['我们周五发布吧', '好的'],
    ['金曜日にリリースしましょう', '了解です'],
  ])('keeps an answer that decides: %s %s', (asked, answer) => {
    const { texts, counts } = read(log(`ann| ${asked}`, `bob| ${answer}`, `cat| ${answer}`))
    expect(texts).toEqual([asked, answer, answer])
    expect(counts.reaction).toBe(0)
  })

  it('sets thanks aside, even after a question', () => {
    expect(read(log('ann| Shall we ship on Friday?', 'bob| haha nice')).reasons[1]).toBe('reaction')
  })

  it('sets programs aside, unless somebody answers them in words', () => {
    const messages = log(
      'GitBot| Build 12 passed',
      'GitBot| Build 13 failed in the parser',
      'ann| GitBot: I will fix the parser of build 13',
      'CalBot| Standup in 5 minutes',
    )
    messages[2]!.replyTo = '1'
    expect(read(messages).reasons).toEqual(['bot', undefined, undefined, 'bot'])
  })

  it('reads programs where nobody else writes', () => {
    expect(read(log('GitBot| Build 12 passed', 'GitBot| Build 13 failed')).reasons).toEqual([undefined, undefined])
  })

  it('cuts out a stack trace and keeps the words around it', () => {
    const text = `The import fails with
TypeError: rows is undefined
    at parse (/srv/app/parse.js:10:5)
    at read (/srv/app/read.js:22:11)
    at main (/srv/app/main.js:3:1)
    at Module._compile (node:internal/modules:1105:14)
Any idea why?`
    const { texts, counts } = read([{ id: '1', author: 'ann', text }])
    expect(texts).toEqual(['The import fails with\nTypeError: rows is undefined\nAny idea why?'])
    expect(counts.paste).toBe(1)
  })

  it('cuts out a long block of code, but no short one', () => {
    const long = 'Look:\n```js\na()\nb()\nc()\nd()\n```\nWhy?'
    const short = 'Run ```npm ci``` first'
    expect(read(log(`ann| ${long}`, `bob| ${short}`)).texts).toEqual(['Look:\nWhy?', short])
  })

  it('cuts out a log that comes message by message', () => {
    const lines = [1, 2, 3, 4].map(second => `ann| [  107.32018${second}]  eth0: link is down`)
    const { reasons, counts } = read(log('ann| My network is gone:', ...lines, 'ann| what can I do?'))
    expect(reasons).toEqual([undefined, 'paste', 'paste', 'paste', 'paste', undefined])
    expect(counts.paste).toBe(1)
  })

  it('reads a quoted line once', () => {
    const { texts, counts } = read(
      log(
        'ann| The invoice is due on 3 March, says the bank.',
        'bob| Ann wrote:\n> The invoice is due on 3 March\nWho pays it?',
        'cat| > a line that nobody said\nIndeed not',
      ),
    )
    expect(texts.slice(1)).toEqual(['Who pays it?', '> a line that nobody said\nIndeed not'])
    expect(counts.quote).toBe(1)
  })

  it('reads once what one person says twice, but not a short answer', () => {
    const { reasons } = read(
      log(
        'ann| Has anybody used the new scanner?',
        'bob| no, I have not',
        'ann| has anybody used the new scanner',
        'bob| no, I have not',
      ),
    )
    expect(reasons).toEqual([undefined, undefined, 'repeat', undefined])
  })

  it('counts images and files that stand without words', () => {
    const { reasons, counts, texts } = read(
      log(
        'ann|  [file: photo 1.png] [file: plan.pdf]',
        'bob| <Media omitted>',
        'cat| image omitted',
        'dan| The new door [file: door.jpg]',
        'eva| see [file: a.b]',
      ),
    )
    expect(reasons).toEqual(['image', 'file', 'image', undefined, undefined])
    expect(counts).toMatchObject({ image: 3, file: 3 })
    expect(texts[3]).toBe('The new door [file: door.jpg]')
  })

  it('says of every message that is not read why', () => {
    const piece = fc.constantFrom(
      'We meet at ten.',
      'ok',
      '👍',
      '> We meet at ten.',
      '{vocalsound}',
      '[laughter]',
      '```',
      'at f (a.js:1:2)',
      'INFO: started',
      '[file: a.png]',
      '',
      '?',
      '=== x has left',
      'yes',
      '今日は',
      'x {gap} y',
      '\n',
      ' , ',
      'A'.repeat(120),
      '!help',
    )
    const message = fc.record({
      author: fc.constantFrom('ann', 'bob', 'GitBot', ''),
      text: fc.oneof(
        fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join('\n')),
        fc.array(piece, { maxLength: 5 }).map(pieces => pieces.join(' ')),
        fc.string({ unit: 'grapheme' }),
      ),
    })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), given => {
        const messages = given.map((one, index) => ({ ...one, id: String(index) }))
        const { texts, reasons, counts } = read(messages)
        for (const [index, { text }] of messages.entries()) {
          expect(isSubsequence(texts[index]!, text)).toBe(true)
          expect(texts[index] === '').toBe(reasons[index] !== undefined)
        }
        const whole = reasons.filter(reason => reason !== undefined && counts[reason] === 0)
        expect(whole).toEqual([])
      }),
    )
  })
})

function isSubsequence(part: string, whole: string): boolean {
  let at = 0
  for (const character of whole) if (at < part.length && part.startsWith(character, at)) at += character.length
  return at === part.length
}
