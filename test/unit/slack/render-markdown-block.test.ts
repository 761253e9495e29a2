import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdownBlock } from '../../../adapters/slack/render-markdown-block.ts'
import { createRandom } from '../../../src/bench/random.ts'
import { safePrefix } from '../../../src/text/markdown/safe-prefix.ts'
import { splitMarkdown } from '../../../src/text/markdown/split-markdown.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

/** What Slack takes for a mention or a link of its own: it looks for these wherever a `<` stands in the text as sent. */
const control = /<(?:[@#][A-Z0-9]|!(?:channel|here|everyone|group|subteam|date)|(?:https?:\/\/|mailto:)[^\s<>]*\|)/i

/** Without what cannot be seen. */
const shown = (markdown: string) => renderMarkdownBlock(markdown).replace(/[\u200b\u200c\u2060]/g, '')

describe('renderMarkdownBlock', () => {
  it('leaves Markdown as it was written', () => {
    const markdown =
      '# Title\n\nSome **bold**, *it*, ~~gone~~ and `code`.\n\n* one\n  1. two\n\n> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a: Map<string, number> = b && c\n```\n'
    expect(renderMarkdownBlock(markdown)).toBe(markdown)
  })

  it.each([
    '<!channel>',
    '<!here>',
    '<!everyone|all>',
    '<!subteam^S1>',
    '<@U0123>',
    '<#C0123|general>',
    '<!date^1^{date}|x>',
  ])('lets %s call nobody, wherever it stands', mention => {
    for (const markdown of [
      mention,
      `**${mention}**`,
      `# ${mention}`,
      `- a\n  - ${mention}`,
      `> ${mention}`,
      `[${mention}](https://example.org)`,
      `[text](https://example.org/${mention})`,
      `![${mention}](https://example.org/a.png)`,
      `[text](${mention})`,
      `\`${mention}\``,
      `\`\`\`\n${mention}\n\`\`\``,
      `    ${mention}`,
      `<div>${mention}</div>`,
      `<!-- ${mention} -->`,
      `\\${mention}`,
      `\\\\${mention}`,
      `| a |\n|---|\n| ${mention} |`,
      `${mention.slice(0, 3)}\u200b${mention.slice(3)}`,
      mention.replace('<', '&#60;'),
      mention.replace('<', '<\u2060'),
      `\u202e${mention}`,
    ]) {
      expect(renderMarkdownBlock(markdown)).not.toMatch(control)
    }
  })

  it('shows what was written of a mention', () => {
    expect(renderMarkdownBlock('Ask <@U0123> now').replaceAll('\u200b', '')).toBe('Ask &lt;@U0123> now')
  })

  it('shows HTML as text', () => {
    expect(renderMarkdownBlock('a <b>b</b>')).toBe('a &lt;b>b&lt;/b>')
  })

  it('keeps links, and the ampersands in them', () => {
    for (const link of [
      '[a](https://example.org/?a=1&b=2)',
      '[mail](mailto:a@example.org)',
      'https://example.org/a?b=c&d=e',
    ]) {
      expect(renderMarkdownBlock(`${link} x`)).toBe(`${link} x`)
    }
    expect(renderMarkdownBlock('[\\[1\\]](https://example.org/p1)')).toBe('[\\[1\\]](https://example.org/p1)')
  })

  it('makes text of links to elsewhere', () => {
    expect(shown('[click](javascript:alert)')).toBe('click (javascript:alert)')
    expect(shown('[guide](docs/guide.md)')).toBe('guide (docs/guide.md)')
  })

  it('makes links of images, and of addresses in angle brackets', () => {
    expect(renderMarkdownBlock('![a cat](https://example.org/cat.png)')).toBe('[a cat](https://example.org/cat.png)')
    expect(renderMarkdownBlock('<https://example.org/a>')).not.toContain('<')
  })

  it('takes out what deceives, and leaves emoji and Persian whole', () => {
    expect(renderMarkdownBlock('a\u202eb\u2066c\u0007')).toBe('abc')
    const kept = '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم'
    expect(renderMarkdownBlock(kept)).toBe(kept)
  })

  it('keeps quotes', () => {
    expect(renderMarkdownBlock('> a\n> > b\n\n1 > 0')).toMatch(/^> a\n> > b\n/)
  })

  it('only grows while a text is streamed, as a stream cannot take anything back', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 5, maxLength: 20 })
    fc.assert(
      fc.property(fc.nat(), steps, (seed, sizes) => {
        const markdown = generateMarkdown(createRandom(seed), 3)
        let last = ''
        for (let end = 0, i = 0; end < markdown.length; end += sizes[i++ % sizes.length]!) {
          const rendered = renderMarkdownBlock(safePrefix(markdown.slice(0, end)))
          expect(rendered.slice(0, last.length)).toBe(last)
          last = rendered
        }
        const whole = renderMarkdownBlock(markdown)
        expect(whole.slice(0, last.length)).toBe(last)
      }),
      { numRuns: 60 },
    )
  })

  it('streams a code block by lines', () => {
    const rendered = renderMarkdownBlock(safePrefix('Look:\n\n```js\nconst a = 1\nconst b = 2\nconst'))
    expect(rendered).toBe('Look:\n\n```js\nconst a = 1\nconst b = 2')
  })

  it('keeps within the limit of a block what grows in rendering', () => {
    const pieces = splitMarkdown('a < b, '.repeat(4000), { maxChars: 11_500, render: renderMarkdownBlock })
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) expect(renderMarkdownBlock(piece).length).toBeLessThanOrEqual(11_500)
  })

  it('calls nobody, whatever it is given', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        expect(renderMarkdownBlock(generateMarkdown(createRandom(seed), 5))).not.toMatch(control)
      }),
      { numRuns: 500 },
    )
  })
})
