/** A reply that stands in a channel, a thread or a direct message. */
import type { Logger } from 'pino'
import type { Reply, ReplyEnd, ReplyFile, ReplyHeading } from '../../src/conversation/chat-port.ts'
import { safePrefix } from '../../src/text/markdown/safe-prefix.ts'
import { splitMarkdown } from '../../src/text/markdown/split-markdown.ts'
import { failedText, finishedText } from '../reply-text.ts'
import { isPlaceClosed, type Target } from './posting.ts'
import { renderMarkdownBlock } from './render-markdown-block.ts'
import { renderFooter } from './reply-blocks.ts'
import type { ReplyStatus } from './reply-status.ts'
import type { ReplyWriter } from './reply-writer.ts'
import type { SlackTiming } from './web-client.ts'

/** Slack's limit for the `markdown` blocks of a message together; some is left for what a line in front of the text takes. */
export const MESSAGE_CHARS = 11_500
/** Beyond this many messages the text comes as a file, with its beginning as messages. */
const MAX_MESSAGES = 5
const FILE_NAME = 'answer.md'

export interface MessageReplyOptions {
  writer: ReplyWriter
  status: ReplyStatus
  timing: SlackTiming
  log: Logger
  replyId: string
  eventId: string
  /** A line in front of the text. */
  preface?: string
  /** Puts a file there. @throws ParleyError PLATFORM_… */
  upload(file: ReplyFile): Promise<void>
  /** Finds another place where this one is closed. @throws ParleyError PLATFORM_… */
  findOtherTarget(reason: unknown): Promise<{ target: Target; preface: string }>
}

export function createMessageReply(options: MessageReplyOptions): Reply {
  const { writer, status, timing, log, replyId, eventId } = options
  let { preface } = options
  let text = ''
  let heading: ReplyHeading | undefined
  let statusText: string | undefined
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let wroteAt = 0
  let writing: Promise<void> = Promise.resolve()

  const whole = () => (preface ? `${preface}\n\n${text}` : text)
  const split = (markdown: string) => splitMarkdown(markdown, { maxChars: MESSAGE_CHARS, render: renderMarkdownBlock })

  /** One write at a time: two appends at once would be two messages. */
  function schedule(): void {
    if (ended || timer) return
    const paceMs = writer.streaming ? timing.appendMs : timing.updateMs
    const waitMs = Math.max(0, wroteAt + paceMs - Date.now())
    timer = setTimeout(() => {
      writing = writing.then(show)
    }, waitMs)
  }

  async function show(): Promise<void> {
    timer = undefined
    if (ended) return
    wroteAt = Date.now()
    const shown = safePrefix(text)
    const pieces = shown.trim() === '' ? [] : split(preface ? `${preface}\n\n${shown}` : shown)
    const waiting = statusText && !status.isNative ? [`_${statusText}_`] : []
    try {
      await writer.write(pieces.length > 0 ? pieces.slice(0, MAX_MESSAGES) : waiting)
    } catch (error) {
      log.debug({ err: error, event: eventId }, 'a reply could not be shown on the way; it is at its end')
    }
    wroteAt = Date.now()
  }

  async function end(replyEnd: ReplyEnd): Promise<void> {
    ended = true
    clearTimeout(timer)
    await writing
    try {
      try {
        await writeWhole(replyEnd)
      } catch (error) {
        if (!isPlaceClosed(error)) throw error
        const other = await options.findOtherTarget(error)
        writer.moveTo(other.target)
        preface = other.preface
        await writeWhole(replyEnd)
      }
    } finally {
      await status.end()
    }
  }

  async function writeWhole(replyEnd: ReplyEnd): Promise<void> {
    const pieces = split(whole())
    const files = replyEnd.files ?? []
    const notes: string[] = []
    let shown = pieces
    if (pieces.length > MAX_MESSAGES) {
      const beginning = pieces.slice(0, MAX_MESSAGES)
      if (await upload(beginning, [{ name: FILE_NAME, text }])) {
        notes.push('This is the beginning; the whole text is in the file.')
        shown = beginning
      }
    }
    if (files.length > 0 && !(await upload(shown, files))) notes.push('Slack did not take the files.')
    const note = notes.length > 0 ? notes.join('\n') : undefined
    await writer.end(shown, feedback => renderFooter({ replyId, heading, end: replyEnd, note, feedback }))
  }

  /** Files stand under the text. @returns whether Slack took them */
  async function upload(shown: readonly string[], files: readonly ReplyFile[]): Promise<boolean> {
    await writer.write(shown)
    try {
      for (const file of files) await options.upload(file)
      return true
    } catch (error) {
      log.warn({ err: error, event: eventId }, 'a file could not be sent with a reply')
      return false
    }
  }

  return {
    async heading(given) {
      heading = given
    },
    async status(line) {
      if (ended || text !== '') return
      statusText = line
      if (status.isNative) await status.show(line)
      else schedule()
    },
    async append(more) {
      if (text === '') status.rest()
      text += more
      schedule()
    },
    async finish(replyEnd) {
      text = finishedText(text, replyEnd.stopped)
      await end(replyEnd)
    },
    async fail(reason) {
      text = failedText(text, reason)
      await end({ sources: [], stopped: false, actions: [] })
    },
  }
}
