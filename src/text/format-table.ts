/** Rows in columns for a terminal, as wide as what stands in them. */
import stringWidth from 'string-width'

/**
 * @param rows may have fewer cells than there are columns
 * @param leftColumns how many of the first columns begin at the left; the others, figures, end at the right
 * @returns lines that end with a line feed, the headings first
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns = headings.length,
): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map(row => stringWidth(row[column] ?? ''))))
  const pad = (cell: string, column: number) => {
    const blanks = ' '.repeat(widths[column]! - stringWidth(cell))
    return column < leftColumns ? cell + blanks : blanks + cell
  }
  return `${all.map(row => row.map(pad).join('  ').trimEnd()).join('\n')}\n`
}
