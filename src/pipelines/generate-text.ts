/** Asks a language model for a whole text. */
import { ParleyError } from '../errors.ts'
import type { Generation, LanguageModel } from '../models/language-model.ts'

export interface GeneratedText {
  /** Without blanks around it. */
  text: string
  /** True where `maxTokens` did not suffice. */
  truncated: boolean
}

/** @throws ParleyError as `LanguageModel.generate` does, except OUTPUT_TRUNCATED */
export async function generateText(model: LanguageModel, request: Generation): Promise<GeneratedText> {
  let text = ''
  try {
    for await (const chunk of model.generate(request)) text += chunk
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'OUTPUT_TRUNCATED') throw error
    return { text: text.trim(), truncated: true }
  }
  return { text: text.trim(), truncated: false }
}
