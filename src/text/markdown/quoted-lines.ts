/** Lines of a chat message as Markdown, where a mark of the platform quotes everything that follows it. */

/**
 * @param restMark what quotes the rest of the message, at the start of a line; matches all of them
 * @param parseLine makes Markdown of one line
 */
export function parseQuotedLines(text: string, restMark: RegExp, parseLine: (line: string) => string): string {
  const [own = '', ...quoted] = text.split(restMark)
  const lines = own.split('\n').map(parseLine)
  if (quoted.length > 0) {
    if (lines.at(-1) === '') lines.pop()
    const rest = quoted.join('').split('\n')
    lines.push(...rest.map(line => `> ${parseLine(line)}`))
  }
  return endQuotes(lines).join('\n')
}

/** Markdown takes the line after a quote for a part of it. */
function endQuotes(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) =>
    lines[index - 1]?.startsWith('> ') && !line.startsWith('>') && line.trim() !== '' ? ['', line] : [line],
  )
}
