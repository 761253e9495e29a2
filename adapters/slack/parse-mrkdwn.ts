/** Reads Slack's mrkdwn as GitHub-flavoured Markdown, with people, channels and dates named as Slack shows them. */
import { escapeLine, escapeLineStart, escapeMarkdown, fenceCode } from '../../src/text/markdown/escape-markdown.ts'
import { parseQuotedLines } from '../../src/text/markdown/quoted-lines.ts'
import { withoutDeceptiveCharacters } from '../../src/text/markdown/safe-characters.ts'

export interface MrkdwnNames {
  user(id: string): string | undefined
  channel(id: string): string | undefined
  group(id: string): string | undefined
  date(epochSeconds: number, format: string): string
}

/** What Slack writes between angle brackets; what people type comes with entities instead. */
const TOKEN = /<([^<>\n]+)>/g

export function parseMrkdwn(text: string, names: MrkdwnNames): string {
  const clean = withoutDeceptiveCharacters(text.replace(/\r\n?/g, '\n'))
  // A block of code ends at the next fence, wherever in a line that is.
  const parts = clean.split(/```([\s\S]+?)```/)
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return `\n${fenceCode(parseCode(part, names).replace(/^\n|\n$/g, ''))}\n`
      return parseLines(part, names)
    })
    .join('')
    .replace(/\n{3,}(?=`{3})/g, '\n\n')
    .replace(/^\n+|\s+$/g, '')
}

function parseCode(text: string, names: MrkdwnNames): string {
  return decodeEntities(text.replace(TOKEN, (_, token: string) => encodeEntities(readToken(token, names).text)))
}

function parseLines(text: string, names: MrkdwnNames): string {
  // Three signs quote everything that follows.
  return parseQuotedLines(text, /^&gt;&gt;&gt; ?/m, line => parseLine(line, names))
}

function parseLine(line: string, names: MrkdwnNames): string {
  const quote = /^&gt; ?/.exec(line)
  if (quote) return `> ${parseItem(line.slice(quote[0].length), names)}`
  return parseItem(line, names)
}

function parseItem(line: string, names: MrkdwnNames): string {
  const item = /^( *)[•◦▪]\ufe0e? +/.exec(line)
  if (!item) return escapeLine(parseInlines(line, names))
  const words = parseInlines(line.slice(item[0].length), names)
  return `${'  '.repeat(item[1]!.length / 4)}- ${escapeLineStart(words)}`
}

/** Marks stand beside what is neither letter nor digit, and touch what they mark. */
const CODE = /`([^`\n]+)`/
const MARKED = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)((?:(?!\1).)*?\S)\1(?![\p{L}\p{N}*_~])/u
const MARKS: Record<string, string> = { '*': '**', _: '*', '~': '~~' }

function parseInlines(text: string, names: MrkdwnNames): string {
  const code = CODE.exec(text)
  if (code) {
    const value = parseCode(code[1]!, names)
    return (
      parseMarked(text.slice(0, code.index), names) +
      `\`${value}\`` +
      parseInlines(text.slice(code.index + code[0].length), names)
    )
  }
  return parseMarked(text, names)
}

function parseMarked(text: string, names: MrkdwnNames): string {
  const marked = findMarked(text)
  if (!marked) return parseTokens(text, names)
  const { index, length, mark, inner } = marked
  const marks = MARKS[mark]!
  return (
    parseTokens(text.slice(0, index), names) +
    marks +
    parseMarked(inner, names) +
    marks +
    parseMarked(text.slice(index + length), names)
  )
}

/** The marks in addresses and names are none. */
function findMarked(text: string): { index: number; length: number; mark: string; inner: string } | undefined {
  const hidden = text.replace(TOKEN, token => `<${'x'.repeat(token.length - 2)}>`)
  const match = MARKED.exec(hidden)
  if (!match) return undefined
  const start = match.index + 1
  return {
    index: match.index,
    length: match[0].length,
    mark: match[1]!,
    inner: text.slice(start, start + match[2]!.length),
  }
}

function parseTokens(text: string, names: MrkdwnNames): string {
  return text
    .split(TOKEN)
    .map((part, index) => {
      if (index % 2 === 0) return escapeMarkdown(decodeEntities(part))
      const { text: shown, url } = readToken(part, names)
      if (!url) return escapeMarkdown(shown)
      return shown === url || `mailto:${shown}` === url
        ? `<${shown}>`
        : `[${escapeLinkText(shown)}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`
    })
    .join('')
}

function escapeLinkText(text: string): string {
  return escapeMarkdown(text).replace(/(?<!\\)[[\]]/g, '\\$&')
}

function readToken(token: string, names: MrkdwnNames): { text: string; url?: string } {
  const [target = '', ...labels] = token.split('|')
  const label = labels.length > 0 ? decodeEntities(labels.join('|')) : undefined
  const id = target.slice(1)
  if (target.startsWith('@')) return { text: `@${names.user(id) ?? label?.replace(/^@/, '') ?? id}` }
  if (target.startsWith('#')) return { text: `#${names.channel(id) ?? (label || id)}` }
  if (!target.startsWith('!')) {
    const url = decodeEntities(target)
    return { text: label || url, url }
  }
  const [kind = '', first = '', second = ''] = id.split('^')
  if (kind === 'subteam') return { text: `@${names.group(first) ?? label?.replace(/^@/, '') ?? first}` }
  if (kind === 'date' && /^\d{1,12}$/.test(first)) return { text: names.date(Number(first), second) }
  return { text: label ?? `@${kind}` }
}

/** Once, and in one pass: `&amp;lt;` is `&lt;`. */
function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'))
}

function encodeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
