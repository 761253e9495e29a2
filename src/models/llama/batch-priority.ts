/** Decides whose tokens the next batch takes, so that a long prompt does not hold up the streams that are being written. */
import type { BatchItem, PrioritizedBatchItem } from 'node-llama-cpp'

/** Tokens of prompts in one batch while somebody's answer is being written: bounds the pause in that stream. */
const PROMPT_TOKENS_BESIDE_WRITING = 64

/** Writing (one token) first, then prompts by priority, in equal shares within one priority. */
export function prioritizeBatch({
  items,
  size,
}: {
  items: readonly BatchItem[]
  size: number
}): PrioritizedBatchItem[] {
  const writing = items.filter(item => item.tokens.length === 1).slice(0, size)
  const reading = items.filter(item => item.tokens.length > 1)
  const batch: PrioritizedBatchItem[] = writing.map(item => ({ item, processAmount: 1 }))
  let room = size - writing.length
  if (writing.length > 0) room = Math.min(room, PROMPT_TOKENS_BESIDE_WRITING)
  reading.sort((a, b) => b.evaluationPriority - a.evaluationPriority)
  for (const [index, item] of reading.entries()) {
    if (room === 0) break
    const equals = reading.slice(index).filter(other => other.evaluationPriority === item.evaluationPriority).length
    const processAmount = Math.min(item.tokens.length, Math.ceil(room / equals))
    batch.push({ item, processAmount })
    room -= processAmount
  }
  return batch
}
