/** Cuts running text with its marks in two. */

import { inlineText, mergeInlines } from './inlines.ts'
import { longestFit, narrow, type Room } from './longest-fit.ts'
import type { Inline } from './markdown-tree.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A beginning that is within the limit, cut after a sentence, else after a word, else after a character as people see them; marks and links go on in
 * the rest. White space at the cut falls away. @returns undefined where not even a character fits
 */
export function cutInline(nodes: readonly Inline[], room: Room<Inline[]>): [Inline[], Inline[]] | undefined {
  const text = inlineText(nodes)
  const begin = skipSpace(text, 0)
  const head = (end: number) => sliceInline(nodes, begin, begin + text.slice(begin, end).trimEnd().length)
  for (let max = longestFit(begin, text.length, narrow(room, head)); max > begin; ) {
    const end = findCut(text, begin, max)
    if (room.size(head(end)) <= room.limit) return [head(end), sliceInline(nodes, skipSpace(text, end), text.length)]
    max = end - 1
  }
  return undefined
}

/** The beginning of a line of code that is within the limit, and the rest. */
export function cutText(text: string, room: Room<string>): [string, string] | undefined {
  for (
    let max = longestFit(
      0,
      text.length,
      narrow(room, end => text.slice(0, end)),
    );
    max > 0;
  ) {
    const end = characterEnd(text, 0, max)
    if (room.size(text.slice(0, end)) <= room.limit) return [text.slice(0, end), text.slice(end)]
    max = end - 1
  }
  return undefined
}

function findCut(text: string, begin: number, max: number): number {
  if (max === text.length) return max
  let word = 0
  for (let end = max; end > begin; end--) {
    if (!/\s/.test(text[end]!)) continue
    if (/[.!?…:;][)\]"'”’»]*$/.test(text.slice(Math.max(begin, end - 4), end)) && end - begin > (max - begin) / 2)
      return end
    word ||= end
  }
  // Chinese and Japanese end their sentences without a space.
  const sentence = Math.max(...['。', '！', '？'].map(mark => text.lastIndexOf(mark, max - 1) + 1))
  if (sentence - begin > (max - begin) / 2) return sentence
  return word || characterEnd(text, begin, max)
}

/** The last place at or before `max` where a character as people see them ends; where there is none, one that halves no code point. */
function characterEnd(text: string, begin: number, max: number): number {
  if (max >= text.length) return max
  // A character is short: looking at the text near the cut is enough.
  const from = Math.max(begin, max - 64)
  const near = text.slice(from, max + 64)
  const start = from + (graphemes.segment(near).containing(max - from)?.index ?? 0)
  if (start > from) return start
  return isLowSurrogate(text, max) ? max - 1 || max + 1 : max
}

function isLowSurrogate(text: string, index: number): boolean {
  return /[\udc00-\udfff]/.test(text[index] ?? '') && /[\ud800-\udbff]/.test(text[index - 1] ?? '')
}

function skipSpace(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length
}

/** The part between two offsets of the text that is seen. */
function sliceInline(nodes: readonly Inline[], from: number, to: number): Inline[] {
  const slice: Inline[] = []
  let offset = 0
  for (const node of nodes) {
    const length = inlineText([node]).length
    const [start, end] = [Math.max(0, from - offset), Math.min(length, to - offset)]
    offset += length
    if (start >= end) continue
    if (node.type === 'break') slice.push(node)
    else if ('value' in node) slice.push({ ...node, value: node.value.slice(start, end) })
    else slice.push({ ...node, children: sliceInline(node.children, start, end) })
  }
  return mergeInlines(slice)
}
