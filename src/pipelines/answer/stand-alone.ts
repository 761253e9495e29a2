/** Makes a follow-up question stand alone: "and in Oslo?" becomes a question that can be searched for. */
import type { ChatMessage, LanguageModel } from '../../models/language-model.ts'
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import standaloneFile from '../../prompts/standalone.json' with { type: 'json' }
import { findUnsupportedFacts } from '../../text/facts.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { generateText } from '../generate-text.ts'

const prompt = parsePrompt(standaloneFile)

/** Exchanges that a follow-up may refer to. */
const TURNS = 4
/** Of a turn; what is longer says first what it is about. */
const MAX_TURN_CHARS = 400
const MAX_TOKENS = 100
/** Of a rewritten question's words, those that neither the question nor the conversation holds: endings and small words of the model's own. */
const MAX_NEW_TERMS = 0.34

/** Words that point back, and questions that begin in the middle, in the languages of the prompt; one too many costs a look by the model. */
const pointsBack = [
  /^(?:and|but|or|what about|how about|why|since when|until when|und|aber|oder|wieso|warum|et|mais|ou|pourquoi|y|pero|o|¿(?:y|pero|o|por qué)) *(?=\P{L}|$)/iu,
  /(?<!\p{L})(?:it|its|he|him|his|she|her|hers|they|them|their|theirs|this|that|these|those|there|then|one|ones|same|former|latter)(?!\p{L})/iu,
  /(?<!\p{L})(?:er|ihn|ihm|sein\w*|ihr\w*|sie|es|dies\w*|jene\w*|da(?:ran|rin|bei|für|von|zu|mit|gegen|rüber|vor)?|dort|dann|denn|selbe\w*)(?!\p{L})/iu,
  /(?<!\p{L})(?:ils?|elles?|lui|leurs?|ce|cela|ça|celui|celles?|ceux|là|ses|même)(?!\p{L})/iu,
  /(?<!\p{L})(?:él|ella|ellos|ellas|lo|los|le|les|eso|esto|ese|esa|este|esta|aquel\p{L}*|ahí|allí|entonces|su|sus|mismo|misma)(?!\p{L})/iu,
  /[他她它这那其]|呢[？?]?$/u,
  /それ|その|これ|この|あれ|あの|そこ|彼|では|じゃあ|[はも][？?]$/u,
]
/** Words that mean nothing alone: a question that still holds one was not rewritten. */
const mustPointBack =
  /(?<!\p{L})(?:he|him|his|she|her|it|its|they|them|their|er|ihn|ihm|dessen|deren|da(?:ran|rin|für|von|mit)|elles?|lui|leur|él|ella|ellos|ellas)(?!\p{L})|[他她它]|それ|彼/iu
/** A question this short says too little alone. */
const FEW_TERMS = 2

/**
 * @param history earlier turns, oldest first
 * @param lang ISO 639-1 code of the question
 * @returns the question itself where it stands alone; else one that names what it speaks of, in words of the conversation only
 * @throws ParleyError as `LanguageModel.generate` does
 */
export async function standAlone(
  question: string,
  history: readonly ChatMessage[],
  { model, lang, signal }: { model: LanguageModel; lang: string; signal: AbortSignal },
): Promise<string> {
  const turns = history.slice(-TURNS).map(({ role, content }) => ({ role, content: clean(content) }))
  const before = turns.findLast(({ role }) => role === 'user')?.content
  if (before === undefined || !dependsOnContext(question, lang)) return question
  const labels = turnLabels[lang] ?? turnLabels.en!
  const conversation = turns
    .map(({ role, content }) => `${role === 'user' ? labels.question : labels.answer}${content}`)
    .join('\n')
  const messages = renderPrompt(prompt, lang, { conversation, question })
  const { text } = await generateText(model, { messages, maxTokens: MAX_TOKENS, stop: ['\n'], signal })
  const isUnchanged = text === question && mustPointBack.test(question)
  if (!isUnchanged && isFaithful(text, question, conversation, lang)) return text
  // Both together find what both speak of.
  return `${before} ${question}`
}

const turnLabels: Readonly<Record<string, { question: string; answer: string }>> = {
  en: { question: 'Question: ', answer: 'Answer: ' },
  zh: { question: '问题：', answer: '回答：' },
  de: { question: 'Frage: ', answer: 'Antwort: ' },
  fr: { question: 'Question : ', answer: 'Réponse : ' },
  es: { question: 'Pregunta: ', answer: 'Respuesta: ' },
  ja: { question: '質問：', answer: '回答：' },
}

function dependsOnContext(question: string, lang: string): boolean {
  return pointsBack.some(pattern => pattern.test(question)) || new Set(analyzeTerms(question, lang)).size <= FEW_TERMS
}

/** What was said itself: without a command before it, marks of sources, and the list of them below it. */
function clean(turn: string): string {
  const [first = ''] = turn.split(/\n\s*\n/u)
  return first
    .replace(/^\/\p{L}+\s+/u, '')
    .replace(/\s*\[\\?\[?\d+\\?\]?\](?:\([^)]*\))?/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, MAX_TURN_CHARS)
    .toWellFormed()
}

/** Nothing in it that nobody said, and not just what was asked before. */
function isFaithful(rewritten: string, question: string, conversation: string, lang: string): boolean {
  if (rewritten === '' || rewritten.length > 2 * question.length + 300) return false
  const said = `${conversation}\n${question}`
  if (findUnsupportedFacts(rewritten, said, lang).length > 0) return false
  const held = new Set(analyzeTerms(said, lang))
  const terms = [...new Set(analyzeTerms(rewritten, lang))]
  const added = terms.filter(term => !held.has(term)).length
  const own = [...new Set(analyzeTerms(question, lang))].filter(
    term => !new Set(analyzeTerms(conversation, lang)).has(term),
  )
  const kept = own.filter(term => terms.includes(term)).length
  return added <= MAX_NEW_TERMS * terms.length && kept >= own.length / 2
}
