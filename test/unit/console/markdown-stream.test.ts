import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { createMarkdownStream, withoutControls } from '../../../adapters/console/markdown-stream.ts'

function render(chunks: readonly string[], columns = 80, colour = false): string {
  const stream = createMarkdownStream({ columns: () => columns, colour })
  return chunks.map(chunk => stream.push(chunk)).join('') + stream.end()
}

function withoutCodes(text: string): string {
  return text.replace(/\x1b\[\d+m/g, '')
}

/** Words, wide characters, markers, line beginnings: what a model writes, and what it should not. */
const piece = fc.oneof(
  fc.constantFrom(
    '**',
    '*',
    '`',
    '``',
    '```',
    '```ts\n',
    '\n',
    '\n\n',
    '- ',
    '\n- ',
    '\n  - ',
    '1. ',
    '# ',
    '\n## ',
    '> ',
    '| a | b |',
    ' ',
    '  ',
    '\t',
  ),
  fc.constantFrom(
    '日本語の文章です。',
    '（括弧）',
    '중요한',
    '👩‍👩‍👧',
    '🇩🇪🇫🇷',
    'é',
    'naïve',
    'https://example.org/a/very/long/path?x=1',
    '[1]',
    '~~~',
    '\\*',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.lorem({ maxCount: 6 }),
)
const markdown = fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join(''))

/** Cuts a text at the given share points, surrogate pairs included. */
function cut(text: string, points: readonly number[]): string[] {
  const at = [...new Set(points.map(point => Math.floor(point * text.length)))].sort((a, b) => a - b)
  return [0, ...at].map((start, i) => text.slice(start, at[i] ?? text.length))
}
const points = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe('createMarkdownStream', () => {
  it('shows bold without stars, headings without hashes, code with its backticks', () => {
    expect(render(['## Decisions\n\n**Bold** and `code`.'])).toBe('Decisions\n\nBold and `code`.')
    expect(render(['**a** `b`'], 80, true)).toBe('\x1b[1ma\x1b[22m \x1b[36m`b`\x1b[39m')
  })

  it('never shows half a marker', () => {
    const stream = createMarkdownStream({ columns: () => 80, colour: true })
    expect(stream.push('Now **import')).toBe('Now')
    expect(stream.push('ant** and')).toBe(' \x1b[1mimportant\x1b[22m')
    expect(stream.push(' more ')).toBe(' and')
  })

  it('leaves a marker that nothing closes as it is', () => {
    expect(render(['2 ** 3 and **open\nnext `line'])).toBe('2 ** 3 and **open\nnext `line')
    expect(render([`**${'x '.repeat(200)}`])).toContain('**x')
  })

  it('wraps at words and indents what belongs to a list item', () => {
    expect(render(['- one two three four five'], 16)).toBe('- one two three\n  four five')
    expect(render(['1. one two three four five'], 16)).toBe('1. one two three\n   four five')
  })

  it('wraps Chinese and Japanese by their width, and starts no line with a closing mark', () => {
    expect(render(['今天下午三点开会，请准时参加。'], 10)).toBe('今天下午三\n点开会，请\n准时参加。')
    expect(render(['今天下午三，开会'], 10)).toBe('今天下午\n三，开会')
  })

  it('keeps an address whole and code as it is', () => {
    const address = `https://example.org/${'a'.repeat(60)}`
    expect(render([`See ${address} there`], 40)).toBe(`See\n${address}\nthere`)
    const code = `\`\`\`js\nconst a = ${'1 + '.repeat(20)}1 // **not bold**\n\`\`\`\nafter`
    expect(render([code], 40)).toBe(code)
  })

  it('lets no control character steer the terminal', () => {
    expect(render(['a\x1b[2Jb\x07c\x9b1md\r\ne'])).toBe('a[2Jbc1md\ne')
  })

  it('writes the same whatever the chunks are', () => {
    fc.assert(
      fc.property(markdown, points, fc.integer({ min: 8, max: 90 }), (text, at, columns) => {
        expect(render(cut(text, at), columns)).toBe(render([text], columns))
      }),
      { numRuns: 500 },
    )
  })

  it('writes with colour what it writes without, and the codes', () => {
    fc.assert(
      fc.property(markdown, points, fc.integer({ min: 8, max: 90 }), (text, at, columns) => {
        expect(withoutCodes(render(cut(text, at), columns, true))).toBe(render([text], columns))
      }),
      { numRuns: 500 },
    )
  })

  it('loses no character but the markers', () => {
    const kept = (text: string) => withoutControls(text).replace(/[\s*#]/g, '')
    fc.assert(
      fc.property(markdown, fc.integer({ min: 8, max: 90 }), (text, columns) => {
        expect(kept(render([text], columns))).toBe(kept(text))
      }),
      { numRuns: 500 },
    )
  })

  it('writes no line wider than the terminal, except what has no place to break', () => {
    const words = fc.array(fc.constantFrom('a', 'word', 'longer', '日本語', '**bold** ', '`code`', ' ', '，', '- '), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 60 }), (pieces, columns) => {
        for (const line of render([pieces.join('')], columns).split('\n')) {
          const breakable = /\s\S/.test(line.trimStart().replace(/^[-*+]\s+/, '')) || /\p{Script=Han}/u.test(line)
          if (breakable) expect(stringWidth(line.trimEnd())).toBeLessThanOrEqual(columns)
        }
      }),
      { numRuns: 500 },
    )
  })
})
