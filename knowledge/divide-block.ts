/** Divides a block that is too long for one passage, at the coarsest boundaries that make the parts small enough. */
import type { Block } from './loaders/loader.ts'
import { type Range, splitAt, splitLines, splitSentences, splitWindows } from './split-range.ts'

/** Counts the tokens of each text as the embedder does. */
export type CountTokens = (texts: readonly string[]) => Promise<number[]>

/** A block, or a part of one. */
export interface Part extends Range {
  kind: Block['kind']
  tokens: number
  /** What must stand before it to be understood. */
  lead?: string
}

/** Left free in a passage for what must stand before it; a lead with more tokens is left out. */
export const MAX_LEAD_TOKENS = 60

/** Stretches of words are cut to this length before they are counted: about 60 tokens of English, 200 of Chinese. */
const WINDOW_LENGTH = 240

/**
 * @param maxTokens the most tokens of a part
 * @returns small parts in order; the caller joins as many as fit into a passage
 */
export async function divideBlock(block: Block, text: string, maxTokens: number, count: CountTokens): Promise<Part[]> {
  const size = async (ranges: Range[]) => {
    const tokens = await count(ranges.map(range => text.slice(range.start, range.end)))
    return ranges.map((range, i) => ({ ...range, tokens: tokens[i]! }))
  }
  let parts = await size(firstSplit(block, text))
  for (const split of finerSplits(block)) {
    const isSmall = (part: Range & { tokens: number }) => part.tokens <= maxTokens
    if (parts.every(isSmall)) break
    const finer = await size(parts.filter(part => !isSmall(part)).flatMap(part => split(text, part)))
    parts = [...parts.filter(isSmall), ...finer].sort((a, b) => a.start - b.start)
  }
  const lead = await fitLead(block.lead, count)
  return parts.map((part, i) => ({ ...part, kind: block.kind, ...(i > 0 && lead !== undefined ? { lead } : {}) }))
}

function firstSplit(block: Block, text: string): Range[] {
  if (block.parts !== undefined) return splitAt(text, block, block.parts)
  return block.kind === 'code' ? splitLines(text, block) : splitSentences(text, block)
}

type Split = (text: string, range: Range) => Range[]

/** Items of a list have lines and sentences; rows of a table and lines of code have only words. */
function finerSplits(block: Block): Split[] {
  // Down to single characters: a ligature of one unit can stand for twenty tokens.
  const windows = [WINDOW_LENGTH, WINDOW_LENGTH / 4, WINDOW_LENGTH / 16, 1].map(
    (length): Split =>
      (text, range) =>
        splitWindows(text, range, length),
  )
  return block.kind === 'list' ? [splitLines, splitSentences, ...windows] : windows
}

async function fitLead(lead: string | undefined, count: CountTokens): Promise<string | undefined> {
  if (lead === undefined) return undefined
  const [tokens] = await count([lead])
  return tokens! <= MAX_LEAD_TOKENS ? lead : undefined
}
