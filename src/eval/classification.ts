/** Measures classifiers taught by few examples: accuracy, and how well they tell texts that fit no label. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError, throwIfCancelled } from '../errors.ts'
import type { Classification, Classifiers, LabelDefinition, LabelledText } from '../learning/classifiers.ts'
import { auroc } from './metrics.ts'

export interface ClassificationRow {
  /** What was classified: `banking77 5-shot`, `sib200 de`. */
  task: string
  metric: string
  /** A share from 0 to 1. */
  value: number
  /** What a plain method reaches on the same items, where it is known. */
  floor?: number
  /** Items that were measured. */
  n: number
}

export interface ClassificationEvaluation {
  /** Holds the folder `classification`. */
  dataFolder: string
  /** The most test items of a task, taken evenly from the whole. Default: all. */
  limit?: number
  classifiers: Classifiers
  signal?: AbortSignal
  /** Told after every batch of a task. */
  onProgress?: (task: string, done: number, total: number) => void
}

interface Task {
  name: string
  train: LabelledText[]
  test: LabelledText[]
}

interface Item {
  id: string
  label: string
  text: string
}

/** Texts that are classified between two reports. */
const BATCH = 64
const sibLanguages = ['en', 'zh', 'de', 'fr', 'ja', 'es']

/**
 * Rows in the order of the data's description.
 * @throws ParleyError INPUT_INVALID where a data file is missing or unreadable; CANCELLED
 */
export async function evaluateClassification(options: ClassificationEvaluation): Promise<ClassificationRow[]> {
  const rows: ClassificationRow[] = []
  for (const shots of [5, 10]) {
    const train = await readItems<Item>(options, `banking77/train_${shots}.jsonl`)
    const test = await readItems<Item>(options, 'banking77/test.jsonl')
    rows.push(await measureAccuracy(options, { name: `banking77 ${shots}-shot`, train, test }))
  }
  rows.push(...(await measureOutOfScope(options)))
  const train = await readItems<SibItem>(options, 'sib200_topics/train.jsonl')
  const test = await readItems<SibItem>(options, 'sib200_topics/test.jsonl')
  for (const lang of sibLanguages) {
    const inLanguage = (items: SibItem[]) => items.map(({ label, text }) => ({ label, text: text[lang]! }))
    rows.push(
      await measureAccuracy(options, { name: `sib200 ${lang}`, train: inLanguage(train), test: inLanguage(test) }),
    )
  }
  return rows
}

interface SibItem {
  label: string
  /** By language. */
  text: Record<string, string>
}

async function measureAccuracy(options: ClassificationEvaluation, task: Task): Promise<ClassificationRow> {
  const test = sample(task.test, options.limit)
  const results = await classifyAll(options, task, test)
  return { task: task.name, metric: 'accuracy', value: accuracyOf(results, test), n: test.length }
}

/** The confidence is what the labels get of the probability together: the rest is for "none of these". */
async function measureOutOfScope(options: ClassificationEvaluation): Promise<ClassificationRow[]> {
  const train = await readItems<Item>(options, 'banking77_oos/train_10.jsonl')
  const test = sample(await readItems<Item>(options, 'banking77_oos/test_in_scope.jsonl'), options.limit)
  const outside = await readItems<Item>(options, 'banking77_oos/test_oos.jsonl')
  const name = 'banking77_oos'
  const known = await classifyAll(options, { name, train, test }, test)
  const rows: ClassificationRow[] = [
    { task: name, metric: 'accuracy', value: accuracyOf(known, test), n: test.length },
    { task: name, metric: 'in-scope accepted', value: share(known, result => result.accepted), n: test.length },
  ]
  for (const kind of ['id-oos', 'ood-oos']) {
    const texts = sample(
      outside.filter(({ id }) => id.includes(kind.replace('-', ''))),
      options.limit,
    )
    const unknown = await classifyAll(options, { name: `${name} ${kind}`, train, test: texts }, texts)
    const value = auroc([...known, ...unknown].map(confidenceOf), [
      ...known.map(() => true),
      ...unknown.map(() => false),
    ])
    rows.push(
      { task: `${name} ${kind}`, metric: 'AUROC', value, n: known.length + unknown.length },
      {
        task: `${name} ${kind}`,
        metric: 'rejected',
        value: share(unknown, result => !result.accepted),
        n: unknown.length,
      },
    )
  }
  return rows
}

function confidenceOf({ scores }: Classification): number {
  return Object.values(scores).reduce((sum, score) => sum + score, 0)
}

function accuracyOf(results: readonly Classification[], items: readonly LabelledText[]): number {
  return share(results, (result, i) => result.label === items[i]!.label)
}

function share<T>(items: readonly T[], holds: (item: T, index: number) => boolean): number {
  return items.filter(holds).length / items.length
}

async function classifyAll(
  { classifiers, signal, onProgress }: ClassificationEvaluation,
  { name, train }: Task,
  items: readonly LabelledText[],
): Promise<Classification[]> {
  const classifier = await classifiers.train(toDefinitions(train), signal)
  const results: Classification[] = []
  for (let at = 0; at < items.length; at += BATCH) {
    throwIfCancelled(signal)
    const texts = items.slice(at, at + BATCH).map(({ text }) => text)
    results.push(...(await classifier.classify(texts, signal)))
    onProgress?.(name, results.length, items.length)
  }
  return results
}

function toDefinitions(train: readonly LabelledText[]): LabelDefinition[] {
  return Object.entries(Object.groupBy(train, ({ label }) => label)).map(([label, items]) => ({
    label,
    examples: items!.map(({ text }) => text),
  }))
}

/** Every n-th item, so that all labels are among them. */
function sample<T>(items: readonly T[], limit = items.length): T[] {
  const step = Math.max(1, items.length / limit)
  return Array.from({ length: Math.min(limit, items.length) }, (_, i) => items[Math.floor(i * step)]!)
}

async function readItems<T>({ dataFolder }: ClassificationEvaluation, name: string): Promise<T[]> {
  const path = join(dataFolder, 'classification', name)
  try {
    return (await readFile(path, 'utf8'))
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as T)
  } catch (cause) {
    throw new ParleyError(
      'INPUT_INVALID',
      `Expected test items in ${path}, but the file is missing or is not JSON lines; --data names the folder that holds "classification".`,
      { cause },
    )
  }
}
