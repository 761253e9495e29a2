/** Sentences: where they end in six languages and more, and that no text is lost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSentences } from '../../../src/text/sentences.ts'

const split = (text: string, lang?: string) => splitSentences(text, lang).map(sentence => sentence.text)

/** The text with the places where it should be split marked by `|`. */
function expectSplit(marked: string, lang?: string): void {
  expect(split(marked.replaceAll('|', ''), lang)).toEqual(marked.split('|').map(part => part.trim()))
}

const pieces = fc.constantFrom(
  ...[
    'Hello',
    'world',
    'Dr',
    'z',
    'B',
    'I',
    '3',
    '14',
    '今天',
    'です',
    'नमस्ते',
    '🎉',
    '👩‍💻',
    'é',
    '\uD83D',
    'https://a.b/?q=C!D',
  ],
  ...[
    '.',
    '!',
    '?',
    '…',
    '...',
    '。',
    '！',
    '？',
    '।',
    ',',
    ';',
    ':',
    ':)',
    '"',
    "'",
    '“',
    '”',
    '„',
    '«',
    '»',
    '「',
    '」',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '[1]',
    '*',
    '**',
    '_',
    '`',
    '```',
    '|',
    '- ',
    '1. ',
    '> ',
    '# ',
    '<@U1>',
    ' ',
    '\t',
    '\u00A0',
    '\n',
    '\r\n',
  ],
)
const anyText = fc
  .array(fc.oneof({ weight: 6, arbitrary: pieces }, fc.string({ maxLength: 5 })))
  .map(parts => parts.join(''))

describe('splitSentences', () => {
  it('covers everything but blanks, in order and without overlap', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, 'en', 'de', 'fr', 'es', 'zh', 'ja'), (text, lang) => {
        let last = 0
        for (const sentence of splitSentences(text, lang)) {
          expect(text.slice(last, sentence.start).trim()).toBe('')
          expect(sentence.text).toBe(text.slice(sentence.start, sentence.end))
          expect(sentence.text).toBe(sentence.text.trim())
          expect(sentence.text).not.toBe('')
          expect(sentence.text).not.toMatch(/[\n\r]/)
          last = sentence.end
        }
        expect(text.slice(last).trim()).toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  it('finds sentences again that were put one after the other', () => {
    const known = fc.constantFrom(
      ...[
        'Dr. Smith paid 3.5 euros.',
        'Really?',
        'Das gilt z. B. für Köln.',
        'Il dit : « Non. »',
        'The U.S. market grew.',
      ],
      ...[
        '“Stop!”',
        'See https://example.com/?a=B!C.',
        'Run `npm ci. Now` first.',
        '¡Claro!',
        'Great! 🎉',
        'It is so.[1][2]',
      ],
    )
    fc.assert(
      fc.property(
        fc.array(known, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(' ', '  ', '\n', '\n\n'),
        (list, gap) => {
          expect(split(list.join(gap))).toEqual(list)
        },
      ),
    )
  })

  it('does not end a sentence at abbreviations, initials, figures and ordinals', () => {
    expectSplit('Use a tool, e.g. Docker.| Then Dr. Smith and Mrs. Jones (St. Ives) agree.| It costs 3.5 euros.', 'en')
    expectSplit('J. R. R. Tolkien met C. S. Lewis.| See No. 5 and fig. 2.| I said no.| Then I left.', 'en')
    expectSplit('The U.S. President came.| He likes the U.S.| The end is at 10 a.m. Monday.| So do I.| We agree.', 'en')
    expectSplit(
      'Das gilt z. B. für Hr. Müller, d. h. für alle.| Am 3. Oktober ist frei.| Wir haben 3.| Das reicht.',
      'de',
    )
    expectSplit('Im 2. Quartal waren es ca. 5 Mio. Euro bzw. Dollar.| Siehe Nr. 5.| Prof. Dr. Kühn stimmt zu.', 'de')
    expectSplit('M. Martin et Mme Dupont vont, p. ex. Paris.| Cf. Annexe 2.| Voilà.', 'fr')
    expectSplit('El Sr. López va a EE. UU. mañana.| La Dra. Ruiz, p. ej. Ana, no.', 'es')
    expectSplit('Version 2.1 is out.| Node.js 20.11.1 works.| See example.com.', 'en')
  })

  it('keeps what closes after the stop with its sentence', () => {
    expectSplit(
      'He said "Stop. Now!" and left.| "Fine."| Then she (see p. 5. It is good.) agreed.| (Yes.)| *Hi.*| **Done.**| Ok.',
    )
    expectSplit(
      '“Who is it?” she asked.| ‘Me.’| Er sagte: „Das ist gut. Wir gehen.“| Dann: »Ja.«| « Bonjour. »| Il part.',
    )
    expectSplit('It is so.[1][2]| And so.| Great! 🎉| Works. :tada:| Nice :) yes.| So. [3]| Yes.')
  })

  it('ends Chinese and Japanese sentences without a blank', () => {
    expectSplit('他说：“你好。今天天气很好！”|然后走了。|真的吗?|我不信!|价格是3.5元。|“好。”|她答。', 'zh')
    expectSplit('「はい。そうです。」と言った。|今日は晴れ。|明日は？|雨です！|（たぶん。）|そうかな。', 'ja')
  })

  it('knows the stops of other scripts', () => {
    expectSplit('यह एक वाक्य है।| यह दूसरा है।')
    expectSplit('هل أنت بخير؟| نعم.')
  })

  it('does not end a sentence within links, code and numbered steps', () => {
    expectSplit('See https://example.com/?q=Foo!Bar.| [A link. Two](https://a.b/c) and `x. Y` it is.| Ok.')
    expectSplit('Steps: 1. Open it.| 2. Close it.| 3. Go.')
  })

  it('reads chat: several marks, small letters', () => {
    expectSplit('what?!| no way!!!| ok... then wait… what. fine...| Next')
    expectSplit('it works. thanks!| see you')
  })

  it('takes lines, list items, rows and lines of code each for themselves', () => {
    const text =
      '# Plan. Now\n1. Open it. Go on\n- one\n  - [ ] two\n\n| a. B | c! |\n|---|---|\n```ts\na. B\n```\nEnd. Over'
    expect(split(text)).toEqual([
      ...['# Plan.', 'Now', '1. Open it.', 'Go on', '- one', '- [ ] two', '| a. B | c! |', '|---|---|'],
      ...['```ts', 'a. B', '```', 'End.', 'Over'],
    ])
  })

  it('gives nothing for blanks', () => {
    expect(split(' \n\t')).toEqual([])
  })
})
