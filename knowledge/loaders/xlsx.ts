/** Excel workbooks: every sheet's tables, with numbers and dates as Excel shows them. */
import { ParleyError } from '../../src/errors.ts'
import { chooseTitle } from './choose-title.ts'
import { createDocumentBuilder, MAX_TABLE_CELLS } from './document-builder.ts'
import { createDocumentLoader } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'
import { type OfficePackage, readOfficePackage } from './office-package.ts'
import { type FormatNumber, readNumberFormats } from './xlsx-formats.ts'
import { findAll, findFirst, parseXml, type XmlElement } from './xml.ts'

export const xlsxLoader = createDocumentLoader({
  name: 'Excel',
  extensions: ['.xlsx', '.xlsm', '.xltx'],
  parse: parseXlsx,
})

const mainPart = 'xl/workbook.xml'

function parseXlsx(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  return readOfficePackage(bytes, { name, format: 'Excel', mainPart }, async parts => {
    const workbook = (await parts.readXml(mainPart))!
    const relations = await parts.readRelations(mainPart)
    const texts = await readSharedTexts(parts)
    const formatNumber = await readNumberFormats(parts, findFirst(workbook, 'workbookPr')?.attributes.date1904)
    const builder = createDocumentBuilder()
    const names: string[] = []
    const context: SheetContext = { name, texts, formatNumber, cells: 0 }
    for (const { attributes } of findAll(workbook, 'sheet')) {
      const part = await parts.readBytes(relations.get(attributes[':id'] ?? '')?.path ?? '')
      // A chart may be a sheet of its own.
      const sheet = part === undefined ? [] : readRows(part, context)
      const tables = splitTables(sheet)
      if (tables.length === 0) continue
      const title = attributes.name ?? ''
      names.push(title)
      builder.location(`sheet ${title}`)
      builder.heading(2, title)
      for (const table of tables) {
        if (table.length === 1) builder.prose(table[0]!.filter(cell => cell !== '').join(' | '))
        else builder.table(table)
      }
    }
    return builder.build({ ...parts.properties, title: chooseTitle(parts.properties.title, undefined, name) })
  })
}

async function readSharedTexts(parts: OfficePackage): Promise<string[]> {
  const bytes = await parts.readBytes('xl/sharedStrings.xml')
  if (bytes === undefined) return []
  const texts: string[] = []
  parseXml(bytes, element => {
    if (element.name !== 'si') return false
    texts.push(toText(element))
    return true
  })
  return texts
}

/** Its runs, without the readings that may stand beside Japanese ones. */
function toText(element: XmlElement): string {
  return element.children
    .filter(child => child.name === 't' || child.name === 'r')
    .map(child => (child.name === 't' ? child.text : (findFirst(child, 't')?.text ?? '')))
    .join('')
}

interface SheetContext {
  /** The file's, for an error. */
  name: string
  texts: readonly string[]
  formatNumber: FormatNumber
  /** Read so far, in all sheets. */
  cells: number
}

/** The sheet as it is seen: rows without a value are empty, hidden ones are there too. */
function readRows(part: Uint8Array, context: SheetContext): string[][] {
  const rows: string[][] = []
  parseXml(part, element => {
    if (element.name !== 'row') return false
    const number = Number(element.attributes.r ?? rows.length + 1)
    // A gap in the numbers is a gap in the sheet, however wide.
    if (number > rows.length + 1) rows.push([])
    const row: string[] = []
    for (const cell of element.children) {
      const column = toColumn(cell.attributes.r) ?? row.length
      if (column >= MAX_COLUMNS) continue
      context.cells += Math.max(1, column + 1 - row.length)
      if (context.cells > MAX_TABLE_CELLS) {
        throw new ParleyError('INPUT_TOO_LARGE', `${context.name} has more than ${MAX_TABLE_CELLS} cells; split it.`)
      }
      while (row.length < column) row.push('')
      row[column] = toValue(cell, context)
    }
    rows.push(row)
    return true
  })
  return rows
}

/** Of Excel itself. */
const MAX_COLUMNS = 16_384

/** `AB12` is column 27, counted from 0. */
function toColumn(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function toValue(cell: XmlElement, { texts, formatNumber }: SheetContext): string {
  const { t: type = 'n', s: style } = cell.attributes
  if (type === 'inlineStr') return toText(findFirst(cell, 'is') ?? cell)
  const value = findFirst(cell, 'v')?.text ?? ''
  if (value === '') return ''
  if (type === 's') return texts[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type === 'n') return formatNumber(Number(value), style)
  return type === 'd' ? value.replace(/T00:00:00(?:\.0+)?Z?$/, '') : value
}

/** Tables are parted by empty rows; empty columns at the left are left out. */
function splitTables(rows: readonly string[][]): string[][][] {
  const tables: string[][][] = []
  let table: string[][] = []
  const end = () => {
    const first = table.reduce(
      (least, row) =>
        Math.min(
          least,
          row.findIndex(cell => cell.trim() !== ''),
        ),
      MAX_COLUMNS,
    )
    if (table.length > 0) tables.push(table.map(row => row.slice(first)))
    table = []
  }
  for (const row of rows) {
    if (row.every(cell => cell.trim() === '')) end()
    else table.push(row)
  }
  end()
  return tables
}
