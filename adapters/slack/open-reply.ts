/** Finds the way by which a reply is given: a thread, a message, an answer to an interaction, or a direct message. */
import type { Logger } from 'pino'
import type { Place, PostedMessage, Reply, ReplyOptions } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { formatLink } from './links.ts'
import { createMessageReply } from './message-reply.ts'
import type { PendingInteraction, PendingInteractions } from './pending-interactions.ts'
import { createPosting, isNamed, isPlaceClosed, type Posting, type Target } from './posting.ts'
import { openReplyStatus } from './reply-status.ts'
import { createReplyWriter } from './reply-writer.ts'
import { createResponseReply } from './response-reply.ts'
import { sendEphemeral, sendResponse } from './send-response.ts'
import { uploadFile } from './upload-file.ts'
import { callSlack, type SlackTiming, slackErrorOf } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface OpenReplyOptions {
  pending: PendingInteractions
  timing: SlackTiming
  log: Logger
  closing: AbortSignal
}

export type OpenReply = (workspace: Workspace, place: Place, options: ReplyOptions) => Promise<Reply>

/** What an earlier attempt left is not older than the oldest question that is still answered. */
const EARLIER_MS = 6 * 3600_000

export function createOpenReply({ pending, timing, log, closing }: OpenReplyOptions): OpenReply {
  async function openMessage(
    workspace: Workspace,
    target: Target,
    options: ReplyOptions,
    more: { direct: boolean; preface?: string },
  ): Promise<Reply> {
    const posting = createPosting(workspace, timing)
    const [status, earlier] = await Promise.all([
      openReplyStatus({ workspace, target, timing, log }),
      findEarlier(workspace, posting, target, options),
    ])
    const { person, eventId, replyId, onPosted } = options
    const writer = createReplyWriter({
      workspace,
      posting,
      timing,
      log,
      target,
      person,
      eventId,
      replyId,
      onPosted,
      earlier,
      direct: more.direct,
      canStream: status.isNative && earlier.length === 0,
      stopButton: !status.isNative,
    })
    if (!status.isNative) await writer.write(['_Thinking…_'])
    let standing = target
    return createMessageReply({
      writer,
      status,
      timing,
      log,
      replyId,
      eventId,
      preface: more.preface,
      upload: file => uploadFile(workspace, standing, file, timing, onPosted),
      findOtherTarget: async reason => {
        const direct = await openDirect(workspace, options.person.id)
        if (direct === target.channel) throw reason
        standing = { channel: direct }
        return { target: { channel: direct }, preface: prefaceFor(workspace, target, reason) }
      },
    })
  }

  async function openInDirect(workspace: Workspace, options: ReplyOptions, preface?: string): Promise<Reply> {
    const channel = await openDirect(workspace, options.person.id)
    return openMessage(workspace, { channel }, options, { direct: true, preface })
  }

  async function openDirect(workspace: Workspace, user: string): Promise<string> {
    const call = () => workspace.posting.conversations.open({ users: user })
    const { channel } = await callSlack(call, { timing, repeatable: true })
    if (channel?.id) return channel.id
    throw new ParleyError('PLATFORM_REJECTED', 'Slack opened no direct message with the person who asked.')
  }

  /** Tells the person in the channel, and nobody else, where to look. */
  async function pointToDirect(workspace: Workspace, target: Target, user: string): Promise<void> {
    const pointer = { text: 'I answer you in a direct message.', blocks: [] }
    await sendEphemeral(workspace, target, user, pointer, timing).catch(error =>
      log.debug({ err: error }, 'no pointer to a direct message could be shown'),
    )
  }

  function respond(
    workspace: Workspace,
    target: Target,
    interaction: PendingInteraction,
    options: ReplyOptions,
    visibility: 'ephemeral' | 'in_channel',
  ): Reply {
    const { replyId, eventId } = options
    const replyElsewhere = async () => {
      await pointToDirect(workspace, target, options.person.id)
      return openInDirect(workspace, options)
    }
    const byUrl = interaction.responseUrl !== undefined
    return createResponseReply({
      interaction,
      replyId,
      eventId,
      log,
      replyElsewhere,
      showsStatus: byUrl && visibility === 'ephemeral',
      send: message =>
        byUrl
          ? sendResponse(interaction, visibility, message, { timing, closing })
          : sendEphemeral(workspace, { ...target, thread: interaction.thread }, options.person.id, message, timing),
    })
  }

  return async (workspace, place, options) => {
    const interaction = pending.find(options.eventId)
    const thread = place.thread ?? options.replyTo ?? interaction?.root
    const target: Target = { channel: place.channel, thread }
    const isDirect = place.audience === 'person'
    const isPrivate = options.private && !isDirect
    interaction?.opened(isPrivate ? 'private' : 'public')
    const usable = interaction && interaction.usesLeft > 0 ? interaction : undefined
    if (isPrivate && usable) return respond(workspace, target, usable, options, 'ephemeral')
    if (isPrivate) {
      if (options.attempt === 1) await pointToDirect(workspace, target, options.person.id)
      const asked = options.replyTo && formatLink(workspace, place, options.replyTo)
      return openInDirect(workspace, options, asked && `In answer to [what you wrote](${asked}):`)
    }
    try {
      return await openMessage(workspace, target, options, { direct: isDirect })
    } catch (error) {
      if (!isPlaceClosed(error)) throw error
      if (usable?.responseUrl) return respond(workspace, target, usable, options, 'in_channel')
      if (isDirect) throw error
      return openInDirect(workspace, options, prefaceFor(workspace, target, error))
    }
  }

  /** The messages that this reply takes the place of: those named, or what a crash left. */
  async function findEarlier(
    workspace: Workspace,
    posting: Posting,
    target: Target,
    options: ReplyOptions,
  ): Promise<readonly PostedMessage[]> {
    if (options.replaces?.length) return options.replaces
    if (options.attempt === 1) return []
    try {
      const own = await posting.findOwn(target, new Date(Date.now() - EARLIER_MS))
      const broken = own.filter(message => target.thread && message.streaming_state === 'in_progress' && message.ts)
      for (const { ts } of broken) {
        const stop = () => workspace.posting.chat.stopStream({ channel: target.channel, ts: ts! })
        await callSlack(stop, { timing, repeatable: false }).catch(() => {})
      }
      const left = own.filter(message => broken.includes(message) || isNamed(message, { event: options.eventId }))
      return left.flatMap(({ ts }) => (ts ? [{ channel: target.channel, id: ts }] : []))
    } catch (error) {
      if (isPlaceClosed(error)) throw error
      log.warn({ err: error, event: options.eventId }, 'what an earlier attempt left could not be looked for')
      return []
    }
  }
}

function prefaceFor(workspace: Workspace, target: Target, reason: unknown): string {
  const word = slackErrorOf(reason) ?? 'no answer'
  const { channel, thread } = target
  const link = thread
    ? formatLink(workspace, { platform: 'slack', channel, audience: 'channel' }, thread)
    : `${workspace.url}archives/${channel}`
  return `You asked me [in a channel](${link}) where I cannot write (${word}).`
}
