/** The label sets that come with Parley, and the vectors of their examples. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Embedder } from '../models/embedder.ts'
import type { LabelDefinition } from './classifiers.ts'
import { readVectors } from './vector-file.ts'

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
  const vectors = stored ? readVectors(stored, lines, embedder) : undefined
  return { examples, vectors: new Map(vectors?.map((vector, i) => [examples[i]!.text, vector])) }
}

export function parseExamples(lines: string): BuiltInExample[] {
  return lines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as BuiltInExample)
}
