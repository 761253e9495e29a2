import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/bench/random.ts'
import { safePrefix } from '../../../src/text/markdown/safe-prefix.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

const withoutSpace = (text: string) => text.replace(/\s/g, '')

/** The text as it comes from a model, a few characters more each time. */
function* growing(text: string, steps: readonly number[]): Generator<string> {
  let end = 0
  for (let i = 0; end < text.length; i++) {
    end += steps[i % steps.length]!
    yield text.slice(0, end)
  }
}
const steps = fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 5, maxLength: 20 })

describe('safePrefix', () => {
  it.each([
    ['words of which the last is half wr', 'words of which the last is half'],
    ['a **bol', 'a'],
    ['a **bold text', 'a'],
    ['a *it', 'a'],
    ['a `code wit', 'a'],
    ['a ~~gone bu', 'a'],
    ['a [link', 'a'],
    ['a [link] ', 'a [link]'],
    ['a [link](https://exam', 'a'],
    ['a ![image](https://exam', 'a'],
    ['see https://exam', 'see'],
    ['see www.exam', 'see'],
    ['a <https://exa', 'a'],
    ['a &am', 'a'],
    ['a **bold** w', 'a **bold**'],
    ['a **bold', 'a'],
    ['five * three is mo', 'five * three is'],
    ['snake_case_name is fi', 'snake_case_name is'],
    ['costs ~5 euros or mo', 'costs ~5 euros or'],
    ['text\n\n#', 'text'],
    ['text\n\n-', 'text'],
    ['text\n\n- ', 'text'],
    ['text\n\n1', 'text'],
    ['text\n\n1.', 'text'],
    ['text\n\n>', 'text'],
    ['text\n\n``', 'text'],
    ['text\n\n```js', 'text'],
    ['text\n\n```js\n', 'text'],
    ['text\n\n- [', 'text'],
    ['text\n\n- [x', 'text'],
    ['text\n\n- [x] ', 'text'],
    ['text\n\n| a | b', 'text'],
    ['text\n\n| a | b |\n', 'text'],
    ['text\n\n| a | b |\n|--', 'text'],
    ['', ''],
  ])('of %j is %j', (text, prefix) => {
    expect(safePrefix(text)).toBe(prefix)
  })

  it('shows whole lines of a code block that is open', () => {
    const shown = safePrefix('Look:\n\n```js\nconst a = 1\nconst b')
    expect(visibleText(shown)).toBe('Look:\nconst a = 1')
  })

  it('shows a table by whole rows', () => {
    expect(safePrefix('| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | ')).toBe('| a | b |\n|---|---|\n| 1 | 2 |')
  })

  it('shows a mark that nothing closed when its paragraph has ended', () => {
    expect(safePrefix('a **bold\n\nnext one her')).toBe('a **bold\n\nnext one')
  })

  it('lets a text that has no spaces be shown while it grows', () => {
    expect(safePrefix('这是一个用来测试的句子，它不长也不短').length).toBeGreaterThan(10)
  })

  it('does not wait for ever for the end of a long text without marks', () => {
    const text = 'All of this is plain, and all but the last word is shown. '.repeat(50)
    expect(safePrefix(text).length).toBeGreaterThan(text.length - 20)
  })

  it('is a beginning of the text, and grows with it, whatever the text is', () => {
    fc.assert(
      fc.property(fc.nat(), steps, (seed, sizes) => {
        let last = ''
        for (const text of growing(generateMarkdown(createRandom(seed), 3), sizes)) {
          const prefix = safePrefix(text)
          expect(prefix.slice(0, last.length)).toBe(last)
          last = prefix
        }
      }),
      { numRuns: 60 },
    )
  })

  it('shows nothing on the way that the whole does not show at the same place', () => {
    const word = fc.constantFrom(
      'word',
      '**bold words**',
      '*it*',
      '`code`',
      '[text](https://example.org/a_b)',
      '~~gone~~',
      'https://example.org/x',
      'a_b',
      '5 * 3',
      '漢字。',
      '***both***',
      '[1]',
      '&amp;',
      '👩‍👩‍👧‍👦',
      '<b>',
    )
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' '))
    const block = fc.oneof(
      line,
      line.map(text => `## ${text}`),
      line.map(text => `> ${text}`),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map(lines => lines.map(text => `- ${text}\n  1. ${text}`).join('\n')),
      fc.array(line, { minLength: 1, maxLength: 4 }).map(lines => `\`\`\`js\n${lines.join('\n')}\n\`\`\``),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map(lines => `| a | b |\n|---|---|\n${lines.map(text => `| x | ${text} |`).join('\n')}`),
    )
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), steps, (blocks, sizes) => {
        const markdown = `${blocks.join('\n\n')}\n`
        const whole = withoutSpace(visibleText(markdown))
        for (const text of growing(markdown, sizes)) {
          const shown = withoutSpace(visibleText(safePrefix(text)))
          expect(whole.slice(0, shown.length)).toBe(shown)
        }
      }),
      { numRuns: 60 },
    )
  })
})
