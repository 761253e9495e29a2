import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderDiscord } from '../../../adapters/discord/render-markdown.ts'
import { renderMarkdownBlock } from '../../../adapters/slack/render-markdown-block.ts'
import { renderMrkdwn } from '../../../adapters/slack/render-mrkdwn.ts'
import { createRandom } from '../../../src/bench/random.ts'
import { splitMarkdown } from '../../../src/text/markdown/split-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'
import { generateMarkdown } from '../../fuzz/generate-markdown.ts'

const renderers = { renderMarkdownBlock, renderMrkdwn, renderDiscord }
/** Of the scripts in which no entity and no address is written. */
const LETTER = /[^\P{L}a-z]/giu
/** Words of the generator that stand in no address and no name, and that nothing takes apart. */
const WORDS = ['漢字', '안녕', 'שלום', 'مرحبا', '👩‍👩‍👧‍👦']

describe('visibleText', () => {
  it('has every word, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const markdown = generateMarkdown(createRandom(seed), 5)
        // What stands behind an opening fence is no text; every second fence at least is one that opens.
        fc.pre(!/^[\s>*+-]*(?:\d+\.\s+)?(?:`{3}|~{3})[^\n]*[^\x00-\x7f]/m.test(markdown))
        for (const word of WORDS) expect(countOf(word, visibleText(markdown))).toBe(countOf(word, markdown))
      }),
      { numRuns: 300 },
    )
  })
})

describe.each(Object.entries(renderers))('%s', (_, render) => {
  it('shows every word, letter and figure of the visible text', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const markdown = generateMarkdown(createRandom(seed), 5)
        expectShown(render(markdown), markdown)
      }),
      { numRuns: 300 },
    )
  })

  it('shows them in the pieces of a text, too', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 200, max: 400 }), (seed, maxChars) => {
        const markdown = generateMarkdown(createRandom(seed), 8)
        const pieces = splitMarkdown(markdown, { maxChars, render })
        expectShown(pieces.map(render).join('\n'), markdown)
      }),
      { numRuns: 60 },
    )
  })
})

it('renderMarkdownBlock shows the words of the Markdown it is given, and no others', () => {
  // Not the marks: those around a link that leads nowhere may mean something else when it is text.
  const wordsOf = (text: string) => [...text.matchAll(LETTER)].join('')
  fc.assert(
    fc.property(fc.nat(), seed => {
      const markdown = generateMarkdown(createRandom(seed), 5)
      expect(wordsOf(visibleText(renderMarkdownBlock(markdown)))).toBe(wordsOf(visibleText(markdown)))
    }),
    { numRuns: 300 },
  )
})

/** Text may be shown again, as the header of a table that is shown by rows; it must not be missing. */
function expectShown(sent: string, markdown: string): void {
  // A letter beside a mark may be written as an entity, which Markdown needs there.
  const rendered = sent.replace(/&#x([0-9A-F]+);/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  )
  const text = visibleText(markdown)
  for (const word of WORDS) expect(countOf(word, rendered)).toBeGreaterThanOrEqual(countOf(word, text))
  const shown = lettersOf(rendered)
  for (const [letter, count] of lettersOf(text)) {
    if ((shown.get(letter) ?? 0) < count) expect(rendered, `${letter} is missing`).toBe(text)
  }
}

function lettersOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const letter of text.match(LETTER) ?? []) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return counts
}

function countOf(word: string, text: string): number {
  return text.split(word).length - 1
}
