/** PDF files, page by page; pages that are pictures are told, not read. */
import { fileURLToPath } from 'node:url'
import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs'
import { ParleyError } from '../../src/errors.ts'
import { chooseTitle } from './choose-title.ts'
import { createDocumentBuilder } from './document-builder.ts'
import { createDocumentLoader, toFormatError } from './document-loader.ts'
import type { ParsedDocument, SourceFailure } from './loader.ts'
import { findBodySize, findRepeated, joinParagraphs, type PdfLine, toLines } from './pdf-layout.ts'

export const pdfLoader = createDocumentLoader({ name: 'PDF', extensions: ['.pdf'], parse: parsePdf })

/** How East Asian fonts that a file names without holding them are numbered (Adobe's tables, as PDF.js packs them). */
const cMapUrl = fileURLToPath(new URL('../cmaps/', import.meta.url))
/** A picture of more pixels than this is left undecoded; only text is read. */
const MAX_IMAGE_PIXELS = 1
const MAX_HEADING_LENGTH = 160
const MAX_HEADING_SIZES = 3

async function parsePdf(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  const pdf = await openPdf(bytes, name)
  try {
    const omissions: SourceFailure[] = []
    const pages: PdfLine[][] = []
    const scanned: number[] = []
    for (let number = 1; number <= pdf.numPages; number++) {
      try {
        const page = await pdf.getPage(number)
        const lines = toLines((await page.getTextContent()).items)
        if (lines.length === 0 && (await isDrawnOn(page))) scanned.push(number)
        pages.push(lines)
        page.cleanup()
      } catch (error) {
        pages.push([])
        omissions.push({ where: `page ${number}`, reason: toFormatError(error, name, 'PDF').message })
      }
    }
    if (pages.every(lines => lines.length === 0)) {
      const reason =
        scanned.length > 0
          ? 'its pages are pictures (scanned?); run it through text recognition first'
          : 'its pages are empty'
      throw new ParleyError('INPUT_INVALID', `${name} has no text: ${reason}.`)
    }
    for (const where of formatPages(scanned)) omissions.push({ where, reason: 'no text (scanned?)' })
    return { ...(await describe(pdf, pages, name)), ...(omissions.length > 0 ? { omissions } : {}) }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function openPdf(bytes: Uint8Array, name: string): Promise<PDFDocumentProxy> {
  const { getDocumentProxy } = await import('unpdf')
  try {
    // PDF.js takes the memory it is given for its own.
    return await getDocumentProxy(new Uint8Array(bytes), {
      ...{ verbosity: 0, isEvalSupported: false, useSystemFonts: false, maxImageSize: MAX_IMAGE_PIXELS },
      ...{ cMapUrl, cMapPacked: true },
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new ParleyError('INPUT_INVALID', `${name} is protected by a password; save it without one.`, {
        cause: error,
      })
    }
    throw error
  }
}

/** Text that was turned into outlines has more of them than any ruled empty page. */
const MIN_OUTLINES = 50

/** True for a page with a picture, or with many drawn shapes. */
async function isDrawnOn(page: PDFPageProxy): Promise<boolean> {
  const { getResolvedPDFJS } = await import('unpdf')
  const { OPS } = await getResolvedPDFJS()
  const { fnArray } = await page.getOperatorList()
  const shapes = fnArray.filter(operator => operator === OPS.constructPath).length
  // A picture that is left undecoded leaves the frame that it was to be painted in: `transform`, then nothing.
  return (
    shapes >= MIN_OUTLINES ||
    fnArray.some((operator, i) => operator === OPS.transform && fnArray[i + 1] === OPS.restore)
  )
}

async function describe(pdf: PDFDocumentProxy, pages: readonly PdfLine[][], name: string): Promise<ParsedDocument> {
  const repeated = findRepeated(pages)
  const bodySize = findBodySize(pages)
  const paragraphs = pages.map(lines => joinParagraphs(lines.filter(line => !repeated.has(line))))
  const isHeading = (text: string, size: number) =>
    size >= bodySize * 1.15 && text.length <= MAX_HEADING_LENGTH && /\p{L}/u.test(text)
  const sizes = new Set(paragraphs.flat().flatMap(({ text, size }) => (isHeading(text, size) ? [size] : [])))
  const headingSizes = [...sizes].sort((a, b) => b - a).slice(0, MAX_HEADING_SIZES)

  const builder = createDocumentBuilder()
  let firstHeading: string | undefined
  for (const [index, page] of paragraphs.entries()) {
    builder.location(`p. ${index + 1}`)
    for (const { text, size } of page) {
      if (isHeading(text, size)) {
        const place = headingSizes.findIndex(headingSize => size >= headingSize)
        builder.heading(place < 0 ? MAX_HEADING_SIZES : place + 1, text)
        firstHeading ??= text.replace(/\s+/g, ' ')
      } else builder.prose(text)
    }
  }
  const { info } = await pdf.getMetadata()
  const { Title, Author, ModDate, CreationDate } = info as Readonly<Record<string, unknown>>
  const updatedAt = parsePdfDate(ModDate) ?? parsePdfDate(CreationDate)
  return builder.build({
    title: chooseTitle(Title, firstHeading, name),
    ...(typeof Author === 'string' && Author.trim() !== '' && Author !== 'anonymous' ? { author: Author.trim() } : {}),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  })
}

/** `D:20260302093000+01'00'`; the time zone may be missing. */
function parsePdfDate(value: unknown): Date | undefined {
  const parts = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?/.exec(String(value))
  if (parts === null) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, hours, minutes = '00'] =
    parts
  const zone = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** `page 2`, `pages 4–6` for each run of numbers. */
function formatPages(numbers: readonly number[]): string[] {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === number - 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? `page ${from}` : `pages ${from}–${to}`))
}
