/** Rows in columns for a terminal, as wide as what stands in them. */
import stringWidth from 'string-width'

/** @returns lines that end with a line feed, the headings first */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map(row => stringWidth(row[column]!))))
  const pad = (cell: string, column: number) => cell + ' '.repeat(widths[column]! - stringWidth(cell))
  return `${all.map(row => row.map(pad).join('  ').trimEnd()).join('\n')}\n`
}
