/** Numbers the messages that a text rests on, in the order in which it names them. */
import type { Utterance } from '../text/utterance.ts'
import type { Citation } from './pipeline.ts'

export interface MessageCiter {
  /**
   * @param indices of messages
   * @returns `marks` to stand behind the words, `[1][3]`, and the citations of messages that were not named before: these are handed on
   * before the text, so that a mark can be a link from the start
   */
  cite(indices: readonly number[]): { marks: string; citations: Citation[] }
}

export function createMessageCiter(messages: readonly Utterance[]): MessageCiter {
  const numbers = new Map<number, number>()
  return {
    cite(indices) {
      const citations: Citation[] = []
      for (const index of indices) {
        if (numbers.has(index)) continue
        numbers.set(index, numbers.size + 1)
        citations.push(toCitation(messages[index]!, numbers.size))
      }
      return { marks: indices.map(index => `[${numbers.get(index)}]`).join(''), citations }
    },
  }
}

function toCitation(message: Utterance, n: number): Citation {
  const title = [message.author, message.ts].filter(part => part).join(', ')
  return { n, source: message.id, title: title || message.id, start: 0, end: message.text.length, quote: message.text }
}
