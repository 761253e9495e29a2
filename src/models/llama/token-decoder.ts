/** Turns generated tokens to text piece by piece; a character whose bytes are spread over tokens comes out whole. */
import type { LlamaModel, Token } from 'node-llama-cpp'

/** An UTF-8 character has at most 4 bytes, so well-formed text is never this long without a whole character at its end. */
const MAX_PENDING_TOKENS = 16
/** Tokens before the new ones that the detokenizer looks at to decide on leading spaces. */
const LOOK_BACK_TOKENS = 3
const REPLACEMENT = '\uFFFD'

export interface TokenDecoder {
  /** Text that is complete with this token; empty while a character's bytes are still missing. */
  push(token: Token): string
}

/** @param before the tokens of the prompt */
export function createTokenDecoder(model: Pick<LlamaModel, 'detokenize'>, before: readonly Token[]): TokenDecoder {
  let lookBack = before.slice(-LOOK_BACK_TOKENS)
  let pending: Token[] = []
  return {
    push(token) {
      pending.push(token)
      const text = model.detokenize(pending, false, lookBack)
      if (text.endsWith(REPLACEMENT) && pending.length < MAX_PENDING_TOKENS) return ''
      lookBack = [...lookBack, ...pending].slice(-LOOK_BACK_TOKENS)
      pending = []
      return text
    },
  }
}
