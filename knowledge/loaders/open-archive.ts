/** Zip archives, read with limits: what is in them was packed by others. */
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { ParleyError } from '../../src/errors.ts'
import { toFormatError } from './document-loader.ts'
import type { FileInput } from './loader.ts'
import { MAX_FILE_BYTES, tooLarge } from './open-file.ts'

export interface ArchiveEntry {
  /** Its path in the archive, with `/`, and without anything that leads out of it. */
  readonly path: string
  readonly bytes: number
  readonly modifiedAt: Date
  /** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE */
  read(): Promise<Uint8Array>
}

export interface Archive {
  /** Files, in the archive's own order. */
  readonly entries: readonly ArchiveEntry[]
  find(path: string): ArchiveEntry | undefined
  close(): void
}

/** Exports of a large workspace hold a file a channel and day; archives of more are built to harm. */
const MAX_ENTRIES = 500_000
/** All that is unpacked of one archive, and of those in it; the rest is refused. */
const MAX_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024

/** What may still be taken out of an archive and those in it. */
export interface UnpackBudget {
  entries: number
  bytes: number
}

export function createUnpackBudget(): UnpackBudget {
  return { entries: MAX_ENTRIES, bytes: MAX_UNPACKED_BYTES }
}

/**
 * Opens an archive and lists what is in it; an entry is unpacked when it is read.
 * @param format as in `is no zip file`
 * @param budget is used up by what is read
 * @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE
 */
export async function openArchive(file: FileInput, format = 'zip', budget = createUnpackBudget()): Promise<Archive> {
  // The names are decoded here: yauzl gives up on the whole archive where one of them is bad.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false }
  let zip: ZipFile | undefined
  try {
    zip =
      file.path === undefined
        ? await fromBufferPromise(Buffer.from(await file.read()), options)
        : await openPromise(file.path, options)
    return await listEntries(zip, { name: file.name, format, budget })
  } catch (error) {
    zip?.close()
    throw toFormatError(error, file.name, format)
  }
}

async function listEntries(
  zip: ZipFile,
  { name, format, budget }: { name: string; format: string; budget: UnpackBudget },
): Promise<Archive> {
  budget.entries -= zip.entryCount
  if (budget.entries < 0) {
    throw new ParleyError('INPUT_TOO_LARGE', `${name} holds more than ${MAX_ENTRIES} files; divide it.`)
  }
  const entries = new Map<string, ArchiveEntry>()
  for await (const entry of zip.eachEntry()) {
    const path = toPath(entry)
    if (path === '' || path.endsWith('/')) continue
    const read = async () => {
      budget.bytes -= entry.uncompressedSize
      if (budget.bytes < 0)
        throw new ParleyError(
          'INPUT_TOO_LARGE',
          `${name} unpacks to more than ${MAX_UNPACKED_BYTES / 1024 ** 3} GiB; divide it.`,
        )
      try {
        return await unpack(zip, entry, path)
      } catch (error) {
        throw toFormatError(error, path, format)
      }
    }
    entries.set(path, { path, bytes: entry.uncompressedSize, modifiedAt: entry.getLastModDate(), read })
  }
  return {
    entries: [...entries.values()],
    find: path => entries.get(path),
    close: () => zip.close(),
  }
}

async function unpack(zip: ZipFile, entry: Entry, path: string): Promise<Uint8Array> {
  if (entry.isEncrypted())
    throw new ParleyError('INPUT_INVALID', `${path} is protected by a password; unpack it first.`)
  if (entry.uncompressedSize > MAX_FILE_BYTES) throw tooLarge(path)
  const chunks: Uint8Array[] = []
  let checksum = 0
  // yauzl ends the stream with an error where there is more in it than the entry says, but does not check the sum.
  for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
    checksum = crc32(chunk, checksum)
    chunks.push(chunk)
  }
  if (checksum !== entry.crc32) throw new Error('wrong checksum')
  return Buffer.concat(chunks)
}

/** Most programs write UTF-8 whether they say so or not; the rest is code page 437. */
function toPath(entry: Entry): string {
  const raw = entry.fileNameRaw
  let name: string
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    name = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false)
  }
  const isFolder = /[\\/]$/.test(name)
  const parts = name
    .replace(/[\x00-\x1f\x7f]/g, '')
    .split(/[\\/]/)
    .filter(part => part !== '' && part !== '.' && part !== '..')
  return parts.join('/') + (isFolder ? '/' : '')
}
