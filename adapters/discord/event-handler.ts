/** Takes what Discord tells and hands it on as the core's events, in the order in which it happened in each channel. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Client,
  type Message as DiscordMessage,
  Events,
  type Interaction,
  type MessageReaction,
  type PartialMessage,
  type PartialMessageReaction,
  type PartialUser,
  type User,
} from 'discord.js'
import type { Logger } from 'pino'
import {
  type ChatEvent,
  type Message,
  messageEventId,
  type Person,
  type Place,
} from '../../src/conversation/chat-port.ts'
import { messageOf } from '../../src/errors.ts'
import { createLanes } from '../event-lanes.ts'
import { parseButtonId } from './buttons.ts'
import type { DiscordTiming } from './call-discord.ts'
import { watchMembership } from './membership.ts'
import type { PendingInteraction, PendingInteractions } from './pending-interactions.ts'
import { factsOf, type ReadInteractionEvent } from './read-interaction.ts'
import { isWritten, type MessageReader } from './read-message.ts'

export interface EventHandlerOptions {
  reader: MessageReader
  readInteraction: ReadInteractionEvent
  pending: PendingInteractions
  /** Says one line to the person of an interaction alone. @throws ParleyError PLATFORM_… */
  answerPrivately(interaction: PendingInteraction, line: string): Promise<void>
  timing: DiscordTiming
  log: Logger
}

export type Deliver = (event: ChatEvent) => Promise<void>

/** Discord does not deliver anything again, so what could not be written down is tried a few times. */
const DELIVERY_TRIES = 5
const NOT_WRITTEN = 'This could not be written down just now, so there will be no answer. Try it again in a moment.'
const FORM_UNKNOWN = 'This form is too old. Open it once more.'
const nobody: Person = { id: 'unknown', name: 'unknown' }

