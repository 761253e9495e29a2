import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/bench/random.ts'
import { splitMarkdown } from '../../../src/text/markdown/split-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

const asWritten = (piece: string) => piece
const split = (markdown: string, maxChars = 200) => splitMarkdown(markdown, { maxChars, render: asWritten })
const withoutSpace = (text: string) => text.replace(/\s/g, '')
const numbered = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i + 1)).join('\n')

describe('splitMarkdown', () => {
  it('leaves a text alone that fits, as it was written', () => {
    const markdown = 'Some *words* __here__.\n\n* one\n* two'
    expect(split(markdown)).toEqual([markdown])
  })

  it('makes no piece of what shows nothing', () => {
    for (const nothing of ['', '  \n\n ', '\u200b', '[]()']) {
      expect(splitMarkdown(nothing, { maxChars: 200, render: visibleText })).toEqual([])
    }
  })

  it('cuts between paragraphs, which stay as they were written', () => {
    const paragraph = `__Words__ and ${'words '.repeat(20).trim()}.`
    expect(split([paragraph, paragraph, paragraph].join('\n\n'))).toEqual([paragraph, paragraph, paragraph])
  })

  it('fills a piece before it begins another', () => {
    const paragraph = 'Ten words, more or less, stand here in a row. '.repeat(1).trim()
    const pieces = split(Array.from({ length: 12 }, () => paragraph).join('\n\n'))
    expect(pieces.length).toBe(3)
  })

  it('keeps a heading with what it heads', () => {
    const pieces = split(`${'Words before. '.repeat(10)}\n\n## Next\n\n${'Words after. '.repeat(10)}`)
    expect(pieces).toHaveLength(2)
    expect(pieces[1]).toMatch(/^## Next\n/)
  })

  it('cuts a paragraph after a sentence', () => {
    const pieces = split('The quick brown fox jumps over the lazy dog. '.repeat(12))
    expect(pieces.length).toBeGreaterThan(1)
    for (const piece of pieces) expect(piece).toMatch(/^The [\s\S]*dog\.$/)
  })

  it('cuts Chinese after a sentence', () => {
    const pieces = split('这是一个用来测试的句子，它不长也不短。'.repeat(30))
    expect(pieces.length).toBeGreaterThan(1)
    for (const piece of pieces) expect(piece).toMatch(/^这是[\s\S]*。$/)
  })

  it('cuts between words where there are no sentences', () => {
    for (const piece of split('word '.repeat(150))) expect(piece).toMatch(/^(?:word )*word$/)
  })

  it('cuts a long word between characters as people see them', () => {
    const family = '👩‍👩‍👧‍👦'
    for (const piece of split(family.repeat(60))) expect(piece.replaceAll(family, '')).toBe('')
  })

  it('goes on with bold text, and with a link', () => {
    const pieces = split(`**${'bold words '.repeat(40).trim()}**`)
    for (const piece of pieces) expect(piece).toMatch(/^\*\*(?:bold words|words bold)[\w\s]*\*\*$/)
    const links = split(`[${'a long text of a link '.repeat(15).trim()}](https://example.org/x)`)
    expect(links.length).toBeGreaterThan(1)
    for (const piece of links) expect(piece).toMatch(/^\[[^\]]+\]\(<?https:\/\/example\.org\/x>?\)$/)
  })

  it('does not make a list, a heading or a quote of the words a piece begins with', () => {
    for (const mark of ['1.', '-', '#', '>', '+', '12)']) {
      const markdown = `${mark.length === 3 ? 'w' : 'ww'} ${`word ${mark} `.repeat(60)}`
      expect(withoutSpace(split(markdown).map(visibleText).join(''))).toBe(withoutSpace(visibleText(markdown)))
    }
  })

  it('opens a code block again in its language', () => {
    const code = numbered(40, n => `const x${n} = ${n}`)
    const pieces = split(`\`\`\`ts\n${code}\n\`\`\``)
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) expect(piece).toMatch(/^```ts\n[\s\S]*\n```$/)
    expect(pieces.map(visibleText).join('\n')).toBe(code)
  })

  it('keeps a fence longer than the backticks in the code', () => {
    const code = numbered(30, n => `\`\`\`${n}`)
    const pieces = split(`\`\`\`\`md\n${code}\n\`\`\`\``)
    for (const piece of pieces) expect(piece).toMatch(/^````md\n[\s\S]*\n````$/)
    expect(pieces.map(visibleText).join('\n')).toBe(code)
  })

  it('cuts within a line of code that is too long', () => {
    const line = 'x'.repeat(900)
    const pieces = split(`\`\`\`js\n${line}\n\`\`\``)
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(200)
    expect(pieces.map(visibleText).join('')).toBe(line)
  })

  it('repeats the header of a table', () => {
    const header = '| City | People |\n| :--- | ---: |'
    const pieces = split(`${header}\n${numbered(30, n => `| City ${n} | ${n * 1000} |`)}`)
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) expect(piece).toMatch(/^\| City \| People \|\n\| ?:-+ \| -+: ?\|\n\| City \d+ /)
    const rows = pieces.flatMap(piece => piece.split('\n').slice(2)).map(row => /City (\d+)/.exec(row)?.[1])
    expect(rows).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 1)))
  })

  it('loses nothing of a row that is longer than a piece', () => {
    const words = numbered(80, n => `word${n}`).replaceAll('\n', ' ')
    const pieces = split(`| a | b |\n|---|---|\n| short | ${words} |\n| next | row |`)
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(200)
    const shown = pieces.map(visibleText).join(' ')
    for (let n = 1; n <= 80; n++) expect(shown).toMatch(new RegExp(`word${n}\\b`))
    expect(shown).toMatch(/short[\s\S]*word1\b[\s\S]*next[\s\S]*row/)
  })

  it('loses nothing of a table whose header is longer than a piece', () => {
    const names = Array.from({ length: 60 }, (_, i) => `name${i}`)
    const cells = names.map((_, i) => `cell${i}`)
    const row = (texts: string[]) => `| ${texts.join(' | ')} |`
    const pieces = split([row(names), row(names.map(() => '-')), row(cells)].join('\n'))
    const shown = pieces.map(visibleText).join(' ')
    for (const text of [...names, ...cells]) expect(shown).toMatch(new RegExp(`${text}\\b`))
  })

  it('goes on with the number of a list', () => {
    const pieces = split(numbered(30, n => `${n}. This is item number ${n}`))
    const numbers = pieces.flatMap(piece => [...piece.matchAll(/^(\d+)\. This is item number (\d+)/gm)])
    expect(numbers).toHaveLength(30)
    for (const [, number, text] of numbers) expect(number).toBe(text)
  })

  it('keeps nested lists nested', () => {
    const pieces = split(numbered(12, n => `- item ${n}\n  - below ${n}\n    1. deep ${n}`))
    for (const piece of pieces) {
      for (const line of piece.split('\n')) {
        if (line.includes('below')) expect(line).toMatch(/^ {2}- /)
        if (line.includes('deep')) expect(line).toMatch(/^ {4}1\. /)
      }
    }
    expect(
      pieces
        .map(visibleText)
        .join('\n')
        .match(/deep \d+/g),
    ).toHaveLength(12)
  })

  it('keeps tasks, and does not check off what goes on', () => {
    const pieces = split(numbered(20, n => `- [${n % 2 ? 'x' : ' '}] do the thing number ${n}`))
    expect(pieces.join('\n').match(/\[x\]/g)).toHaveLength(10)
    expect(pieces.join('\n').match(/\[ \]/g)).toHaveLength(10)
  })

  it('goes on with a quote', () => {
    for (const piece of split(`> ${'Quoted words are here. '.repeat(40)}`)) expect(piece).toMatch(/^> Quoted/)
  })

  it('gets a link through whose address is longer than a piece', () => {
    const address = `https://example.org/${'x'.repeat(500)}`
    const pieces = split(`See [the page](${address}) for more.`)
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(200)
    expect(withoutSpace(pieces.map(visibleText).join(''))).toContain('thepage')
  })

  it('measures pieces as rendered', () => {
    const render = (piece: string) => piece.replaceAll('<', '&lt;')
    const pieces = splitMarkdown('< '.repeat(400), { maxChars: 300, render })
    for (const piece of pieces) expect(render(piece).length).toBeLessThanOrEqual(300)
    expect(withoutSpace(pieces.join(''))).toBe('<'.repeat(400))
  })

  it('keeps every piece within any limit, and shows nothing empty', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 200, max: 600 }), (seed, maxChars) => {
        for (const piece of split(generateMarkdown(createRandom(seed), 12), maxChars)) {
          expect(piece.length).toBeLessThanOrEqual(maxChars)
          expect(piece.trim()).not.toBe('')
        }
      }),
      { numRuns: 150 },
    )
  })

  it('shows in the pieces what the whole shows', () => {
    const block = fc.oneof(
      fc
        .array(
          fc.constantFrom(
            'word',
            '**bold**',
            'a_b',
            '*it*',
            '1.',
            '- x',
            '`code`',
            '漢字。',
            '[t](https://a.de)',
            '&amp;',
            '<b>',
          ),
          {
            minLength: 1,
            maxLength: 60,
          },
        )
        .map(words => words.join(' ')),
      fc
        .array(fc.constantFrom('item one', '2. x', '*two* and **three**', `w${'o'.repeat(80)}rd`), {
          minLength: 1,
          maxLength: 12,
        })
        .map(items => items.map(item => `- ${item}\n  - ${item}`).join('\n')),
      fc
        .array(fc.constantFrom('', 'let a = 1', '  indented', '``', 'y'.repeat(250)), { maxLength: 15 })
        .map(lines => `\`\`\`js\n${lines.join('\n')}\n\`\`\``),
    )
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 200, max: 500 }),
        (blocks, max) => {
          const markdown = blocks.join('\n\n')
          expect(withoutSpace(split(markdown, max).map(visibleText).join(''))).toBe(withoutSpace(visibleText(markdown)))
        },
      ),
      { numRuns: 150 },
    )
  })
})
