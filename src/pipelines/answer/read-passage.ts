/** Lets the model read one passage for the answer to a question. */
import type { Passage } from '../../../knowledge/knowledge.ts'
import type { ChatMessage, LanguageModel } from '../../models/language-model.ts'
import answerFile from '../../prompts/answer.json' with { type: 'json' }
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import { generateText } from '../generate-text.ts'
import { echoesQuestion, findSpans } from './answer-spans.ts'

export interface Reading {
  /** What the model answered; undefined where it says that the passage does not hold it. */
  answer: string | undefined
  /** True where its first answer only gave the question's words back, and this one was chosen from the others. */
  isSecond: boolean
  /** Probability that the model refuses rather than answers, 0 to 1; 0.5 where the model cannot tell. */
  refusal: number
}

const prompt = parsePrompt(answerFile)

/** An answer is a few words of the passage, at most a sentence. */
const MAX_ANSWER_TOKENS = 80

/** @throws ParleyError as `LanguageModel.generate` does */
export async function readPassage(
  model: LanguageModel,
  passage: Passage,
  question: string,
  signal: AbortSignal,
): Promise<Reading> {
  const { messages, refusalWords } = renderReading(passage, question)
  const { text } = await generateText(model, { messages, maxTokens: MAX_ANSWER_TOKENS, stop: ['\n'], signal })
  const answer = text
    .replace(/^["“„«「]+|["”»」]+$/gu, '')
    .replace(/[.。]$/u, '')
    .trim()
  const refuses = answer === '' || answer.toLowerCase().startsWith(refusalWords.toLowerCase())
  const refusal = refuses ? 1 : await scoreRefusal(model, messages, refusalWords, answer, signal)
  if (refuses) return { answer: undefined, isSecond: false, refusal }
  const spans = echoesQuestion(answer, question, passage.lang) ? findSpans(passage.text, question, passage.lang) : []
  if (spans.length === 0) return { answer, isSecond: false, refusal }
  const format = { type: 'choice' as const, options: spans }
  const second = await generateText(model, { messages, maxTokens: MAX_ANSWER_TOKENS, format, signal })
  return { answer: second.text, isSecond: true, refusal }
}

/** Instructions and examples come first, the same for every reading in a language; the passage comes last. */
function renderReading(passage: Passage, question: string): { messages: ChatMessage[]; refusalWords: string } {
  const lang = prompt.examples[passage.lang] ? passage.lang : 'en'
  const title = [passage.title, passage.heading].filter(part => part !== '').join(' › ')
  const text = [passage.lead, passage.text].filter(part => part !== '').join('\n')
  const refusalWords = prompt.system[lang]!.split(/[:：「]/u)
    .at(-1)!
    .replace(/」.*$/u, '')
    .trim()
  return { messages: renderPrompt(prompt, lang, { title, passage: text, question }), refusalWords }
}

async function scoreRefusal(
  model: LanguageModel,
  messages: readonly ChatMessage[],
  refusalWords: string,
  answer: string,
  signal: AbortSignal,
): Promise<number> {
  if (!model.info.canScore) return 0.5
  try {
    const [refusal] = await model.score({ messages, options: [refusalWords, answer], signal })
    return refusal!
  } catch (error) {
    // The answer begins like the refusal does ("not before noon"): nothing can be told from the first token.
    if (error instanceof Error && 'code' in error && error.code === 'INPUT_INVALID') return 0.5
    throw error
  }
}
