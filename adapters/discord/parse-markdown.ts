/** Reads Discord's Markdown as GitHub's, with people, channels, roles, emoji and times named as Discord shows them. */
import { escapeLine, escapeMarkdown, fenceCode } from '../../src/text/markdown/escape-markdown.ts'
import { parseQuotedLines } from '../../src/text/markdown/quoted-lines.ts'
import { withoutDeceptiveCharacters } from '../../src/text/markdown/safe-characters.ts'

export interface DiscordNames {
  user(id: string): string | undefined
  channel(id: string): string | undefined
  role(id: string): string | undefined
  time(epochSeconds: number, style: string): string
}

/** A block of code may begin and end in the middle of a line, and end at the first three backticks. */
const CODE_BLOCK = /(?<!\\)```(?:([\w+.#-]+)\n)?([\s\S]*?[^\s][\s\S]*?)```/
const CODE_SPAN = /(?<![\\`])(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/
const TOKEN =
  /(?<!\\)<(?:@!?(?<user>\d+)|@&(?<role>\d+)|#(?<channel>\d+)|a?(?<emoji>:\w+:)\d+|t:(?<time>-?\d{1,13})(?::(?<style>[a-z]))?|(?<command>\/[^<>:]+):\d+|id:(?<tab>\w+))>/gi

export function parseDiscord(text: string, names: DiscordNames): string {
  const clean = withoutDeceptiveCharacters(text.replace(/\r\n?/g, '\n'))
  const parts = clean.split(CODE_BLOCK)
  const read: string[] = []
  for (let index = 0; index < parts.length; index += 3) {
    const words = parts[index]
    if (words) read.push(parseLines(words, names))
    const code = parts[index + 2]
    if (code !== undefined) read.push(`\n${fenceCode(code.replace(/^\n+|\n+$/g, ''), parts[index + 1])}\n`)
  }
  return read
    .join('')
    .replace(/\n{2,}(?=`{3})/g, '\n\n')
    .replace(/^\n+|\s+$/g, '')
}

function parseLines(text: string, names: DiscordNames): string {
  return parseQuotedLines(text, /^>>> /m, line => parseLine(line, names))
}

/** Small text has no sign in Markdown; what Discord shows as it is written is kept from being a mark. */
function parseLine(line: string, names: DiscordNames): string {
  const quote = /^\s*> /.exec(line)
  return quote ? `> ${parseWordsOf(line.slice(quote[0].length), names)}` : parseWordsOf(line, names)
}

function parseWordsOf(line: string, names: DiscordNames): string {
  const words = parseSpans(line.replace(/^\s*-# /, ''), names)
  const heading = /^\s*(#{1,3}\s+)(\S.*)$/.exec(words)
  // Markdown takes signs at a heading's end for its frame.
  return heading ? heading[1]! + heading[2]!.replace(/(?<=^|\s)(?=#+\s*$)/, '\\') : escapeLine(words)
}

function parseSpans(text: string, names: DiscordNames): string {
  const parts = text.split(CODE_SPAN)
  let read = ''
  for (let index = 0; index < parts.length; index += 3) {
    read += parseWords(parts[index]!, names)
    const [ticks, code] = [parts[index + 1], parts[index + 2]]
    if (ticks !== undefined) read += `${ticks}${code}${ticks}`
  }
  return read
}

/** Discord reads no entities and no images, and has no table. */
function parseWords(text: string, names: DiscordNames): string {
  return text
    .replace(/(?<!\\)&(?=#?\w+;)/g, '\\&')
    .replace(/(?<!\\)!(?=\[)/g, '\\!')
    .replace(TOKEN, (...match) => escapeMarkdown(readToken(match.at(-1) as Record<string, string | undefined>, names)))
}

function readToken(token: Record<string, string | undefined>, names: DiscordNames): string {
  const { user, role, channel, emoji, time, style, command, tab } = token
  if (user) return `@${names.user(user) ?? user}`
  if (role) return `@${names.role(role) ?? role}`
  if (channel) return `#${names.channel(channel) ?? channel}`
  if (time) return names.time(Number(time), style ?? 'f')
  return emoji ?? command ?? `#${tab}`
}
