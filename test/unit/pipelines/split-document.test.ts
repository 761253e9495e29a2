import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitDocument } from '../../../src/pipelines/translate/split-document.ts'

const sentencesOf = (text: string) =>
  splitDocument(text, 'en')
    .filter(({ kind }) => kind === 'sentence')
    .map(({ text }) => text)

describe('splitDocument', () => {
  it('gives pieces that joined are the text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom(
        '```',
        '~~~~',
        '- item one. And two.',
        '> quoted',
        '| a | b |',
        '|---|---|',
        '1. first',
        '',
        '# Heading',
      ),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, ending) => {
        const text = lines.join(ending)
        expect(
          splitDocument(text, 'en')
            .map(piece => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })

  it('leaves code blocks, marks of lists and rules of tables alone', () => {
    const text =
      '# Title\n\n- One thing. Another thing.\n\n```\nnot this. Nor this.\n```\n| Name | Place |\n|---|---|\n| key | desk |'
    expect(sentencesOf(text)).toEqual(
      ['Title', 'One thing.', 'Another thing.', ' Name ', ' Place ', ' key ', ' desk '].map(part => part.trim()),
    )
  })

  it('divides a sentence that is too long, at a clause', () => {
    const long = `${'a few words here, '.repeat(60)}and the end.`
    const parts = sentencesOf(long)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(600)
    expect(parts.slice(0, -1).every(part => part.trimEnd().endsWith(','))).toBe(true)
  })
})
