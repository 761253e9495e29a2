/** Measures one language model: reading, writing, a second turn, and four people at once. */
import { ParleyError } from '../errors.ts'
import type { ChatMessage, LanguageModel, Usage } from '../models/language-model.ts'

/** One round. Rates are tokens a second. */
export interface ModelRound {
  /** Seconds to the first token of a prompt that was never read before. */
  firstTurn: number
  /** Seconds to the first token of the next turn of the same conversation. */
  secondTurn: number
  promptRate: number
  outputRate: number
  /** Of four requests at once, together. */
  parallelRate: number
}

interface Answer {
  text: string
  /** Seconds from the request to the first token, and from there to the last. */
  toFirst: number
  writing: number
  usage: Usage
}

const OUTPUT_TOKENS = 96
const PARALLEL = 4
/** Asks for a long answer, so that writing is not over before it can be measured. */
const question = 'Write a long story about a river, with many details, in at least three hundred words.'
const followUp = 'Go on with the story, and let it rain.'

/**
 * @param text what is read: a few hundred tokens that no earlier round began with
 * @throws ParleyError as the model does
 */
export async function measureRound(model: LanguageModel, text: string, signal: AbortSignal): Promise<ModelRound> {
  const messages: ChatMessage[] = [
    { role: 'system', content: text },
    { role: 'user', content: question },
  ]
  const first = await ask(model, messages, signal)
  const next: ChatMessage[] = [
    ...messages,
    { role: 'assistant', content: first.text },
    { role: 'user', content: followUp },
  ]
  const second = await ask(model, next, signal)
  const startedAt = performance.now()
  const together = await Promise.all(
    Array.from({ length: PARALLEL }, (_, index) =>
      ask(model, [{ role: 'user', content: `${index + 1}. ${question}` }], signal),
    ),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const read = first.usage.prompt - first.usage.reused
  return {
    firstTurn: first.toFirst,
    secondTurn: second.toFirst,
    promptRate: read / first.toFirst,
    outputRate: rateOf([first, second]),
    parallelRate: together.reduce((sum, { usage }) => sum + usage.output, 0) / seconds,
  }
}

function rateOf(answers: readonly Answer[]): number {
  const tokens = answers.reduce((sum, { usage }) => sum + Math.max(0, usage.output - 1), 0)
  return tokens / answers.reduce((sum, { writing }) => sum + writing, 0)
}

/** A first short answer. @throws ParleyError as the model does */
export async function warmUp(model: LanguageModel, signal: AbortSignal): Promise<void> {
  await ask(model, [{ role: 'user', content: question }], signal, 1)
}

async function ask(
  model: LanguageModel,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  maxTokens = OUTPUT_TOKENS,
): Promise<Answer> {
  let usage: Usage = { prompt: 0, reused: 0, output: 0 }
  let text = ''
  let firstAt: number | undefined
  const startedAt = performance.now()
  const onUsage = (used: Usage) => {
    usage = used
  }
  const request = { messages, maxTokens, signal, onUsage }
  try {
    for await (const chunk of model.generate(request)) {
      firstAt ??= performance.now()
      text += chunk
    }
  } catch (error) {
    // The answer is meant to be longer than what is measured.
    if (!(error instanceof ParleyError) || error.code !== 'OUTPUT_TRUNCATED') throw error
  }
  const endedAt = performance.now()
  firstAt ??= endedAt
  return { text, toFirst: (firstAt - startedAt) / 1000, writing: Math.max(1e-3, (endedAt - firstAt) / 1000), usage }
}
