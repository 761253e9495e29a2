/** Numbers of an Excel workbook as Excel shows them: most are dates, shares or prices only by their format. */
import type { OfficePackage } from './office-package.ts'
import { findAll, findFirst } from './xml.ts'

/** @param style index of the cell's style, as the sheet gives it */
export type FormatNumber = (value: number, style: string | undefined) => string

/** Formats that have a number but no text of their own in the file (ECMA-376, part 1, 18.8.30). Dates in an order that everybody can read. */
const builtInFormats: Readonly<Record<number, string>> = {
  ...{ 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??' },
  ...{ 14: 'yyyy-mm-dd', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM' },
  ...{ 20: 'h:mm', 21: 'h:mm:ss', 22: 'yyyy-mm-dd h:mm', 37: '#,##0;-#,##0', 38: '#,##0;-#,##0' },
  ...{
    39: '#,##0.00;-#,##0.00',
    40: '#,##0.00;-#,##0.00',
    45: 'mm:ss',
    46: '[h]:mm:ss',
    47: 'mm:ss.0',
    48: '##0.0E+0',
    49: '@',
  },
}

/** Days between the two beginnings of time that workbooks count from. */
const DAYS_TO_1904 = 1462

/** @param date1904 the workbook's setting */
export async function readNumberFormats(parts: OfficePackage, date1904: string | undefined): Promise<FormatNumber> {
  const { format, isDateFormat } = await import('numfmt')
  const styles = await parts.readXml('xl/styles.xml')
  const own = new Map(
    (styles ? findAll(styles, 'numFmt') : []).map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? '',
    ]),
  )
  const patterns = (findFirst(styles, 'cellXfs')?.children ?? []).map(({ attributes }) => {
    const id = Number(attributes.numFmtId ?? 0)
    return own.get(id) ?? builtInFormats[id] ?? 'General'
  })
  const startsIn1904 = date1904 === '1' || date1904 === 'true'
  return (value, style) => {
    const pattern = patterns[Number(style ?? 0)] ?? 'General'
    const shown = startsIn1904 && isDateFormat(pattern) ? value + DAYS_TO_1904 : value
    try {
      return format(pattern, shown, { throws: true }).trim()
    } catch {
      return String(value)
    }
  }
}
