/** The metrics of the evaluation, as the data's own descriptions define them; all are fractions from 0 to 1. */

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Lower-cased alphanumeric words; Chinese, Japanese and Korean script a character at a time. */
export function rougeTokens(text: string): string[] {
  return (
    text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[a-z0-9]+/gu) ??
    []
  )
}

/** F1 of n-gram overlap (Lin 2004). */
export function rougeN(candidate: readonly string[], reference: readonly string[], n: number): number {
  const grams = (tokens: readonly string[]) => {
    const counts = new Map<string, number>()
    for (let i = 0; i + n <= tokens.length; i++) {
      const gram = tokens.slice(i, i + n).join(' ')
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
    return counts
  }
  const left = grams(candidate)
  const right = grams(reference)
  return f1(overlap(left, right), sum(left.values()), sum(right.values()))
}

/** F1 of the longest common subsequence of tokens (Lin 2004, sentence level). */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  let row = new Uint32Array(reference.length + 1)
  for (const token of candidate) {
    const next = new Uint32Array(reference.length + 1)
    for (let j = 1; j <= reference.length; j++) {
      next[j] = token === reference[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!)
    }
    row = next
  }
  return f1(row[reference.length]!, candidate.length, reference.length)
}

/** chrF2 of one sentence without blanks: character n-grams of 1 to 6, recall weighted twice (Popović 2015). */
export function chrF(candidate: string, reference: string): number {
  const left = [...candidate.replace(/\s+/g, '')]
  const right = [...reference.replace(/\s+/g, '')]
  let precision = 0
  let recall = 0
  let orders = 0
  for (let n = 1; n <= 6; n++) {
    if (left.length < n && right.length < n) continue
    const [a, b] = [charGrams(left, n), charGrams(right, n)]
    const shared = overlap(a, b)
    const [na, nb] = [sum(a.values()), sum(b.values())]
    precision += na > 0 ? shared / na : 0
    recall += nb > 0 ? shared / nb : 0
    orders++
  }
  if (orders === 0) return 1
  precision /= orders
  recall /= orders
  return precision + recall === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall)
}

function charGrams(chars: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let i = 0; i + n <= chars.length; i++) {
    const gram = chars.slice(i, i + n).join('')
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** SQuAD's normalisation: lower case, no punctuation, no articles; CJK text a character at a time. */
function answerTokens(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, ' ')
    .replace(/\b(a|an|the)\b/g, ' ')
  return CJK.test(plain)
    ? (plain.match(
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{N}]+?(?=\s|$|[\p{Script=Han}])/gu,
      ) ?? [])
    : plain.split(/\s+/).filter(Boolean)
}

/** 1 where the answer equals one of the references after normalisation. */
export function exactMatch(answer: string, references: readonly string[]): number {
  const mine = answerTokens(answer).join(' ')
  return references.some(reference => answerTokens(reference).join(' ') === mine) ? 1 : 0
}

/** The best token F1 against any reference. */
export function answerF1(answer: string, references: readonly string[]): number {
  return Math.max(0, ...references.map(reference => rougeN(answerTokens(answer), answerTokens(reference), 1)))
}

/** Area under the ROC curve of `scores` for telling `positive` items from the others; ties count half. */
export function auroc(scores: readonly number[], positive: readonly boolean[]): number {
  const order = scores.map((score, index) => ({ score, positive: positive[index]! })).sort((a, b) => a.score - b.score)
  let rankSum = 0
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && order[j]!.score === order[i]!.score) j++
    for (let k = i; k < j; k++) if (order[k]!.positive) rankSum += (i + j + 1) / 2
    i = j
  }
  const positives = positive.filter(Boolean).length
  const negatives = positive.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/**
 * The share of items in common when the groups of two groupings are paired one to one, largest overlap first: a lower bound of the
 * 1-1 metric of chat disentanglement (Elsner and Charniak 2008), which takes the best pairing of all.
 * @param found and `given` are the names of each item's groups
 */
export function oneToOneOverlap<A, B>(found: readonly A[], given: readonly B[]): number {
  const counts = new Map<A, Map<B, number>>()
  for (const [index, a] of found.entries()) {
    const row = counts.get(a) ?? new Map<B, number>()
    row.set(given[index]!, (row.get(given[index]!) ?? 0) + 1)
    counts.set(a, row)
  }
  const pairs = [...counts].flatMap(([a, row]) => [...row].map(([b, count]) => ({ a, b, count })))
  const [usedA, usedB] = [new Set<A>(), new Set<B>()]
  let shared = 0
  for (const { a, b, count } of pairs.sort((x, y) => y.count - x.count)) {
    if (usedA.has(a) || usedB.has(b)) continue
    usedA.add(a)
    usedB.add(b)
    shared += count
  }
  return found.length === 0 ? 0 : shared / found.length
}

function overlap(a: Map<string, number>, b: Map<string, number>): number {
  let shared = 0
  for (const [gram, count] of a) shared += Math.min(count, b.get(gram) ?? 0)
  return shared
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function f1(shared: number, candidate: number, reference: number): number {
  return shared === 0 ? 0 : (2 * shared) / (candidate + reference)
}
