/** Counts tokens with the server's own tokenizer where it has one, and by an upper bound where it has none. */
import type { ChatMessage } from '../language-model.ts'
import type { OpenAiClient } from './openai-client.ts'

/** Tokens a chat template may put around one message, and around all of them. */
const TEMPLATE_TOKENS = 16

export interface ServerTokenizer {
  /** `llama.cpp` and `vllm` count exactly; `none` over-estimates: no tokenizer makes more tokens than there are UTF-8 bytes. */
  readonly kind: 'llama.cpp' | 'vllm' | 'none'
  count(text: string, signal?: AbortSignal): Promise<number>
  countPrompt(messages: readonly ChatMessage[], signal?: AbortSignal): Promise<number>
}

export async function createServerTokenizer(client: OpenAiClient, model: string): Promise<ServerTokenizer> {
  const probe: ChatMessage[] = [{ role: 'user', content: 'a' }]
  const template = (await client.probe('/apply-template', { messages: probe })) as { prompt?: unknown } | undefined
  if (typeof template?.prompt === 'string' && countTokens(await client.probe('/tokenize', { content: 'a' }))) {
    const count = async (content: string, signal?: AbortSignal, special = false) =>
      need(await client.ask('/tokenize', { content, add_special: special, parse_special: special }, signal))
    return {
      kind: 'llama.cpp',
      count,
      async countPrompt(messages, signal) {
        const { prompt } = (await client.ask('/apply-template', { messages, ...noThinking }, signal)) as {
          prompt: string
        }
        return count(prompt, signal, true)
      },
    }
  }
  if (countTokens(await client.probe('/tokenize', { model, messages: probe }))) {
    return {
      kind: 'vllm',
      count: async (prompt, signal) =>
        need(await client.ask('/tokenize', { model, prompt, add_special_tokens: false }, signal)),
      countPrompt: async (messages, signal) =>
        need(await client.ask('/tokenize', { model, messages, ...noThinking }, signal)),
    }
  }
  const count = async (text: string) => Buffer.byteLength(text)
  return {
    kind: 'none',
    count,
    countPrompt: async messages =>
      messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + TEMPLATE_TOKENS, TEMPLATE_TOKENS),
  }
}

/** Asks llama.cpp and vLLM for an answer without a train of thought, where the model's template knows one. */
export const noThinking = { chat_template_kwargs: { enable_thinking: false } }

function countTokens(answer: unknown): number | undefined {
  const tokens = (answer as { tokens?: unknown } | undefined)?.tokens
  return Array.isArray(tokens) ? tokens.length : undefined
}

function need(answer: unknown): number {
  return countTokens(answer) ?? 0
}
