/** Sees where another document says otherwise: the same sentence, but for its figures. */
import type { Passage } from '../../../knowledge/knowledge.ts'
import { analyzeTerms } from '../../text/terms.ts'

export interface Statement {
  passage: Passage
  /** Offsets of the sentence in the passage's text, UTF-16 units. */
  start: number
  end: number
}

/** Share of their words, figures aside, that two sentences must have in common to speak of the same thing. */
const MIN_SHARED = 0.6
/** Fewer words than this say too little to be compared. */
const MIN_TERMS = 3

/**
 * @param stated the sentence that bears out an answer
 * @param answer the answer, in its words; one without a figure contradicts nothing
 * @param passages what was found, ranked by sentences
 * @returns the first sentence of another document that says the same with other figures
 */
export function findConflict(stated: Statement, answer: string, passages: readonly Passage[]): Statement | undefined {
  const { passage } = stated
  const figures = figuresOf(answer)
  if (figures.size === 0) return undefined
  const words = wordsOf(passage.text.slice(stated.start, stated.end), passage.lang)
  if (words.size < MIN_TERMS) return undefined
  for (const other of passages) {
    if (other.doc === passage.doc || other.lang !== passage.lang || !other.bestSentence) continue
    const { start, end } = other.bestSentence
    const text = other.text.slice(start, end)
    const otherFigures = figuresOf(text)
    if (otherFigures.size === 0 || [...figures].some(figure => otherFigures.has(figure))) continue
    const otherWords = wordsOf(text, other.lang)
    const shared = [...words].filter(word => otherWords.has(word)).length
    if (shared >= MIN_SHARED * Math.max(words.size, otherWords.size)) return { passage: other, start, end }
  }
  return undefined
}

/** Figures of a text, with thousands and decimals written one way. */
function figuresOf(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/\p{N}+(?:[.,:]\p{N}+)*/gu)].map(match => match[0].replace(/[.,](?=\p{N}{3}(?!\p{N}))/gu, '')),
  )
}

function wordsOf(text: string, lang: string): Set<string> {
  return new Set(analyzeTerms(text, lang).filter(term => !/\p{N}/u.test(term)))
}

interface ConflictWords {
  older: string
  other: string
}

const conflictWords: Readonly<Record<string, ConflictWords>> = {
  en: { older: 'An older document says otherwise: “{quote}”', other: 'Another document says otherwise: “{quote}”' },
  zh: { older: '较旧的文档说法不同：“{quote}”', other: '另一份文档说法不同：“{quote}”' },
  de: {
    older: 'Ein älteres Dokument sagt etwas anderes: „{quote}“',
    other: 'Ein anderes Dokument sagt etwas anderes: „{quote}“',
  },
  fr: {
    older: 'Un document plus ancien dit autre chose : « {quote} »',
    other: 'Un autre document dit autre chose : « {quote} »',
  },
  es: {
    older: 'Un documento más antiguo dice otra cosa: «{quote}»',
    other: 'Otro documento dice otra cosa: «{quote}»',
  },
  ja: {
    older: '古い文書には別のことが書かれています：「{quote}」',
    other: '別の文書には別のことが書かれています：「{quote}」',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function formatConflict(lang: string, { isOlder, quote }: { isOlder: boolean; quote: string }): string {
  const words = conflictWords[lang] ?? conflictWords.en!
  return (isOlder ? words.older : words.other).replace('{quote}', () => quote.replace(/\s+/g, ' ').trim())
}
