/** Slack's events as the core's: one for each thing that happened, however many Slack makes of it. */
import type { ChatEvent, Message, Place } from '../../src/conversation/chat-port.ts'
import { messageEventId } from '../../src/conversation/chat-port.ts'
import { createExpiringMap } from '../expiring-map.ts'
import { type SlackBody, type SlackContext, type SlackEvent, type SlackMessage, timeOf } from './payloads.ts'
import { type MessageReader, readMentionedPlaces } from './read-message.ts'
import type { Workspace } from './workspaces.ts'

export interface EventReader {
  /** @returns undefined for what concerns nobody */
  read(workspace: Workspace, body: SlackBody): Promise<ChatEvent | undefined>
}

/** The kinds of messages that somebody wrote; the others tell of joins, topics and the like. */
const WRITTEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message'])

const MAX_VIEWERS = 5000
/** Slack tells again whenever somebody looks elsewhere. */
const VIEWING_TTL_MS = 12 * 3600_000

export function createEventReader(reader: MessageReader): EventReader {
  /** What people look at beside their conversation with Parley. */
  const viewing = createExpiringMap<Place | undefined>({ max: MAX_VIEWERS, ttlMs: VIEWING_TTL_MS, now: Date.now })

  function see(workspace: Workspace, user: string | undefined, context: SlackContext | undefined): void {
    if (user && context) viewing.set(`${workspace.team}/${user}`, readContext(workspace, context))
  }

  async function readWritten(workspace: Workspace, event: SlackMessage): Promise<ChatEvent | undefined> {
    if (!WRITTEN.has(event.subtype) || !event.ts || !event.channel) return undefined
    const direct = isDirect(event)
    const message = await reader.read(workspace, event, direct)
    const place = placeOf(workspace, event, message)
    const base = { id: messageEventId(place, message.id), place, person: personOf(message), at: message.sentAt }
    if (!message.addressed || message.author.isBot) return { ...base, type: 'post', message }
    see(workspace, event.user, event.app_context)
    const viewed = direct ? viewing.get(`${workspace.team}/${event.user}`) : undefined
    const mentioned = readMentionedPlaces(workspace, event.text ?? '')
    return {
      ...base,
      type: 'message',
      text: message.text,
      messageId: message.id,
      ...(message.files ? { files: message.files } : {}),
      ...(viewed ? { viewing: viewed } : {}),
      ...(mentioned.length > 0 ? { mentioned } : {}),
    }
  }

  async function readChanged(workspace: Workspace, event: SlackMessage): Promise<ChatEvent | undefined> {
    const { message: now, previous_message: before, channel, channel_type } = event
    if (!now?.ts || !channel) return undefined
    const inChannel = { ...now, channel, channel_type }
    if (now.subtype === 'tombstone') return readDeleted(workspace, { ...event, deleted_ts: now.ts })
    if (!WRITTEN.has(now.subtype) || now.streaming_state === 'in_progress' || isSame(now, before)) return undefined
    const message = await reader.read(workspace, inChannel, isDirect(inChannel))
    const place = placeOf(workspace, inChannel, message)
    const changed = now.edited?.ts ?? event.event_ts ?? event.ts ?? now.ts
    const id = `edit:${workspace.team}:${channel}:${now.ts}:${changed}`
    return {
      id,
      type: 'edit',
      place,
      person: personOf(message),
      at: timeOf(changed),
      message: { ...message, editedAt: message.editedAt ?? timeOf(changed) },
    }
  }

  async function readDeleted(workspace: Workspace, event: SlackMessage): Promise<ChatEvent | undefined> {
    const { deleted_ts: messageId, previous_message: before, channel, channel_type } = event
    if (!messageId || !channel) return undefined
    const direct = isDirect({ channel, channel_type })
    const was: SlackMessage = { ...before, ts: messageId, channel, channel_type }
    const isQuestion = direct || (before?.text ?? '').includes(`<@${workspace.botUser}>`)
    const id = `delete:${workspace.team}:${channel}:${messageId}`
    const person = before?.user ? await reader.person(workspace, before.user) : { id: 'unknown', name: 'unknown' }
    const place = placeOf(workspace, was, { addressed: isQuestion && before?.user !== workspace.botUser })
    return { id, type: 'delete', place, person, at: timeOf(event.event_ts ?? event.ts), messageId }
  }

  async function readReaction(
    workspace: Workspace,
    body: SlackBody,
    event: SlackEvent,
  ): Promise<ChatEvent | undefined> {
    const { user, item, item_user: itemUser } = event
    const name = event.reaction?.split('::')[0]
    const isGood = name === '+1' || name === 'thumbsup'
    const isBad = name === '-1' || name === 'thumbsdown'
    if (!user || user === workspace.botUser || itemUser !== workspace.botUser || !(isGood || isBad)) return undefined
    if (item?.type !== 'message' || !item.channel || !item.ts) return undefined
    return {
      id: `reaction:${body.event_id ?? `${item.channel}:${item.ts}:${user}:${name}:${event.event_ts}`}`,
      type: 'action',
      place: placeOf(workspace, { channel: item.channel, ts: item.ts }, { addressed: false }),
      person: await reader.person(workspace, user),
      at: timeOf(event.event_ts),
      action: isGood ? 'good' : 'bad',
      reply: item.ts,
    }
  }

  async function readOther(workspace: Workspace, body: SlackBody, event: SlackEvent): Promise<ChatEvent | undefined> {
    const { user } = event
    const channel = typeof event.channel === 'string' ? event.channel : event.channel?.id
    if (event.type === 'app_context_changed' || event.type === 'app_home_opened') {
      see(workspace, user, event.context)
      return undefined
    }
    if (event.type === 'reaction_added') return readReaction(workspace, body, event)
    if (!channel || !user) return undefined
    const at = timeOf(event.event_ts)
    const id = `${event.type}:${body.event_id ?? `${channel}:${event.event_ts}`}`
    const place = placeOf(workspace, { channel, thread_ts: event.thread_ts }, { addressed: false })
    if (event.type === 'agent_session_stopped') {
      return { id, type: 'stop', place, person: await reader.person(workspace, user), at }
    }
    const joined = event.type === 'member_joined_channel'
    if (user !== workspace.botUser || !(joined || event.type === 'member_left_channel')) return undefined
    return { id, type: 'membership', place, person: { id: user, name: 'Parley' }, at, joined }
  }

  return {
    async read(workspace, body) {
      const { event } = body
      if (!event) return undefined
      if (event.type !== 'message' && event.type !== 'app_mention') return readOther(workspace, body, event)
      const message: SlackMessage = {
        ...event,
        channel: typeof event.channel === 'string' ? event.channel : event.channel?.id,
      }
      if (message.subtype === 'message_changed') return readChanged(workspace, message)
      if (message.subtype === 'message_deleted') return readDeleted(workspace, message)
      return readWritten(workspace, message)
    },
  }
}

