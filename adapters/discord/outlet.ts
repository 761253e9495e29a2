/** The ways by which messages come before people: a channel, or the answer to an interaction. */
import { createHash } from 'node:crypto'
import { type APIMessage, MessageFlags, type REST, RESTJSONErrorCodes, Routes } from 'discord.js'
import type { PostedMessage, ReplyFile } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { callDiscord, type DiscordTiming, discordCodeOf, isRefused } from './call-discord.ts'
import type { PendingInteraction } from './pending-interactions.ts'

/** One message as it should stand. */
export interface MessageContent {
  /** Discord's Markdown, neutralised, within 2,000 characters. */
  content: string
  components: readonly object[]
  files?: readonly ReplyFile[]
}

export interface Outlet {
  /** As the core calls the channel: that of a thread, where it is one. */
  readonly channel: string
  /** Discord shows by itself that an answer is on its way. */
  readonly showsWaiting: boolean
  /** A message of an earlier reply can be changed by this way. */
  canEdit(message: PostedMessage): boolean
  /** Parley's own newest messages that fit, oldest first. @throws ParleyError PLATFORM_… */
  find(fits: (message: APIMessage) => boolean): Promise<PostedMessage[]>
  /** @param key the same for the same message, however often it is tried @returns the message's id @throws ParleyError PLATFORM_… */
  post(message: MessageContent, key: { part: number; generation: number }): Promise<string>
  /** @throws ParleyError PLATFORM_… */
  edit(id: string, message: MessageContent): Promise<void>
  /** @throws ParleyError PLATFORM_… */
  remove(id: string): Promise<void>
}

/** How many messages are looked through for what an earlier attempt left. */
const LOOK_BACK = 100
/** Discord's limit of a nonce. */
const NONCE_CHARS = 25
const NO_PINGS = { parse: [], replied_user: false }

interface OutletOptions {
  rest: REST
  timing: DiscordTiming
  /** As the core calls it. */
  channel: string
}

export interface ChannelOutletOptions extends OutletOptions {
  /** As Discord calls it: the thread, where it is one. */
  channelId: string
  /** Parley's user id. */
  self: string
  /** Names the reply and the attempt at it. */
  key: string
  /** The message that the first one answers. */
  replyTo?: string
}

export function createChannelOutlet(options: ChannelOutletOptions): Outlet {
  const { rest, timing, channel, channelId, key } = options
  let { replyTo } = options

  async function post(message: MessageContent, { part, generation }: { part: number; generation: number }) {
    const nonce = createHash('sha256')
      .update(`${channelId}:${key}:${part}:${generation}`)
      .digest('base64url')
      .slice(0, NONCE_CHARS)
    const reference =
      part === 0 && replyTo ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } } : {}
    const body = { ...bodyOf(message), ...reference, nonce, enforce_nonce: true }
    const call = (signal: AbortSignal) =>
      rest.post(Routes.channelMessages(channelId), { body, ...filesOf(message), signal }) as Promise<APIMessage>
    // Under its nonce a message is posted once, however often it is tried.
    const { id } = await callDiscord(call, { timing, repeatable: true })
    return id
  }

  return {
    channel,
    showsWaiting: false,
    canEdit: message => message.channel === channel,
    async find(fits) {
      const query = new URLSearchParams({ limit: String(LOOK_BACK) })
      const call = (signal: AbortSignal) =>
        rest.get(Routes.channelMessages(channelId), { query, signal }) as Promise<APIMessage[]>
      const messages = await callDiscord(call, { timing, repeatable: true })
      const own = messages.filter(message => message.author.id === options.self && fits(message))
      return own.reverse().map(({ id }) => ({ channel, id }))
    },
    async post(message, name) {
      try {
        return await post(message, name)
      } catch (error) {
        // Without the permission to read back, Parley may write but not reply to a message.
        if (!replyTo || discordCodeOf(error) !== RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory) {
          throw error
        }
        replyTo = undefined
        return post(message, name)
      }
    },
    async edit(id, message) {
      const call = (signal: AbortSignal) =>
        rest.patch(Routes.channelMessage(channelId, id), { body: bodyOf(message), ...filesOf(message), signal })
      await callDiscord(call, { timing, repeatable: true })
    },
    async remove(id) {
      const call = (signal: AbortSignal) => rest.delete(Routes.channelMessage(channelId, id), { signal })
      await callDiscord(call, { timing, repeatable: true })
    },
  }
}

