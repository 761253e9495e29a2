/** Reads logs that have name and text on one line: `Name: text`, `[10:02] <nick> text`, exports of WhatsApp, Zoom and Meet. */
import { formatStamp, readStampStyle, stampPattern } from './chat-stamp.ts'
import type { Utterance } from './utterance.ts'

/** A name of one to five words before a colon and a blank. */
export const SPEAKER =
  /^((?!https?:)[\p{L}\p{N}_][\p{L}\p{N}_.'’-]*(?: [\p{L}\p{N}(][\p{L}\p{N}_.'’\-)]*){0,4})[:：]\s+/u
const STAMP = new RegExp(`^[\\s\\u200e]*[[(]?(${stampPattern})[\\])]?\\s*[-–]?\\s*`, 'u')
const NICK = /^<[ @+%&~]?([^>\s]+)>(?:\s+|$)/
/** Zoom's saved chat, always with seconds. */
const FROM = /^From\s+(\S.*?)(?:\s+to\s+\S.*?)?\s*[:：](?:\s+|$)/iu
/** `* nick waves`: what somebody does. */
const ACTION = /^\*{1,2} ([^\s*]+) (?=\S)/
/** What the program writes of itself is a line of its own, and of nobody. */
const NOTICE =
  /^(?:={3} |-!- |\*{3} |-{2,3}> |<-{2,3} |\* \S+ (?:\([^)]*\) )?(?:has )?(?:joined|left|quit|sets? mode|is now known as)\b)/

interface Line {
  /** As it is written. */
  stamp: string | undefined
  speaker: string | undefined
  text: string
}

/**
 * A line without a speaker goes on with the one before; a line with only a time gives it to those that follow.
 * @returns undefined where fewer than half of the lines begin with a speaker: then it is prose
 */
export function parseLines(body: string): Utterance[] | undefined {
  const lines = body.split('\n').filter(line => line.trim() !== '')
  const read = lines.map(readLine)
  const spoken = read.filter(({ speaker }) => speaker !== undefined)
  const beside = read.filter(
    ({ stamp, speaker, text }) => speaker === '' || (stamp !== undefined && text === ''),
  ).length
  const named = spoken.filter(({ speaker }) => speaker !== '')
  if (named.length < 2 || named.length * 2 < lines.length - beside) return undefined
  const style = readStampStyle(read.flatMap(({ stamp }) => stamp ?? []))
  // Then a time without a name begins something too: somebody was added, a call was missed.
  const areStamped = named.filter(({ stamp }) => stamp !== undefined).length * 2 > named.length
  const utterances: Utterance[] = []
  let heading: string | undefined
  const add = (author: string, text: string, stamp: string | undefined) => {
    const ts = stamp === undefined ? heading : formatStamp(stamp, style)
    utterances.push({ id: String(utterances.length + 1), author, text, ...(ts === undefined ? {} : { ts }) })
  }
  for (const [index, { stamp, speaker, text }] of read.entries()) {
    const last = utterances.at(-1)
    if (stamp !== undefined && text === '' && speaker === undefined) heading = formatStamp(stamp, style)
    else if (speaker !== undefined) add(speaker, text, stamp)
    else if (stamp !== undefined && areStamped) add('', text, stamp)
    else if (last) last.text += last.text === '' ? lines[index]!.trim() : `\n${lines[index]}`
    else add('', lines[index]!, undefined)
  }
  return utterances
}

function readLine(line: string): Line {
  const found = STAMP.exec(line)
  const stamp = found?.[1]
  const rest = found ? line.slice(found[0].length) : line.trimStart()
  if (NOTICE.test(rest)) return { stamp, speaker: '', text: rest }
  const speaker =
    NICK.exec(rest) ??
    (stamp !== undefined ? FROM.exec(rest) : null) ??
    SPEAKER.exec(rest) ??
    (stamp !== undefined ? ACTION.exec(rest) : null)
  return { stamp, speaker: speaker?.[1], text: speaker ? rest.slice(speaker[0].length) : rest }
}
