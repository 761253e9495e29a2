/** What somebody said themselves, in plain words: without quotes, pasted lines, sounds and the words that fill a pause. */

import { findSounds } from '../reading/set-aside.ts'
import { withoutSpans } from '../reading/text-span.ts'
import { tidySpeech } from '../reading/tidy-speech.ts'

/** Quoted mail, pasted chat, code. */
const foreignLine = /^\s*(?:>|<[^>\s]{1,30}>\s|\[?\d\d:\d\d(?::\d\d)?\]?\s*<)/
const fence = /```[\s\S]*?(?:```|$)/g
const quoted =
  /(?<![\p{L}\p{N}])"[^"\n]{2,200}"(?![\p{L}\p{N}])|“[^”\n]{2,200}”|„[^“”\n]{2,200}[“”]|«[^»\n]{2,200}»|「[^」\n]{2,200}」|『[^』\n]{2,200}』|《[^》\n]{2,200}》/gu
const phrases =
  /(?<![\p{L}\p{N}'])(?:you know|I mean|sort of|kind of|tu vois|o sea)(?![\p{L}\p{N}'])[ ]?[,，]?|那个那个/giu

/** The words of a message on which rules are tried. */
export function cleanSpeech(text: string): string {
  const own = text
    .replace(fence, ' ')
    .split('\n')
    .filter(line => !foreignLine.test(line))
    .join('\n')
  const spoken = withoutSpans(own, findSounds(own)).replaceAll('’', "'").replace(phrases, ' ')
  return tidySpeech(spoken)
}

/** What is between quotation marks was said by others, or is a title. */
export function withoutQuotes(text: string): string {
  return text.replace(quoted, '“…”')
}
