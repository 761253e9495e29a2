/** Whether two questions can be asking for the same thing, by their words alone: what an embedding does not tell apart. */
import { detectLanguage } from './language.ts'
import { functionWords, questionKinds } from './question-words.ts'
import { analyzeTerms } from './terms.ts'

/**
 * `same`: the same words, whatever their order and inflection. `narrower`: one of them has all words of the other, and more. `different`: a figure, a name, a negation, what is asked for (who, when, …), or
 * the one thing by which they differ says that they are two questions. `open`: the words do not tell.
 */
export type QuestionComparison = 'same' | 'narrower' | 'different' | 'open'

export function compareQuestions(a: string, b: string): QuestionComparison {
  const [first, second] = [readQuestion(a), readQuestion(b)]
  if (first.figures !== second.figures || first.negated !== second.negated) return 'different'
  if (asksOtherwise(first.kinds, second.kinds) || !namesAgree(first, second)) return 'different'
  if (first.lang !== second.lang) return 'open'
  const [x, y] = [first.content, second.content]
  const isSame = x.size > 0 && x.symmetricDifference(y).size === 0
  if (isSame) return 'same'
  if (isContrast(first, second)) return 'different'
  return x.isSubsetOf(y) || y.isSubsetOf(x) ? 'narrower' : 'open'
}

interface ReadQuestion {
  text: string
  lang: string
  /** All words, folded; of Chinese and Japanese, all characters. */
  tokens: string[]
  /** Stems of the words that are no function words. */
  content: Set<string>
  kinds: string[]
  figures: string
  negated: boolean
  names: string[]
}

function readQuestion(text: string): ReadQuestion {
  const lang = detectLanguage(text).code
  const folded = fold(text)
  const isUnspaced = lang === 'zh' || lang === 'ja'
  const tokens = isUnspaced ? [...folded].filter(char => /[\p{L}\p{N}]/u.test(char)) : (folded.match(word) ?? [])
  return {
    text: folded,
    lang,
    tokens,
    content: new Set(isUnspaced ? analyzeTerms(text, lang) : tokens.flatMap(token => contentOf(token, lang))),
    kinds: questionKinds.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : [])),
    figures: (folded.match(/\p{N}+(?:[.,:]\p{N}+)*/gu) ?? []).sort().join(' '),
    negated: negation.test(text),
    names: namesOf(text, lang),
  }
}

const word = /[\p{L}\p{M}\p{N}]+(?:[.-][\p{L}\p{M}\p{N}]+)*/gu

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
}

function contentOf(token: string, lang: string): string[] {
  if (functionWords.has(token)) return []
  // The stem stands last.
  return analyzeTerms(token, lang).slice(-1)
}

/** A question that names no kind ("what", a few key words) may ask for any. */
function asksOtherwise(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some(kind => b.includes(kind))
}

const negation =
  /\b(?:not|no|never|without|cannot|nicht|kein\w*|nie|ohne|pas|jamais|sans|nunca|sin)\b|n['’]t\b|\bn['’](?=\p{L})|不(?!过)|没有|无法|ない(?!です)|ません|なし/iu

/** Words that are written as names within a sentence; German writes all nouns so, and says nothing by it. */
function namesOf(text: string, lang: string): string[] {
  const pattern =
    lang === 'zh' || lang === 'ja'
      ? /[A-Za-z][\w.-]*/g
      : lang === 'de'
        ? /(?<=\S\s+)\p{Lu}[\p{L}]*[\p{Lu}\p{N}][\p{L}\p{N}]*/gu
        : /(?<=[\p{L}\p{N},;]\s+)\p{Lu}[\p{L}\p{M}\p{N}-]*/gu
  return [...text.matchAll(pattern)].map(match => fold(match[0])).filter(name => name !== 'i')
}

/** Another script, and another language's ending, writes a name in its own way: London, Londres, 伦敦. */
function namesAgree(a: ReadQuestion, b: ReadQuestion): boolean {
  const holds = ({ text, lang }: ReadQuestion, name: string, from: string) => {
    if (lang === from) return text.includes(name)
    if (/^(?:zh|ja|ko|ru|uk|ar|he|el|th|hi)$/.test(lang) && !/[a-z]/.test(text)) return true
    return text.includes(name.slice(0, 4))
  }
  return a.names.every(name => holds(b, name, a.lang)) && b.names.every(name => holds(a, name, b.lang))
}

/**
 * Two questions that are alike at both ends and differ by one stretch of words in between are asked to tell two things apart:
 * "Who looks after the printer?", "Who looks after the website?". Who says the same thing anew changes more of the sentence.
 */
function isContrast(a: ReadQuestion, b: ReadQuestion): boolean {
  const [x, y] = [a.tokens, b.tokens]
  const shorter = Math.min(x.length, y.length)
  let start = 0
  while (start < shorter && x[start] === y[start]) start++
  let end = 0
  while (end < shorter - start && x.at(-1 - end) === y.at(-1 - end)) end++
  return (start + end) * 2 >= Math.max(x.length, y.length)
}
