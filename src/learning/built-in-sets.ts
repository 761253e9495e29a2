/** The label sets that come with Parley, and the vectors of their examples. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Embedder } from '../models/embedder.ts'
import type { LabelDefinition } from './classifiers.ts'

/** `exhaustive`: every text there is belongs to one of the labels. */
export const builtInSets: Readonly<Record<string, { exhaustive: boolean }>> = {
  sentiment: { exhaustive: true },
  topic: { exhaustive: false },
  spam: { exhaustive: true },
}

/** The first line of a file of vectors; after it come `count` · `dimensions` half-precision numbers, little-endian. */
interface VectorHeader {
  /** Name of the embedder that made them. */
  embedder: string
  dimensions: number
  count: number
  /** Of the file of examples. */
  sha256: string
}

export interface BuiltInSet {
  definitions: LabelDefinition[]
  /** By text; empty where the vectors are of another embedder or of other examples. */
  vectors: Map<string, Float32Array>
}

/** @param kind `jsonl`: a line `{label, lang, text}` each; `vectors`: of these lines, in their order */
export function builtInFile(name: string, kind: 'jsonl' | 'vectors'): string {
  return fileURLToPath(new URL(`./labels/${name}.${kind}`, import.meta.url))
}

export async function loadBuiltInSet(name: string, embedder: Embedder): Promise<BuiltInSet> {
  const [lines, stored] = await Promise.all([
    readFile(builtInFile(name, 'jsonl')),
    readFile(builtInFile(name, 'vectors')).catch(() => undefined),
  ])
  const rows = parseExamples(lines.toString())
  const definitions = Object.entries(Object.groupBy(rows, row => row.label)).map(([label, examples]) => ({
    label,
    examples: examples!.map(({ text }) => text),
  }))
  const vectors = stored ? readVectors(stored, digestOf(lines), embedder) : undefined
  return { definitions, vectors: new Map(vectors?.map((vector, i) => [rows[i]!.text, vector])) }
}

export function parseExamples(lines: string): { label: string; lang: string; text: string }[] {
  return lines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { label: string; lang: string; text: string })
}

/** What `readVectors` reads. */
export function formatVectors(vectors: readonly Float32Array[], lines: Buffer, embedder: Embedder): Buffer {
  const { name, dimensions } = embedder
  const header: VectorHeader = { embedder: name, dimensions, count: vectors.length, sha256: digestOf(lines) }
  const numbers = new DataView(new ArrayBuffer(vectors.length * dimensions * 2))
  for (const [i, vector] of vectors.entries()) {
    for (const [d, x] of vector.entries()) numbers.setFloat16((i * dimensions + d) * 2, x, true)
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), new Uint8Array(numbers.buffer)])
}

/** @returns undefined where they were made of other examples, or by another embedder */
function readVectors(stored: Buffer, sha256: string, embedder: Embedder): Float32Array[] | undefined {
  const start = stored.indexOf('\n') + 1
  const header = JSON.parse(stored.toString('utf8', 0, start)) as VectorHeader
  if (header.embedder !== embedder.name || header.sha256 !== sha256) return undefined
  const numbers = new DataView(stored.buffer, stored.byteOffset + start)
  return Array.from({ length: header.count }, (_, i) =>
    Float32Array.from({ length: header.dimensions }, (_, d) =>
      numbers.getFloat16((i * header.dimensions + d) * 2, true),
    ),
  )
}

function digestOf(lines: Buffer): string {
  return createHash('sha256').update(lines).digest('hex')
}
