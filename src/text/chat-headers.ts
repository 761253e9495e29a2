/** Reads what is copied out of Slack, Discord and Teams, and transcripts of Teams and Zoom: name and time in a line, the text below. */
import { formatStamp, readStampStyle, stampPattern } from './chat-stamp.ts'
import type { Utterance } from './utterance.ts'

const name = '(?<name>[\\p{L}\\p{N}_@][^\\n:：\\[\\]|]{0,60}?)'
const stamp = `(?<stamp>${stampPattern})`
/** On one line. */
const headers: readonly RegExp[] = [
  // Teams: `[10:02] Ann Lee`, `[5/14 10:02 AM] Ann Lee`
  new RegExp(`^\\[${stamp}\\] ${name}$`, 'u'),
  // Zoom: `[Ann Lee] 10:02:11`
  new RegExp(`^\\[(?<name>[^\\]\\n]{1,60})\\] ${stamp}$`, 'u'),
  // Discord: `Ann — Today at 10:02 AM`
  new RegExp(`^${name} +[—–-] *${stamp}$`, 'u'),
  // Slack, Teams, Google Chat: `Ann Lee  10:02 AM`, `Ann Lee   0:04`, `Ann Lee, Yesterday 10:02 AM`
  new RegExp(`^${name}(?:,? +(?:APP +)?|\\t+)[[(]?${stamp}[\\])]?$`, 'u'),
]
const nameLine = new RegExp(`^${name}$`, 'u')
const stampLine = new RegExp(`^${stamp}$`, 'u')
/** Teams' older transcripts: `0:0:4.530 --> 0:0:8.1` above the name. */
const cueLine = /^(?<h>\d{1,2}):(?<m>\d{1,2}):(?<s>\d{1,2})(?:[.,]\d+)? --> \d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?$/
/** Longer ones are text. */
const MAX_NAME_WORDS = 6
/** A speaker's turn is seldom on more lines. */
const MAX_LINES_PER_HEADER = 8

interface Turn {
  author: string
  stamp: string
  lines: string[]
}

/** @returns undefined where the text is of another shape */
export function parseHeaders(body: string): Utterance[] | undefined {
  const lines = body
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const before: string[] = []
  const turns: Turn[] = []
  for (let at = 0; at < lines.length; ) {
    const header = readHeader(lines, at)
    if (header) {
      turns.push({ author: header.author, stamp: header.stamp, lines: [] })
      at += header.length
    } else {
      const open = turns.at(-1)?.lines ?? before
      open.push(lines[at]!)
      at++
    }
  }
  const said = turns.filter(turn => turn.lines.length > 0).length
  if (said < 2 || said * 2 < turns.length || turns.length * MAX_LINES_PER_HEADER < lines.length) return undefined
  const style = readStampStyle(turns.map(turn => turn.stamp))
  const utterances: Utterance[] = before.length > 0 ? [{ id: '1', author: '', text: before.join('\n') }] : []
  for (const turn of turns) {
    const ts = formatStamp(turn.stamp, style)
    utterances.push({ id: String(utterances.length + 1), author: turn.author, text: turn.lines.join('\n'), ts })
  }
  return utterances
}

/** @returns how many lines it takes */
function readHeader(
  lines: readonly string[],
  at: number,
): { author: string; stamp: string; length: number } | undefined {
  const line = lines[at]!
  const next = lines[at + 1]
  for (const header of headers) {
    const groups = header.exec(line)?.groups
    if (groups && isName(groups.name!)) return { author: groups.name!.trim(), stamp: groups.stamp!, length: 1 }
  }
  if (next === undefined) return undefined
  const below = stampLine.exec(next)?.groups
  // Two lines make a header only where a third has the text.
  if (below && at + 2 < lines.length && nameLine.test(line) && isName(line)) {
    return { author: line, stamp: below.stamp!, length: 2 }
  }
  const cue = cueLine.exec(line)?.groups
  if (!cue || !nameLine.test(next) || !isName(next)) return undefined
  const [h, m, s] = [cue.h!, cue.m!, cue.s!].map(part => part.padStart(2, '0'))
  return { author: next, stamp: `${h}:${m}:${s}`, length: 2 }
}

/** A sentence ends in a mark, or is long. */
function isName(text: string): boolean {
  return text.split(/\s+/).length <= MAX_NAME_WORDS && !/[.!?。！？,;]$/u.test(text.trim())
}
