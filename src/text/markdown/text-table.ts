/** Shows tables where a platform has none: in columns of a fixed-width font, or row by row where that would be too wide. */
import stringWidth from 'string-width'
import { inlineText } from './inlines.ts'
import type { Block, Inline, Link, ListItem, Table } from './markdown-tree.ts'

/** Wider ones are broken up by the chat windows of laptops, and then nobody can read them. */
const MAX_COLUMNS = 72

/** @returns lines for a code block, East Asian characters two columns wide; undefined where they would be too wide */
export function renderTextTable(table: Table): string | undefined {
  const rows = table.children.map(row =>
    row.children.map(cell => inlineText(cell.children).replace(/\s+/g, ' ').trim()),
  )
  const columns = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...rows.map(row => stringWidth(row[column] ?? ''))),
  )
  if (widths.reduce((sum, width) => sum + width + 3, -3) > MAX_COLUMNS) return undefined
  const lines = rows.map(row =>
    widths.map((width, column) => pad(row[column] ?? '', width, table.align[column])).join(' | '),
  )
  lines.splice(1, 0, widths.map(width => '-'.repeat(width)).join('-|-'))
  return lines.map(line => line.trimEnd()).join('\n')
}

function pad(text: string, width: number, align: Table['align'][number] | undefined): string {
  const missing = width - stringWidth(text)
  const left = align === 'right' ? missing : align === 'center' ? Math.floor(missing / 2) : 0
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}

/** A row an item, each cell on a line behind the name of its column; the first item names all columns. */
export function tableAsList(table: Table): Block {
  const [header, ...rows] = table.children
  const names = header!.children.map(cell => inlineText(cell.children).trim())
  const items = (rows.length > 0 ? rows : [{ children: [] }]).map<ListItem>((row, index) => {
    const columns = Math.max(row.children.length, index === 0 ? names.length : 0)
    const lines = Array.from({ length: columns }, (_, column) => {
      const cell = row.children[column]?.children ?? []
      return cell.length > 0 || index === 0 ? cellLine(names[column] ?? '', cell) : []
    }).filter(line => line.length > 0)
    const children = lines.flatMap<Inline>((line, at) => (at > 0 ? [{ type: 'break' }, ...line] : line))
    return { type: 'listItem', checked: null, spread: false, children: [{ type: 'paragraph', children }] }
  })
  return { type: 'list', ordered: false, start: 1, spread: false, children: items }
}

function cellLine(name: string, cell: Inline[]): Inline[] {
  if (name === '') return cell
  return [{ type: 'strong', children: [{ type: 'text', value: `${name}:` }] }, { type: 'text', value: ' ' }, ...cell]
}

/** The links of its cells, which fixed-width text cannot hold. */
export function tableLinks(table: Table): Link[] {
  return table.children.flatMap(row => row.children.flatMap(cell => linksIn(cell.children)))
}

function linksIn(nodes: readonly Inline[]): Link[] {
  return nodes.flatMap(node => (node.type === 'link' ? [node] : 'children' in node ? linksIn(node.children) : []))
}
