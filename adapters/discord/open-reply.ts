/** Finds the way by which a reply is given: a channel, the answer to an interaction, or a direct message. */
import { type APIChannel, type APIMessage, type Client, type REST, Routes } from 'discord.js'
import type { Logger } from 'pino'
import type { Place, PostedMessage, Reply, ReplyOptions } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { parseButtonId, renderStopButton } from './buttons.ts'
import { callDiscord, type DiscordTiming, isRefused } from './call-discord.ts'
import { createMessageReply, type OtherWay } from './message-reply.ts'
import { createChannelOutlet, createInteractionOutlet, type Outlet, removeAnnouncement } from './outlet.ts'
import type { PendingInteraction, PendingInteractions } from './pending-interactions.ts'
import { channelIdOf, formatLink } from './places.ts'
import { createReplyWriter, type ReplyWriter } from './reply-writer.ts'

export interface OpenReplyOptions {
  client: () => Client<true>
  rest: REST
  pending: PendingInteractions
  timing: DiscordTiming
  log: Logger
}

interface Way extends OtherWay {
  /** It leads into the direct message with the person. */
  isDirect?: boolean
}

type FindWay = () => Promise<Way>

const IN_DIRECT_MESSAGE = 'I answer you in a direct message.'
const REFUSED =
  'My answer is for you alone, but you take no direct messages from me. Allow them in the privacy settings of this server, or use a slash command.'

