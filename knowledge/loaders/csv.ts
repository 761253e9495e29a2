/** Tables in text files: comma, semicolon or tab between the values. */

import { ParleyError } from '../../src/errors.ts'
import { decodeFile } from './decode-file.ts'
import { createDocumentBuilder, MAX_TABLE_CELLS } from './document-builder.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'

export const csvLoader = createDocumentLoader({ name: 'CSV', extensions: ['.csv', '.tsv'], parse: parseCsv })

async function parseCsv(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  const { default: papaparse } = await import('papaparse')
  const text = decodeFile(bytes, name)
  const delimiter = /\.tsv$/i.test(name) ? '\t' : ''
  const rows: string[][] = []
  let cells = 0
  papaparse.parse<string[]>(text, {
    delimiter,
    skipEmptyLines: 'greedy',
    step: ({ data }, parser) => {
      rows.push(data)
      cells += data.length
      if (cells > MAX_TABLE_CELLS) parser.abort()
    },
  })
  if (cells > MAX_TABLE_CELLS) {
    throw new ParleyError('INPUT_TOO_LARGE', `${name} has more than ${MAX_TABLE_CELLS} cells; split it.`)
  }
  const builder = createDocumentBuilder()
  builder.table(rows)
  return builder.build({ title: titleFromPath(name) })
}
