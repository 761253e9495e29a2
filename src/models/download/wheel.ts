/** Reads one file out of a Python wheel (a zip archive), a piece at a time. */
import { crc32 } from 'node:zlib'
import { openPromise } from 'yauzl'

/**
 * The unpacked bytes of `file` in the archive at `path`.
 * @throws Error where the archive is damaged or does not hold the file; only after the last piece where its checksum is wrong
 */
export async function* readWheelFile(path: string, file: string): AsyncGenerator<Buffer> {
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName !== file) continue
      let checksum = 0
      for await (const chunk of await archive.openReadStreamPromise(entry)) {
        checksum = crc32(chunk, checksum)
        yield chunk
      }
      // yauzl checks sizes, not this.
      if (checksum !== entry.crc32) throw new Error(`${file} is damaged in the wheel`)
      return
    }
    throw new Error(`the wheel does not hold ${file}`)
  } finally {
    archive.close()
  }
}