export function createEventHandler(options: EventHandlerOptions) {
  const { reader, readInteraction, pending, timing, log } = options
  const lanes = createLanes()

  /** @returns whether it is on disk */
  async function hand(deliver: Deliver, event: ChatEvent): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await deliver(event)
        return true
      } catch (error) {
        log.warn({ err: error, event: event.id, attempt }, 'Discord: an event could not be handed on')
        if (attempt >= DELIVERY_TRIES || event.trigger) return false
        await sleep(timing.retryMs * 2 ** (attempt - 1))
      }
    }
  }

  return function attach(client: Client<true>, deliver: Deliver): void {
    /** Work of one channel is done in its order; what fails is logged, and the next goes on. */
    function enqueue(channel: string, work: () => Promise<void>): void {
      lanes.run(channel, work).catch(error => log.error({ err: error }, 'Discord: an event was lost'))
    }

    const eventOf = (place: Place, message: Message) => {
      const { isBot, isSelf, ...person } = message.author
      return { place, person, at: message.sentAt }
    }

    /** While a reply is written, its messages are not what was said. */
    function isBeingWritten(message: DiscordMessage): boolean {
      if (message.author.id !== client.user.id) return false
      return message.components.some(
        row =>
          'components' in row &&
          row.components.some(
            button => 'customId' in button && button.customId && parseButtonId(button.customId)?.action === 'stop',
          ),
      )
    }

    async function handleCreated(message: DiscordMessage): Promise<void> {
      if (!isWritten(message) || isBeingWritten(message)) return
      const read = reader.read(message)
      const place = reader.place(message)
      const base = { ...eventOf(place, read), id: messageEventId(place, read.id) }
      if (!read.addressed || read.author.isBot) {
        if (read.text !== '' || read.files) await hand(deliver, { ...base, type: 'post', message: read })
        return
      }
      const mentioned = reader.mentionedPlaces(message.content)
      const event: ChatEvent = {
        ...base,
        type: 'message',
        text: read.text,
        messageId: read.id,
        ...(read.files ? { files: read.files } : {}),
        ...(mentioned.length > 0 ? { mentioned } : {}),
      }
      if (await hand(deliver, event)) return
      await message.reply(NOT_WRITTEN).catch(error => log.error({ err: error }, 'Discord: nobody could be told'))
    }

    async function handleUpdated(before: DiscordMessage | PartialMessage, now: DiscordMessage | PartialMessage) {
      const message = now.partial ? await now.fetch() : now
      if (!isWritten(message) || isBeingWritten(message)) return
      // A link preview or a pin is no edit.
      const isSame = !before.partial && before.content === message.content && !isBeingWritten(before)
      if (isSame) return
      // What stands in place of an announced answer is new, not changed.
      if (message.editedAt === null) return message.author.id === client.user.id ? handleCreated(message) : undefined
      const read = reader.read(message)
      const place = reader.place(message)
      const id = `edit:${place.channel}:${read.id}:${message.editedTimestamp}`
      await hand(deliver, {
        ...eventOf(place, read),
        id,
        at: message.editedAt.toISOString(),
        type: 'edit',
        message: read,
      })
    }

    async function handleDeleted(message: DiscordMessage | PartialMessage): Promise<void> {
      const place = reader.place(message as DiscordMessage)
      const person = message.author ? reader.person(message.author, message.member) : nobody
      const id = `delete:${place.channel}:${message.id}`
      await hand(deliver, { id, type: 'delete', place, person, at: new Date().toISOString(), messageId: message.id })
    }

    async function handleReaction(given: MessageReaction | PartialMessageReaction, by: User | PartialUser) {
      const name = given.emoji.name ?? ''
      const action = name.startsWith('👍') ? 'good' : name.startsWith('👎') ? 'bad' : undefined
      if (!action || by.id === client.user.id || by.bot) return
      const message = given.message.partial ? await given.message.fetch() : given.message
      if (message.author.id !== client.user.id) return
      const place = reader.place(message)
      const user = by.partial ? await by.fetch() : by
      if (user.bot) return
      const person = reader.person(user, message.guild?.members.cache.get(by.id))
      const at = new Date()
      const id = `reaction:${place.channel}:${message.id}:${by.id}:${at.getTime()}`
      await hand(deliver, { id, type: 'action', place, person, at: at.toISOString(), action, reply: message.id })
    }

    async function handleInteraction(given: Interaction): Promise<void> {
      if (!given.isModalSubmit() && !given.isCommand() && !given.isButton()) return
      const interaction = pending.add(factsOf(given))
      let event: ChatEvent | undefined
      // By then somebody must have opened a reply or a form, or Discord would call the interaction failed.
      setTimeout(() => void acknowledgeLate(event, interaction), timing.acknowledgeMs).unref()
      event = await readInteraction(given)
      if (!event) await refuse(given, interaction)
      else if (!(await hand(deliver, event))) await options.answerPrivately(interaction, NOT_WRITTEN)
      // Nothing is opened for these.
      else if (event.type === 'stop' || (event.type === 'action' && /^(good|bad)$/.test(event.action))) {
        await interaction.acknowledge('update')
      }
    }

    async function acknowledgeLate(event: ChatEvent | undefined, interaction: PendingInteraction): Promise<void> {
      if (interaction.isAcknowledged) return
      if (interaction.source) await interaction.acknowledge('update')
      else if (event?.type !== 'form') await interaction.acknowledge('private')
      // Else Discord would show for a quarter of an hour that something is still to come.
      else await options.answerPrivately(interaction, 'Saved.').catch(() => {})
    }

    /** A form that was opened before a restart, a command or button that is no longer there. */
    async function refuse(given: Interaction, interaction: PendingInteraction): Promise<void> {
      const line = given.isModalSubmit() ? FORM_UNKNOWN : 'This is no longer there; /parley help lists what is.'
      await options.answerPrivately(interaction, line)
    }

    client.on(Events.MessageCreate, message => enqueue(message.channelId, () => handleCreated(message)))
    client.on(Events.MessageUpdate, (before, now) => enqueue(now.channelId, () => handleUpdated(before, now)))
    client.on(Events.MessageDelete, message => enqueue(message.channelId, () => handleDeleted(message)))
    client.on(Events.MessageBulkDelete, (messages, channel) => {
      for (const message of messages.values()) enqueue(channel.id, () => handleDeleted(message as DiscordMessage))
    })
    client.on(Events.MessageReactionAdd, (reaction, user) =>
      enqueue(reaction.message.channelId, () => handleReaction(reaction, user)),
    )
    // An interaction must be acknowledged within 3 s: it does not wait for what is before it.
    client.on(Events.InteractionCreate, interaction => {
      handleInteraction(interaction).catch(error =>
        log.error({ reason: messageOf(error), err: error }, 'Discord: an interaction was lost'),
      )
    })
    watchMembership(client, (place, joined) => {
      const at = new Date()
      const id = `membership:${place.channel}:${joined}:${at.getTime()}`
      const person = { id: client.user.id, name: client.user.displayName }
      enqueue(place.channel, async () => {
        await hand(deliver, { id, type: 'membership', place, person, at: at.toISOString(), joined })
      })
    })
  }
}
