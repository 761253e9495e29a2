/** Classifiers on the embedder: the built-in label sets, and sets taught by definitions and examples. */
import { createHash } from 'node:crypto'
import { ParleyError } from '../errors.ts'
import type { Embedder } from '../models/embedder.ts'
import { suggestName } from '../text/nearest-name.ts'
import { builtInSets, loadBuiltInSet } from './built-in-sets.ts'
import type { Classifier, Classifiers, LabelDefinition } from './classifiers.ts'
import { createExampleEmbedder } from './example-embedder.ts'
import { groupTranslations } from './group-translations.ts'
import { checkDefinitions } from './label-set.ts'
import { createSharedWork } from './shared-work.ts'
import { type Decide, trainClassifier } from './train-classifier.ts'

/** Trained sets that are kept: a request after the first finds its set ready. */
const KEPT_SETS = 8
/** With fewer examples than this, a label's name and description are one more. */
const FEW_EXAMPLES = 3

interface SetKind {
  /** Every text there is belongs to one of the labels. */
  exhaustive?: boolean
  /** By the example's text, where there are several that say the same. */
  languages?: ReadonlyMap<string, string>
}

/** Labels are learnt at the first use of a set and kept, the last used ones, as long as this object. */
export function createClassifiers({ embedder }: { embedder: Embedder }): Classifiers {
  const trained = createSharedWork<Classifier>(KEPT_SETS)
  const examples = createExampleEmbedder(embedder)

  async function learn(
    definitions: readonly LabelDefinition[],
    kind: SetKind,
    signal: AbortSignal,
  ): Promise<Classifier> {
    const { exhaustive, languages } = kind
    const labels = definitions.map(({ label }) => label)
    const names = definitions.map(nameOf)
    const texts = definitions.flatMap((definition, label) => textsOf(definition).map(text => ({ text, label })))
    const vectors = await examples.embed([...names, ...texts.map(({ text }) => text)], signal)
    const rows = texts.map((row, i) => ({ ...row, vector: vectors[names.length + i]! }))
    const groups = languages && groupTranslations(rows.map(row => ({ ...row, lang: languages.get(row.text) ?? '' })))
    const set = {
      labels,
      rows: rows.map((row, i) => ({ ...row, group: groups?.[i] })),
      names: vectors.slice(0, names.length),
      exhaustive,
    }
    return toClassifier(labels, await trainClassifier(set, signal), embedder)
  }

  return {
    builtIn: Object.keys(builtInSets),

    async get(name, signal) {
      const isExhaustive = builtInSets[name]?.exhaustive
      if (isExhaustive === undefined) {
        throw new ParleyError(
          'INPUT_INVALID',
          `There is no label set "${name}": ${suggestName(name, Object.keys(builtInSets))}`,
        )
      }
      return trained.get(
        name,
        async workSignal => {
          const { definitions, languages, vectors } = await loadBuiltInSet(name, embedder)
          examples.add(vectors)
          return learn(definitions, { exhaustive: isExhaustive, languages }, workSignal)
        },
        signal,
      )
    },

    async train(labels, signal) {
      const definitions = checkDefinitions(labels)
      const key = createHash('sha256').update(JSON.stringify(definitions)).digest('base64')
      return trained.get(key, workSignal => learn(definitions, {}, workSignal), signal)
    },
  }
}

/** `card_arrival` and a description become `card arrival: Where a card is that was ordered.` */
function nameOf({ label, description }: LabelDefinition): string {
  const name = label.replace(/[_/-]+/g, ' ').trim() || label
  return description === undefined ? name : `${name}: ${description}`
}

function textsOf(definition: LabelDefinition): string[] {
  const { description, examples } = definition
  return examples.length < FEW_EXAMPLES && description !== undefined ? [...examples, nameOf(definition)] : [...examples]
}

function toClassifier(labels: readonly string[], decide: Decide, embedder: Embedder): Classifier {
  return {
    labels,
    async classify(texts, signal) {
      const vectors = await embedder.embed(texts, 'query', signal)
      return texts.map((text, i) => decide(text, vectors[i]!))
    },
  }
}
