import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMrkdwn } from '../../../adapters/slack/parse-mrkdwn.ts'
import { renderMrkdwn } from '../../../adapters/slack/render-mrkdwn.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'

const names = {
  user: (id: string) => ({ U1: 'Anna', U2: 'snake_case *x*' })[id],
  channel: (id: string) => ({ C1: 'general' })[id],
  group: (id: string) => ({ S1: 'team' })[id],
  date: (epochSeconds: number, format: string) => `${epochSeconds} as ${format}`,
}
const parse = (text: string) => parseMrkdwn(text, names)

describe('parseMrkdwn', () => {
  it.each([
    ['*bold* and _it_ and ~gone~', '**bold** and *it* and ~~gone~~'],
    ['_*both*_', '***both***'],
    ['(*bold*), "_it_"!', '(**bold**), "*it*"!'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2\\*3\\*4'],
    ['`a &lt; b`', '`a < b`'],
    ['```if (a &lt; b &amp;&amp; c)```', '```\nif (a < b && c)\n```'],
    ['<@U1> and <@U1|anna>', '@Anna and @Anna'],
    ['<@U9> and <@U9|bob>', '@U9 and @bob'],
    ['<#C1> and <#C1|x> and <#C9|other>', '#general and #general and #other'],
    ['<!subteam^S1> and <!subteam^S9|@ops>', '@team and @ops'],
    ['<!here> <!channel> <!everyone>', '@here @channel @everyone'],
    ['<https://example.org/a|text>', '[text](<https://example.org/a>)'],
    ['<https://example.org/a?b=1&amp;c=2>', '<https://example.org/a?b=1&c=2>'],
    ['&gt; quoted', '> quoted'],
    ['&amp;amp; &amp;lt;', '\\&amp; \\&lt;'],
    ['• one\n    ◦ below', '- one\n  - below'],
    ['<!date^1392734382^{date} at {time}|then>', '1392734382 as {date} at {time}'],
    [':smile: hello', ':smile: hello'],
    ['# no heading', '\\# no heading'],
    ['', ''],
  ])('reads %j as %j', (mrkdwn, markdown) => {
    expect(parse(mrkdwn)).toBe(markdown)
  })

  it('leaves what a person typed as text, decoded once', () => {
    expect(visibleText(parse('&lt;@U1&gt; and &amp;lt;b&amp;gt;'))).toBe('<@U1> and &lt;b&gt;')
  })

  it('shows names as they are, whatever they are made of', () => {
    expect(visibleText(parse('<@U2> asks'))).toBe('@snake_case *x* asks')
  })

  it('finds nothing in code but what Slack finds there', () => {
    expect(visibleText(parse('`*a* _b_ &lt;!here&gt;`'))).toBe('*a* _b_ <!here>')
  })

  it('quotes everything behind three signs', () => {
    expect(parse('&gt;&gt;&gt; one\ntwo')).toBe('> one\n> two')
  })

  it('ends a quote with its line', () => {
    expect(renderMrkdwn(parse('&gt; quoted\nnot'))).toMatch(/^> quoted\n+not$/)
  })

  it('comes back as it was: what a person wrote reads the same when it is shown again', () => {
    const word = fc.constantFrom(
      'word',
      '*bold*',
      '_it_',
      '~gone~',
      '`code`',
      '&lt;',
      '&gt;',
      '&amp;',
      '&amp;lt;',
      '&lt;@U1&gt;',
      '*',
      '_',
      '~',
      '~~',
      '**x**',
      '__y__',
      '[z](https://example.org)',
      '[1]',
      '![x]',
      '#',
      '-',
      '1.',
      '2)',
      '+',
      '|',
      '\\',
      '\\*',
      '漢字',
      'a_b_c',
      '2*3*4',
      ':smile:',
      '👩‍👩‍👧‍👦',
      '<https://example.org/a_b|text>',
      '<https://example.org/x>',
      '@here',
      '=',
      '---',
      '===',
      '[x]: y',
      '!',
    )
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' '))
    const text = fc.array(line, { minLength: 1, maxLength: 5 }).map(lines => lines.join('\n'))
    fc.assert(
      fc.property(text, mrkdwn => {
        expect(readMrkdwn(renderMrkdwn(parse(mrkdwn)))).toBe(readMrkdwn(mrkdwn))
      }),
      { numRuns: 1000 },
    )
  })
})

/** What Slack shows of mrkdwn: marks beside what is no letter, code first, entities last; white space apart. */
function readMrkdwn(mrkdwn: string): string {
  return mrkdwn
    .split('\n')
    .map(line =>
      line
        .replace(/^(?:&gt;|>) ?/, '')
        .split(/`([^`]+)`/)
        .map((part, i) => (i % 2 === 1 ? part : readMarks(part)))
        .join(''),
    )
    .join('\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/^\s*(?:[•*-]|\d+\.)(?: |$)/gm, '')
    .replace(/[\s\u200b\u2060\ufeff]/g, '')
}

function readMarks(text: string): string {
  const link = text.replace(/<([^<>|]+)\|([^<>]+)>/g, '$2').replace(/<([^<>|]+)>/g, '$1')
  const mark = /(?<![\p{L}\p{N}*_~])([*_~])(?![\s\u200b\u2060\ufeff])((?:(?!\1).)*?\S)\1(?![\p{L}\p{N}*_~])/u
  return mark.test(link) ? readMarks(link.replace(mark, '$2')) : link
}
