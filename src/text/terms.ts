/** The full-text analyzer: one text into the terms under which it is found, in any language, for the index and for queries alike. */
import stemmers from 'snowball-stemmers'

/** Snowball algorithm by ISO 639-1 code (https://snowballstem.org/algorithms/). */
const algorithms: Readonly<Record<string, string>> = {
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
}

/** Longer terms are noise: keys, hashes, encoded data. */
export const MAX_TERM_LENGTH = 64

const hasKana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u

const unspacedScripts = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/v
const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/v
const letter =
  /[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]]/v
const isAscii = /^[\x00-\x7f]*$/
const joint = /[._\-\/'’:@\&]/v

/**
 * What a text is made of: Han with kana, Hangul, the scripts that write without blanks, and words with what may stand
 * inside them (`node-llama-cpp`, `src/main.ts`, `l'eau`) and at their end (`C++`).
 */
const runs = new RegExp(
  [
    `(?<han>${han.source}+)`,
    '(?<hangul>\\p{Script=Hangul}+)',
    `(?<unspaced>${unspacedScripts.source}+)`,
    `(?<word>${letter.source}+(?:${joint.source}${letter.source}+)*(?:\\+\\+|#)?)`,
  ].join('|'),
  'gv',
)

const segmenters = {
  ja: new Intl.Segmenter('ja', { granularity: 'word' }),
  th: new Intl.Segmenter('th', { granularity: 'word' }),
}

/**
 * Terms in the order of the text, with repeats: Han and Hangul as pairs of neighbours, kana and Thai as words, other
 * scripts as words with their stem beside them where `lang` has a stemmer, compounds as a whole and in parts.
 * @param lang ISO 639-1 code of the text's language, where it is known
 */
export function analyzeTerms(text: string, lang?: string): string[] {
  const terms: string[] = []
  const stem = stemmerFor(lang)
  for (const { groups } of text.normalize('NFKC').toLowerCase().matchAll(runs)) {
    const { han, hangul, unspaced, word } = groups!
    if (han !== undefined) addHan(han, terms)
    else if (hangul !== undefined) addPairs(hangul, terms)
    else if (unspaced !== undefined) addSegments(unspaced, terms)
    else if (word !== undefined) addWord(word, stem, terms)
  }
  return terms
}

function addHan(run: string, terms: string[]): void {
  if (!hasKana.test(run)) {
    addPairs(run, terms)
    return
  }
  // A lone hiragana is a particle or an ending, and in every sentence.
  for (const { segment } of segmenters.ja.segment(run)) {
    if (hasKana.test(segment) && !/^\p{Script=Hiragana}$/u.test(segment)) terms.push(segment)
  }
  for (const [characters] of run.matchAll(/\p{Script=Han}+/gu)) addPairs(characters, terms)
}

function addPairs(run: string, terms: string[]): void {
  const characters = [...run]
  if (characters.length === 1) terms.push(run)
  for (let i = 1; i < characters.length; i++) terms.push(characters[i - 1]! + characters[i]!)
}

function addSegments(run: string, terms: string[]): void {
  for (const { segment, isWordLike } of segmenters.th.segment(run)) if (isWordLike) terms.push(segment)
}

function addWord(word: string, stem: ((word: string) => string) | undefined, terms: string[]): void {
  const parts = word.split(joint)
  if (parts.length > 1 && word.length <= MAX_TERM_LENGTH) terms.push(fold(word))
  for (const part of parts) {
    if (part.length > MAX_TERM_LENGTH) continue
    const raw = fold(part)
    terms.push(raw)
    if (stem === undefined || /\p{N}/u.test(part)) continue
    const stemmed = stem(part)
    if (stemmed !== raw && stemmed !== '') terms.push(stemmed)
  }
}

/** Without accents, as people often type: `información` is found by `informacion`, `Straße` by `strasse`. */
function fold(word: string): string {
  if (isAscii.test(word)) return word
  return word
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
}

/** Stems of words that were seen; a language has few words that are said often. */
const cachedStems = 50_000
const caches = new Map<string, (word: string) => string>()

function stemmerFor(lang: string | undefined): ((word: string) => string) | undefined {
  const algorithm = lang === undefined ? undefined : algorithms[lang]
  if (algorithm === undefined) return undefined
  const known = caches.get(algorithm)
  if (known !== undefined) return known
  const stemmer = stemmers.newStemmer(algorithm)
  const stems = new Map<string, string>()
  const stem = (word: string) => {
    let found = stems.get(word)
    if (found === undefined) {
      if (stems.size >= cachedStems) stems.clear()
      found = fold(stemmer.stem(word))
      stems.set(word, found)
    }
    return found
  }
  caches.set(algorithm, stem)
  return stem
}
