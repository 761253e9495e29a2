import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../knowledge/loaders/markdown.ts'
import { parsePlainText } from '../../../knowledge/loaders/plain-text.ts'

function blocksOf(text: string) {
  return parseMarkdown(text, '').blocks.map(({ kind, start, end }) => [kind, text.slice(start, end)])
}

describe('parseMarkdown', () => {
  it('takes the title from the front matter, else from a first heading, else from the file', () => {
    expect(parseMarkdown('---\ntitle: "Leave"\n---\n\n# Holidays\n', 'file').title).toBe('Leave')
    expect(parseMarkdown('# Holidays\n\ntext', 'file').title).toBe('Holidays')
    expect(parseMarkdown('## Part\n\ntext', 'file').title).toBe('file')
  })

  it('leaves the front matter out and keeps the offsets', () => {
    const text = '---\r\ntitle: A\r\ndescription: b\r\n---\r\n\r\n# H\r\n\r\ntext'
    expect(blocksOf(text)).toEqual([
      ['heading', '# H'],
      ['prose', 'text'],
    ])
  })

  it('takes a rule at the beginning for a rule', () => {
    expect(blocksOf('---\n\ntext\n\n---\n\nmore')).toEqual([
      ['prose', 'text'],
      ['prose', 'more'],
    ])
  })

  it('tells headings, lists, tables and code apart, and passes over comments', () => {
    const text = '# H `x`\n\n<!-- made by a tool -->\n\n- a\n- b\n\n| A |\n| - |\n| 1 |\n\n~~~sh\nls\n~~~\n\n> said'
    const { blocks } = parseMarkdown(text, '')
    expect(blocks.map(block => block.kind)).toEqual(['heading', 'list', 'table', 'code', 'prose'])
    expect(blocks[0]).toMatchObject({ depth: 1, title: 'H x' })
    expect(blocks[1]!.parts!.map(offset => text.slice(offset, offset + 3))).toEqual(['- a', '- b'])
    expect(blocks[2]).toMatchObject({ lead: '| A |\n| - |' })
    expect(blocks[3]).toMatchObject({ lead: '~~~sh' })
  })
})

describe('parsePlainText', () => {
  it('divides at blank lines', () => {
    const text = '\n one\ntwo\r\n \r\nthree\n\n\n'
    const { blocks } = parsePlainText(text, 't')
    expect(blocks.map(({ start, end }) => text.slice(start, end))).toEqual(['one\ntwo', 'three'])
  })
})
