/** Reads who does what until when out of the sentence that gives a task and what was said before it. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import type { JsonSchema, LanguageModel } from '../../models/language-model.ts'
import actionFile from '../../prompts/action.json' with { type: 'json' }
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import { findUnsupportedFacts } from '../../text/facts.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Utterance } from '../../text/utterance.ts'
import { generateText } from '../generate-text.ts'
import type { Statement } from './find-statements.ts'
import { findDue, findDueNear, findOwner } from './owner-and-due.ts'

export interface Action {
  /** A participant; null where nobody took it. */
  owner: string | null
  task: string
  /** As it was said: `Friday`, `by the end of the month`; null where nothing was said. */
  due: string | null
  /** Indices of the messages it rests on, in order. */
  messages: number[]
}

export interface ActionContext {
  messages: readonly Utterance[]
  /** Names of everybody who speaks. */
  participants: readonly string[]
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

const writtenAction = z.object({ task: z.string(), owner: z.string(), due: z.string() })

/**
 * Owner and due date are checked against what was said; where the model's are not borne out, those that the words themselves give count.
 * @throws ParleyError as `LanguageModel.generate` does
 */
export async function readAction(model: LanguageModel, statement: Statement, context: ActionContext): Promise<Action> {
  const { messages, lang, signal, participants } = context
  const from = Math.max(0, statement.message - BEFORE)
  const speaker = messages[statement.message]!.author
  const before = messages.slice(from, statement.message)
  const lines = [...before.map(formatLine), `${speaker}: ${statement.text}`].join('\n')
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      task: { type: 'string', maxLength: 160 },
      owner: { enum: [...participants.filter(name => name !== NOBODY), NOBODY] },
      due: { type: 'string', maxLength: 40 },
    },
  }
  const request = { messages: renderPrompt(prompt, lang, { conversation: lines }), maxTokens: MAX_TOKENS, signal }
  const { text } = await generateText(model, { ...request, format: { type: 'json', schema } })
  const written = parseAction(text)
  const task = written?.task.trim().replace(/[.。]$/u, '') ?? ''
  const isSound =
    task.length > 3 && findUnsupportedFacts(task, lines, lang).length === 0 && isAbout(task, statement.text, context)
  return {
    owner: findOwner(statement, context) ?? checkedOwner(written?.owner, lines) ?? null,
    task: isSound ? task : statement.text,
    due: findDueNear(statement, messages) ?? checkedDue(written?.due, statement.text) ?? null,
    messages: [statement.message],
  }
}

/** A task in other words than the sentence's is another one, unless the sentence has none of its own: "I'll do it today". */
function isAbout(task: string, sentence: string, { lang, participants }: ActionContext): boolean {
  const names = new Set(participants.flatMap(name => analyzeTerms(name, lang)))
  const dates = new Set(analyzeTerms(findDue(sentence) ?? '', lang))
  const own = analyzeTerms(sentence, lang).filter(term => isContent(term) && !names.has(term) && !dates.has(term))
  const written = new Set(analyzeTerms(task, lang))
  return own.length === 0 || own.some(term => written.has(term))
}

/** Short words of scripts with letters are mostly grammar; in Chinese and Japanese two characters are a word. */
function isContent(term: string): boolean {
  return term.length >= 4 || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}/u.test(term)
}

function parseAction(text: string): z.infer<typeof writtenAction> | undefined {
  try {
    return writtenAction.parse(JSON.parse(text))
  } catch (error) {
    // Cut by the limit, or by a server that does not keep to grammars: the sentence itself is then the task.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw new ParleyError('OUTPUT_INVALID', 'The model wrote no action.', { cause: error })
  }
}

function checkedOwner(owner: string | undefined, lines: string): string | undefined {
  return owner && owner !== NOBODY && lines.includes(owner) ? owner : undefined
}

function checkedDue(due: string | undefined, text: string): string | undefined {
  const wanted = due?.trim().toLowerCase()
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1
  return wanted && at >= 0 ? text.slice(at, at + wanted.length) : undefined
}

function formatLine({ author, text }: Utterance): string {
  const flat = text.replace(/\s+/g, ' ')
  // The end of a long message is what the next one answers.
  return `${author}: ${flat.length > MAX_MESSAGE_CHARS ? `…${flat.slice(-MAX_MESSAGE_CHARS).toWellFormed()}` : flat}`
}
