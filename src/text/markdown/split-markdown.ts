/** Cuts Markdown into pieces that fit into messages. */
import { type BlockRoom, cutBlock } from './cut-block.ts'
import { narrow } from './longest-fit.ts'
import { loosenBlock, withoutMarks } from './loosen-block.ts'
import type { Block } from './markdown-tree.ts'
import { cleanMarkdown, parseSource, rangeOf, toBlocks } from './parse-markdown.ts'
import { stringifyMarkdown } from './stringify-markdown.ts'
import { blockText, visibleText } from './visible-text.ts'

export interface SplitOptions {
  /** The most characters of a piece as rendered; at least 200, less than which marks alone can take. */
  maxChars: number
  /** How the platform shows a piece. */
  render: (piece: string) => string
}

/**
 * Cuts between blocks where it can, else between list items, sentences, words, characters. Nothing is lost: code goes on in a fence of
 * the same language, a table under its header, a list at its number. @returns pieces of Markdown, none of which shows nothing
 */
export function splitMarkdown(markdown: string, options: SplitOptions): string[] {
  const { maxChars, render } = options
  const whole = render(markdown)
  if (whole.trim() === '') return []
  if (whole.length <= maxChars) return [markdown]

  const { blocks, write } = readBlocks(cleanMarkdown(markdown))
  const sizes = new Map<string, number>()
  const size = (text: string) => {
    const known = sizes.get(text) ?? render(text).length
    sizes.set(text, known)
    return known
  }
  const room: BlockRoom = { limit: maxChars, size: head => (head.length === 0 ? 0 : size(write(head))) }
  const pieces: string[] = []
  const plain = new Set<Block>()
  let rest = blocks
  while (rest.length > 0) {
    const [piece, others] = takePiece(rest, room)
    const text = piece.length > 0 ? write(piece) : ''
    if (!isReadAs(text, piece) && !piece.every(block => plain.has(block))) {
      // Marks can stand beside each other in ways that no Markdown says.
      const simpler = piece.map(withoutMarks)
      for (const block of simpler) plain.add(block)
      rest = [...simpler, ...others]
      continue
    }
    if (text !== '' && render(text).trim() !== '') pieces.push(text)
    rest = others
  }
  return pieces
}

function isReadAs(markdown: string, blocks: readonly Block[]): boolean {
  return visibleText(markdown).replace(/\s+/g, '') === blocks.map(blockText).join('').replace(/\s+/g, '')
}

/** @returns the blocks of the next piece, none where the first block had to be simplified before, and the blocks that are left */
function takePiece(blocks: Block[], room: BlockRoom): [Block[], Block[]] {
  const count = countFitting(blocks, room)
  const next = blocks[count]
  if (!next) return [blocks, []]
  // A heading goes with what it is over.
  const end = count > 1 && blocks[count - 1]?.type === 'heading' ? count - 1 : count
  if (end > 0 && room.size([next]) <= room.limit) return [blocks.slice(0, end), blocks.slice(end)]
  const before = blocks.slice(0, count)
  const after = blocks.slice(count + 1)
  const cut = cutBlock(
    next,
    narrow(room, (head: Block[]) => [...before, ...head]),
  )
  if (cut)
    return [
      [...before, ...cut[0]],
      [...cut[1], ...after],
    ]
  if (end > 0) return [blocks.slice(0, end), blocks.slice(end)]
  const simpler = loosenBlock(next, room)
  if (!simpler) throw new RangeError('A piece of a message must be allowed at least 200 characters.')
  return [[], [...simpler, ...after]]
}

/** How many blocks fit together. Adds up what each takes, and then looks. */
function countFitting(blocks: Block[], room: BlockRoom): number {
  let count = 0
  for (let sum = 0; count < blocks.length; count++) {
    sum += room.size([blocks[count]!])
    if (sum > room.limit) break
    sum += 2
  }
  while (count > 0 && room.size(blocks.slice(0, count)) > room.limit) count -= 1
  return count
}

/** The blocks, and how to write some of them: as they were written, where they were neither changed nor taken apart. */
function readBlocks(markdown: string): { blocks: Block[]; write: (blocks: readonly Block[]) => string } {
  const ranges = new Map<Block, { start: number; end: number }>()
  // What stands before a block can change how it is read.
  let isReadAlone = true
  const blocks = parseSource(markdown).children.flatMap(node => {
    const { start, end } = rangeOf(node)
    const lineStart = markdown.lastIndexOf('\n', start - 1) + 1
    const read = toBlocks(node)
    for (const block of read) ranges.set(block, { start: lineStart, end })
    isReadAlone &&= isReadAs(markdown.slice(lineStart, end), read)
    return read
  })
  function write(some: readonly Block[]): string {
    const [first, last] = [ranges.get(some[0]!), ranges.get(some.at(-1)!)]
    const isWhole = first && last && some.every(block => ranges.has(block))
    return isReadAlone && isWhole ? markdown.slice(first.start, last.end) : stringifyMarkdown(some)
  }
  return { blocks, write }
}
