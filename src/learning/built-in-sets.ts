/** The label sets that come with Parley, and the vectors of their examples. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Embedder } from '../models/embedder.ts'
import type { LabelDefinition } from './classifiers.ts'

export interface BuiltInSetKind {
  /** Every text there is belongs to one of the labels. */
  exhaustive: boolean
  /** What belongs to each label. */
  labels: Readonly<Record<string, string>>
  /** Another set whose examples are all examples of one label. */
  borrowed?: { set: string; label: string }
}

export const builtInSets: Readonly<Record<string, BuiltInSetKind>> = {
  sentiment: {
    exhaustive: true,
    labels: {
      positive: 'praise, thanks, joy, satisfaction, good news',
      negative: 'complaint, anger, sadness, worry, disappointment, bad news',
      neutral: 'a fact, a question or a request without feeling',
    },
  },
  topic: {
    exhaustive: false,
    labels: {
      technology: 'computers, software, devices, IT problems, the internet',
      science: 'research, experiments, space, physics, biology, chemistry, mathematics',
      business: 'companies, markets, customers, sales, money, prices, taxes',
      work: 'meetings, tasks, deadlines, colleagues, shifts, leave, the office',
      politics: 'governments, elections, laws, parties, protests, diplomacy, conflicts',
      health: 'illness, medicine, doctors, hospitals, fitness of body and mind',
      sports: 'matches, athletes, teams, training, competitions',
      entertainment: 'films, series, music, books, games, theatre, art',
      travel: 'trips, places, hotels, transport, sights, geography',
      food: 'cooking, meals, drinks, restaurants, recipes',
      education: 'schools, universities, courses, exams, teachers, learning',
      environment: 'weather, climate, nature, animals, energy, disasters',
      'small talk': 'greetings, thanks, jokes, good wishes',
    },
  },
  spam: {
    exhaustive: true,
    labels: {
      spam: 'advertising nobody asked for, phishing, scams, fraud, fake prizes and jobs',
      'not spam': 'an ordinary message, also with links, invoices, offers or codes that were asked for',
    },
    borrowed: { set: 'sentiment', label: 'not spam' },
  },
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

export interface BuiltInExample {
  label: string
  /** ISO 639-1. */
  lang: string
  text: string
}

export interface BuiltInSet {
  definitions: LabelDefinition[]
  /** ISO 639-1 code of each example, by its text. */
  languages: Map<string, string>
  /** Of the examples, by text; empty where the vectors are of another embedder or of other examples. */
  vectors: Map<string, Float32Array>
}

/** @param kind `jsonl`: a line `{label, lang, text}` each; `vectors`: of these lines, in their order */
export function builtInFile(name: string, kind: 'jsonl' | 'vectors'): string {
  return fileURLToPath(new URL(`./labels/${name}.${kind}`, import.meta.url))
}

export async function loadBuiltInSet(name: string, embedder: Embedder): Promise<BuiltInSet> {
  const { labels, borrowed } = builtInSets[name]!
  const own = await loadExamples(name, embedder)
  const more = borrowed ? await loadExamples(borrowed.set, embedder) : undefined
  const examples = [...own.examples, ...(more?.examples.map(row => ({ ...row, label: borrowed!.label })) ?? [])]
  return {
    definitions: Object.entries(labels).map(([label, description]) => ({
      label,
      description,
      examples: examples.filter(row => row.label === label).map(({ text }) => text),
    })),
    languages: new Map(examples.map(({ text, lang }) => [text, lang])),
    vectors: new Map([...own.vectors, ...(more?.vectors ?? [])]),
  }
}

async function loadExamples(
  name: string,
  embedder: Embedder,
): Promise<{ examples: BuiltInExample[]; vectors: Map<string, Float32Array> }> {
  const [lines, stored] = await Promise.all([
    readFile(builtInFile(name, 'jsonl')),
    readFile(builtInFile(name, 'vectors')).catch(() => undefined),
  ])
  const examples = parseExamples(lines.toString())
  const vectors = stored ? readVectors(stored, digestOf(lines), embedder) : undefined
  return { examples, vectors: new Map(vectors?.map((vector, i) => [examples[i]!.text, vector])) }
}

export function parseExamples(lines: string): BuiltInExample[] {
  return lines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as BuiltInExample)
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
