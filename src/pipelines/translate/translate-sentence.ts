/** Translates one sentence with the model, checks what came, and tries again in safer ways where it can't be right. */
import { z } from 'zod'
import type { ChatMessage, LanguageModel } from '../../models/language-model.ts'
import { fillTemplate } from '../../prompts/prompt.ts'
import translatePrompt from '../../prompts/translate.json' with { type: 'json' }
import { detectLanguage, languageName } from '../../text/language.ts'
import { findLockedSpans, type LockedSpan } from '../../text/locked-spans.ts'
import { generateText } from '../generate-text.ts'

export interface TranslatedSentence {
  text: string
  /** False where no try gave a usable translation; then `text` is the source. */
  done: boolean
}

export interface TranslatorOptions {
  model: LanguageModel
  /** ISO 639-1. */
  from: string
  to: string
  signal: AbortSignal
}

/** One example a row, with its text by language: the same rows serve every pair. */
const prompt = z
  .strictObject({
    version: z.int().positive(),
    system: z.string(),
    user: z.string(),
    examples: z.array(z.object({ en: z.string() }).catchall(z.string())),
  })
  .parse(translatePrompt)

/** Where a language has no examples of its own, one that has them shows the form. */
const stand = { from: 'en', to: 'de' }

/**
 * @returns a function that takes a sentence and gives its translation
 * @throws ParleyError what the model throws
 */
export function createSentenceTranslator(
  options: TranslatorOptions,
): (sentence: string) => Promise<TranslatedSentence> {
  const { model, from, to, signal } = options
  const names = { from: languageName(from), to: languageName(to) }
  const head = renderHead(from, to)

  async function ask(text: string, temperature = 0): Promise<string | undefined> {
    const user = fillTemplate(prompt.user, { ...names, text })
    const maxTokens = 40 + Math.ceil(2.5 * (await model.count(text)))
    const messages = [...head, { role: 'user', content: user } satisfies ChatMessage]
    const written = await generateText(model, { messages, maxTokens, stop: ['\n'], temperature, seed: 1, signal })
    const sound = !written.truncated && isTranslation(text, written.text, from, to)
    return sound ? written.text : undefined
  }

  /** The words between the spans on their own, the spans put back: stiff, but nothing is lost. */
  async function translatePieces(sentence: string, spans: readonly LockedSpan[]): Promise<string | undefined> {
    let text = ''
    let last = 0
    for (const span of [...spans, { start: sentence.length, end: sentence.length, text: '' }]) {
      const piece = sentence.slice(last, span.start)
      const words = piece.trim()
      if (/\p{L}/u.test(words)) {
        const translated = await ask(words)
        if (translated === undefined) return undefined
        text += piece.replace(words, () => translated)
      } else text += piece
      text += span.text
      last = span.end
    }
    return text
  }

  return async sentence => {
    const spans = findLockedSpans(sentence)
    if (spans.reduce((rest, span) => rest.replace(span.text, ''), sentence).search(/\p{L}/u) < 0) {
      return { text: sentence, done: true }
    }
    const keepsAll = (text: string | undefined) => text !== undefined && missingSpans(text, spans).length === 0
    for (const temperature of [0, 0.5]) {
      const text = await ask(sentence, temperature)
      if (keepsAll(text)) return { text: text!, done: true }
    }
    const text = spans.length > 0 ? await translatePieces(sentence, spans) : undefined
    return text === undefined ? { text: sentence, done: false } : { text, done: true }
  }
}

function renderHead(from: string, to: string): ChatMessage[] {
  const has = (lang: string) => prompt.examples.every(example => example[lang] !== undefined)
  const shown =
    has(from) && has(to)
      ? { from, to }
      : has(to)
        ? { from: to === 'en' ? 'de' : 'en', to }
        : has(from)
          ? { from, to: from === 'en' ? 'de' : 'en' }
          : stand
  const names = { from: languageName(shown.from), to: languageName(shown.to) }
  const system = fillTemplate(prompt.system, { from: languageName(from), to: languageName(to) })
  return [
    { role: 'system', content: system },
    ...prompt.examples.flatMap((example): ChatMessage[] => [
      { role: 'user', content: fillTemplate(prompt.user, { ...names, text: example[shown.from]! }) },
      { role: 'assistant', content: example[shown.to]! },
    ]),
  ]
}

/** Spans that the text holds less often than the sentence does. */
function missingSpans(text: string, spans: readonly LockedSpan[]): LockedSpan[] {
  let rest = text
  return spans.filter(span => {
    const at = rest.indexOf(span.text)
    if (at >= 0) rest = rest.slice(0, at) + '\0'.repeat(span.text.length) + rest.slice(at + span.text.length)
    return at < 0
  })
}

/** What can be told without knowing the languages: not empty, not the source again, not in another language, of a likely length, not in a loop. */
function isTranslation(source: string, text: string, from: string, to: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(text)) return false
  const letters = (value: string) => value.toLowerCase().replace(/[^\p{L}]/gu, '')
  // One or two words may be the same in both languages: names, "Software".
  if (letters(source).length > 12 && letters(source) === letters(text)) return false
  const detected = detectLanguage(text)
  if (detected.code !== to && detected.code === from && detected.confidence > 0.5) return false
  if (usesHan(to) !== usesHan(detected.code) && detected.confidence > 0.5 && letters(text).length > 12) return false
  return !/(.{8,}?)\1{3,}/su.test(text)
}

function usesHan(lang: string): boolean {
  return lang === 'zh' || lang === 'ja'
}
