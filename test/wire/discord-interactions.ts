/** Interactions as Discord keeps them: how each may be acknowledged, and what its token is good for. */
import { MessageFlags, MessageType } from 'discord.js'
import { refuse, refuseForm } from './discord-errors.ts'
import { createMessage, editMessage, type MessagePayload, type UploadedFile } from './discord-messages.ts'
import { BOT_USER, type Component, type DiscordState, type StoredChannel, type StoredMessage } from './discord-state.ts'

export interface StoredInteraction {
  id: string
  token: string
  /** 2 is a command, 3 a button, 5 a form. */
  type: 2 | 3 | 5
  user: string
  channel: StoredChannel
  createdAt: number
  /** Of a button, or of a form that a button opened. */
  source?: StoredMessage
  acknowledged?: number
  /** What `@original` means. */
  original?: StoredMessage
  isExpired: boolean
  /** Resolves with the type of the acknowledgement. */
  onAcknowledged: (type: number) => void
}

/** Tells the app of a message, where it may see it. */
export type EmitMessage = (type: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE' | 'MESSAGE_DELETE', message: StoredMessage) => void

/** Discord waits this long for an acknowledgement. */
const ACKNOWLEDGE_MS = 3000

export interface Interactions {
  add(interaction: Omit<StoredInteraction, 'isExpired' | 'createdAt'>): void
  acknowledge(id: string, token: string, body: Component): void
  followUp(token: string, body: MessagePayload, files: readonly UploadedFile[]): StoredMessage
  find(token: string, message: string): StoredMessage
  edit(token: string, message: string, body: MessagePayload, files: readonly UploadedFile[]): StoredMessage
  remove(token: string, message: string): void
  /** As if 15 minutes had passed. */
  expireAll(): void
}

export function createInteractions(state: DiscordState, emit: EmitMessage): Interactions {
  const byToken = new Map<string, StoredInteraction>()

  function visible(interaction: StoredInteraction, flags: number): Partial<StoredMessage> {
    const isPrivate = (flags & MessageFlags.Ephemeral) !== 0
    const { id, user } = interaction
    return {
      type: MessageType.ChatInputCommand,
      interaction: { id, user },
      ...(isPrivate ? { ephemeralFor: user, flags: MessageFlags.Ephemeral } : {}),
    }
  }

  function announce(interaction: StoredInteraction, flags: number): StoredMessage {
    const more = visible(interaction, flags)
    const message: StoredMessage = {
      id: state.nextId(),
      channel_id: interaction.channel.id,
      author: BOT_USER,
      type: MessageType.ChatInputCommand,
      content: '',
      embeds: [],
      components: [],
      files: [],
      edited_timestamp: null,
      ...more,
      flags: (more.flags ?? 0) | MessageFlags.Loading,
    }
    state.messages.push(message)
    emit('MESSAGE_CREATE', message)
    return message
  }

  function usable(token: string): StoredInteraction {
    const interaction = byToken.get(token)
    if (!interaction) refuse('unknownWebhook')
    if (interaction.isExpired) refuse('expiredToken')
    if (interaction.acknowledged === undefined) refuse('unknownWebhook')
    return interaction
  }

  function find(token: string, id: string): StoredMessage {
    const interaction = usable(token)
    const message =
      id === '@original' || id === interaction.original?.id
        ? interaction.original
        : state.messages.find(each => each.id === id && each.interaction?.id === interaction.id)
    if (!message || !state.messages.includes(message)) refuse('unknownMessage')
    return message
  }

  return {
    add(interaction) {
      byToken.set(interaction.token, { ...interaction, isExpired: false, createdAt: Date.now() })
    },
    acknowledge(id, token, { type, data }) {
      const interaction = byToken.get(token)
      const isLate = !interaction || Date.now() - interaction.createdAt > ACKNOWLEDGE_MS
      if (isLate || interaction.id !== id || interaction.isExpired) refuse('unknownInteraction')
      if (interaction.acknowledged !== undefined) refuse('acknowledged')
      const isFromMessage = interaction.source !== undefined
      if (type === 4) {
        const message = createMessage(state, interaction.channel, data, [], visible(interaction, data.flags ?? 0))
        interaction.original = message
        emit('MESSAGE_CREATE', message)
      } else if (type === 5) {
        interaction.original = announce(interaction, data?.flags ?? 0)
      } else if ((type === 6 || type === 7) && isFromMessage) {
        interaction.original = interaction.source
        if (type === 7) {
          editMessage(state, interaction.source!, data, [])
          emit('MESSAGE_UPDATE', interaction.source!)
        }
      } else if (type === 9 && interaction.type !== 5) {
        checkModal(data)
        const { user, channel, source } = interaction
        state.modals.push({ user, channel: channel.id, data, ...(source ? { message: source } : {}) })
      } else {
        refuseForm(`type ${type} cannot answer this interaction`)
      }
      interaction.acknowledged = type
      interaction.onAcknowledged(type)
    },
    followUp(token, body, files) {
      const interaction = usable(token)
      const { original } = interaction
      // "This endpoint will function as Edit Original Interaction Response" after a deferral that nothing took the place of.
      if (original && state.messages.includes(original) && original.flags & MessageFlags.Loading) {
        editMessage(state, original, body, files)
        emit('MESSAGE_UPDATE', original)
        return original
      }
      const message = createMessage(state, interaction.channel, body, files, visible(interaction, body.flags ?? 0))
      emit('MESSAGE_CREATE', message)
      return message
    },
    find,
    edit(token, id, body, files) {
      const message = find(token, id)
      editMessage(state, message, body, files)
      emit('MESSAGE_UPDATE', message)
      return message
    },
    remove(token, id) {
      const message = find(token, id)
      state.messages.splice(state.messages.indexOf(message), 1)
      emit('MESSAGE_DELETE', message)
    },
    expireAll() {
      for (const interaction of byToken.values()) interaction.isExpired = true
    },
  }
}

/** https://discord.com/developers/docs/components/reference#label */
function checkModal({ title, custom_id, components }: Component): void {
  if (!title || title.length > 45) refuseForm('title must be between 1 and 45 in length')
  if (!custom_id || custom_id.length > 100) refuseForm('custom_id must be between 1 and 100 in length')
  if (components.length < 1 || components.length > 5) refuseForm('components must be between 1 and 5 in length')
  for (const { type, label, component } of components as Component[]) {
    if (type !== 18) refuseForm('a modal takes labels')
    if (!label || label.length > 45) refuseForm('label must be between 1 and 45 in length')
    if (component?.type === 3) {
      const { options } = component
      if (options.length < 1 || options.length > 25) refuseForm('options must be between 1 and 25 in length')
    } else if (component?.type !== 4) refuseForm('a label takes a text input or a select')
  }
}
