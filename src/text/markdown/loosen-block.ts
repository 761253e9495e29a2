/** Makes blocks simpler that cannot be cut, or not be written, as they are. */
import { type BlockRoom, goOn } from './cut-block.ts'
import { inlineText, mergeInlines } from './inlines.ts'
import type { Block, Inline, List, ListItem, Table, TableCell, TableRow } from './markdown-tree.ts'

/** The same text in fewer or simpler containers, for what cannot be cut as it is; undefined where it is as simple as can be. */
export function loosenBlock(block: Block, room: BlockRoom): Block[] | undefined {
  switch (block.type) {
    case 'heading':
      return [{ type: 'paragraph', children: block.children }]
    case 'paragraph': {
      const at = block.children.findIndex(node => node.type !== 'text')
      const node = block.children[at]
      if (!node) return undefined
      const children = mergeInlines([
        ...block.children.slice(0, at),
        ...loosenInline(node),
        ...block.children.slice(at + 1),
      ])
      return [{ type: 'paragraph', children }]
    }
    case 'blockquote':
      return block.children
    case 'list':
      return block.children.flatMap(item => item.children)
    case 'table':
      return loosenTable(block, room)
    case 'code':
      return block.lang ? [{ ...block, lang: null }] : [textOf(block.value)]
    case 'thematicBreak':
      return []
  }
}

/** A row that is too long even alone becomes an item of a list, a cell a line; so does a header that nobody has seen, or that is too long itself. */
function loosenTable(table: Table, room: BlockRoom): Block[] {
  const [header, first, ...others] = table.children
  const isHeaderShort = first !== undefined && room.size([{ ...table, children: [header!] }]) <= room.limit
  const asItems = [
    ...(table.goesOn && first ? [] : [header!]),
    ...(first ? [first] : []),
    ...(isHeaderShort ? [] : others),
  ]
  const items = asItems
    .map(row => joinCells(row))
    .filter(children => children.length > 0)
    .map<ListItem>(children => ({
      type: 'listItem',
      checked: null,
      spread: false,
      children: [{ type: 'paragraph', children }],
    }))
  const list: List = { type: 'list', ordered: false, start: 1, spread: false, children: items }
  return [...(items.length > 0 ? [list] : []), ...(isHeaderShort ? goOn(table, others) : [])]
}

/** The same without bold, emphasis, deletions and code in running text; links stay. */
export function withoutMarks(block: Block): Block {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, children: plainInlines(block.children) }
    case 'blockquote':
      return { ...block, children: block.children.map(withoutMarks) }
    case 'list':
      return {
        ...block,
        children: block.children.map(item => ({ ...item, children: item.children.map(withoutMarks) })),
      }
    case 'table':
      return { ...block, children: block.children.map(row => ({ ...row, children: row.children.map(plainCell) })) }
    default:
      return block
  }
}

function plainCell(cell: TableCell): TableCell {
  return { ...cell, children: plainInlines(cell.children) }
}

function plainInlines(nodes: readonly Inline[]): Inline[] {
  const plain = nodes.flatMap<Inline>(node => {
    if (node.type === 'link') return { ...node, children: plainInlines(node.children) }
    return 'children' in node ? plainInlines(node.children) : node.type === 'inlineCode' ? loosenInline(node) : node
  })
  return mergeInlines(plain)
}

function joinCells(row: TableRow): Inline[] {
  const cells = row.children.filter(cell => inlineText(cell.children).trim() !== '')
  return cells.flatMap((cell, index) => (index > 0 ? [{ type: 'break' }, ...cell.children] : cell.children))
}

function loosenInline(node: Inline): Inline[] {
  if ('children' in node) return node.children
  return [{ type: 'text', value: node.type === 'break' ? '\n' : node.value }]
}

function textOf(value: string): Block {
  return { type: 'paragraph', children: [{ type: 'text', value }] }
}
