/** Ends a code block that a text broke off in. */

/** What is added after a text that broke off inside a code block must not become part of the block. */
export function closeFence(text: string): string {
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line)
    if (!mark) continue
    const [, ticks = '', rest = ''] = mark
    if (!fence) fence = ticks
    else if (ticks[0] === fence[0] && ticks.length >= fence.length && rest.trim() === '') fence = undefined
  }
  return fence ? `${text.trimEnd()}\n${fence}` : text.trimEnd()
}
