/** What must hold for the output of every platform, whatever Markdown goes in. */
import { expect } from 'vitest'
import { createRandom } from '../../src/bench/random.ts'
import type { Block } from '../../src/text/markdown/markdown-tree.ts'
import { parseMarkdown } from '../../src/text/markdown/parse-markdown.ts'
import { safePrefix } from '../../src/text/markdown/safe-prefix.ts'
import { splitMarkdown } from '../../src/text/markdown/split-markdown.ts'
import { blockText, visibleText } from '../../src/text/markdown/visible-text.ts'
import { generateMarkdown, pick } from './generate-markdown.ts'

/** How often documents are made up; each is the same for the same number. */
export const DOCUMENTS = 100_000

export interface Output {
  render: (markdown: string) => string
  /** Throws where a rendered text is not as the platform needs it. */
  check: (rendered: string) => void
  /** The words that a rendered text shows, and maybe more. */
  read: (rendered: string) => string
}

/** Most documents are small; every 40th is cut, and as many grow as if they were being written. */
export function checkOutput(outputs: readonly Output[], from: number, count: number): void {
  for (let seed = from; seed < from + count; seed++) {
    const random = createRandom(seed)
    const output = pick(random, outputs)
    const kind = seed % 40
    const markdown = generateMarkdown(random, kind === 0 ? 3 : 1)
    try {
      if (kind === 0) checkPieces(markdown, pick(random, [200, 200, 300, 500]), output)
      else if (kind === 1) checkGrowth(markdown, random)
      else {
        const rendered = output.render(markdown)
        output.check(rendered)
        checkLetters(output.read(rendered), visibleText(markdown))
      }
    } catch (error) {
      throw new Error(`Document ${seed} is not shown as it should be: ${JSON.stringify(markdown)}`, { cause: error })
    }
  }
}

function checkPieces(markdown: string, maxChars: number, { render, check, read }: Output): void {
  const pieces = splitMarkdown(markdown, { maxChars, render })
  for (const piece of pieces) {
    const rendered = render(piece)
    expect(rendered.length).toBeLessThanOrEqual(maxChars)
    expect(rendered.trim()).not.toBe('')
    check(rendered)
    checkLetters(read(rendered), visibleText(piece))
  }
  const whole = squeeze(visibleText(markdown))
  const seen = squeeze(pieces.map(visibleText).join('\n'))
  if (!isWithRepeats(seen, whole, headersIn(parseMarkdown(markdown)))) expect(seen).toBe(whole)
}

/**
 * Letters and digits are shown at least as often as they stand in the text; links and table headers may show more. What looks like an entity is
 * left out: behind brackets that make no link it is read or not, depending on what the brackets hold.
 */
function checkLetters(shown: string, text: string): void {
  const counts = new Map<string, number>()
  for (const [letter] of text.replace(/&#?\w+;/g, '').matchAll(/[\p{L}\p{N}]/gu))
    counts.set(letter, (counts.get(letter) ?? 0) + 1)
  for (const [letter] of shown.matchAll(/[\p{L}\p{N}]/gu)) counts.set(letter, (counts.get(letter) ?? 0) - 1)
  expect([...counts].filter(([, missing]) => missing > 0)).toEqual([])
}

/** Whether the text is the other one, with nothing but headers in it again. */
function isWithRepeats(text: string, whole: string, headers: readonly string[]): boolean {
  if (text === whole || headers.length === 0) return text === whole
  const reached = new Map([[0, new Set([0])]])
  for (let at = 0; at < text.length; at++) {
    for (const matched of reached.get(at) ?? []) {
      const reach = (to: number, value: number) => reached.set(to, (reached.get(to) ?? new Set()).add(value))
      if (text[at] === whole[matched]) reach(at + 1, matched + 1)
      for (const header of headers) if (text.startsWith(header, at)) reach(at + header.length, matched)
    }
  }
  return reached.get(text.length)?.has(whole.length) ?? false
}

function headersIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap(block => {
    if (block.type === 'table')
      return [squeeze(blockText({ ...block, children: block.children.slice(0, 1) }))].filter(Boolean)
    if (block.type === 'blockquote') return headersIn(block.children)
    return block.type === 'list' ? block.children.flatMap(item => headersIn(item.children)) : []
  })
}

function checkGrowth(markdown: string, random: () => number): void {
  const ends = Array.from({ length: 4 }, () => Math.floor(random() * markdown.length)).sort((a, b) => a - b)
  let [shown, text] = ['', '']
  for (const end of ends) {
    const prefix = safePrefix(markdown.slice(0, end))
    expect(prefix.startsWith(shown), 'what was shown changed').toBe(true)
    const visible = squeeze(visibleText(prefix))
    expect(visible.startsWith(text), 'what was seen changed').toBe(true)
    ;[shown, text] = [prefix, visible]
  }
  expect(squeeze(visibleText(markdown)).startsWith(text), 'what was seen changed at the end').toBe(true)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '')
}
