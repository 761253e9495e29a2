import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMrkdwn } from '../../../adapters/slack/render-mrkdwn.ts'
import { createRandom } from '../../../src/bench/random.ts'
import { splitMarkdown } from '../../../src/text/markdown/split-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

/** Without what cannot be seen. */
const shown = (markdown: string) => renderMrkdwn(markdown).replace(/[\u200b\u2060\ufeff]/g, '')

describe('renderMrkdwn', () => {
  it.each([
    ['**bold** and *italic* and ~~gone~~', '*bold* and _italic_ and ~gone~'],
    ['***both***', '_*both*_'],
    ['`a < b && c`', '`a &lt; b &amp;&amp; c`'],
    ['# Title', '*Title*'],
    ['#### A **bold** title', '*A bold title*'],
    ['[text](https://example.org/?a=1&b=2)', '<https://example.org/?a=1&amp;b=2|text>'],
    ['[**bold** text](https://example.org)', '<https://example.org|bold text>'],
    ['<https://example.org>', '<https://example.org>'],
    ['[\\[1\\]](https://example.org/p1)', '<https://example.org/p1|[1]>'],
    ['[mail](mailto:a@example.org)', '<mailto:a@example.org|mail>'],
    ['![cat](https://example.org/cat.png)', '<https://example.org/cat.png|cat>'],
    ['[click](javascript:alert)', 'click (javascript:alert)'],
    ['- one\n- two\n  - below\n    - deep\n- three', '• one\n• two\n    ◦ below\n        ▪ deep\n• three'],
    ['3. three\n4. four\n   1. below', '3. three\n4. four\n    1. below'],
    ['- [ ] to do\n- [x] done', '☐ to do\n☑ done'],
    ['> quoted\n> more', '> quoted\n> more'],
    ['```js\nif (a < b) c\n```', '```\nif (a &lt; b) c\n```'],
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['<b>html</b>', '&lt;b&gt;html&lt;/b&gt;'],
    ['a\\\nb', 'a\nb'],
  ])('renders %j as %j', (markdown, mrkdwn) => {
    expect(shown(markdown)).toBe(mrkdwn)
  })

  it('sets marks apart from letters with a character that is not seen', () => {
    expect(renderMrkdwn('un**believ**able')).toBe('un\u200b*believ*\u200bable')
    expect(renderMrkdwn('这是**粗体**字')).toBe('这是\u200b*粗体*\u200b字')
    expect(renderMrkdwn('a **b** c')).toBe('a *b* c')
  })

  it('makes no mark of text that only looks like one', () => {
    for (const text of ['\\*not bold\\*', '\\_not it\\_', '\\~not gone\\~', '\\`not code\\`']) {
      expect(renderMrkdwn(text)).not.toMatch(/(?:^|\s)([*_~`])[a-z]/)
    }
  })

  it('makes no quote of text that begins with its sign', () => {
    expect(renderMrkdwn('\\> no quote')).not.toMatch(/^(?:>|&gt;)/)
  })

  it('leaves a code block whole that has fences in it', () => {
    const mrkdwn = renderMrkdwn('````\na\n```\nb\n````')
    expect(mrkdwn.match(/```/g)).toHaveLength(2)
    expect(mrkdwn.replaceAll('\u200b', '')).toBe('```\na\n```\nb\n```')
  })

  it('shows a table in columns, East Asian text included', () => {
    expect(renderMrkdwn('| City | 人口 |\n|---|--:|\n| 東京 | 14 |\n| Bonn | 0.3 |')).toBe(
      '```\nCity | 人口\n-----|-----\n東京 |   14\nBonn |  0.3\n```'.replace('-----|-----', '-----|-----'),
    )
  })

  it('ends bold text with its line', () => {
    for (const line of renderMrkdwn('**one\ntwo**').split('\n')) expect(line).toMatch(/^\*\w+\*$/)
  })

  it('keeps every piece within any limit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 200, max: 3000 }), (seed, maxChars) => {
        const markdown = generateMarkdown(createRandom(seed), 12)
        const pieces = splitMarkdown(markdown, { maxChars, render: renderMrkdwn })
        for (const piece of pieces) expect(renderMrkdwn(piece).length).toBeLessThanOrEqual(maxChars)
        if (visibleText(markdown).trim() !== '') expect(pieces).not.toHaveLength(0)
      }),
      { numRuns: 60 },
    )
  })

  it('calls nobody, whatever it is given', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const mrkdwn = renderMrkdwn(generateMarkdown(createRandom(seed), 5))
        for (const [, token = ''] of mrkdwn.matchAll(/<([^>]*)>?/g)) expect(token).toMatch(/^(?:https?:\/\/|mailto:)/i)
        expect(mrkdwn).not.toMatch(/(?<![\w/=.])@(?:channel|here|everyone)\b/)
      }),
      { numRuns: 500 },
    )
  })
})
