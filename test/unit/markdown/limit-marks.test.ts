import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../src/text/markdown/parse-markdown.ts'
import { visibleText } from '../../../src/text/markdown/visible-text.ts'

/** What is left of a text when nobody can say what is a mark and what is not. */
const wordsOf = (text: string) => text.replace(/[*_\s]+/g, ' ').trim()

describe('marks beyond reason', () => {
  it('are text, and nothing that is seen gets lost', () => {
    // Without a limit this takes minutes.
    const markdown = `${'*a **b '.repeat(8000)}x${' b** a*'.repeat(8000)}`
    const seen = visibleText(markdown)
    expect(wordsOf(seen)).toBe(wordsOf(markdown))
    expect(seen).toContain('*a **b *a **b')
  })

  it('begin with the 401st of a paragraph; the ones before, and those of other paragraphs, are read', () => {
    const seen = visibleText(`${'**a** '.repeat(205)}\n\n**b**`)
    expect(seen).toBe(`${'a '.repeat(200)}${'**a** '.repeat(5).trim()}\nb`)
  })

  it('may also be one that is too long', () => {
    const run = '*'.repeat(20_000)
    expect(visibleText(`see ${run}a${run}, **b**`)).toBe(`see ${run}a${run}, b`)
  })

  it('are none in code', () => {
    const code = 'a_b * c ** d\n'.repeat(400)
    expect(parseMarkdown(`\`\`\`\n${code}\`\`\`\n\`${'a_b*'.repeat(400)}\``)).toMatchObject([
      { type: 'code', value: code.trimEnd() },
      { children: [{ type: 'inlineCode', value: 'a_b*'.repeat(400) }] },
    ])
  })

  it('leave every word, whatever they are', () => {
    const piece = fc.constantFrom('*a ', '**b ', '_c ', '__d ', ' e*', ' f**', '***', 'g', '~~h', '~~ ', '[i', ']')
    fc.assert(
      fc.property(fc.array(piece, { minLength: 300, maxLength: 1500 }), pieces => {
        const letters = (text: string) => text.replace(/[^a-i]/g, '')
        expect(letters(visibleText(pieces.join('')))).toBe(letters(pieces.join('')))
      }),
      { numRuns: 50 },
    )
  })
})
