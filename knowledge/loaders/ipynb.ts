/** Jupyter notebooks: words, code, and what the code printed. */
import { z } from 'zod'
import { decodeFile } from './decode-file.ts'
import { createDocumentBuilder, type DocumentBuilder } from './document-builder.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? value : value.join('')))
  .catch('')

const cell = z.object({
  cell_type: z.string(),
  source: lines.optional(),
  /** Of notebooks before 2015. */
  input: lines.optional(),
  outputs: z
    .array(
      z.object({
        text: lines.optional(),
        data: z.record(z.string(), z.unknown()).optional(),
        evalue: z.string().optional(),
      }),
    )
    .catch([]),
})

const notebook = z.object({
  cells: z.array(cell).optional(),
  worksheets: z.array(z.object({ cells: z.array(cell) })).optional(),
  metadata: z
    .object({
      title: z.string().optional().catch(undefined),
      language_info: z.object({ name: z.string() }).optional().catch(undefined),
      kernelspec: z.object({ language: z.string() }).optional().catch(undefined),
    })
    .catch({}),
})

export const ipynbLoader = createDocumentLoader({ name: 'notebook', extensions: ['.ipynb'], parse: parseNotebook })

/** Longer output is a listing, not a finding. */
const MAX_OUTPUT_LENGTH = 2000

function parseNotebook(bytes: Uint8Array, name: string): ParsedDocument {
  const checked = notebook.safeParse(JSON.parse(decodeFile(bytes, name)))
  const cells = checked.data?.cells ?? checked.data?.worksheets?.flatMap(sheet => sheet.cells)
  if (checked.data === undefined || cells === undefined) throw new Error('there are no cells in it')
  const { title, language_info, kernelspec } = checked.data.metadata
  const language = (language_info?.name ?? kernelspec?.language ?? '').replace(/[^\w+#-]/g, '')
  const builder = createDocumentBuilder()
  for (const [index, { cell_type, source, input, outputs }] of cells.entries()) {
    builder.location(`cell ${index + 1}`)
    const text = source ?? input ?? ''
    if (cell_type === 'markdown') builder.markdown(text)
    else if (cell_type === 'code') {
      addFenced(builder, text, language)
      for (const output of outputs) addFenced(builder, toOutput(output), '')
    } else builder.prose(text)
  }
  const built = builder.build({ title: '' })
  const heading = built.blocks.find(block => block.kind === 'heading')?.title
  return { ...built, title: title || heading || titleFromPath(name) }
}

function toOutput({ text, data, evalue }: z.infer<typeof cell>['outputs'][number]): string {
  const whole = (text ?? lines.parse(data?.['text/plain']) ?? '') || (evalue ?? '')
  const shown = whole.replace(/\x1b\[[\d;]*m/g, '').trim()
  return shown.length > MAX_OUTPUT_LENGTH ? `${shown.slice(0, MAX_OUTPUT_LENGTH).toWellFormed()}…` : shown
}

function addFenced(builder: DocumentBuilder, text: string, language: string): void {
  if (text.trim() === '') return
  const longest = Math.max(2, ...[...text.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  builder.code(`${fence}${language}\n${text.replace(/^\n+|\s+$/g, '')}\n${fence}`, `${fence}${language}`)
}
