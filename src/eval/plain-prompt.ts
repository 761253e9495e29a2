/** The yardstick beside every figure: the same model, told what to do in one sentence, without examples or Parley's steps. */
import type { LanguageModel } from '../models/language-model.ts'
import { generateText } from '../pipelines/generate-text.ts'

/** What the input may take of the context; the end of a longer one is cut off, as a simple program would. */
const MAX_INPUT_SHARE = 0.75

/** @throws ParleyError as the model does */
export async function promptPlainly(
  model: LanguageModel,
  instruction: string,
  input: string,
  options: { maxTokens: number; signal: AbortSignal },
): Promise<string> {
  const tokens = await model.count(input)
  const share = (MAX_INPUT_SHARE * model.info.contextTokens) / tokens
  const fitted = share < 1 ? input.slice(0, Math.floor(input.length * share)).toWellFormed() : input
  const messages = [{ role: 'user' as const, content: `${instruction}\n\n${fitted}` }]
  return (await generateText(model, { messages, ...options })).text
}
