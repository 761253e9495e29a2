/** Renders a chat to the tokens the model reads, after the template in its file, with thinking switched off. */
import { type ChatHistoryItem, type ChatWrapper, type LlamaModel, resolveChatWrapper, type Token } from 'node-llama-cpp'
import type { ChatMessage } from '../language-model.ts'

export interface ChatPrompt {
  /** The prompt up to where the assistant's answer begins, `answerPrefix` included. */
  render(messages: readonly ChatMessage[], answerPrefix?: string): Token[]
  /** Text that ends the assistant's turn where the model has no token of its own for it. */
  readonly stopTexts: readonly string[]
  readonly stopTokens: ReadonlySet<Token>
}

export function createChatPrompt(model: LlamaModel): ChatPrompt {
  // Only a template that knows thinking may be told not to think: an older Qwen would be shown an empty thought it never learnt.
  const thinks = model.fileInfo.metadata.tokenizer?.chat_template?.includes('enable_thinking') ?? false
  const wrapper = resolveChatWrapper(model, {
    warningLogs: false,
    customWrapperSettings: {
      qwen: { thoughts: thinks ? 'discourage' : 'modelInitiated' },
      gemma4: { reasoning: false },
      seed: { thinkingBudget: 0 },
      harmony: { reasoningEffort: 'low' },
      jinjaTemplate: { reasoning: false },
    },
  })
  const stopTexts: string[] = []
  const stopTokens = new Set<Token>()
  for (const trigger of renderState(wrapper, []).stopGenerationTriggers) {
    const tokens = trigger.tokenize(model.tokenizer)
    if (tokens.length === 1 && model.isSpecialToken(tokens[0])) stopTokens.add(tokens[0]!)
    else if (tokens.length > 0) stopTexts.push(trigger.toString())
  }
  return {
    render(messages, answerPrefix = '') {
      const state = renderState(wrapper, messages)
      const tokens = state.contextText.tokenize(model.tokenizer)
      const opening = 'noPrefixTrigger' in state && state.noPrefixTrigger?.type === 'response' && state.noPrefixTrigger
      if (opening) tokens.push(...opening.inject.tokenize(model.tokenizer))
      if (answerPrefix) tokens.push(...model.tokenize(answerPrefix, false, 'trimLeadingSpace'))
      return tokens
    },
    stopTexts,
    stopTokens,
  }
}

function renderState(wrapper: ChatWrapper, messages: readonly ChatMessage[]) {
  const chatHistory: ChatHistoryItem[] = messages.map(({ role, content }) =>
    role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content },
  )
  chatHistory.push({ type: 'model', response: [] })
  return wrapper.generateContextState({ chatHistory })
}
