/** Writes text from elsewhere so that Markdown shows it as it is, with no more backslashes than that takes. */

/** For a run of text inside of a line or over several; what counts only where a line begins is for `escapeLineStart`. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~]|\n|$)/g, '\\\\')
    .replace(/`/g, '\\`')
    .replace(/\*(?!\s)|(?<=\S)\*/g, '\\*')
    .replace(/(?<![\p{L}\p{N}])_+(?=\S)|(?<=[^\s_])_+(?![\p{L}\p{N}_])/gu, marks => marks.replaceAll('_', '\\_'))
    .replace(/~{2,}/g, marks => marks.replaceAll('~', '\\~'))
    .replace(/\](?=[(:])/g, '\\]')
    .replace(/!(?=\[)/g, '\\!')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/<(?=[a-z][\w+.-]*:|[^\s<>]+@)/gi, '\\<')
}

/** For a line that begins with `- `, `* ` or `1. `, which people mean as lists; what else Markdown reads at a line's beginning is text. */
export function escapeLine(line: string): string {
  const item = /^\s*(?:[-*]|\d{1,9}\.)\s+(?=\S)/.exec(line)?.[0]
  if (item === undefined || ONLY_MARKS.test(line)) return escapeLineStart(line)
  return item + escapeLineStart(line.slice(item.length))
}

/** A rule, an underline, the second row of a table. */
const ONLY_MARKS = /^\s*[-=_*|:][-=_*|:\s]*$/

/** For the beginning of a block that is to be a paragraph. */
export function escapeLineStart(text: string): string {
  const line = text.trimStart()
  if (ONLY_MARKS.test(line) || /^(?:#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|~~~)/.test(line)) return `\\${line}`
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

/** A code block of its own, in a fence longer than any in the code. */
export function fenceCode(code: string, lang = ''): string {
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(match => match[0].length + 1)))
  return `${fence}${lang}\n${code}\n${fence}`
}
