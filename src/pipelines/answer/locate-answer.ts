/** Finds where a passage says what the model answered: the words themselves, else the sentence that shares most with them. */
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'

export interface LocatedAnswer {
  /** The sentence, or sentences, that hold the answer: offsets in the passage, UTF-16 units. */
  start: number
  end: number
  /** The answer as the passage writes it; absent where its words do not stand there in a row. */
  exact?: string
  /** Share of the answer's terms that the sentence holds, 0 to 1. */
  overlap: number
}

/**
 * @param passage the passage's text
 * @param lang ISO 639-1 code of the passage
 * @returns undefined where nothing of the answer stands in the passage
 */
export function locateAnswer(
  passage: string,
  answer: string,
  question: string,
  lang: string,
): LocatedAnswer | undefined {
  const sentences = splitSentences(passage, lang)
  const asked = new Set(analyzeTerms(question, lang))
  const shared = (text: string) => analyzeTerms(text, lang).filter(term => asked.has(term)).length
  const found = findWords(passage, answer)
  if (found.length > 0) {
    // The same words may stand in several sentences: the one that speaks of what was asked is meant.
    const spans = found.map(({ start, end }) => {
      const held = sentences.filter(sentence => sentence.start < end && sentence.end > start)
      const first = held[0] ?? { start, end }
      const last = held.at(-1) ?? first
      return { start: first.start, end: last.end, exact: passage.slice(start, end) }
    })
    const best = spans.reduce((best, span) =>
      shared(passage.slice(span.start, span.end)) > shared(passage.slice(best.start, best.end)) ? span : best,
    )
    return { ...best, overlap: 1 }
  }
  const terms = [...new Set(analyzeTerms(answer, lang))]
  let best: LocatedAnswer | undefined
  let bestScore = 0
  for (const { start, end } of sentences) {
    const held = new Set(analyzeTerms(passage.slice(start, end), lang))
    const overlap = terms.filter(term => held.has(term)).length / Math.max(1, terms.length)
    // What was asked only decides between sentences that hold as much of the answer.
    const score = overlap + 0.01 * shared(passage.slice(start, end))
    if (overlap > 0 && score > bestScore) {
      best = { start, end, overlap }
      bestScore = score
    }
  }
  return best
}

/** Every place where the answer's words stand in a row, whatever their case and the blanks and punctuation between them. */
function findWords(passage: string, answer: string): { start: number; end: number }[] {
  const words = answer.match(/[\p{L}\p{N}\p{M}]+/gu)
  if (!words) return []
  const pattern = new RegExp(words.map(word => RegExp.escape(word)).join('[^\\p{L}\\p{N}]{1,4}'), 'giu')
  return [...passage.matchAll(pattern)]
    .map(match => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => isEdge(passage, start) && isEdge(passage, end))
}

/** False in the middle of a word of a script that separates words. */
function isEdge(text: string, at: number): boolean {
  return !/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]{2}/u.test(text.slice(Math.max(0, at - 1), at + 1))
}
