/** Finds what a text denies, so that "is paid" and "is not paid" are not taken for the same statement. */
import { functionWords } from './question-words.ts'
import { analyzeTerms } from './terms.ts'

interface NegationRule {
  /** Words that deny. */
  words: RegExp
  /** How many words before and after one are denied by it. */
  before: number
  after: number
}

/** Words that deny, and where what they deny stands beside them. */
const rules: Readonly<Record<string, NegationRule>> = {
  en: {
    words:
      /^(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|\p{L}+n['’]t|cant|dont|doesnt|wont|isnt|didnt)$/u,
    before: 0,
    after: 3,
  },
  de: {
    words: /^(?:nicht|nie|niemals|kein(?:e[nmrs]?)?|niemand(?:e[nm])?|nichts|ohne|weder|noch)$/u,
    before: 2,
    after: 3,
  },
  fr: { words: /^(?:pas|jamais|rien|aucune?|sans|personne|plus)$/u, before: 2, after: 3 },
  es: { words: /^(?:no|nunca|jamás|nada|nadie|ningun[oa]?|ningún|sin|tampoco)$/u, before: 0, after: 3 },
}

const word = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu
/** What a denial does not reach across. */
const clauseEnd = /[,;:.!?…()–—\n]|(?<![\p{L}\p{N}])(?:but|aber|sondern|mais|pero|sino)(?![\p{L}\p{N}])/iu
const chineseNegation =
  /(?:不(?!过|仅|但|错|断|久|少|同)|没有?|未(?!来)|无(?!论|线)|别(?!人|的)|勿)([\p{Script=Han}]{1,4})/gu
const japaneseNegation =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,6}?)(?:ません|ない(?!か)|なかった|ずに)/gu

interface Polarity {
  /** Terms (as `analyzeTerms` gives them) that stand somewhere without a word of denial beside them. */
  affirmed: ReadonlySet<string>
  /** Terms that stand beside one. */
  denied: ReadonlySet<string>
}

/**
 * Whether `a` denies what `b` says: a term of both stands in `a` beside a word of denial alone, in `b` never.
 * @param lang ISO 639-1 code of both; in a language without rules nothing is denied
 */
export function denies(a: string, b: string, lang: string): boolean {
  const [one, other] = [readPolarity(a, lang), readPolarity(b, lang)]
  return [...one.denied].some(term => !one.affirmed.has(term) && other.affirmed.has(term) && !other.denied.has(term))
}

/** Whether one of them denies what the other says. */
export function contradictsByNegation(a: string, b: string, lang: string): boolean {
  return denies(a, b, lang) || denies(b, a, lang)
}

function readPolarity(text: string, lang: string): Polarity {
  if (lang === 'zh') return readWide(text, lang, chineseNegation)
  if (lang === 'ja') return readWide(text, lang, japaneseNegation)
  const affirmed: string[] = []
  const denied: string[] = []
  const rule = rules[lang]
  for (const clause of text.split(clauseEnd)) {
    const words = clause.toLowerCase().match(word) ?? []
    const marks = words.flatMap((token, index) => (rule?.words.test(token) ? [index] : []))
    for (const [index, token] of words.entries()) {
      if (marks.includes(index) || saysNothing(token)) continue
      const isDenied = rule && marks.some(mark => index >= mark - rule.before && index <= mark + rule.after)
      ;(isDenied ? denied : affirmed).push(...analyzeTerms(token, lang))
    }
  }
  return { affirmed: new Set(affirmed), denied: new Set(denied) }
}

function readWide(text: string, lang: string, negation: RegExp): Polarity {
  const denied = [...text.matchAll(negation)].flatMap(match => analyzeTerms(match[1]!, lang))
  return { affirmed: new Set(analyzeTerms(text.replace(negation, ' '), lang)), denied: new Set(denied) }
}

/** What a denial is about is said by longer words. */
function saysNothing(token: string): boolean {
  return token.length < 4 || functionWords.has(token)
}
