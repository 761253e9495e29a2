/** Brings a reply's messages to what they should say: by streams while Slack plays along, else by changing and posting messages. */
import type { Logger } from 'pino'
import type { Person, PostedMessage } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import {
  isMessageGone,
  type MessageContent,
  type MessageName,
  metadataOf,
  type Posting,
  type Target,
} from './posting.ts'
import { renderMarkdownBlock } from './render-markdown-block.ts'
import { type Block, renderStopButton } from './reply-blocks.ts'
import { callSlack, type SlackTiming, slackErrorOf } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface ReplyWriterOptions {
  workspace: Workspace
  posting: Posting
  timing: SlackTiming
  log: Logger
  target: Target
  person: Person
  eventId: string
  replyId: string
  canStream: boolean
  /** The reply is in one person's direct message with Parley: a stream there names no recipient. */
  direct: boolean
  /** Under the last message while the reply is written. */
  stopButton: boolean
  /** What this reply takes the place of. */
  earlier: readonly PostedMessage[]
  onPosted: (message: PostedMessage) => void
}

export interface ReplyWriter {
  /** A message of the reply stands, so that no status need be shown elsewhere. */
  readonly hasMessage: boolean
  readonly streaming: boolean
  /** Brings the messages to the pieces; those that are not last are complete. @throws ParleyError PLATFORM_… */
  write(pieces: readonly string[]): Promise<void>
  /** The same for good, with what stands under the last one; messages beyond the pieces are deleted. */
  end(pieces: readonly string[], footer: (feedback: boolean) => Block[]): Promise<void>
  /** Begins anew in another place. */
  moveTo(target: Target): void
}

interface Slot extends PostedMessage {
  /** As rendered. */
  shown: string
  isStream: boolean
  /** Since when its text no longer begins with what the stream shows. */
  stuckAt?: number
  startedAt: number
  stage: Stage
}

/** More text will come; the text is whole; what stands under the reply stands there too. */
type Stage = 'growing' | 'whole' | 'last'

const NO_FOOTER = () => []