/** A direct message with Parley; Slack leaves the type out of some events. */
function isDirect(event: Pick<SlackMessage, 'channel' | 'channel_type'>): boolean {
  return event.channel_type === undefined ? (event.channel ?? '').startsWith('D') : event.channel_type === 'im'
}

/** What is said to Parley is the root of a thread, for there the answer goes; other messages stand where they stand. */
function placeOf(workspace: Workspace, event: SlackMessage, message: Pick<Message, 'addressed'>): Place {
  const thread = event.thread_ts ?? (message.addressed ? event.ts : undefined)
  return {
    platform: 'slack',
    workspace: workspace.team,
    channel: event.channel ?? '',
    ...(thread === undefined ? {} : { thread }),
    audience: isDirect(event) ? 'person' : 'channel',
  }
}

function personOf({ author }: Message) {
  const { id, name, language, timeZone } = author
  return { id, name, language, timeZone }
}

/** Link previews and reply counts come as changes too. */
function isSame(now: SlackMessage, before: SlackMessage | undefined): boolean {
  if (!before) return now.edited === undefined
  const filesOf = (message: SlackMessage) => JSON.stringify((message.files ?? []).map(file => [file.id, file.mode]))
  const markdownOf = (message: SlackMessage) =>
    JSON.stringify((message.blocks ?? []).filter(block => block.type === 'markdown'))
  return now.text === before.text && filesOf(now) === filesOf(before) && markdownOf(now) === markdownOf(before)
}

function readContext(workspace: Workspace, context: SlackContext): Place | undefined {
  for (const { type, value } of context.entities ?? []) {
    const message = type === 'slack#/types/message_context' ? (value as { channel_id?: unknown }) : undefined
    const channel = type === 'slack#/types/channel_id' ? value : message?.channel_id
    if (typeof channel !== 'string') continue
    const audience = channel.startsWith('D') ? 'person' : 'channel'
    return { platform: 'slack', workspace: workspace.team, channel, audience }
  }
  return undefined
}
