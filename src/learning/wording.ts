/** How much the wording of a text is like that of each label's examples: TF-IDF of character n-grams, what embeddings see least of. */

/** Lengths of the n-grams; a blank stands for the edges of a word. */
const LENGTHS = [2, 3, 4]
/** What is said later in a long text has the same vocabulary. */
const MAX_CHARS = 1000

export interface Wording {
  /** Cosine of the text with the centre of each label's examples, a number a label. */
  similarities(text: string): Float64Array
}

/**
 * @param texts the examples
 * @param labels index of each example's label, 0 to `classes` - 1
 */
export function learnWording(texts: readonly string[], labels: readonly number[], classes: number): Wording {
  const documents = texts.map(countGrams)
  const frequencies = new Map<string, number>()
  for (const document of documents) {
    for (const gram of document.keys()) frequencies.set(gram, (frequencies.get(gram) ?? 0) + 1)
  }
  const inverse = (frequency: number) => Math.log((1 + texts.length) / (1 + frequency)) + 1
  /** By n-gram: the labels that use it and its weight in their centres. */
  const postings = new Map<string, Map<number, number>>()
  for (const [i, document] of documents.entries()) {
    for (const [gram, weight] of toUnit(document, gram => inverse(frequencies.get(gram)!))) {
      const posting = postings.get(gram) ?? new Map<number, number>()
      posting.set(labels[i]!, (posting.get(labels[i]!) ?? 0) + weight)
      postings.set(gram, posting)
    }
  }
  const lengths = new Float64Array(classes)
  for (const posting of postings.values()) for (const [label, weight] of posting) lengths[label]! += weight * weight
  return {
    similarities(text) {
      const similarities = new Float64Array(classes)
      const unknown = inverse(0)
      const weights = toUnit(countGrams(text), gram => {
        const frequency = frequencies.get(gram)
        return frequency === undefined ? unknown : inverse(frequency)
      })
      for (const [gram, weight] of weights) {
        for (const [label, own] of postings.get(gram) ?? []) similarities[label]! += weight * own
      }
      return similarities.map((sum, label) => (sum === 0 ? 0 : sum / Math.sqrt(lengths[label]!)))
    },
  }
}

function countGrams(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.slice(0, MAX_CHARS).normalize('NFKC').toLowerCase().match(/\S+/g) ?? []) {
    const characters = [' ', ...word, ' ']
    for (const length of LENGTHS) {
      for (let at = 0; at + length <= characters.length; at++) {
        const gram = characters.slice(at, at + length).join('')
        counts.set(gram, (counts.get(gram) ?? 0) + 1)
      }
    }
  }
  return counts
}

/** Sublinear term frequency times inverse document frequency, scaled to length 1. */
function toUnit(counts: ReadonlyMap<string, number>, inverse: (gram: string) => number): [string, number][] {
  const weights = [...counts].map(([gram, count]): [string, number] => [gram, (1 + Math.log(count)) * inverse(gram)])
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0))
  return weights.map(([gram, weight]) => [gram, weight / length])
}