export function createOpenReply({ client, rest, pending, timing, log }: OpenReplyOptions) {
  function channelOutlet(place: Place, options: ReplyOptions): Outlet {
    return createChannelOutlet({
      rest,
      timing,
      channel: place.channel,
      channelId: channelIdOf(place),
      self: client().user.id,
      key: `${options.eventId}:${options.replyId}:${options.attempt}`,
      // What is answered stands in the thread, or is what the thread grew from and cannot be replied to in it.
      replyTo: options.replyTo === place.thread ? undefined : options.replyTo,
    })
  }

  async function directOutlet(options: ReplyOptions): Promise<Outlet> {
    const body = { recipient_id: options.person.id }
    const call = (signal: AbortSignal) => rest.post(Routes.userChannels(), { body, signal }) as Promise<APIChannel>
    const { id } = await callDiscord(call, { timing, repeatable: true })
    const place: Place = { platform: 'discord', channel: id, audience: 'person' }
    return channelOutlet(place, { ...options, replyTo: undefined })
  }

  /** Says one line in the channel; that it cannot be said is no reason to fail. */
  async function tell(place: Place, options: ReplyOptions, line: string): Promise<void> {
    const outlet = channelOutlet(place, { ...options, replyId: `${options.replyId}:${line}` })
    await outlet.post({ content: line, components: [] }, { part: 0, generation: 0 }).catch(error => {
      log.warn({ err: error, event: options.eventId }, 'Discord: a line in a channel could not be written')
    })
  }

  /** The direct message with the person who asked, as the last way. */
  function directWay(place: Place, options: ReplyOptions): FindWay {
    return async () => {
      const outlet = await directOutlet(options)
      const link = formatLink(client(), place, options.replyTo)
      const preface = options.private ? undefined : `You asked me [in a channel](${link}) where I cannot write.`
      return { outlet, keeps: false, preface, isDirect: true }
    }
  }

  /** The first way and those after it, by how the question was asked and who may see the answer. */
  async function findWays(
    place: Place,
    options: ReplyOptions,
  ): Promise<{ ways: FindWay[]; onEnd?: () => Promise<void> }> {
    const isDirect = place.audience === 'person'
    const isPrivate = options.private && !isDirect
    const inChannel: FindWay = async () => ({ outlet: channelOutlet(place, options), keeps: true })
    const direct = isDirect ? [] : [directWay(place, options)]
    const interaction = pending.find(options.eventId)
    // A button under a direct message may put its answer into a channel.
    const isElsewhere = interaction !== undefined && interaction.channelId !== channelIdOf(place)
    if (isElsewhere && interaction.source) await interaction.acknowledge('update')
    if (!interaction || isElsewhere) return { ways: isPrivate ? direct : [inChannel, ...direct] }

    const acknowledged = await acknowledge(interaction, options, isPrivate)
    const isAnnounced = acknowledged === 'private' || acknowledged === 'public'
    const common = { rest, timing, channel: place.channel, interaction, isAnnounced }
    const privately: FindWay = async () => ({
      outlet: createInteractionOutlet({ ...common, isPrivate: true }),
      keeps: false,
    })
    const publicly: FindWay = async () => {
      const beside = channelOutlet(place, { ...options, replyTo: undefined })
      return { outlet: createInteractionOutlet({ ...common, isPrivate: false, beside }), keeps: false }
    }
    if (acknowledged === 'lost' || acknowledged === 'form') return { ways: isPrivate ? direct : [inChannel, ...direct] }
    if (isPrivate) return { ways: [privately, ...direct] }
    if (acknowledged === 'public') return { ways: [publicly, inChannel, ...direct] }
    if (acknowledged === 'update') return { ways: [inChannel, publicly, ...direct] }
    // It was acknowledged before it was known that all may see the answer.
    let isNeeded = false
    const instead: FindWay = () => {
      isNeeded = true
      return privately()
    }
    const onEnd = async () => {
      if (!isNeeded) await removeAnnouncement(interaction, rest, timing)
    }
    return { ways: [inChannel, instead, ...direct], onEnd }
  }

  async function acknowledge(interaction: PendingInteraction, options: ReplyOptions, isPrivate: boolean) {
    const { source } = interaction
    const replacesSource = source !== undefined && options.replaces?.some(({ id }) => id === source.message) === true
    if (replacesSource) return interaction.acknowledge('update')
    return interaction.acknowledge(isPrivate ? 'private' : 'public')
  }

  /** The messages that this reply takes the place of: those named, or what a crash left. */
  async function findEarlier(outlet: Outlet, options: ReplyOptions): Promise<readonly PostedMessage[]> {
    const named = (options.replaces ?? []).filter(message => outlet.canEdit(message))
    if (options.attempt === 1) return named
    try {
      // The last message before a crash may not have been written down.
      const left = await outlet.find(message => isLeftOver(message, options))
      return [...named, ...left.filter(({ id }) => !named.some(message => message.id === id))]
    } catch (error) {
      log.warn({ err: error, event: options.eventId }, 'what an earlier attempt left could not be looked for')
      return named
    }
  }

  return async (place: Place, options: ReplyOptions): Promise<Reply> => {
    const { ways, onEnd } = await findWays(place, options)
    const isPrivate = options.private && place.audience === 'channel'

    async function findNext(): Promise<Way | undefined> {
      for (let find = ways.shift(); find; find = ways.shift()) {
        try {
          return await find()
        } catch (error) {
          log.info({ err: error, event: options.eventId }, 'Discord: a way to answer is closed')
        }
      }
      if (isPrivate) await tell(place, options, REFUSED)
      return undefined
    }

    const first = await findNext()
    if (!first) throw new ParleyError('PLATFORM_REJECTED', 'Discord leaves no way to answer the person who asked.')
    const earlier = await findEarlier(first.outlet, options)
    const writer = createReplyWriter({ outlet: first.outlet, log, earlier, onPosted: options.onPosted })
    const way = await showWaiting(writer, first, options, findNext)
    if (isPrivate && way.isDirect && options.attempt === 1) await tell(place, options, IN_DIRECT_MESSAGE)
    return createMessageReply({
      writer,
      timing,
      log,
      replyId: options.replyId,
      eventId: options.eventId,
      preface: way.preface,
      findOtherWay: findNext,
      onEnd: async () => {
        await onEnd?.().catch(error => log.debug({ err: error }, 'Discord: an announcement stays'))
      },
    })
  }

  /** The first sign of life, which the text takes the place of. @returns the way by which it could be given */
  async function showWaiting(
    writer: ReplyWriter,
    first: Way,
    options: ReplyOptions,
    findNext: () => Promise<Way | undefined>,
  ): Promise<Way> {
    const waiting = { content: '_Thinking…_', components: renderStopButton(options.replyId) }
    let way = first
    while (!way.outlet.showsWaiting) {
      try {
        await writer.write([waiting])
        return way
      } catch (error) {
        if (error instanceof ParleyError && error.code === 'CONFIG_INVALID') throw error
        if (!isRefused(error)) {
          log.debug({ err: error, event: options.eventId }, 'Discord: no sign of life could be given')
          return way
        }
        const next = await findNext()
        if (!next) throw error
        way = next
        writer.moveTo(next.outlet, next.keeps)
      }
    }
    return way
  }
}

/** A message that an attempt at the same answer wrote before it was cut off. */
function isLeftOver(message: APIMessage, { eventId, replyId, replyTo }: ReplyOptions): boolean {
  if (message.interaction_metadata?.id === eventId) return true
  const rows = (message.components ?? []) as readonly { components?: readonly { custom_id?: string }[] }[]
  const meanings = rows.flatMap(({ components = [] }) =>
    components.flatMap(({ custom_id: id }) => (id === undefined ? [] : (parseButtonId(id) ?? []))),
  )
  if (meanings.some(({ reply }) => reply === replyId)) return true
  const answers = replyTo !== undefined && message.message_reference?.message_id === replyTo
  // What has its last buttons is whole.
  return answers && meanings.every(({ action }) => action === 'stop')
}
