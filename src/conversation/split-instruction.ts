/** Splits what somebody wrote into what they want and the text they want it done with. */

export interface SplitMessage {
  /** What is asked for, on one line. */
  instruction: string
  /** The text to work on; absent where the message is all one thing. */
  payload?: string
}

const MAX_INSTRUCTION_CHARS = 160
const MAX_INSTRUCTION_WORDS = 16

const quotes: readonly [string, string][] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['„', '”'],
  ['«', '»'],
  ['»', '«'],
  ['‹', '›'],
  ['「', '」'],
  ['『', '』'],
  ['‘', '’'],
  ["'", "'"],
]

/**
 * The payload is, in this order: what a code fence holds; what follows a short first line; what follows a colon; the one quoted stretch.
 */
export function splitInstruction(text: string): SplitMessage {
  const whole = text.trim()
  return splitFence(whole) ?? splitFirstLine(whole) ?? splitColon(whole) ?? splitQuote(whole) ?? { instruction: whole }
}

function splitFence(text: string): SplitMessage | undefined {
  const fence = /^(```+|~~~+)[^\n]*\n([\s\S]*?)\n?\1[ \t]*$/m.exec(text)
  if (!fence) return undefined
  const around = `${text.slice(0, fence.index)} ${text.slice(fence.index + fence[0].length)}`
  return made(around, fence[2]!)
}

function splitFirstLine(text: string): SplitMessage | undefined {
  const lineEnd = text.indexOf('\n')
  if (lineEnd < 0) return undefined
  const first = text.slice(0, lineEnd).trim()
  const rest = text.slice(lineEnd + 1)
  // "Please translate into German: first line of the text ↵ second line": the colon cuts better than the line does.
  const colon = splitColon(text)
  if (colon && colon.instruction.length < first.length - 1) return colon
  return isInstruction(first) ? made(first, rest) : undefined
}

function splitColon(text: string): SplitMessage | undefined {
  const colon = /^([^\n]{2,160}?)(?:[:：](?=\s|[^\x00-\x7f]|["'])|\s[–—]\s)\s*(\S[\s\S]*)$/.exec(text)
  if (!colon || !isInstruction(colon[1]!)) return undefined
  // A digit or an address before the colon: a time, a ratio, a link.
  if (/(?:\d|https?)$/.test(colon[1]!)) return undefined
  return made(colon[1]!, colon[2]!)
}

function splitQuote(text: string): SplitMessage | undefined {
  for (const [open, close] of quotes) {
    const start = open === "'" ? text.search(/(?:^|\s)'(?=\S)/) : text.indexOf(open)
    if (start < 0) continue
    const from = text.indexOf(open, start) + open.length
    // The apostrophe of "it's" closes nothing.
    const end = open === "'" ? text.slice(from).search(/'(?:[\s.?!,]|$)/) + from : text.lastIndexOf(close)
    if (end <= from) continue
    const payload = text.slice(from, end)
    if (payload.includes(open) || payload.includes(close)) continue
    return made(`${text.slice(0, from - open.length)} ${text.slice(end + close.length)}`, payload)
  }
  return undefined
}

function isInstruction(text: string): boolean {
  return text.length <= MAX_INSTRUCTION_CHARS && text.split(/\s+/).length <= MAX_INSTRUCTION_WORDS
}

function made(instruction: string, payload: string): SplitMessage | undefined {
  const asked = instruction
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*[:：]$/, '')
  const text = unquote(payload.trim())
  return asked === '' || text === '' ? undefined : { instruction: asked, payload: text }
}

function unquote(text: string): string {
  for (const [open, close] of quotes) {
    const inner = text.slice(open.length, -close.length)
    const quoted = text.length > 2 && text.startsWith(open) && text.endsWith(close)
    if (quoted && !inner.includes(open) && !inner.includes(close)) return inner
  }
  return text
}
