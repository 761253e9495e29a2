/** What speaks for each label of a set: four views of a text, learnt from examples. */
import { dot } from '../models/vectors.ts'
import { fitLogisticRegression, logitsOf, softmax } from './logistic-regression.ts'
import { learnWording } from './wording.ts'

/** A text to learn from. */
export interface TrainingRow {
  text: string
  /** Unit vector of the text. */
  vector: Float32Array
  /** Index of the label. */
  label: number
  /** Rows of one group are held out together. Default: each for itself. */
  group?: number
}

/**
 * A number a label in each view: the log-probability by logistic regression on embeddings, the cosine with the label's nearest
 * example, the likeness of the wording, the cosine with the label's own name and description.
 */
export type Evidence = readonly [
  regression: Float64Array,
  nearest: Float64Array,
  wording: Float64Array,
  name: Float64Array,
]

export type EvidenceFinder = (text: string, vector: Float32Array) => Evidence

/** On vectors scaled to a mean length of 1. Chosen by cross-validation within training examples of 5 to 50 a label. */
const L2 = 3e-4
const MAX_ITERATIONS = 25

/**
 * @param rows at least one a label
 * @param names a vector a label
 * @throws ParleyError CANCELLED
 */
export async function learnEvidence(
  rows: readonly TrainingRow[],
  names: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<EvidenceFinder> {
  const classes = names.length
  const labels = rows.map(row => row.label)
  const normalize = createNormalizer(rows.map(row => row.vector))
  const model = await fitLogisticRegression(
    rows.map(row => normalize(row.vector)),
    labels,
    classes,
    { l2: L2, maxIterations: MAX_ITERATIONS, signal },
  )
  const wording = learnWording(
    rows.map(row => row.text),
    labels,
    classes,
  )
  return (text, vector) => {
    const regression = logitsOf(model, normalize(vector))
    const normalizer = softmax(regression.slice())
    const nearest = new Float64Array(classes).fill(-1)
    for (const row of rows) nearest[row.label] = Math.max(nearest[row.label]!, dot(row.vector, vector))
    return [
      regression.map(logit => logit - normalizer),
      nearest,
      wording.similarities(text),
      Float64Array.from(names, name => dot(name, vector)),
    ]
  }
}

/** Embeddings of one model lie in a narrow cone: taken from their mean and stretched, they differ in what matters. */
function createNormalizer(vectors: readonly Float32Array[]): (vector: Float32Array) => Float32Array {
  const mean = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) for (let d = 0; d < mean.length; d++) mean[d]! += vector[d]! / vectors.length
  const centred = (vector: Float32Array) => vector.map((x, d) => x - mean[d]!)
  const squares = vectors.map(vector => {
    const difference = centred(vector)
    return dot(difference, difference)
  })
  // A single example, or several that are the same, have no spread.
  const scale = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / vectors.length) || 1
  return vector => centred(vector).map(x => x / scale)
}
