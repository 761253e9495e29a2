import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { chunkDocument } from '../../../knowledge/chunk.ts'
import { parseMarkdown } from '../../../knowledge/loaders/markdown.ts'
import { parsePlainText } from '../../../knowledge/loaders/plain-text.ts'
import { createTokenCounter } from '../../../knowledge/token-counter.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'

const embedder = createTransformersEmbedder()
afterAll(() => embedder.close())

/** About what the embedder counts: a token for four letters of a word, one for a character of Chinese. */
async function count(texts: readonly string[]): Promise<number[]> {
  return texts.map(text => text.match(/[\p{L}\p{N}]{1,4}|\S/gu)?.length ?? 0)
}

const words = fc.constantFrom(
  'parley',
  'the',
  'configuration',
  'x',
  '知识库',
  '設定を',
  'Über',
  '👍🏽',
  '1.2.3',
  'ﷺ',
  'a\u0301',
)
const sentence = fc.array(words, { minLength: 1, maxLength: 60 }).map(list => `${list.join(' ')}.`)
const prose = fc.array(sentence, { minLength: 1, maxLength: 20 }).map(list => list.join(' '))
const block = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 4 }), words).map(([depth, title]) => `${'#'.repeat(depth)} ${title}`),
  prose,
  fc.array(prose, { minLength: 1, maxLength: 6 }).map(items => items.map(item => `- ${item}`).join('\n')),
  fc.array(fc.tuple(words, sentence), { minLength: 1, maxLength: 40 }).map(rows => {
    return ['| A | B |', '| --- | --- |', ...rows.map(([a, b]) => `| ${a} | ${b} |`)].join('\n')
  }),
  fc.array(sentence, { minLength: 1, maxLength: 40 }).map(lines => `\`\`\`js\n${lines.join('\n')}\n\`\`\``),
  fc.constant('x'.repeat(3000)),
  fc.constant('---'),
)
const markdown = fc
  .tuple(fc.array(block, { maxLength: 12 }), fc.constantFrom('\n\n', '\r\n\r\n', '\n\n\n'))
  .map(([blocks, gap]) => blocks.join(gap))

describe('chunkDocument', () => {
  it('gives passages that are the text between their offsets, in order, and leaves nothing out', async () => {
    await fc.assert(
      fc.asyncProperty(markdown, async text => {
        const document = parseMarkdown(text, 'A page')
        const chunks = await chunkDocument(document, count)
        let end = 0
        let between = ''
        for (const chunk of chunks) {
          expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text)
          expect(chunk.text.trim()).toBe(chunk.text)
          expect(chunk.text).not.toBe('')
          expect(chunk.start).toBeGreaterThanOrEqual(end)
          between += text.slice(end, chunk.start)
          end = chunk.end
        }
        between += text.slice(end)
        expect(between.replace(/^---$/gm, '').trim()).toBe('')
      }),
      { numRuns: 100 },
    )
  })

  it('never gives more than 500 tokens to the embedder, prefix and lead included', async () => {
    const exact = createTokenCounter(embedder)
    await fc.assert(
      fc.asyncProperty(markdown, fc.string({ unit: 'grapheme', maxLength: 400 }), async (text, title) => {
        const chunks = await chunkDocument({ ...parseMarkdown(text, ''), title }, exact)
        const tokens = await embedder.count(chunks.map(chunk => chunk.embedded))
        for (const number of tokens) expect(number + 5).toBeLessThanOrEqual(500)
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('keeps a document that fits in one passage whole, with its title before what is embedded', async () => {
    const text = '# Holidays\n\nEverybody has 30 days.\n\n## Carry over\n\nUntil March.'
    const [chunk, ...more] = await chunkDocument(parseMarkdown(text, 'holidays'), count)
    expect(more).toEqual([])
    expect(chunk).toMatchObject({ text, heading: '', lead: '', embedded: `Holidays\n${text}` })
  })

  it('begins a passage at a heading, and names the headings above it', async () => {
    const filler = 'word '.repeat(200).trim()
    const text = `# Guide\n\n## Setup\n\n### Linux\n\n${filler}\n\n### Windows\n\n${filler}\n\n## Use\n\n${filler}`
    const chunks = await chunkDocument(parseMarkdown(text, 'guide'), count)
    expect(chunks.map(chunk => [chunk.heading, chunk.text.split('\n')[0]])).toEqual([
      ['Setup › Linux', '# Guide'],
      ['Setup › Windows', '### Windows'],
      ['Use', '## Use'],
    ])
    expect(chunks[1]!.embedded).toMatch(/^Guide › Setup › Windows\n### Windows\n/)
  })

  it('joins small sections of one parent, but none with a section higher up', async () => {
    const section = (heading: string, words: number) => `${heading}\n\n${'word '.repeat(words).trim()}`
    const small = [section('# A', 10), section('## a1', 50), section('## a2', 50)].join('\n\n')
    const text = [small, section('## a3', 430), section('### x', 50), section('# B', 50)].join('\n\n')
    const chunks = await chunkDocument({ ...parseMarkdown(text, ''), title: 'T' }, count)
    expect(chunks.map(chunk => chunk.heading)).toEqual(['A', 'A › a3', 'A › a3 › x', 'B'])
    expect(chunks[0]!.text).toBe(small)
  })

  it('divides a long table between rows and puts its header before each part', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `| key${i} | the value of number ${i} |`)
    const header = '| Key | Value |\n| --- | --- |'
    const chunks = await chunkDocument(parseMarkdown(`${header}\n${rows.join('\n')}`, 't'), count)
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.flatMap(chunk => chunk.text.split('\n'))).toEqual([...header.split('\n'), ...rows])
    expect(chunks.map(chunk => chunk.lead)).toEqual(['', ...chunks.slice(1).map(() => header)])
    expect(chunks[1]!.embedded).toContain(`${header}\n${chunks[1]!.text}`)
  })

  it('divides long code between lines and puts its fence before each part', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `const value${i} = compute(${i})`)
    const chunks = await chunkDocument(parseMarkdown(`\`\`\`ts\n${lines.join('\n')}\n\`\`\``, 'c'), count)
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.slice(1).every(chunk => chunk.lead === '```ts')).toBe(true)
    for (const chunk of chunks)
      for (const line of chunk.text.split('\n')) expect(['```ts', '```', ...lines]).toContain(line)
  })

  it('divides a long paragraph between sentences, into parts of about the same size', async () => {
    const sentences = Array.from({ length: 60 }, (_, i) => `This is the sentence with the number ${i} in a long row.`)
    const chunks = await chunkDocument(parsePlainText(sentences.join(' '), 'p'), count)
    const sizes = chunks.map(chunk => chunk.text.length)
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) * 0.7)
    for (const chunk of chunks) expect(chunk.text).toMatch(/^This .* row\.$/)
  })

  it('divides even a text without a single blank', async () => {
    const text = '知'.repeat(5000)
    const chunks = await chunkDocument(parsePlainText(text, ''), createTokenCounter(embedder))
    expect(chunks.map(chunk => chunk.text).join('')).toBe(text)
  })
})
