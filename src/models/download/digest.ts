/** SHA-256 of files, and the record beside a file that it was checked. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const CHUNK_BYTES = 1024 ** 2

/** Written when the digest was right: while size and time of change stay the same, the file is not read again. */
const recordSchema = z.object({ sha256: z.string(), bytes: z.number(), mtimeMs: z.number() })

/**
 * Reads a file and gives its SHA-256 in hexadecimal digits.
 * @param onBytes told how many bytes have been read
 */
export async function hashFile(path: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) {
    hash.update(chunk)
    bytes += chunk.length
    onBytes(bytes)
  }
  return hash.digest('hex')
}

/** True where the file is there and was found to have this digest since it last changed. */
export async function wasChecked(path: string, sha256: string): Promise<boolean> {
  try {
    const [record, stats] = await Promise.all([readFile(recordPath(path), 'utf8'), stat(path)])
    const { sha256: found, bytes, mtimeMs } = recordSchema.parse(JSON.parse(record))
    return found === sha256 && bytes === stats.size && mtimeMs === stats.mtimeMs
  } catch {
    // No file, no record or one that can't be read: the digest is to be taken.
    return false
  }
}

/** Remembers that the file has this digest. In a folder that can't be written to nothing is remembered. */
export async function rememberChecked(path: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = await stat(path)
  const record: z.infer<typeof recordSchema> = { sha256, bytes: size, mtimeMs }
  await writeFile(recordPath(path), JSON.stringify(record)).catch(() => {})
}

/** The file is to be read again before it is trusted. */
export async function forgetChecked(path: string): Promise<void> {
  await rm(recordPath(path), { force: true })
}

function recordPath(path: string): string {
  return `${path}.checked.json`
}
