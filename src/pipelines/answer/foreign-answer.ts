/** Puts an answer from a document in another language into the language of the question, with the document's own words beside it. */
import type { LanguageModel } from '../../models/language-model.ts'
import { createSentenceTranslator } from '../translate/translate-sentence.ts'

/** Names, figures and codes are the same in every language. */
const untranslatable = /^(?:[\p{Lu}\p{N}\p{P}\p{S}][\p{L}\p{M}\p{N}\p{P}\p{S}]*\s*)+$/u

/**
 * @param said in the document's words
 * @param from ISO 639-1 code of the document
 * @param to ISO 639-1 code of the question
 * @returns the translation and the document's words in quotes; those alone where there is nothing to translate, or no usable translation
 * @throws ParleyError as `LanguageModel.generate` does
 */
export async function toQuestionLanguage(
  said: string,
  { model, from, to, signal }: { model: LanguageModel; from: string; to: string; signal: AbortSignal },
): Promise<{ text: string; lang: string }> {
  if (from === to || (untranslatable.test(said) && /\p{Script=Latin}|^[^\p{L}]+$/u.test(said))) {
    return { text: said, lang: from }
  }
  const { text, done } = await createSentenceTranslator({ model, from, to, signal })(said)
  if (!done || text.trim() === said.trim()) return { text: said, lang: from }
  return { text: `${text} (“${said}”)`, lang: to }
}
