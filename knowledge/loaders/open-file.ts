/** Files on disk and in memory as loaders read them, with one clear line for whatever is in the way. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { messageOf, ParleyError } from '../../src/errors.ts'
import type { FileInput } from './loader.ts'

/** A file of this size is a data dump; a format that is read piece by piece may be larger. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads nowhere',
}

/** A file on disk; it is opened when it is read. */
export function openFile(path: string): FileInput {
  return { name: basename(path), path, read: () => readFileBytes(path), stream: () => streamFile(path) }
}

/** @param name with the extension, which says the format */
export function openBytes(name: string, bytes: Uint8Array): FileInput {
  return {
    name,
    read: async () => bytes,
    async *stream() {
      yield bytes
    },
  }
}

async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    const stats = await stat(path)
    if (!stats.isFile()) throw new ParleyError('INPUT_INVALID', `${basename(path)} is not a regular file.`)
    if (stats.size > MAX_FILE_BYTES) throw tooLarge(basename(path))
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

async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path)
  try {
    yield* stream
  } catch (error) {
    throw toReadError(error, path)
  } finally {
    stream.destroy()
  }
}

export function tooLarge(name: string): ParleyError {
  return new ParleyError('INPUT_TOO_LARGE', `${name} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB; split it.`)
}

/** An error of the file system as one of ours; others as they are. */
export function toReadError(error: unknown, path: string): unknown {
  if (error instanceof ParleyError || !(error instanceof Error) || !('code' in error)) return error
  const reason = reasons[String(error.code)] ?? `cannot be read (${messageOf(error)})`
  return new ParleyError('INPUT_INVALID', `${basename(path)} ${reason}.`, { cause: error })
}
