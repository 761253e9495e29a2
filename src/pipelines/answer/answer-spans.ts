/** What else in a passage may answer a question, where a small model only gave the question's own words back. */
import { functionWords, questionKinds } from '../../text/question-words.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'

/** The sentences that share most with the question. */
const SENTENCES = 3
const MAX_WORDS = 8
/** More are slow to choose from: the model's grammar holds every one of them. */
const MAX_SPANS = 300

const whether = questionKinds.find(([kind]) => kind === 'whether')![1]
/** "Open or closed?" is answered by one of its own words. */
const alternative = /(?<!\p{L})(?:or|oder|ou|o)(?!\p{L})|还是|或|それとも|か、/iu
const breaks = /[;:()"“”„«»，。；：（）「」、—]/u
const article = /^(?:the|an?|der|die|das|den|dem|ein\w*|les?|la|l|une?|el|los|las)$/iu

/**
 * @param lang ISO 639-1 of the passage
 * @returns true where the answer holds no word that the question does not, and the question asks for one
 */
export function echoesQuestion(answer: string, question: string, lang: string): boolean {
  if (whether.test(question) || alternative.test(question)) return false
  const asked = new Set(analyzeTerms(question, lang))
  return analyzeTerms(answer, lang).every(term => asked.has(term))
}

/**
 * Stretches of up to eight words of the passage without the question's words, from the sentences that share most with it; each begins
 * and ends with a word that says something. May be none.
 * @param lang ISO 639-1 of the passage
 */
export function findSpans(passage: string, question: string, lang: string): string[] {
  const asked = new Set(analyzeTerms(question, lang))
  const shared = (text: string) => new Set(analyzeTerms(text, lang).filter(term => asked.has(term))).size
  const sentences = splitSentences(passage, lang)
    .map(({ text }) => ({ text, shared: shared(text) }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, SENTENCES)
  const spans = new Set<string>()
  for (const { text } of sentences) {
    const words = wordsOf(text, lang)
    for (const [first, { start, word }] of words.entries()) {
      if (isFunctionWord(word) && !article.test(word)) continue
      for (const [offset, { word: last, start: lastStart, end }] of words.slice(first, first + MAX_WORDS).entries()) {
        if (offset > 0 && breaks.test(text.slice(words[first + offset - 1]!.end, lastStart))) break
        if (isFunctionWord(last)) continue
        if (analyzeTerms(last, lang).every(term => asked.has(term))) break
        spans.add(text.slice(start, end))
        if (spans.size === MAX_SPANS) return [...spans]
      }
    }
  }
  return [...spans]
}

function isFunctionWord(word: string): boolean {
  return functionWords.has(word.toLowerCase())
}

interface Word {
  word: string
  start: number
  end: number
}

function wordsOf(text: string, lang: string): Word[] {
  if (lang === 'zh' || lang === 'ja') {
    return [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)]
      .filter(({ isWordLike }) => isWordLike)
      .map(({ segment, index }) => ({ word: segment, start: index, end: index + segment.length }))
  }
  return [...text.matchAll(/[$£€]?[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}.,'’-]*[\p{L}\p{N}\p{M}])?[%°]?/gu)].map(match => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
}
