/** One file that somebody hands over, such as an upload in a chat, as documents. */
import { ParleyError } from '../src/errors.ts'
import type { ParsedDocument } from './loaders/loader.ts'
import { openBytes } from './loaders/open-file.ts'
import { findLoader } from './loaders/registry.ts'

/**
 * @param name the file's name; its extension says the format
 * @returns one document, or those of an archive, an export or a list; what cannot be read of several is left out
 * @throws ParleyError INPUT_INVALID where nothing can be read of it, INPUT_TOO_LARGE
 */
export async function readDocument(name: string, bytes: Uint8Array): Promise<ParsedDocument[]> {
  const loader = findLoader(name)
  if (loader === undefined) throw new ParleyError('INPUT_INVALID', `${name} is not of a format that can be read.`)
  const documents: ParsedDocument[] = []
  let failure: unknown
  for await (const loaded of loader.load(openBytes(name, bytes))) {
    if ('item' in loaded) {
      try {
        documents.push(await loaded.item.parse())
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error
        failure ??= error
      }
    } else {
      const { where, reason } = 'failure' in loaded ? loaded.failure : loaded.passedOver
      failure ??= new ParleyError('INPUT_INVALID', `${[name, where].filter(Boolean).join(', ')}: ${reason}`)
    }
  }
  if (documents.length === 0) throw failure ?? new ParleyError('INPUT_INVALID', `${name} has no text.`)
  return documents
}
