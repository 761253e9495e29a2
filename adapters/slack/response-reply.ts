/** A reply to a command, a button or a form, outside of Parley's own messages: for one person alone, or for all where Parley is no member. */
import type { Logger } from 'pino'
import type { Reply, ReplyEnd, ReplyHeading } from '../../src/conversation/chat-port.ts'
import { messageOf, ParleyError } from '../../src/errors.ts'
import { failedText, finishedText } from '../reply-text.ts'
import type { PendingInteraction } from './pending-interactions.ts'
import { formatFallback, renderSections } from './posting.ts'
import { type Block, renderFooter } from './reply-blocks.ts'

export interface ResponseReplyOptions {
  interaction: PendingInteraction
  /** The whole text in as many messages; a rejection ends this way. */
  send(message: ResponseMessage): Promise<void>
  /** Whether a status may be sent, which stays where it is. */
  showsStatus: boolean
  replyId: string
  eventId: string
  log: Logger
  /** Gives the whole text by another way, where this one has ended. @throws ParleyError PLATFORM_… */
  replyElsewhere(): Promise<Reply>
}

export interface ResponseMessage {
  text: string
  blocks: Block[]
}

/** Sections of up to 2,900 characters: about as much as a message holds. */
const SECTIONS_PER_MESSAGE = 4
/** Who has waited this long wants to know why. */
const STATUS_AFTER_MS = 4000

export function createResponseReply(options: ResponseReplyOptions): Reply {
  const { interaction, replyId, eventId, log } = options
  let text = ''
  let heading: ReplyHeading | undefined
  let statusText: string | undefined
  let sending: Promise<unknown> = Promise.resolve()
  /** One use of five may go to a status. */
  const timer = setTimeout(() => {
    if (statusText && options.showsStatus) sending = send({ text: statusText, blocks: [] }).catch(() => {})
  }, STATUS_AFTER_MS)
  timer.unref()

  async function send(message: ResponseMessage): Promise<void> {
    interaction.usesLeft--
    await options.send(message)
  }

  async function end(replyEnd: ReplyEnd): Promise<void> {
    clearTimeout(timer)
    await sending
    const messages = renderMessages(replyEnd)
    let sent = 0
    try {
      if (replyEnd.files?.length) throw new ParleyError('PLATFORM_REJECTED', 'Slack takes no files for an interaction.')
      if (messages.length > interaction.usesLeft) {
        throw new ParleyError('PLATFORM_REJECTED', 'The answer is longer than Slack takes for an interaction.')
      }
      for (const message of messages) {
        await send(message)
        sent++
      }
    } catch (error) {
      log.info({ reason: messageOf(error), sent, event: eventId }, 'an answer goes by another way')
      interaction.usesLeft = 0
      const reply = await options.replyElsewhere()
      if (heading) await reply.heading(heading)
      await reply.append(text)
      await reply.finish(replyEnd)
    }
  }

  function renderMessages(replyEnd: ReplyEnd): ResponseMessage[] {
    const sections: Block[] = renderSections(text)
    const messages: ResponseMessage[] = []
    for (let i = 0; i < sections.length; i += SECTIONS_PER_MESSAGE) {
      messages.push({ text: formatFallback(text), blocks: sections.slice(i, i + SECTIONS_PER_MESSAGE) })
    }
    messages.at(-1)?.blocks.push(...renderFooter({ replyId, heading, end: replyEnd, feedback: false }))
    return messages
  }

  return {
    async heading(given) {
      heading = given
    },
    async status(line) {
      statusText = line
    },
    async append(more) {
      text += more
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
