/** Trains a classifier on vectors of examples: cross-validated within them, so that nothing has to be tuned by hand. */
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../errors.ts'
import { dot } from '../models/vectors.ts'
import { type Acceptance, learnAcceptance } from './acceptance.ts'
import type { Classification } from './classifiers.ts'
import { type EvidenceFinder, learnEvidence, type TrainingRow } from './evidence.ts'
import { type EvidenceWeights, fitEvidenceWeights, type HeldOut, weigh } from './evidence-weights.ts'
import { softmax } from './logistic-regression.ts'

export interface TrainingSet {
  /** Names of the labels; every one has a row. */
  labels: readonly string[]
  rows: readonly TrainingRow[]
  /** Vectors of the labels' names and descriptions. */
  names: readonly Float32Array[]
  /** Every text there is belongs to one of the labels, as it is with "spam" and "not spam". */
  exhaustive?: boolean
}

/** Decides on one text, given its vector. */
export type Decide = (text: string, vector: Float32Array) => Classification

const FOLDS = 3
/** Examples that a decision names. */
const NEAREST = 3
/** Held-out rows that are judged before other work gets its turn. */
const ROWS_PER_TURN = 64

/** @throws ParleyError CANCELLED */
export async function trainClassifier(set: TrainingSet, signal?: AbortSignal): Promise<Decide> {
  const held = await judgeHeldOut(set, signal)
  const weights = await fitEvidenceWeights(held, signal)
  const acceptance = set.exhaustive ? () => 1 : learnAcceptance(held, weights)
  const find = await learnEvidence(set.rows, set.names, signal)
  return (text, vector) => decide(set, { find, weights, acceptance }, text, vector)
}

/** Every row of a label that has two or more, judged by what the other folds teach. */
async function judgeHeldOut({ rows, names }: TrainingSet, signal: AbortSignal | undefined): Promise<HeldOut[]> {
  const counts = names.map(() => 0)
  for (const { label } of rows) counts[label]!++
  const folds = assignFolds(rows)
  const held: HeldOut[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeld = (i: number) => folds[i] === fold && counts[rows[i]!.label]! > 1
    const taken = rows.filter((_, i) => isHeld(i))
    if (taken.length === 0) continue
    const find = await learnEvidence(
      rows.filter((_, i) => !isHeld(i)),
      names,
      signal,
    )
    for (const [i, { text, vector, label }] of taken.entries()) {
      if (i % ROWS_PER_TURN === 0) {
        await setImmediate()
        throwIfCancelled(signal)
      }
      held.push({ evidence: find(text, vector), label })
    }
  }
  return held
}

/** Groups of a label go to the folds in turn; the first label's first one to the first, the second's to the second. */
function assignFolds(rows: readonly TrainingRow[]): number[] {
  const groups = new Map<number, Map<number, number>>()
  return rows.map(({ label, group }, i) => {
    const known = groups.get(label) ?? new Map<number, number>()
    groups.set(label, known)
    const key = group ?? i
    const place = known.get(key) ?? known.size
    known.set(key, place)
    return (label + place) % FOLDS
  })
}

interface Trained {
  find: EvidenceFinder
  weights: EvidenceWeights
  acceptance: Acceptance
}

function decide(set: TrainingSet, trained: Trained, text: string, vector: Float32Array): Classification {
  const shares = weigh(trained.find(text, vector), trained.weights)
  const belonging = trained.acceptance(shares)
  softmax(shares)
  const best = shares.indexOf(Math.max(...shares))
  const nearest = set.rows
    .map(row => ({ text: row.text, label: set.labels[row.label]!, similarity: dot(row.vector, vector) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, NEAREST)
  return {
    label: set.labels[best]!,
    scores: Object.fromEntries(set.labels.map((label, k) => [label, shares[k]! * belonging])),
    accepted: belonging >= 0.5,
    nearest,
  }
}
