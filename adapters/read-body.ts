/** Reads the body of a file that was sent to Parley, up to a size that fits into memory and is of use to a pipeline. */
import { ParleyError } from '../src/errors.ts'
import { formatBytes } from '../src/text/format-bytes.ts'

/** The largest file that is read. */
export const MAX_BYTES = 20 * 1024 * 1024

/** How long a download may take: 20 MB at 3 Mbit/s. */
export const DOWNLOAD_MS = 60_000

/**
 * @param name as the person knows the file
 * @throws ParleyError INPUT_TOO_LARGE; the rest of the body is then cancelled
 */
export async function readBody(response: Response, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  if (Number(response.headers.get('content-length') ?? 0) > MAX_BYTES) {
    await response.body?.cancel()
    throw tooLarge(name)
  }
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (bytes > MAX_BYTES) throw tooLarge(name)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What is told of a file beyond `MAX_BYTES`. */
export function tooLarge(name: string): ParleyError {
  return new ParleyError(
    'INPUT_TOO_LARGE',
    `${name} is larger than ${formatBytes(MAX_BYTES)}: share the part that matters.`,
  )
}
