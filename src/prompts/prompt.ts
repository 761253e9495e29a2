/** Prompts as data: what the model is told, the form of a request, and worked examples, in the languages they are written in. */
import { z } from 'zod'
import type { ChatMessage } from '../models/language-model.ts'

const fields = z.record(z.string(), z.string())

const promptSchema = z.strictObject({
  /** Goes up with every change, so that results can be traced to the prompt that made them. */
  version: z.int().positive(),
  /** By ISO 639-1 code; `en` serves every language that has none of its own. */
  system: z.object({ en: z.string() }).catchall(z.string()),
  user: z.object({ en: z.string() }).catchall(z.string()),
  /** Field values of a request, and the `answer` that is right for it. */
  examples: z.object({ en: z.array(fields) }).catchall(z.array(fields)),
})

/** A prompt file. Its system message and examples are the same for every request in a language: a prefix that is read once. */
export type Prompt = z.infer<typeof promptSchema>

/** @throws ZodError where the file has another shape: a fault in the program, not of its user */
export function parsePrompt(file: unknown): Prompt {
  return promptSchema.parse(file)
}

/** Puts the values in the places `{name}` of a template; a place without a value stays. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
}

/**
 * The messages for one request: system message, examples as earlier turns, the request.
 * @param lang ISO 639-1 code of the language to work in; one that the prompt does not serve gets the English one
 * @param values the request's fields; those that the system message names must be the same for all requests that shall share a prefix
 */
export function renderPrompt(prompt: Prompt, lang: string, values: Readonly<Record<string, string>>): ChatMessage[] {
  const code = prompt.system[lang] === undefined ? 'en' : lang
  const user = prompt.user[code] ?? prompt.user.en
  const turns = (prompt.examples[code] ?? prompt.examples.en).flatMap((example): ChatMessage[] => [
    { role: 'user', content: fillTemplate(user, example) },
    { role: 'assistant', content: example.answer ?? '' },
  ])
  return [
    { role: 'system', content: fillTemplate(prompt.system[code] ?? prompt.system.en, values) },
    ...turns,
    { role: 'user', content: fillTemplate(user, values) },
  ]
}
