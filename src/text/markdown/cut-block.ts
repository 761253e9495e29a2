/** Cuts a block in two that is too long for one message. */
import { cutInline, cutText } from './cut-inline.ts'
import { longestFit, narrow, type Room } from './longest-fit.ts'
import type { Block, CodeBlock, Inline, List, ListItem, Table, TableRow } from './markdown-tree.ts'

/** Measures blocks as the beginning of a message, or of what they stand in. */
export type BlockRoom = Room<Block[]>

/** The beginning that fits, never empty, and the rest; undefined where nothing fits. */
type Cut = [head: Block[], rest: Block[]] | undefined

/** Cuts between items, rows and lines where it can, else inside of them: code goes on as code, a table under its header, a list at its number. */
export function cutBlock(block: Block, room: BlockRoom): Cut {
  switch (block.type) {
    case 'paragraph':
    case 'heading': {
      const cut = cutInline(
        block.children,
        narrow(room, (children: Inline[]) => [{ ...block, children }]),
      )
      return cut && [[{ ...block, children: cut[0] }], cut[1].length > 0 ? [{ ...block, children: cut[1] }] : []]
    }
    case 'thematicBreak':
      return undefined
    case 'code':
      return cutCode(block, room)
    case 'blockquote': {
      const part = (children: Block[]): Block[] => (children.length > 0 ? [{ ...block, children }] : [])
      const cut = cutBlocks(block.children, narrow(room, part))
      return cut && [part(cut[0]), part(cut[1])]
    }
    case 'list':
      return cutList(block, room)
    case 'table':
      return cutTable(block, room)
  }
}

/** Cuts between blocks; the first one is cut itself where it does not fit. */
function cutBlocks(blocks: Block[], room: BlockRoom): Cut {
  const count = longestFit(
    0,
    blocks.length,
    narrow(room, end => blocks.slice(0, end)),
  )
  if (count > 0) return [blocks.slice(0, count), blocks.slice(count)]
  const [first, ...others] = blocks
  const cut = first && cutBlock(first, room)
  return cut && [cut[0], [...cut[1], ...others]]
}

/** What goes on of an item that had to be cut stands under the same number. */
function cutList(list: List, room: BlockRoom): Cut {
  const part = (children: ListItem[], start: number): Block[] =>
    children.length > 0 ? [{ ...list, start, children }] : []
  const items = list.children
  const count = longestFit(
    0,
    items.length,
    narrow(room, end => part(items.slice(0, end), list.start)),
  )
  if (count > 0) return [part(items.slice(0, count), list.start), part(items.slice(count), list.start + count)]
  const [first, ...others] = items
  if (!first) return undefined
  const begin = (children: Block[]) => part([{ ...first, children }], list.start)
  const cut = cutBlocks(first.children, narrow(room, begin))
  if (!cut) return undefined
  const rest: ListItem[] = cut[1].length > 0 ? [{ ...first, checked: null, children: cut[1] }] : []
  return [begin(cut[0]), part([...rest, ...others], rest.length > 0 ? list.start : list.start + 1)]
}

function cutCode(code: CodeBlock, room: BlockRoom): Cut {
  const lines = code.value.split('\n')
  const part = (value: string): Block[] => [{ ...code, value }]
  const head = (end: number) => part(lines.slice(0, end).join('\n'))
  const count = longestFit(0, lines.length, narrow(room, head))
  if (count > 0) return [head(count), count < lines.length ? part(lines.slice(count).join('\n')) : []]
  const cut = cutText(lines[0]!, narrow(room, part))
  return cut && [part(cut[0]), part([cut[1], ...lines.slice(1)].join('\n'))]
}

function cutTable(table: Table, room: BlockRoom): Cut {
  const [header, ...rows] = table.children
  const part = (children: TableRow[]): Block[] => [{ ...table, children: [header!, ...children] }]
  const count = longestFit(
    0,
    rows.length,
    narrow(room, end => part(rows.slice(0, end))),
  )
  if (count === 0) return undefined
  return [part(rows.slice(0, count)), goOn(table, rows.slice(count))]
}

/** The table that goes on with these rows. */
export function goOn(table: Table, rows: TableRow[]): Block[] {
  return rows.length > 0 ? [{ ...table, goesOn: true, children: [table.children[0]!, ...rows] }] : []
}
