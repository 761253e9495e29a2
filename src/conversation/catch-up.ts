/** Makes up for what happened in the channels while Parley was away: new messages, edits and deletions, in order. */
import type { Logger } from 'pino'
import { type ChatEvent, type ChatPort, type Message, messageEventId, type Place } from './chat-port.ts'
import type { Mirror } from './mirror.ts'

export interface CatchUpOptions {
  port: ChatPort
  mirror: Mirror
  /** Direct messages that Parley knows of: not every platform lists them. */
  directPlaces: readonly Place[]
  /** What was said in a place since, as it would have been delivered. */
  deliver: (event: ChatEvent) => Promise<void>
  log: Logger
  now: Date
  signal: AbortSignal
}

/** Nobody waits for an answer to what they asked longer ago. */
const MAX_QUESTION_AGE_MS = 3600_000
/** How far before the last known message edits and deletions are looked for. */
const LOOK_BACK_MS = 24 * 3600_000

/**
 * @param lastSeen when Parley last ran, ISO 8601; undefined at the first start, when there is nothing to make up for
 */
export async function catchUp(lastSeen: string | undefined, options: CatchUpOptions): Promise<void> {
  const { port, mirror, log, now, signal } = options
  if (lastSeen === undefined) return
  try {
    for await (const place of allPlaces(port, options.directPlaces)) {
      if (signal.aborted) return
      try {
        await catchUpPlace(place, lastSeen, options)
      } catch (error) {
        log.warn({ err: error, channel: place.channel }, 'what was missed in a channel could not be read')
        // Its messages are fetched again when somebody asks for them.
        await mirror.completeFrom(place.channel, now.toISOString())
      }
    }
  } catch (error) {
    log.warn({ err: error }, 'what was missed could not be read')
  }
}

async function* allPlaces(port: ChatPort, directPlaces: readonly Place[]): AsyncGenerator<Place> {
  const listed = new Set<string>()
  for await (const place of port.places?.() ?? []) {
    listed.add(place.channel)
    yield place
  }
  for (const place of directPlaces) if (!listed.has(place.channel)) yield place
}

async function catchUpPlace(place: Place, lastSeen: string, options: CatchUpOptions): Promise<void> {
  const { port, mirror, deliver, signal } = options
  const newest = (await mirror.newest(place.channel)) ?? lastSeen
  const since = new Date(Date.parse(newest < lastSeen ? newest : lastSeen) - LOOK_BACK_MS).toISOString()
  const known = new Map((await mirror.since(place.channel, since)).map(message => [message.id, message]))
  for await (const message of port.history({ ...place, thread: undefined }, { since })) {
    if (signal.aborted) return
    const before = known.get(message.id)
    known.delete(message.id)
    const event = eventFor(port, place, message, before, options.now)
    if (event) await deliver(event)
  }
  for (const { id, thread, author, sentAt } of known.values()) {
    const where = thread === undefined ? place : { ...place, thread }
    await deliver({ type: 'delete', id: `deleted:${id}`, place: where, person: author, at: sentAt, messageId: id })
  }
}

function eventFor(
  port: ChatPort,
  place: Place,
  message: Message,
  before: Message | undefined,
  now: Date,
): ChatEvent | undefined {
  const { id, thread, author, text, sentAt, files } = message
  const where = thread === undefined ? place : { ...place, thread }
  const base = { place: where, person: author, at: sentAt }
  const eventId = messageEventId(place, id)
  if (before) {
    if (before.text === text) return undefined
    const changed = { ...message, editedAt: message.editedAt ?? now.toISOString() }
    return { ...base, type: 'edit', id: `${eventId}:${message.editedAt ?? sentAt}`, message: changed }
  }
  const isRecent = now.getTime() - Date.parse(sentAt) < MAX_QUESTION_AGE_MS
  if (message.addressed && isRecent && !author.isBot && !author.isSelf) {
    const answered = port.can.threads ? { ...place, thread: thread ?? id } : where
    return { ...base, place: answered, type: 'message', id: eventId, text, messageId: id, files }
  }
  return { ...base, type: 'post', id: eventId, message }
}
