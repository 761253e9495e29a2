/** A reply being written in Discord: a message that is edited as the text comes, and more of them where it is long. */
import type { Logger } from 'pino'
import type { Reply, ReplyEnd, ReplyFile, ReplyHeading } from '../../src/conversation/chat-port.ts'
import { safePrefix } from '../../src/text/markdown/safe-prefix.ts'
import { splitMarkdown } from '../../src/text/markdown/split-markdown.ts'
import { failedText, finishedText } from '../reply-text.ts'
import { renderButtons, renderStopButton } from './buttons.ts'
import { type DiscordTiming, isRefused } from './call-discord.ts'
import type { MessageContent, Outlet } from './outlet.ts'
import { renderDiscord } from './render-markdown.ts'
import { renderFooter } from './reply-footer.ts'
import type { ReplyWriter } from './reply-writer.ts'

/** Discord's limit of a message. */
export const MESSAGE_CHARS = 2000
/** Beyond this many messages the text comes as a file, with its beginning as messages. */
const MAX_MESSAGES = 5
const FILE_NAME = 'answer.md'

/** Another way for a reply that could not go on where it was. */
export interface OtherWay {
  outlet: Outlet
  /** What stands already can be changed by it. */
  keeps: boolean
  /** A line in front of the text. */
  preface?: string
}

export interface MessageReplyOptions {
  writer: ReplyWriter
  timing: DiscordTiming
  log: Logger
  replyId: string
  eventId: string
  /** A line in front of the text. */
  preface?: string
  /** @returns undefined where there is none left @throws ParleyError PLATFORM_… */
  findOtherWay(): Promise<OtherWay | undefined>
  /** Called when the reply stands whole. */
  onEnd(): Promise<void>
}

const NOT_STOPPED: ReplyEnd = { sources: [], stopped: false, actions: [] }

export function createMessageReply(options: MessageReplyOptions): Reply {
  const { writer, timing, log, replyId, eventId } = options
  let { preface } = options
  let text = ''
  let heading: ReplyHeading | undefined
  let statusText = 'Thinking…'
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let wroteAt = 0
  let writing: Promise<void> = Promise.resolve()

  /** What is shown after the edit that is under way is shown together, in one more. */
  function schedule(): void {
    if (ended || timer) return
    const waitMs = Math.max(0, wroteAt + timing.editMs - Date.now())
    timer = setTimeout(() => {
      writing = writing.then(show)
    }, waitMs)
  }

  async function show(): Promise<void> {
    timer = undefined
    if (ended) return
    const shown = safePrefix(text)
    const pieces = shown.trim() === '' ? [`_${statusText}_`] : split(withPreface(shown)).slice(0, MAX_MESSAGES)
    const contents = pieces.map((piece, i) => ({
      content: renderDiscord(piece),
      components: i === pieces.length - 1 ? renderStopButton(replyId) : [],
    }))
    try {
      await writer.write(contents)
    } catch (error) {
      log.debug({ err: error, event: eventId }, 'a reply could not be shown on the way; it is at its end')
    }
    wroteAt = Date.now()
  }

  const withPreface = (markdown: string) => (preface ? `${preface}\n\n${markdown}` : markdown)

  async function end(replyEnd: ReplyEnd): Promise<void> {
    ended = true
    clearTimeout(timer)
    await writing
    for (;;) {
      try {
        await writeWhole(replyEnd)
        return await options.onEnd()
      } catch (error) {
        if (!isRefused(error)) throw error
        const other = await options.findOtherWay()
        if (!other) throw error
        log.info({ err: error, event: eventId }, 'Discord: an answer goes by another way')
        preface = other.preface
        writer.moveTo(other.outlet, other.keeps)
      }
    }
  }

  async function writeWhole(replyEnd: ReplyEnd): Promise<void> {
    const pieces = split(withPreface(text)).map(renderDiscord)
    const files = replyEnd.files ?? []
    if (pieces.length > MAX_MESSAGES) {
      const note = 'This is the beginning; the whole text is in the file.'
      const shown = compose(pieces.slice(0, MAX_MESSAGES), renderFooter({ heading, end: replyEnd, note }), replyEnd)
      if (await endWith(shown, [{ name: FILE_NAME, text }, ...files])) return
    }
    const whole = compose(pieces, renderFooter({ heading, end: replyEnd }), replyEnd)
    if (files.length > 0) {
      if (await endWith(whole, files)) return
      const note = 'Discord did not take the files.'
      return writer.end(compose(pieces, renderFooter({ heading, end: replyEnd, note }), replyEnd))
    }
    await writer.end(whole)
  }

  /** @returns whether Discord took the files, which go with the last message; where it did not, what stands is still to be ended */
  async function endWith(contents: readonly MessageContent[], files: readonly ReplyFile[]): Promise<boolean> {
    try {
      await writer.end([...contents.slice(0, -1), { ...contents.at(-1)!, files }])
      return true
    } catch (error) {
      if (!isRefused(error)) throw error
      log.warn({ err: error, event: eventId }, 'Discord: a file could not be sent with a reply')
      return false
    }
  }

  /** Puts small lines under the last piece, or into messages of their own where there is no room. */
  function compose(pieces: readonly string[], footer: readonly string[], { actions }: ReplyEnd): MessageContent[] {
    const contents = [...pieces]
    for (const line of footer) {
      const last = contents.at(-1) ?? ''
      if (last.length + 1 + line.length <= MESSAGE_CHARS) contents[contents.length - 1] = `${last}\n${line}`
      else contents.push(line)
    }
    const buttons = renderButtons(replyId, actions)
    return contents.map((content, i) => ({ content, components: i === contents.length - 1 ? buttons : [] }))
  }

  return {
    async heading(given) {
      heading = given
    },
    async status(line) {
      if (ended || text !== '') return
      statusText = line
      schedule()
    },
    async append(more) {
      text += more
      schedule()
    },
    async finish(replyEnd) {
      text = finishedText(text, replyEnd.stopped)
      await end(replyEnd)
    },
    async fail(reason) {
      text = failedText(text, reason)
      await end(NOT_STOPPED)
    },
  }
}

function split(markdown: string): string[] {
  return splitMarkdown(markdown, { maxChars: MESSAGE_CHARS, render: renderDiscord })
}
