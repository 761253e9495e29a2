/** Reads a file that should hold text, with one clear line for whatever is in the way. */
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { messageOf, ParleyError } from '../../src/errors.ts'
import { decodeText } from '../../src/text/decode-text.ts'

/** A text of this size is a data dump; a structured format may be streamed instead. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads nowhere',
}

/** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    const stats = await stat(path)
    if (!stats.isFile()) throw new ParleyError('INPUT_INVALID', `${basename(path)} is not a regular file.`)
    if (stats.size > MAX_FILE_BYTES) {
      const limit = `${MAX_FILE_BYTES / 1024 / 1024} MiB`
      throw new ParleyError('INPUT_TOO_LARGE', `${basename(path)} is larger than ${limit}; split it.`)
    }
    const file = await open(path)
    try {
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toReadError(error, path)
  }
}

/** An error of the file system as one of ours; others as they are. */
export function toReadError(error: unknown, path: string): unknown {
  if (error instanceof ParleyError || !(error instanceof Error) || !('code' in error)) return error
  const reason = reasons[String(error.code)] ?? `cannot be read (${messageOf(error)})`
  return new ParleyError('INPUT_INVALID', `${basename(path)} ${reason}.`, { cause: error })
}

/**
 * Text in UTF-8, or in UTF-16 with a byte order mark.
 * @throws ParleyError INPUT_INVALID where the bytes are something else, or nothing but blanks
 */
export function decodeFile(bytes: Uint8Array, path: string): string {
  const encoding = utf16Encoding(bytes)
  if (encoding === undefined) return decodeText(bytes, basename(path))
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return decodeText(new TextEncoder().encode(text), basename(path))
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    throw new ParleyError('INPUT_INVALID', `${basename(path)} begins like UTF-16 text but is not.`, { cause })
  }
}

function utf16Encoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}
