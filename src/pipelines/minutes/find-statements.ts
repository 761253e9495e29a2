/** Finds the sentences of a meeting that decide something, give somebody a task, or leave a question open. */
import type { Classifiers, LabelDefinition } from '../../learning/classifiers.ts'
import { splitSentences } from '../../text/sentences.ts'
import type { Utterance } from '../../text/utterance.ts'
import labelledUtterances from './utterances.json' with { type: 'json' }

export type StatementKind = 'decision' | 'action' | 'question'

export interface Statement {
  kind: StatementKind
  /** Index of its message. */
  message: number
  /** The sentence, in the words that were said. */
  text: string
  /** Probability of the kind, 0 to 1. */
  score: number
}

/** What the label set calls everything else: most of what is said. */
const labels: LabelDefinition[] = Object.entries(labelledUtterances).map(([label, examples]) => ({
  label,
  examples: Object.values(examples).flat(),
}))

/** From here on a sentence counts. Minutes are read over, so a task too many is better than one too few; a decision that was none does harm. */
const COUNTS_FROM: Readonly<Record<StatementKind, number>> = { decision: 0.85, action: 0.6, question: 0.9 }
/** Shorter ones ("Agreed.", "好") say nothing that could stand in minutes. */
const MIN_CHARS = 12
const MIN_WIDE_CHARS = 6

/**
 * @returns in the order of the meeting, at most one of a kind a message: the likeliest
 * @throws ParleyError MODEL_UNAVAILABLE, CANCELLED
 */
export async function findStatements(
  messages: readonly Utterance[],
  lang: string,
  classifiers: Classifiers,
  signal: AbortSignal,
): Promise<Statement[]> {
  const sentences = messages.flatMap((message, index) =>
    splitSentences(message.text, lang)
      .map(({ text }) => text.trim())
      .filter(text => text.length >= (/[\p{Script=Han}\p{Script=Hiragana}]/u.test(text) ? MIN_WIDE_CHARS : MIN_CHARS))
      .map(text => ({ message: index, text })),
  )
  if (sentences.length === 0) return []
  const classifier = await classifiers.train(labels, signal)
  const classes = await classifier.classify(
    sentences.map(({ text }) => text),
    signal,
  )
  const best = new Map<string, Statement>()
  for (const [index, { label, scores }] of classes.entries()) {
    // Everything that is said belongs to one of the labels: nothing is left for "none of these".
    const score = (scores[label] ?? 0) / Object.values(scores).reduce((sum, value) => sum + value, 0)
    if (!isKind(label) || score < COUNTS_FROM[label]) continue
    const statement = { ...sentences[index]!, kind: label, score }
    const key = `${statement.kind} ${statement.message}`
    if (score > (best.get(key)?.score ?? 0)) best.set(key, statement)
  }
  return [...best.values()].sort((a, b) => a.message - b.message)
}

function isKind(label: string): label is StatementKind {
  return label in COUNTS_FROM
}
