import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDiscord } from '../../../adapters/discord/parse-markdown.ts'
import { renderDiscord } from '../../../adapters/discord/render-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'

const names = {
  user: (id: string) => ({ '1': 'Anna', '2': 'snake_case *x*' })[id],
  channel: (id: string) => ({ '5': 'general' })[id],
  role: (id: string) => ({ '7': 'Team' })[id],
  time: (epochSeconds: number, style: string) => `${epochSeconds} as ${style}`,
}
const parse = (text: string) => parseDiscord(text, names)

describe('parseDiscord', () => {
  it.each([
    ['**bold** *it* _it_ ~~gone~~ `code`', '**bold** *it* _it_ ~~gone~~ `code`'],
    ['<@1> and <@!1> and <@9>', '@Anna and @Anna and @9'],
    ['<#5> and <#9>', '#general and #9'],
    ['<@&7> and <@&9>', '@Team and @9'],
    ['<:blob:1> <a:wave:2>', ':blob: :wave:'],
    ['<t:1618953630:R> <t:1618953630>', '1618953630 as R 1618953630 as f'],
    ['</summarize:1> </parley settings:1>', '/summarize /parley settings'],
    ['# Title\n- one\n  - below', '# Title\n- one\n  - below'],
    ['#### no title', '\\#### no title'],
    ['-# small words', 'small words'],
    ['> quoted\nnot', '> quoted\n\nnot'],
    ['>>> one\ntwo', '> one\n> two'],
    ['```js\nlet a\n```', '```js\nlet a\n```'],
    ['words ```code``` more', 'words \n```\ncode\n```\nmore'],
    ['[text](https://example.org/a)', '[text](https://example.org/a)'],
    ['&amp; &lt;', '\\&amp; \\&lt;'],
    ['text\n---', 'text\n\\---'],
    ['', ''],
  ])('reads %j as %j', (discord, markdown) => {
    expect(parse(discord)).toBe(markdown)
  })

  it('finds no mentions in code, and none behind a backslash', () => {
    expect(visibleText(parse('`<@1>`'))).toBe('<@1>')
    expect(visibleText(parse('\\<@1>'))).toBe('<@1>')
  })

  it('shows names as they are, whatever they are made of', () => {
    expect(visibleText(parse('<@2> asks'))).toBe('@snake_case *x* asks')
  })

  it('comes back as it was: what a person wrote reads the same when it is shown again', () => {
    const word = fc.constantFrom(
      'word',
      '**bold**',
      '*it*',
      '_it_',
      '~~gone~~',
      '`code`',
      '&amp;',
      '&lt;',
      '<b>',
      '*',
      '_',
      '~',
      '#',
      '####',
      '-',
      '1.',
      '2)',
      '+',
      '=',
      '---',
      '===',
      '|',
      '\\*',
      '\\_',
      '[1]',
      '[x]: y',
      '漢字',
      'a_b_c',
      '2 * 3',
      '👩‍👩‍👧‍👦',
      '[text](https://example.org/a)',
      '<https://example.org/x>',
      '!',
      '![x]',
      '1 > 0',
      '~5',
    )
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' '))
    const text = fc.array(line, { minLength: 1, maxLength: 5 }).map(lines => lines.join('\n'))
    fc.assert(
      fc.property(text, discord => {
        expect(readDiscord(renderDiscord(parse(discord)))).toBe(readDiscord(discord))
      }),
      { numRuns: 1000 },
    )
  })
})

/** What Discord shows: code first, then escapes, links and marks; signs at the beginning of lines and white space apart. */
function readDiscord(text: string): string {
  return text
    .split('\n')
    .map(line =>
      line
        .split(/(?<!\\)`([^`]+)`/)
        .map((part, i) => (i % 2 === 1 ? part : readMarks(part)))
        .join('')
        .replace(/^\s*(?:#{1,3}|-#|[-*]|\d+\.|>) /, ''),
    )
    .join('')
    .replace(/[\s\u200b\u2060]/g, '')
}

function readMarks(text: string): string {
  const hidden = text.replace(/\\([^\sA-Za-z0-9])/g, (_, character: string) =>
    String.fromCodePoint(0xf0000 + character.codePointAt(0)!),
  )
  const links = hidden.replace(/\[([^\]]+)\]\(<?[^\s()<>]+>?\)/g, '$1').replace(/<(https?:[^\s<>]+)>/g, '$1')
  const marks = links
    .replace(/\*\*(\S.*?)\*\*/g, '$1')
    .replace(/~~(\S.*?)~~/g, '$1')
    .replace(/\*(?=\S)([^*]*?\S)\*/g, '$1')
    .replace(/(?<!\w)_(?=\S)([^_]*?\S)_(?!\w)/g, '$1')
  return marks.replace(/[\u{f0000}-\u{f00ff}]/gu, character =>
    String.fromCodePoint(character.codePointAt(0)! - 0xf0000),
  )
}
