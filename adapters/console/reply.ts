/** A reply on a terminal, streamed and styled, and a reply in a pipe, plain. */
import type { Reply, ReplyEnd, ReplyFile, Source } from '../../src/conversation/chat-port.ts'
import { messageOf } from '../../src/errors.ts'
import { formatExcerpt } from '../../src/text/excerpt.ts'
import { paint, wrapText } from './line-wrapper.ts'
import { createMarkdownStream, withoutControls } from './markdown-stream.ts'
import type { Screen } from './screen.ts'

/** Called once, when the reply has ended. */
export type OnEnd = (answered: boolean) => void

/** @returns where it lies @throws ParleyError INPUT_INVALID */
export type SaveFile = (file: ReplyFile) => Promise<string>

export function createTerminalReply(screen: Screen, onEnd: OnEnd, save: SaveFile): Reply {
  const stream = createMarkdownStream({ columns: screen.columns, colour: screen.colour })
  let written = false
  const endText = () => {
    screen.write(stream.end())
    if (stream.column > 0) screen.write('\n')
  }
  return {
    async heading({ pipeline, guessed }) {
      if (guessed) screen.write(`${paint(`→ ${pipeline}`, 'dim', screen.colour)}\n`)
    },
    async status(text) {
      if (!written || stream.column === 0) screen.status(text)
    },
    async append(text) {
      written = true
      screen.write(stream.push(text))
    },
    async finish(end) {
      endText()
      if (end.stopped) screen.write(`${paint('Stopped.', 'dim', screen.colour)}\n`)
      if (end.sources.length > 0) {
        const lines = formatSources(end.sources).map(line => wrapText(line, screen.columns(), line.indexOf(' ') + 1))
        screen.write(`\n${paint(lines.join('\n'), 'dim', screen.colour)}\n`)
      }
      for (const line of await saveAll(end.files, save)) {
        screen.write(`${paint(wrapText(line, screen.columns()), 'dim', screen.colour)}\n`)
      }
      screen.write('\n')
      onEnd(true)
    },
    async fail(reason) {
      endText()
      const line = wrapText(`! ${withoutControls(reason)}`, screen.columns(), 2)
      screen.write(`${paint(line, 'error', screen.colour)}\n\n`)
      onEnd(false)
    },
  }
}

/** Text to `output` as it comes, reasons to `errorOutput`; nothing else. */
export function createPlainReply(
  output: NodeJS.WritableStream,
  errorOutput: NodeJS.WritableStream,
  onEnd: OnEnd,
  save: SaveFile,
): Reply {
  let last = '\n'
  const write = (text: string) => {
    if (text === '') return
    output.write(text)
    last = text.at(-1)!
  }
  const endLine = () => {
    if (last !== '\n') write('\n')
  }
  return {
    async heading() {},
    async status() {},
    async append(text) {
      write(withoutControls(text))
    },
    async finish(end: ReplyEnd) {
      endLine()
      for (const line of formatSources(end.sources)) write(`${line}\n`)
      for (const line of await saveAll(end.files, save)) write(`${line}\n`)
      onEnd(true)
    },
    async fail(reason) {
      endLine()
      errorOutput.write(`${withoutControls(reason)}\n`)
      onEnd(false)
    },
  }
}

/** @returns a line a file on where it lies, or why it does not */
async function saveAll(files: readonly ReplyFile[] = [], save: SaveFile): Promise<string[]> {
  const lines: string[] = []
  for (const file of files) {
    try {
      lines.push(`Saved as ${withoutControls(await save(file))}`)
    } catch (error) {
      lines.push(withoutControls(messageOf(error)))
    }
  }
  return lines
}

/** What of a quote is shown: enough to see whether it says what it is cited for. */
const EXCERPT_CHARS = 140

/** `[1] Title › Heading — path: what it says`, a line each. */
function formatSources(sources: readonly Source[]): string[] {
  return sources.map(({ n, title, location, quote }) => {
    const said = quote ? `: ${formatExcerpt(quote, EXCERPT_CHARS)}` : ''
    return withoutControls(`[${n}] ${title} — ${location}${said}`).replaceAll('\n', ' ')
  })
}
