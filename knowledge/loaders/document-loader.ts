/** Makes the loader of a format in which a file is one document. */
import { basename, extname } from 'node:path'
import { messageOf, ParleyError } from '../../src/errors.ts'
import type { Loader, ParsedDocument } from './loader.ts'

export interface DocumentFormat {
  /** As in `is no PDF file`. */
  name: string
  /** As in `Loader`. */
  extensions: readonly string[]
  /**
   * Whatever it throws becomes an INPUT_INVALID that says the file is damaged; a ParleyError stays as it is.
   * @param name the file's name, to begin an error's sentence and for its title
   */
  parse(bytes: Uint8Array, name: string): ParsedDocument | Promise<ParsedDocument>
}

export function createDocumentLoader(format: DocumentFormat): Loader {
  return {
    name: format.name,
    extensions: format.extensions,
    async *load(file) {
      const content = await file.read()
      const name = basename(file.name)
      yield { item: { key: '', content, parse: () => parseDocument(format, content, name) } }
    },
  }
}

async function parseDocument(format: DocumentFormat, bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  if (bytes.length === 0) throw new ParleyError('INPUT_INVALID', `${name} is empty; expected text.`)
  let document: ParsedDocument
  try {
    document = await format.parse(bytes, name)
  } catch (error) {
    throw toFormatError(error, name, format.name)
  }
  if (document.blocks.length === 0) throw new ParleyError('INPUT_INVALID', `${name} has no text.`)
  return document
}

/** What a parser threw, as one line about the file; a ParleyError stays as it is. */
export function toFormatError(error: unknown, name: string, format: string): ParleyError {
  if (error instanceof ParleyError) return error
  const detail = (messageOf(error).split('\n')[0] ?? '').slice(0, 120)
  return new ParleyError('INPUT_INVALID', `${name} is damaged or is no ${format} file (${detail}).`, { cause: error })
}

/** `release-notes.md` is called `release-notes`. */
export function titleFromPath(path: string): string {
  return basename(path, extname(path))
}
