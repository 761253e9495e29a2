/** Writes a converted document: text and blocks grow together, so that offsets always fit. */
import type { Block, Location, ParsedDocument } from './loader.ts'
import { parseMarkdownBlocks } from './markdown-blocks.ts'

export interface DocumentBuilder {
  heading(depth: number, title: string): void
  /** One block, however many lines it has: it is not divided unless it is too long. */
  prose(text: string): void
  /** Lines that are kept as they are; `lead` stands before the later parts of a long block. */
  code(text: string, lead?: string): void
  /** The first row is the header. Empty rows and columns at the edges should be gone. */
  table(rows: readonly (readonly string[])[]): void
  /** Markdown with all its blocks; headings go down by `under` levels. */
  markdown(text: string, under?: number): void
  /** What is added from now on lies there. */
  location(label: string, uri?: string): void
  readonly isEmpty: boolean
  build(properties: Omit<ParsedDocument, 'text' | 'blocks' | 'locations'>): ParsedDocument
}

/** A header that costs more tokens (estimated) is not repeated before a table's later parts: rows name their columns instead. */
const MAX_HEADER_TOKENS = 45

/** A longer table is written as several, each with the header. */
const MAX_BLOCK_ROWS = 500
/** A table with more is a data dump, which nobody asks questions of by reading. */
export const MAX_TABLE_CELLS = 2_000_000

export function createDocumentBuilder(): DocumentBuilder {
  const blocks: Block[] = []
  const locations: Location[] = []
  const parts: string[] = []
  let length = 0
  let next: Omit<Location, 'start'> | undefined

  /** @returns the offset at which the addition begins */
  function append(addition: string): number {
    const separator = length === 0 ? '' : '\n\n'
    parts.push(separator, addition)
    const start = length + separator.length
    length = start + addition.length
    if (next !== undefined) locations.push({ start, ...next })
    next = undefined
    return start
  }

  function addBlock(kind: Block['kind'], text: string, more: Partial<Block> = {}): void {
    if (text.trim() === '') return
    const start = append(text)
    blocks.push({ kind, start, end: start + text.length, ...more })
  }

  /** Lines, the ones from `first` on being the parts at which the block may be divided. */
  function addLines(kind: Block['kind'], lines: readonly string[], first: number, lead?: string): void {
    const start = append(lines.join('\n'))
    const starts: number[] = []
    let end = start
    for (const line of lines) {
      starts.push(end)
      end += line.length + 1
    }
    blocks.push({ kind, start, end: end - 1, parts: starts.slice(first), ...(lead === undefined ? {} : { lead }) })
  }

  function addInBlocks<T>(rows: readonly T[], add: (rows: readonly T[]) => void): void {
    for (let i = 0; i < rows.length; i += MAX_BLOCK_ROWS) add(rows.slice(i, i + MAX_BLOCK_ROWS))
  }

  return {
    heading(depth, title) {
      const words = title.replace(/\s+/g, ' ').trim()
      addBlock('heading', words === '' ? '' : `${'#'.repeat(depth)} ${words}`, { depth, title: words })
    },
    prose: text => addBlock('prose', text.trim()),
    code: (text, lead) =>
      addBlock('code', text.replace(/^(?:[ \t]*\n)+|\s+$/g, ''), lead === undefined ? {} : { lead }),

    table(rows) {
      const cells = rows.map(row => row.map(toCell)).filter(row => row.some(cell => cell !== ''))
      const width = cells.reduce((most, row) => Math.max(most, row.length), 0)
      const [header = [], ...body] = cells
      const lead = [
        toRow(Array.from({ length: Math.min(width, MAX_HEADER_TOKENS) }, (_, i) => header[i] ?? '')),
        `|${'-|'.repeat(width)}`,
      ]
      const isNarrow = width <= MAX_HEADER_TOKENS / 2 && estimateTokens(lead[0]!) + width <= MAX_HEADER_TOKENS
      if (body.length === 0 || width === 1) {
        addInBlocks(cells, part =>
          addLines(
            'list',
            part.map(row => `- ${row.filter(cell => cell !== '').join(' | ')}`),
            0,
          ),
        )
      } else if (isNarrow) {
        addInBlocks(body, part => addLines('table', [...lead, ...part.map(toRow)], lead.length, lead.join('\n')))
      } else {
        addInBlocks(body, part =>
          addLines(
            'list',
            part.map(row => toRecord(header, row)),
            0,
          ),
        )
      }
    },

    markdown(text, under = 0) {
      const source = text.trim()
      if (source === '') return
      const found = parseMarkdownBlocks(source)
      if (found.length === 0) return
      const start = append(source)
      for (const block of found) {
        blocks.push({
          ...block,
          start: block.start + start,
          end: block.end + start,
          ...(block.parts === undefined ? {} : { parts: block.parts.map(part => part + start) }),
          ...(block.depth === undefined ? {} : { depth: Math.min(6, block.depth + under) }),
        })
      }
    },

    location(label, uri) {
      const last = locations.at(-1)
      if (last?.label !== label || last.uri !== uri) next = { label, ...(uri === undefined ? {} : { uri }) }
    },

    get isEmpty() {
      return blocks.length === 0
    },

    build: properties => ({
      ...properties,
      text: parts.join(''),
      blocks,
      ...(locations.length > 0 ? { locations } : {}),
    }),
  }
}

function toCell(value: string): string {
  return value.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A row that can be understood by itself. */
function toRecord(header: readonly string[], row: readonly string[]): string {
  const fields = row.flatMap((cell, i) => (cell === '' ? [] : [header[i] ? `${header[i]}: ${cell}` : cell]))
  return `- ${fields.join('; ')}`
}

/** Roughly as the embedder counts: most signs of East Asian scripts are a token, three letters of others. */
function estimateTokens(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0
  return wide + Math.ceil((text.length - wide) / 3)
}
