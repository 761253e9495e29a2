/** Which languages' rules a sentence is read by: its script tells some apart, and people mix the others. */
import { chinese } from './chinese.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { japanese } from './japanese.ts'
import { spanish } from './spanish.ts'
import type { SpeechRules } from './speech-rules.ts'

const latin = [english, german, french, spanish]
const byLanguage: Readonly<Record<string, SpeechRules>> = { en: english, de: german, fr: french, es: spanish }

/** @param lang ISO 639-1 code of the conversation: its rules come first */
export function rulesFor(sentence: string, lang: string): readonly SpeechRules[] {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sentence)) return [japanese]
  if (/\p{Script=Han}/u.test(sentence)) return lang === 'ja' ? [japanese, chinese] : [chinese]
  const own = byLanguage[lang]
  return own ? [own, ...latin.filter(rules => rules !== own)] : latin
}

/** Whether the text is written like that in any of its languages. */
export function says(kind: keyof SpeechRules, text: string, lang: string): boolean {
  return rulesFor(text, lang).some(rules => rules[kind].test(text))
}
