import { describe, expect, it } from 'vitest'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'

describe('visibleText', () => {
  it.each([
    ['**bold** *it* ~~gone~~ `code`', 'bold it gone code'],
    ['# Title\n\n> quote\n\n- item\n  1. below', 'Title\nquote\nitem\nbelow'],
    ['[text](https://example.org)', 'text'],
    ['![alt](https://example.org/a.png)', 'alt'],
    ['```js\nlet a\n```', 'let a'],
    ['AT&amp;T &lt;b&gt;', 'AT&T <b>'],
    ['\\*no\\*', '*no*'],
    ['~5 or ~6', '~5 or ~6'],
    ['<b>shown</b>', '<b>shown</b>'],
    ['a\u200bb\u202ec', 'abc'],
  ])('of %j is %j', (markdown, text) => {
    expect(visibleText(markdown)).toBe(text)
  })

  it('tells where a link leads that is not allowed to lead there', () => {
    expect(visibleText('[click](javascript:alert\\(1\\))')).toBe('click (javascript:alert(1))')
    expect(visibleText('[guide](docs/guide.md)')).toBe('guide (docs/guide.md)')
  })

  it('shows notes, definitions and references as they are written or as links, and loses none', () => {
    const shown = visibleText('A claim[^1] and a [link][a].\n\n[^1]: The note.\n\n[a]: https://example.org')
    expect(shown).toContain('The note.')
    expect(shown).toContain('1')
    expect(shown).toContain('link')
  })
})