export function createReplyWriter(options: ReplyWriterOptions): ReplyWriter {
  const { workspace, posting, timing, log, person, eventId, replyId } = options
  const { chat } = workspace.posting
  let target = options.target
  let canStream = options.canStream && target.thread !== undefined
  let slots: Slot[] = options.earlier.map(message => ({ ...message, ...standing('') }))

  function standing(shown: string) {
    return { shown, isStream: false, startedAt: Date.now(), stage: 'growing' as Stage }
  }

  const nameOf = (part: number): MessageName => ({ event: eventId, reply: replyId, part })

  /** @returns whether the text now stands in a stream */
  async function startStream(part: number, rendered: string): Promise<boolean> {
    const begun = new Date(Date.now() - 60_000)
    const recipient = options.direct ? {} : { recipient_team_id: workspace.team, recipient_user_id: person.id }
    const start = { channel: target.channel, thread_ts: target.thread!, markdown_text: rendered, ...recipient }
    try {
      const { ts } = await callSlack(() => chat.startStream(start), { timing, repeatable: false })
      if (!ts) throw new ParleyError('PLATFORM_UNREACHABLE', 'Slack started a stream without naming it.')
      slots[part] = { ...target, id: ts, ...standing(rendered), isStream: true }
      options.onPosted({ channel: target.channel, id: ts })
      return true
    } catch (error) {
      canStream = false
      if (!(error instanceof ParleyError) || error.code !== 'PLATFORM_UNREACHABLE') return false
      // It may have been started all the same.
      const own = await posting.findOwn(target, begun)
      const lost = own.find(
        ({ ts, streaming_state: state }) => state === 'in_progress' && !slots.some(s => s.id === ts),
      )
      if (!lost?.ts) return false
      slots[part] = { channel: target.channel, id: lost.ts, ...standing('') }
      options.onPosted({ channel: target.channel, id: lost.ts })
      await stopStream(slots[part], {})
      return false
    }
  }

  /** @returns whether Slack ended it as asked */
  async function stopStream(slot: Slot, rest: { markdown_text?: string; blocks?: Block[]; part?: number }) {
    const { part, ...body } = rest
    const metadata = part === undefined ? {} : { metadata: metadataOf(nameOf(part)) }
    slot.isStream = false
    try {
      await callSlack(() => chat.stopStream({ channel: slot.channel, ts: slot.id, ...body, ...metadata }), {
        timing,
        repeatable: false,
      })
      return true
    } catch (error) {
      log.debug({ err: error, event: eventId }, 'a stream was not ended as asked; its message is changed instead')
      // A message cannot be changed while it is a stream.
      if (slackErrorOf(error) !== 'message_not_in_streaming_state') {
        const stop = () => chat.stopStream({ channel: slot.channel, ts: slot.id })
        await callSlack(stop, { timing, repeatable: true }).catch(() => {})
      }
      return false
    }
  }

  /** @returns whether the slot now shows what it should, as far as a stream can */
  async function growStream(slot: Slot, part: number, content: MessageContent, stage: Stage): Promise<boolean> {
    const rendered = renderMarkdownBlock(content.markdown)
    const isOld = Date.now() - slot.startedAt > timing.streamMs
    const fits = rendered.startsWith(slot.shown)
    if (fits) slot.stuckAt = undefined
    else slot.stuckAt ??= Date.now()
    // What is appended later may change how the end reads, for a moment; a stream can only grow.
    const isStuck = slot.stuckAt !== undefined && Date.now() - slot.stuckAt >= 2 * timing.updateMs
    if (!fits && !isOld && !isStuck && stage === 'growing') return true
    if (!fits || isOld) {
      await stopStream(slot, {})
      return false
    }
    const rest = rendered.slice(slot.shown.length)
    const text = rest === '' ? {} : { markdown_text: rest }
    if (stage !== 'growing') {
      const blocks = content.footer(true)
      if (!(await stopStream(slot, { ...text, ...(blocks.length > 0 ? { blocks } : {}), part }))) return false
    } else if (rest !== '') {
      try {
        const append = { channel: slot.channel, ts: slot.id, markdown_text: rest }
        await callSlack(() => chat.appendStream(append), { timing, repeatable: false })
      } catch (error) {
        log.debug({ err: error, event: eventId }, 'a stream has ended; its message is changed instead')
        canStream = false
        await stopStream(slot, {})
        return false
      }
    }
    slot.shown = rendered
    slot.stage = stage
    return true
  }

  /** Brings one message to its content. */
  async function put(part: number, content: MessageContent, stage: Stage): Promise<void> {
    const rendered = renderMarkdownBlock(content.markdown)
    if (!slots[part] && stage === 'growing' && canStream && (await startStream(part, rendered))) return
    const slot = slots[part]
    if (slot?.isStream && (await growStream(slot, part, content, stage))) return
    if (slot && slot.shown === rendered && (stage === 'growing' || stage === slot.stage)) return
    if (slot) {
      try {
        await posting.update(slot, content, nameOf(part))
        Object.assign(slot, standing(rendered), { stage })
        return
      } catch (error) {
        if (!isMessageGone(error) && slackErrorOf(error) !== 'msg_too_long') throw error
        // One that can no longer be changed must not stand beside the one that takes its place.
        await chat.delete({ channel: slot.channel, ts: slot.id }).catch(() => {})
      }
    }
    const id = await posting.post(target, content, nameOf(part))
    slots[part] = { channel: target.channel, id, ...standing(rendered), stage }
    options.onPosted({ channel: target.channel, id })
  }

  async function removeFrom(part: number): Promise<void> {
    for (const { channel, id } of slots.splice(part)) {
      const call = () => chat.delete({ channel, ts: id })
      await callSlack(call, { timing, repeatable: true }).catch(error => {
        if (!isMessageGone(error)) log.warn({ err: error, event: eventId }, 'a message that is no longer wanted stays')
      })
    }
  }

  return {
    get hasMessage() {
      return slots.length > 0
    },
    get streaming() {
      return slots.at(-1)?.isStream ?? (slots.length === 0 && canStream)
    },
    async write(pieces) {
      for (const [part, markdown] of pieces.entries()) {
        const stage = part < pieces.length - 1 ? 'whole' : 'growing'
        const footer = () => (options.stopButton && stage === 'growing' ? renderStopButton(replyId) : [])
        await put(part, { markdown, footer }, stage)
      }
    },
    async end(pieces, footer) {
      for (const [part, markdown] of pieces.entries()) {
        const isLast = part === pieces.length - 1
        await put(part, { markdown, footer: isLast ? footer : NO_FOOTER }, isLast ? 'last' : 'whole')
      }
      await removeFrom(pieces.length)
    },
    moveTo(other) {
      target = other
      canStream = false
      slots = []
    },
  }
}
