/** Files of vectors that come with Parley, so that examples need not be embedded where it runs. */
import { createHash } from 'node:crypto'
import type { Embedder } from '../models/embedder.ts'

/** The first line of a file of vectors; after it come `count` · `dimensions` half-precision numbers, little-endian. */
interface VectorHeader {
  /** Name of the embedder that made them. */
  embedder: string
  dimensions: number
  count: number
  /** Of the text that they were made of. */
  sha256: string
}

/**
 * What `readVectors` reads.
 * @param source what holds the texts: where it changes, the vectors are of no use any more
 */
export function formatVectors(vectors: readonly Float32Array[], source: Buffer | string, embedder: Embedder): Buffer {
  const { name, dimensions } = embedder
  const header: VectorHeader = { embedder: name, dimensions, count: vectors.length, sha256: digestOf(source) }
  const numbers = new DataView(new ArrayBuffer(vectors.length * dimensions * 2))
  for (const [i, vector] of vectors.entries()) {
    for (const [d, x] of vector.entries()) numbers.setFloat16((i * dimensions + d) * 2, x, true)
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), new Uint8Array(numbers.buffer)])
}

/** @returns undefined where they were made of another `source`, or by another embedder */
export function readVectors(stored: Buffer, source: Buffer | string, embedder: Embedder): Float32Array[] | undefined {
  const start = stored.indexOf('\n') + 1
  const header = JSON.parse(stored.toString('utf8', 0, start)) as VectorHeader
  if (header.embedder !== embedder.name || header.sha256 !== digestOf(source)) return undefined
  const numbers = new DataView(stored.buffer, stored.byteOffset + start)
  return Array.from({ length: header.count }, (_, i) =>
    Float32Array.from({ length: header.dimensions }, (_, d) =>
      numbers.getFloat16((i * header.dimensions + d) * 2, true),
    ),
  )
}

function digestOf(source: Buffer | string): string {
  return createHash('sha256').update(source).digest('hex')
}
