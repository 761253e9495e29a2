/** The file formats that can be indexed; a new one is a file in this folder and a line here. */
import { extname } from 'node:path'
import { createArchiveLoader } from './archive.ts'
import { codeLoader } from './code.ts'
import { csvLoader } from './csv.ts'
import { docxLoader } from './docx.ts'
import { emlLoader } from './eml.ts'
import { epubLoader } from './epub.ts'
import { htmlLoader } from './html.ts'
import { ipynbLoader } from './ipynb.ts'
import { jsonLoader } from './json.ts'
import { jsonlLoader } from './jsonl.ts'
import type { Loader } from './loader.ts'
import { markdownLoader } from './markdown.ts'
import { mboxLoader } from './mbox.ts'
import { mdxLoader } from './mdx.ts'
import { pdfLoader } from './pdf.ts'
import { plainTextLoader } from './plain-text.ts'
import { pptxLoader } from './pptx.ts'
import { rstLoader } from './rst.ts'
import { subtitlesLoader } from './subtitles.ts'
import { xlsxLoader } from './xlsx.ts'

export const loaders: readonly Loader[] = [
  ...[markdownLoader, mdxLoader, rstLoader, plainTextLoader, htmlLoader, jsonlLoader],
  ...[pdfLoader, docxLoader, pptxLoader, xlsxLoader, csvLoader, epubLoader],
  ...[emlLoader, mboxLoader, subtitlesLoader, ipynbLoader, codeLoader, jsonLoader],
  createArchiveLoader(findLoader),
]

/** @returns the loader for the file's extension, or undefined where the format is unknown */
export function findLoader(path: string): Loader | undefined {
  const extension = extname(path).toLowerCase()
  return loaders.find(loader => loader.extensions.includes(extension))
}