export interface InteractionOutletOptions extends OutletOptions {
  interaction: PendingInteraction
  isPrivate: boolean
  /** A reply was announced, which the first message takes the place of. */
  isAnnounced: boolean
  /** Takes further messages where it can: there, what is tried again is not posted twice. */
  beside?: Outlet
}

export function createInteractionOutlet(options: InteractionOutletOptions): Outlet {
  const { rest, timing, channel, isPrivate } = options
  const { applicationId, token, source } = options.interaction
  /** To an interaction, the message whose button was clicked is the original: the route for it names no id. */
  const nameOf = (id: string) => (id === source?.message ? undefined : id)
  const { beside } = options
  const postedBeside = new Set<string>()
  let { isAnnounced } = options
  const privately = isPrivate ? MessageFlags.Ephemeral : 0

  return {
    channel,
    get showsWaiting() {
      return isAnnounced
    },
    canEdit: ({ id }) => id === source?.message,
    find: async () => [],
    async post(message, key) {
      const files = filesOf(message)
      if (isAnnounced) {
        const route = Routes.webhookMessage(applicationId, token)
        const call = (signal: AbortSignal) =>
          rest.patch(route, { body: bodyOf(message), ...files, auth: false, signal }) as Promise<APIMessage>
        const { id } = await callDiscord(call, { timing, repeatable: true })
        isAnnounced = false
        return id
      }
      if (beside) {
        try {
          const id = await beside.post(message, key)
          postedBeside.add(id)
          return id
        } catch (error) {
          if (!isRefused(error)) throw error
        }
      }
      const body = { ...bodyOf(message), flags: MessageFlags.SuppressEmbeds | privately }
      const route = Routes.webhook(applicationId, token)
      const call = (signal: AbortSignal) =>
        rest.post(route, { body, ...files, auth: false, signal, query: new URLSearchParams({ wait: 'true' }) })
      try {
        // A second try might show it twice.
        const { id } = (await callDiscord(call, { timing, repeatable: false })) as APIMessage
        return id
      } catch (cause) {
        throw new ParleyError('PLATFORM_REJECTED', 'Discord took no more messages as the answer.', { cause })
      }
    },
    async edit(id, message) {
      if (postedBeside.has(id)) return beside?.edit(id, message)
      const route = Routes.webhookMessage(applicationId, token, nameOf(id))
      const call = (signal: AbortSignal) =>
        rest.patch(route, { body: bodyOf(message), ...filesOf(message), auth: false, signal })
      await callDiscord(call, { timing, repeatable: true })
    },
    async remove(id) {
      if (postedBeside.has(id)) return beside?.remove(id)
      const route = Routes.webhookMessage(applicationId, token, nameOf(id))
      await callDiscord(signal => rest.delete(route, { auth: false, signal }), { timing, repeatable: true })
    },
  }
}

/** Takes away the announcement of a reply, or the reply that took its place. */
export async function removeAnnouncement(
  interaction: PendingInteraction,
  rest: REST,
  timing: DiscordTiming,
): Promise<void> {
  const route = Routes.webhookMessage(interaction.applicationId, interaction.token)
  await callDiscord(signal => rest.delete(route, { auth: false, signal }), { timing, repeatable: true })
}

function bodyOf({ content, components, files = [] }: MessageContent) {
  const attachments = files.map(({ name }, id) => ({ id, filename: name }))
  return { content, components, flags: MessageFlags.SuppressEmbeds, allowed_mentions: NO_PINGS, attachments }
}

function filesOf({ files = [] }: MessageContent) {
  if (files.length === 0) return {}
  return {
    files: files.map(({ name, text }) => ({ name, data: Buffer.from(text, 'utf8'), contentType: 'text/plain' })),
  }
}
