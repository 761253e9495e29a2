/** What Discord takes as a message: its limits, and the message made of it. */
import { MessageFlags, MessageType, PermissionFlagsBits } from 'discord.js'
import { refuse, refuseForm } from './discord-errors.ts'
import { may } from './discord-permissions.ts'
import {
  BOT_USER,
  type Component,
  type DiscordState,
  findMessage,
  isThread,
  type StoredChannel,
  type StoredFile,
  type StoredMessage,
} from './discord-state.ts'

/** The body of a call that writes a message. */
export interface MessagePayload {
  content?: string | null
  embeds?: Component[]
  components?: Component[]
  attachments?: { id: string | number; filename?: string }[]
  allowed_mentions?: StoredMessage['allowed_mentions']
  flags?: number
  nonce?: string | number
  enforce_nonce?: boolean
  message_reference?: { message_id: string; channel_id?: string; fail_if_not_exists?: boolean }
}

/** A file of a multipart body: `files[0]`. */
export interface UploadedFile {
  index: string
  name: string
  content: Buffer
}

/** https://discord.com/developers/docs/reference#uploading-files */
const MAX_FILE_BYTES = 10 * 1024 * 1024

/** Of bots that may write at all: what can be set later, by an edit or by the answer to an interaction. */
const SETTABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications

function checkPayload({ content, embeds = [], components = [], nonce }: MessagePayload): void {
  // Discord counts code points.
  if ([...(content ?? '')].length > 2000) refuseForm('content must be 2000 or fewer in length')
  const inEmbeds = embeds.map(({ title, description, footer, author, fields = [] }) => [
    title,
    description,
    footer?.text,
    author?.name,
    ...(fields as Component[]).flatMap(({ name, value }) => [name, value]),
  ])
  if (embeds.length > 10 || inEmbeds.flat().join('').length > 6000) refuseForm('embeds exceed the maximum size')
  if (String(nonce ?? '').length > 25) refuseForm('nonce must be 25 or fewer in length')
  if (components.length > 5) refuseForm('components must be 5 or fewer in length')
  const ids = new Set<string>()
  for (const row of components) {
    const buttons = row.components as Component[]
    if (row.type !== 1 || buttons.length < 1 || buttons.length > 5) refuseForm('an action row has 1 to 5 buttons')
    for (const { label = '', emoji, custom_id: id, style } of buttons) {
      if ((label === '' && !emoji) || label.length > 80) refuseForm('label must be between 1 and 80 in length')
      if (style !== 5 && (typeof id !== 'string' || id.length < 1 || id.length > 100)) refuseForm('custom_id')
      if (ids.has(id)) refuseForm('component custom id cannot be duplicated')
      ids.add(id)
    }
  }
}

function storeFiles(
  state: DiscordState,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
  kept: readonly StoredFile[] = [],
): StoredFile[] {
  const files = uploads.map(({ index, name, content }) => {
    if (content.byteLength > MAX_FILE_BYTES) refuse('tooLarge')
    const named = payload.attachments?.find(({ id }) => String(id) === index)?.filename
    const file = { id: state.nextId(), name: named ?? name, content }
    state.files.set(file.id, file)
    return file
  })
  // Files that stood there stay where `attachments` is absent or names them.
  const stay = payload.attachments
    ? kept.filter(file => payload.attachments!.some(({ id }) => String(id) === file.id))
    : kept
  return [...stay, ...files]
}

/** @throws RestError as Discord would */
export function createMessage(
  state: DiscordState,
  channel: StoredChannel,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
  more: Partial<StoredMessage> = {},
): StoredMessage {
  checkPayload(payload)
  const content = payload.content ?? ''
  const files = storeFiles(state, payload, uploads)
  if (content === '' && files.length === 0 && (payload.embeds ?? []).length === 0) refuse('emptyMessage')
  const reference = payload.message_reference
  const answered = reference && findMessage(state, channel.id, reference.message_id)
  if (reference && !answered && reference.fail_if_not_exists !== false) refuseForm('message_reference: Unknown message')
  const message: StoredMessage = {
    id: state.nextId(),
    channel_id: channel.id,
    author: BOT_USER,
    type: answered ? MessageType.Reply : MessageType.Default,
    content,
    embeds: payload.embeds ?? [],
    components: payload.components ?? [],
    files,
    flags: (payload.flags ?? 0) & SETTABLE,
    edited_timestamp: null,
    allowed_mentions: payload.allowed_mentions,
    ...(payload.nonce === undefined ? {} : { nonce: String(payload.nonce) }),
    ...(answered ? { message_reference: { message_id: answered.id, channel_id: channel.id } } : {}),
    ...more,
  }
  state.messages.push(message)
  return message
}

/** @throws RestError as Discord would */
export function editMessage(
  state: DiscordState,
  message: StoredMessage,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): void {
  checkPayload(payload)
  const content = payload.content === undefined ? message.content : (payload.content ?? '')
  const embeds = payload.embeds ?? message.embeds
  const files = storeFiles(state, payload, uploads, message.files)
  if (content === '' && files.length === 0 && embeds.length === 0) refuse('emptyMessage')
  const components = payload.components ?? message.components
  // What answers an interaction at last is no edit of what announced it.
  const wasLoading = (message.flags & MessageFlags.Loading) !== 0
  const edited_timestamp = wasLoading ? null : new Date().toISOString()
  const flags = (message.flags & MessageFlags.Ephemeral) | ((payload.flags ?? message.flags) & SETTABLE)
  Object.assign(message, { content, embeds, components, files, edited_timestamp, flags })
  if (payload.allowed_mentions) message.allowed_mentions = payload.allowed_mentions
}

/** @throws RestError where Parley may not write there */
export function checkMayPost(state: DiscordState, channel: StoredChannel, payload: MessagePayload, files: number) {
  const { ViewChannel, SendMessages, SendMessagesInThreads, AttachFiles, ReadMessageHistory } = PermissionFlagsBits
  if (channel.recipient) {
    if (state.users.get(channel.recipient)?.refusesDirect) refuse('refusesDirect')
    return
  }
  if (!may(state, BOT_USER, channel, ViewChannel)) refuse('missingAccess')
  const needed = isThread(channel) ? SendMessagesInThreads : SendMessages
  if (!may(state, BOT_USER, channel, needed)) refuse('missingPermissions')
  if (files > 0 && !may(state, BOT_USER, channel, AttachFiles)) refuse('missingPermissions')
  if (payload.message_reference && !may(state, BOT_USER, channel, ReadMessageHistory)) refuse('needsHistory')
  if (channel.thread?.locked && !may(state, BOT_USER, channel, PermissionFlagsBits.ManageThreads)) {
    refuse('threadLocked')
  }
}
