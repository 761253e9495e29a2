/** The tree of a conversation: leaves whose vectors are kept, and parts of whole leaves that are read and summarised one by one. */
import { createHash } from 'node:crypto'
import type { Utterance } from '../../text/utterance.ts'
import { divideByPauses } from './divide-by-pauses.ts'
import type { Unit } from './to-units.ts'

/** A stretch of a conversation, known by its words: the same words are the same stretch, wherever they stand. */
export interface Stretch {
  /** Digest of who said what. */
  key: string
  units: readonly Unit[]
}

/** What is read at once. */
export interface ConversationPart extends Stretch {
  leaves: readonly Stretch[]
}

export type SummaryLength = 'short' | 'medium' | 'long'

/** Measured on two cores, where a small model reads 1,000 tokens in ten seconds: this much is read whole. */
export const WHOLE_TOKENS = 1500
const LEAF_TOKENS = 1250
/** Into about how many parts a conversation of up to `COMMON_TOKENS` is divided; one ten times as long into twice as many. */
const PARTS: Readonly<Record<SummaryLength, number>> = { short: 3, medium: 5, long: 14 }
const COMMON_TOKENS = 20_000
/** The longest part where everything is asked for: about a fifth of it is read. */
const MAX_LONG_PART = 5000

/**
 * @param units of one place, in order
 * @returns parts in order; what is added at the end changes the last ones only
 */
export function divideIntoParts(
  units: readonly Unit[],
  messages: readonly Utterance[],
  length: SummaryLength,
): ConversationPart[] {
  const total = tokensOf(units)
  const leaves = total <= WHOLE_TOKENS ? [units] : divideByPauses(units, messages, LEAF_TOKENS)
  const meanTokens = meanOf(total, length)
  const parts =
    total <= WHOLE_TOKENS || meanTokens === LEAF_TOKENS ? leaves : divideByPauses(units, messages, meanTokens)
  const open = leaves.map(leaf => toStretch(leaf, messages))
  return parts.map(part => {
    const held: Stretch[] = []
    let left = part.length
    while (left > 0 && open.length > 0) {
      const leaf = open.shift()!
      held.push(leaf)
      left -= leaf.units.length
    }
    return { ...toStretch(part, messages), leaves: held }
  })
}

/** A power of two of the leaves' size, so that boundaries stay where they are while the conversation grows. */
function meanOf(total: number, length: SummaryLength): number {
  const parts = PARTS[length] * (1 + Math.log10(Math.max(1, total / COMMON_TOKENS)))
  const wanted = length === 'long' ? Math.min(MAX_LONG_PART, total / parts) : total / parts
  return LEAF_TOKENS * 2 ** Math.max(0, Math.round(Math.log2(wanted / LEAF_TOKENS)))
}

export function tokensOf(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.tokens, 0)
}

function toStretch(units: readonly Unit[], messages: readonly Utterance[]): Stretch {
  const hash = createHash('sha256')
  for (const { message, author, text } of units) hash.update(`${messages[message]!.ts ?? ''}\n${author}\n${text}\n\n`)
  return { key: hash.digest('hex'), units }
}
