/** Languages: which one a text is in, what it is called, and what somebody means by its name. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '../errors.ts'
import { findLockedSpans } from './locked-spans.ts'
import { suggestName } from './nearest-name.ts'

/** ISO 639-1 codes of the languages that Parley knows; the first six are those its prompts and examples are written in. */
export const languages = [
  ...['en', 'zh', 'de', 'fr', 'es', 'ja'],
  ...['it', 'pt', 'nl', 'sv', 'da', 'no', 'fi', 'pl', 'cs', 'sk', 'hu', 'ro', 'hr', 'tr', 'vi', 'id', 'ca'],
  ...['ru', 'uk', 'bg', 'sr', 'ar', 'fa', 'ur', 'he', 'el', 'hi', 'bn', 'ta', 'th', 'ko'],
] as const

export interface DetectedLanguage {
  /** ISO 639-1; `en` where the text has no words. */
  code: string
  /** 0 to 1; below about 0.3 it is a guess, and what is known of the person or the channel says more. */
  confidence: number
}

/** Scripts that one language alone uses, of those that Parley knows. Kana comes before Han: a Japanese line has both. */
const scriptLanguages: readonly [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Bengali}/gu, 'bn'],
  [/\p{Script=Tamil}/gu, 'ta'],
]
/** One character of these says about as much as three letters: a Chinese sentence full of English terms is Chinese. */
const lettersPerCharacter: Readonly<Record<string, number>> = { zh: 3, ja: 3, ko: 3 }

/** The detector has one model for Malay and Indonesian. */
const detectorCodes: Readonly<Record<string, string>> = { ms: 'id' }
/** Where n-grams are undecided, what most chat is written in wins; the detector's scores lie between 0 and 1. */
const priors: Readonly<Record<string, number>> = {
  en: 0.06,
  de: 0.03,
  fr: 0.03,
  es: 0.03,
  pt: 0.01,
  it: 0.01,
  ru: 0.03,
  ar: 0.03,
}
/** A lead over the second language that leaves no doubt. */
const certainLead = 0.15

let detector: typeof import('eld/large').eld | undefined

/**
 * The n-gram detector, loaded at its first use, as its tables take most of a second and commands such as `--help` have no text
 * to look at. Whoever is about to wait for something else anyway calls this then.
 */
export function loadLanguageDetector(): typeof import('eld/large').eld {
  if (detector) return detector
  // Resolved as an import: the package is closed to `require` by name.
  const path = fileURLToPath(import.meta.resolve('eld/large'))
  const loaded: typeof import('eld/large') = createRequire(import.meta.url)(path)
  detector = loaded.eld
  detector.setLanguageSubset([...languages.filter(code => code !== 'id'), 'ms'])
  return detector
}

/**
 * The language that most of the text is in; code, links, names and the like are not counted.
 * The script decides where it can, else n-grams (eld, large).
 */
export function detectLanguage(text: string): DetectedLanguage {
  const words = withoutLockedSpans(text.slice(0, 4000))
  const letters = words.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return { code: 'en', confidence: 0 }
  const byScript = dominantScript(words, letters)
  if (byScript) return byScript
  const scores = Object.entries(loadLanguageDetector().detect(words).getScores())
    .map(([code, score]) => ({ code: detectorCodes[code] ?? code, score: score + (priors[code] ?? 0) }))
    .sort((a, b) => b.score - a.score)
  const [first, second] = scores
  if (!first) return { code: 'en', confidence: 0 }
  return { code: first.code, confidence: Math.min(1, (first.score - (second?.score ?? 0)) / certainLead) }
}

function withoutLockedSpans(text: string): string {
  let words = ''
  let end = 0
  for (const span of findLockedSpans(text)) {
    words += `${text.slice(end, span.start)} `
    end = span.end
  }
  return words + text.slice(end)
}

function dominantScript(words: string, letters: number): DetectedLanguage | undefined {
  const counts = new Map(scriptLanguages.map(([script, code]) => [code, words.match(script)?.length ?? 0]))
  const kana = counts.get('ja')!
  const han = counts.get('zh')!
  // A Japanese line is at least a tenth kana; a Chinese one may quote a word of it.
  if (kana > 0 && kana * 9 >= han) {
    counts.set('ja', kana + han)
    counts.set('zh', 0)
  } else {
    counts.set('zh', kana + han)
    counts.set('ja', 0)
  }
  const [code, count] = [...counts].sort((a, b) => b[1] - a[1])[0]!
  const weight = lettersPerCharacter[code] ?? 1
  const share = (count * weight) / (count * weight + (letters - count))
  return share > 0.5 ? { code, confidence: Math.min(1, (share - 0.5) * 4) } : undefined
}

/**
 * English name of a language: `Chinese` for `zh`.
 * @param code ISO 639-1
 */
export function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code
}

/** Names that people use beside those of the Unicode locale data. */
const aliases: Readonly<Record<string, string>> = {
  ...{
    mandarin: 'zh',
    'simplified chinese': 'zh',
    'traditional chinese': 'zh',
    简体中文: 'zh',
    繁體中文: 'zh',
    汉语: 'zh',
    中国語: 'zh',
  },
  ...{
    英文: 'en',
    日文: 'ja',
    德文: 'de',
    法文: 'fr',
    西班牙文: 'es',
    韩文: 'ko',
    castellano: 'es',
    'brazilian portuguese': 'pt',
    farsi: 'fa',
  },
}

let namesToCodes: Map<string, string> | undefined

/** Every known language by its English name, its own name, and its name in the six main languages. */
function readNames(): Map<string, string> {
  const names = new Map(Object.entries(aliases))
  for (const code of languages) {
    for (const display of [code, ...languages.slice(0, 6)]) {
      const name = new Intl.DisplayNames(display, { type: 'language', fallback: 'none' }).of(code)
      if (name) names.set(foldName(name), code)
    }
  }
  return names
}

function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

/**
 * What somebody means by a language: a code (`zh`, `zh-CN`, `deu`) or a name (`Chinese`, `中文`, `Deutsch`, `allemand`).
 * @returns ISO 639-1 code
 * @throws ParleyError INPUT_INVALID with the nearest right one
 */
export function parseLanguage(input: string): string {
  const name = foldName(input)
  namesToCodes ??= readNames()
  const code = namesToCodes.get(name) ?? codeOf(name.replaceAll('_', '-'))
  if (code && (languages as readonly string[]).includes(code)) return code
  const known = languages.map(languageName)
  throw new ParleyError(
    'INPUT_INVALID',
    `Expected a language such as "zh" or "Chinese", got "${input}": ${suggestName(input, known)}.`,
  )
}

function codeOf(tag: string): string | undefined {
  try {
    const { language } = new Intl.Locale(tag)
    return language === 'nb' || language === 'nn' ? 'no' : language
  } catch {
    return undefined
  }
}
