/** Lets the model put a task into a few words that can be understood alone. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import type { JsonSchema, LanguageModel } from '../../models/language-model.ts'
import actionFile from '../../prompts/action.json' with { type: 'json' }
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import { findUnsupportedFacts } from '../../text/facts.ts'
import { contradictsByNegation } from '../../text/negation.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Utterance } from '../../text/utterance.ts'
import { generateText } from '../generate-text.ts'
import type { FoundAction } from './find-actions.ts'
import { termsOf } from './merge-actions.ts'

export interface TaskContext {
  messages: readonly Utterance[]
  /** Index of the message with the sentence of the task. */
  message: number
  /** Names of everybody who speaks. */
  speakers: readonly string[]
  lang: string
  signal: AbortSignal
}

const prompt = parsePrompt(actionFile)
/** Messages before the task that say what "it" and "that" are. */
const BEFORE = 3
const MAX_MESSAGE_CHARS = 400
const MAX_TOKENS = 90
/** Where nobody took the task; the same word in the prompt's examples. */
const NOBODY = 'nobody'

/** The owner and the day that the model writes are not used: they are read from the words by rules. */
const writtenTask = z.object({ task: z.string() })

/**
 * @returns undefined where what the model wrote is not borne out by what was said
 * @throws ParleyError as `LanguageModel.generate` does
 */
export async function wordTask(
  model: LanguageModel,
  action: FoundAction,
  context: TaskContext,
): Promise<string | undefined> {
  const { messages, message, lang, signal, speakers } = context
  const before = messages.slice(Math.max(0, message - BEFORE), message)
  const lines = [...before.map(formatLine), `${messages[message]!.author}: ${action.text}`].join('\n')
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      task: { type: 'string', maxLength: 160 },
      owner: { enum: [...speakers.filter(name => name !== NOBODY), NOBODY] },
      due: { type: 'string', maxLength: 40 },
    },
  }
  const request = { messages: renderPrompt(prompt, lang, { conversation: lines }), maxTokens: MAX_TOKENS, signal }
  const { text } = await generateText(model, { ...request, format: { type: 'json', schema } })
  const task =
    parseTask(text)
      ?.trim()
      .replace(/[.。]$/u, '') ?? ''
  const isSound =
    task.length > 3 &&
    findUnsupportedFacts(task, lines, lang).length === 0 &&
    !contradictsByNegation(task, action.text, lang) &&
    isAbout(task, action, lang)
  return isSound ? task : undefined
}

/** A task in other words than the sentence's is another one, unless the sentence has none of its own: "I'll do it today". */
function isAbout(task: string, action: FoundAction, lang: string): boolean {
  const own = termsOf(action, lang)
  const written = new Set(analyzeTerms(task, lang))
  return own.size === 0 || [...own].some(term => written.has(term))
}

function parseTask(text: string): string | undefined {
  try {
    return writtenTask.parse(JSON.parse(text)).task
  } catch (error) {
    // Cut by the limit, or by a server that does not keep to grammars: the sentence itself is then the task.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw new ParleyError('OUTPUT_INVALID', 'The model wrote no task.', { cause: error })
  }
}

function formatLine({ author, text }: Utterance): string {
  const flat = text.replace(/\s+/g, ' ')
  // The end of a long message is what the next one answers.
  return `${author}: ${flat.length > MAX_MESSAGE_CHARS ? `…${flat.slice(-MAX_MESSAGE_CHARS).toWellFormed()}` : flat}`
}
