/** What the rest of Parley knows of classifiers: label sets, built in or taught by examples. */

/** A text whose label somebody said. */
export interface LabelledText {
  text: string
  label: string
}

export interface LabelDefinition {
  label: string
  /** One sentence on what belongs here; used where examples are few. */
  description?: string
  examples: readonly string[]
}

export interface Classification {
  /** The likeliest label, also where it is not accepted. */
  label: string
  /** Calibrated probability of every label; sums to 1 with what is left for "none of these". */
  scores: Record<string, number>
  /** False where the text probably belongs to none of the labels. */
  accepted: boolean
  /** The taught examples nearest to the text, best first: why it was decided so. */
  nearest: { text: string; label: string; similarity: number }[]
}

/** A trained set of labels. */
export interface Classifier {
  readonly labels: readonly string[]
  /** One classification a text, in order. @throws ParleyError MODEL_UNAVAILABLE, CANCELLED */
  classify(texts: readonly string[], signal?: AbortSignal): Promise<Classification[]>
}

export interface Classifiers {
  /** Names of the built-in sets: sentiment, topic, spam. */
  readonly builtIn: readonly string[]
  /** A built-in set by name. @throws ParleyError INPUT_INVALID with the nearest right name */
  get(name: string, signal?: AbortSignal): Promise<Classifier>
  /** Trains a set from definitions. @throws ParleyError INPUT_INVALID for fewer than two labels or a label without anything to learn from */
  train(labels: readonly LabelDefinition[], signal?: AbortSignal): Promise<Classifier>
}
