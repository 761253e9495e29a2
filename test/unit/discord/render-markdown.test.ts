import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderDiscord } from '../../../adapters/discord/render-markdown.ts'
import { createRandom } from '../../../src/bench/random.ts'
import { splitMarkdown } from '../../../src/text/markdown/split-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

/** What Discord takes for a mention, an emoji, a time or a command; it looks in code, and behind backslashes, too. */
const control = /<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|\/[^<>]+:\d+|id:\w+)>|@(?:everyone|here)/i
const shown = (markdown: string) => renderDiscord(markdown).replace(/[\u200b\u2060]/g, '')

describe('renderDiscord', () => {
  it.each([
    ['**bold** *it* ~~gone~~ `code`', '**bold** *it* ~~gone~~ `code`'],
    ['# One\n\n## Two\n\n### Three', '# One\n\n## Two\n\n### Three'],
    ['#### Four\n\n###### **Six**', '**Four**\n\n**Six**'],
    ['- one\n- two\n  - below\n    - deep', '- one\n- two\n  - below\n    - deep'],
    ['* one\n* two', '- one\n- two'],
    ['7. seven\n8. eight\n   - below', '7. seven\n8. eight\n   - below'],
    ['- [ ] to do\n- [x] done', '- ☐ to do\n- ☑ done'],
    ['> quoted\n> more', '> quoted\n> more'],
    ['> one\n> > two', '> one\n> \n> two'],
    ['```js\nlet a\n```', '```js\nlet a\n```'],
    ['[text](https://example.org/a)', '[text](<https://example.org/a>)'],
    ['https://example.org/a', '<https://example.org/a>'],
    ['[\\[1\\]](https://example.org/p1)', '[\\[1\\]](<https://example.org/p1>)'],
    ['![cat](https://example.org/cat.png)', '[cat](<https://example.org/cat.png>)'],
    ['[click](javascript:alert)', 'click (javascript:alert)'],
    ['<b>html</b>', '<b>html</b>'],
    ['AT&amp;T', 'AT&T'],
    ['snake\\_case', 'snake\\_case'],
    ['\\*no\\* \\|\\|no\\|\\|', '\\*no\\* \\|\\|no\\|\\|'],
    ['\\# no heading', '\\# no heading'],
    ['\\- no item', '\\- no item'],
    ['1\\. no item', '1\\. no item'],
    ['\\> no quote', '\\> no quote'],
    ['\\-# not small', '\\-# not small'],
    ['a\\\nb', 'a\nb'],
  ])('renders %j as %j', (markdown, discord) => {
    expect(shown(markdown)).toBe(discord)
  })

  it.each([
    '@everyone',
    '@here',
    '<@123456>',
    '<@!123456>',
    '<@&123456>',
    '<#123456>',
    '<:e:123456>',
    '<a:e:123456>',
    '<t:1618953630:R>',
    '</cmd:123456>',
    '<id:customize>',
  ])('lets %s call nothing, wherever it stands', mention => {
    for (const markdown of [
      mention,
      `**${mention}**`,
      `# ${mention}`,
      `#### ${mention}`,
      `> ${mention}`,
      `- ${mention}`,
      `[${mention}](https://example.org)`,
      `[text](https://example.org/${mention})`,
      `\`${mention}\``,
      `\`\`\`\n${mention}\n\`\`\``,
      `<div>${mention}</div>`,
      `| a |\n|---|\n| ${mention} |`,
      mention.replace('@', '@\u200b').replace('<', '<\u2060'),
      mention.replace('@', '&#64;').replace('<', '&lt;'),
      mention.split('').join('\u00ad'),
    ]) {
      expect(renderDiscord(markdown)).not.toMatch(control)
    }
  })

  it('shows a table in columns, East Asian text included', () => {
    expect(renderDiscord('| City | 人口 |\n|---|--:|\n| 東京 | 14 |\n| Bonn | 0.3 |')).toBe(
      '```\nCity | 人口\n-----|-----\n東京 |   14\nBonn |  0.3\n```',
    )
  })

  it('keeps the links of a table', () => {
    expect(renderDiscord('| a |\n|---|\n| [text](https://example.org/a) |')).toContain(
      '[text](<https://example.org/a>)',
    )
  })

  it('shows a table row by row that is too wide for columns', () => {
    const discord = renderDiscord(`| Name | What |\n|---|---|\n| Anna | ${'words '.repeat(30)}|`)
    expect(discord).not.toContain('```')
    expect(discord).toContain('Anna')
    expect(discord).toContain('Name')
  })

  it('leaves a code block whole that has fences in it', () => {
    const discord = renderDiscord('````\na\n```\nb\n````')
    expect(discord.match(/```/g)).toHaveLength(2)
    expect(discord.replaceAll('\u200b', '')).toBe('```\na\n```\nb\n```')
  })

  it('shows the address where the text of a link is another one', () => {
    expect(shown('[https://bank.example](https://evil.example/x)')).toMatch(/evil\.example/)
    expect(renderDiscord('[https://bank.example](https://evil.example/x)')).not.toMatch(/\]\(/)
  })

  it('keeps marks apart that would make another one', () => {
    expect(renderDiscord('*a***b**')).not.toContain('***')
    expect(renderDiscord('**a***b*')).not.toContain('***')
  })

  it('keeps every piece within any limit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 200, max: 2000 }), (seed, maxChars) => {
        const markdown = generateMarkdown(createRandom(seed), 12)
        const pieces = splitMarkdown(markdown, { maxChars, render: renderDiscord })
        for (const piece of pieces) expect(renderDiscord(piece).length).toBeLessThanOrEqual(maxChars)
        if (visibleText(markdown).trim() !== '') expect(pieces).not.toHaveLength(0)
      }),
      { numRuns: 60 },
    )
  })

  it('calls nothing, whatever it is given', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        expect(renderDiscord(generateMarkdown(createRandom(seed), 5))).not.toMatch(control)
      }),
      { numRuns: 500 },
    )
  })
})
