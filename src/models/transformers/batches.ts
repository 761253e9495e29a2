/** Cuts texts into batches of like length, so that little of a padded batch is padding. */

const maxTexts = 16
/** UTF-8 bytes of a batch, padding counted: about 8 texts of 512 tokens. A token is close to 4 bytes in every script, unlike UTF-16 units. */
const maxBytes = 16_384
/** UTF-8 bytes beyond which a text is cut by the model anyway. */
const maxTextBytes = 2048

/**
 * @returns batches of positions in `texts`, longest texts first; every position occurs once
 */
export function planBatches(texts: readonly string[]): number[][] {
  const sizes = texts.map(text => Math.min(Buffer.byteLength(text), maxTextBytes))
  const order = [...texts.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b)
  const batches: number[][] = []
  let batch: number[] = []
  for (const position of order) {
    const longest = sizes[batch[0] ?? position]!
    if (batch.length === maxTexts || (batch.length + 1) * longest > maxBytes) {
      batches.push(batch)
      batch = []
    }
    batch.push(position)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
