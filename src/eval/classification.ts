/** Measures classifiers taught by few examples: accuracy, and how well they tell texts that fit no label. */
import { throwIfCancelled } from '../errors.ts'
import type { Classification, LabelDefinition, LabelledText } from '../learning/classifiers.ts'
import { type EvaluationOptions, type EvaluationRow, readItems, sampleEvenly } from './evaluation.ts'
import { auroc } from './metrics.ts'

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
 * The rows of a data set at a time, in the order of the data's description.
 * @throws ParleyError INPUT_INVALID where a data file is missing or unreadable; CANCELLED
 */
export async function* evaluateClassification(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  for (const shots of [5, 10]) {
    const train = await readItems<Item>(options.dataFolder, `classification/banking77/train_${shots}.jsonl`)
    const test = await readItems<Item>(options.dataFolder, 'classification/banking77/test.jsonl')
    yield [await measureAccuracy(options, { name: `banking77 ${shots}-shot`, train, test })]
  }
  yield await measureOutOfScope(options)
  const train = await readItems<SibItem>(options.dataFolder, 'classification/sib200_topics/train.jsonl')
  const test = await readItems<SibItem>(options.dataFolder, 'classification/sib200_topics/test.jsonl')
  for (const lang of sibLanguages) {
    const inLanguage = (items: SibItem[]) => items.map(({ label, text }) => ({ label, text: text[lang]! }))
    yield [await measureAccuracy(options, { name: `sib200 ${lang}`, train: inLanguage(train), test: inLanguage(test) })]
  }
}

interface SibItem {
  label: string
  /** By language. */
  text: Record<string, string>
}

async function measureAccuracy(options: EvaluationOptions, task: Task): Promise<EvaluationRow> {
  const test = sampleEvenly(task.test, options.limit)
  const results = await classifyAll(options, task, test)
  return { task: task.name, metric: 'accuracy', value: accuracyOf(results, test), n: test.length }
}

/** The confidence is what the labels get of the probability together: the rest is for "none of these". */
async function measureOutOfScope(options: EvaluationOptions): Promise<EvaluationRow[]> {
  const train = await readItems<Item>(options.dataFolder, 'classification/banking77_oos/train_10.jsonl')
  const test = sampleEvenly(
    await readItems<Item>(options.dataFolder, 'classification/banking77_oos/test_in_scope.jsonl'),
    options.limit,
  )
  const outside = await readItems<Item>(options.dataFolder, 'classification/banking77_oos/test_oos.jsonl')
  const name = 'banking77_oos'
  const known = await classifyAll(options, { name, train, test }, test)
  const rows: EvaluationRow[] = [
    { task: name, metric: 'accuracy', value: accuracyOf(known, test), n: test.length },
    { task: name, metric: 'in-scope accepted', value: share(known, result => result.accepted), n: test.length },
  ]
  for (const kind of ['id-oos', 'ood-oos']) {
    const texts = sampleEvenly(
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
  { services: { classifiers }, signal, onProgress }: EvaluationOptions,
  { name, train }: Task,
  items: readonly LabelledText[],
): Promise<Classification[]> {
  const classifier = await classifiers.train(toDefinitions(train), signal)
  const results: Classification[] = []
  for (let at = 0; at < items.length; at += BATCH) {
    throwIfCancelled(signal)
    const texts = items.slice(at, at + BATCH).map(({ text }) => text)
    results.push(...(await classifier.classify(texts, signal)))
    onProgress(name, results.length, items.length)
  }
  return results
}

function toDefinitions(train: readonly LabelledText[]): LabelDefinition[] {
  return Object.entries(Object.groupBy(train, ({ label }) => label)).map(([label, items]) => ({
    label,
    examples: items!.map(({ text }) => text),
  }))
}
