/** Finds the languages that an instruction names ("into German", "на английский", "翻译成法语"). */
import { languages } from '../text/language.ts'

/** Languages whose own names for all of these are understood. */
const speakers = 'en de fr es it pt nl sv da nb pl cs ro tr ru uk ja ko zh ar'.split(' ')

/** Names that the locale data does not give. */
const aliases: Readonly<Record<string, string>> = {
  ...{
    英文: 'en',
    德文: 'de',
    法文: 'fr',
    日文: 'ja',
    俄文: 'ru',
    韩文: 'ko',
    西班牙文: 'es',
    意大利文: 'it',
    葡萄牙文: 'pt',
  },
  ...{ 汉语: 'zh', 漢語: 'zh', 国语: 'zh', 國語: 'zh', 普通话: 'zh', mandarin: 'zh', farsi: 'fa', castellano: 'es' },
}

const prepositions = new Set(
  'to into in auf ins nach zu en a al à au aux vers em para ao på till til na do по на in naar -> →'.split(' '),
)
const fromWords = new Set('from aus vom von du del de dal desde z ze fra från fran с со'.split(' '))

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

interface Names {
  /** Lower-cased names written with blanks around them. */
  words: Map<string, string>
  /** Names of scripts without blanks, longest first. */
  runs: [string, string][]
}

let names: Names | undefined

/** Names after the Unicode locale data (CLDR) that Node carries. */
function loadNames(): Names {
  const words = new Map<string, string>()
  const runs = new Map<string, string>()
  const add = (name: string, code: string) => {
    const key = name.toLowerCase()
    if (cjk.test(key)) runs.set(key, code)
    else if (!key.includes(' ') && key.length > 2 && !words.has(key)) words.set(key, code)
  }
  for (const speaker of speakers) {
    const display = new Intl.DisplayNames([speaker], { type: 'language', fallback: 'none' })
    for (const code of languages) {
      const name = display.of(code)
      if (name) add(name, code)
    }
  }
  for (const code of languages) add(new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code, code)
  for (const [name, code] of Object.entries(aliases)) add(name, code)
  return { words, runs: [...runs].sort((a, b) => b[0].length - a[0].length) }
}

export interface LanguageMention {
  /** ISO 639-1. */
  code: string
  /** Offsets into the text, UTF-16 units. */
  start: number
  end: number
  /** True where the word before says that it is the language a text is in, not the one it should get. */
  from: boolean
}

/**
 * The languages named in `text`, in order. A word that is also an ordinary one ("polish") counts only with a capital or
 * after a preposition, and never as a capitalised first word.
 */
export function findLanguageMentions(text: string): LanguageMention[] {
  names ??= loadNames()
  const found: LanguageMention[] = []
  let previous = ''
  for (const match of text.matchAll(/[\p{L}\p{M}]+|->|→/gu)) {
    const word = match[0]
    const code = cjk.test(word) ? undefined : codeOf(word.toLowerCase(), names.words)
    const start = match.index
    const named = prepositions.has(previous) || fromWords.has(previous) || (/^\p{Lu}/u.test(word) && start > 0)
    if (code && named) found.push({ code, start, end: start + word.length, from: fromWords.has(previous) })
    previous = word.toLowerCase()
  }
  for (const run of text.matchAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}]+/gu)) {
    for (let at = 0; at < run[0].length; ) {
      const name = names.runs.find(([name]) => run[0].startsWith(name, at))
      if (!name) {
        at++
        continue
      }
      const start = run.index + at
      const end = start + name[0].length
      const from = /[从從由]$/u.test(text.slice(0, start)) || /^(から|에서)/u.test(text.slice(end))
      found.push({ code: name[1], start, end, from })
      at += name[0].length
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** Endings of three letters at most are passed over; Cyrillic adjectives may also change their last two. */
function codeOf(word: string, words: Map<string, string>): string | undefined {
  const exact = words.get(word)
  if (exact || word.length < 5) return exact
  for (let cut = 1; cut <= 3 && word.length - cut >= 5; cut++) {
    const code = words.get(word.slice(0, -cut))
    if (code) return code
  }
  if (!/^\p{Script=Cyrillic}/u.test(word)) return undefined
  for (const [name, code] of words) {
    if (name.length > 6 && word.length - name.length <= 3 && word.startsWith(name.slice(0, -2))) return code
  }
  return undefined
}
