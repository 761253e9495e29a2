/** Draws a pipeline's parameters out of what somebody wrote in words of their own. */
import type { ChatMessage } from '../models/language-model.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { parseConversation } from '../text/chat-log.ts'
import type { Utterance } from '../text/utterance.ts'
import type { Attachment } from './chat-port.ts'
import { findLanguageMentions } from './language-mention.ts'
import { splitInstruction } from './split-instruction.ts'

export interface MessageContent {
  text: string
  attachments?: readonly Attachment[]
  /** Earlier turns, oldest first: what "this" may mean. */
  history?: readonly ChatMessage[]
}

/** From here on a message without an instruction is itself what is to be worked on. */
export const LONG_TEXT_CHARS = 400

/** Pipelines that read the whole message, not an instruction and its text. */
const talking = new Set(['answer', 'chat'])

/**
 * The parameters as the message gives them, unchecked: what it does not say is left out.
 * The input is an attached file, the text that the instruction is about, an earlier answer that "this" points to, or the message itself.
 */
export function extractParams(pipeline: Pipeline, message: MessageContent): Record<string, unknown> {
  const { field, kind } = pipeline.input
  if (talking.has(pipeline.name)) return { [field]: message.text.trim() }
  const fields = pipeline.parameters.shape
  const { instruction, payload } = splitInstruction(message.text)
  const params: Record<string, unknown> = {}
  const mentions = findLanguageMentions(instruction)
  const target = mentions.findLast(mention => !mention.from)
  const source = mentions.find(mention => mention.from)
  if (target && 'to' in fields) params.to = target.code
  else if (target && 'lang' in fields) params.lang = target.code
  if (source && 'from' in fields) params.from = source.code
  const file = message.attachments?.[0]
  if ('instruction' in fields && (payload !== undefined || file)) params.instruction = instruction
  const topic = aboutWords
    .exec(instruction)?.[1]
    ?.replace(/[.?!。？！]+$/, '')
    .trim()
  if (topic && 'query' in fields) params.query = topic
  const length = lengthWords.find(([, words]) => words.test(instruction))?.[0]
  if (length && 'length' in fields) params.length = length
  if (kind === 'conversation') {
    const messages = findMessages(message, payload)
    return messages ? { ...params, [field]: messages } : params
  }
  const inner = 'to' in fields ? takeBetween(instruction, target?.start) : undefined
  const text = file?.text ?? payload ?? inner ?? findEarlier(message, instruction) ?? message.text.trim()
  return { ...params, [field]: text }
}

/** "Summarise this long document" does not ask for a long summary. */
const lengthWords: readonly (readonly ['short' | 'long', RegExp])[] = [
  [
    'short',
    /\b(?:short|brief(?:ly)?|tl;?dr|in a (?:few words|nutshell)|kurz(?:e[nrsm]?)?|knapp|bref|brièvement|courte?|breve(?:mente)?|cort[oa])\b|简短|简单|简要|短く|手短|簡潔/iu,
  ],
  [
    'long',
    /\b(?:detailed|in detail|thorough(?:ly)?|at length|ausführlich(?:e[nrsm]?)?|genau|détaillée?|en détail|detallad[oa]|en detalle)\b|详细|詳しく|詳細/iu,
  ],
]

const aboutWords =
  /(?:\babout|\bregarding|\bconcerning|\büber|\bà propos d[eu']|\bau sujet d[eu']|\bsobre|\bacerca de|关于|關於|\bо|\bпро)\s*(.{3,})$/iu

function findMessages(message: MessageContent, payload: string | undefined): Utterance[] | undefined {
  const file = message.attachments?.[0]
  if (file) return parseConversation(file.text, file.name).utterances
  const whole = parsedLog(message.text)
  if (whole) return whole
  if (payload !== undefined) return parseConversation(payload, 'the message').utterances
  if (message.text.length >= LONG_TEXT_CHARS) return parseConversation(message.text, 'the message').utterances
  const said = message.history ?? []
  if (said.length < 2) return undefined
  return said.map((turn, i) => ({
    id: String(i + 1),
    author: turn.role === 'user' ? 'You' : 'Parley',
    text: turn.content,
  }))
}

/** The messages of a text that is nothing but a log of three or more. */
export function parsedLog(text: string): Utterance[] | undefined {
  if (!/\n/.test(text.trim()) || /^\s*[{[]/.test(text)) return undefined
  const parsed = parseConversation(text)
  const complete = parsed.utterances.every(utterance => utterance.author !== '')
  return parsed.kind === 'conversation' && complete && parsed.utterances.length >= 3 ? parsed.utterances : undefined
}

/** "this", "that", "your answer" and the like, in the languages that the router is asked in. */
const pointing =
  /(?<![\p{L}])(this|that|it|above|answer|das|dies|dieses|es|antwort|oben|ça|ceci|cela|réponse|esto|eso|lo|respuesta|это|ответ)(?![\p{L}])|[这那此]|上面|これ|それ|上の/iu

function findEarlier(message: MessageContent, instruction: string): string | undefined {
  if (instruction.length > 80 || !pointing.test(instruction)) return undefined
  return message.history?.findLast(turn => turn.role === 'assistant')?.content
}

const openings =
  /^(?:(?:please|can you|could you|bitte|kannst du|s'il te plaît|peux-tu|por favor|puedes|请|請|帮我|пожалуйста)[\s,]*)*(?:translate|how (?:do|would|can) (?:you|i|we|one) say|what is|what's|say|put|(?:über)?setze?|übertrage|wie (?:sagt man|heißt|sage ich)|was heißt|traduis(?:ez)?|traduire|comment (?:dit-on|dire|on dit)|traduce|traduzca|traducir|cómo se dice|como se dice|переведи(?:те)?|как (?:сказать|будет)|把|将|翻译|翻譯)\s*/iu
const closings =
  /(?:\s+(?:into|to|in|auf|ins|nach|zu|en|al|a|à|на|по)\s*|(?:这句话|这段话|一句)?(?:翻译成|译成|翻譯成|翻成|用|成)|は|を)$/iu

/** What stands between the words for translating and the language: "good morning" of "translate good morning into French". */
function takeBetween(instruction: string, languageAt: number | undefined): string | undefined {
  if (languageAt === undefined) return undefined
  const before = instruction.slice(0, languageAt)
  const cut = before.replace(closings, '')
  const inner = cut.replace(openings, '').trim()
  const found = cut !== before && (inner !== cut.trim() || /[はを用]$/.test(before)) ? inner : ''
  const isPointing = /^(the |den |le |el |la )?\S*$/i.test(found) && pointing.test(found)
  const isText =
    /^(the |this |following |den |diesen |folgenden |le |ce |el |este )*(text|message|sentence|following|satz|texte|phrase|texto|mensaje|mensaje|текст|句子|文章)$/i
  return found === '' || isPointing || isText.test(found) ? undefined : found
}
