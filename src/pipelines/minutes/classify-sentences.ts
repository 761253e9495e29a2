/** How likely a sentence of a conversation gives a task, decides something or leaves a question open: by what such sentences mean. */
import type { Classifiers, LabelDefinition } from '../../learning/classifiers.ts'
import labelledUtterances from './utterances.json' with { type: 'json' }

export type StatementKind = Exclude<keyof typeof labelledUtterances, 'other'>

/** A share a kind; what is left belongs to none of them. */
export type StatementScores = Readonly<Record<StatementKind, number>>

const labels: LabelDefinition[] = Object.entries(labelledUtterances).map(([label, examples]) => ({
  label,
  examples: Object.values(examples).flat(),
}))

/** @throws ParleyError MODEL_UNAVAILABLE, CANCELLED */
export async function classifySentences(
  texts: readonly string[],
  classifiers: Classifiers,
  signal: AbortSignal,
): Promise<StatementScores[]> {
  if (texts.length === 0) return []
  const classifier = await classifiers.train(labels, signal)
  return (await classifier.classify(texts, signal)).map(({ scores }) => {
    // Everything that is said belongs to one of the labels: nothing is left for "none of these".
    const sum = Object.values(scores).reduce((total, value) => total + value, 0)
    const share = (kind: StatementKind) => (scores[kind] ?? 0) / (sum || 1)
    return { decision: share('decision'), action: share('action'), question: share('question') }
  })
}
