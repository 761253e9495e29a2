/** Finds the messages that somebody wants read: of a thread, a channel, a link, a stretch of time. */
import { ParleyError } from '../errors.ts'
import { formatFileMark } from '../text/file-marks.ts'
import type { Stretch } from '../text/time-range.ts'
import type { Utterance } from '../text/utterance.ts'
import type { ChatPort, Message, Place, QuestionEvent, TimeRange } from './chat-port.ts'
import { utteranceIdOf } from './derived-texts.ts'
import { type FoundChannels, findNamedChannels, findNewChannels } from './find-channels.ts'
import { type LocatedMessages, locateMessages } from './locate-messages.ts'
import type { Mirror } from './mirror.ts'
import { channelNameOf } from './place-name.ts'
import type { Visits } from './visits.ts'

export interface FoundMessage {
  place: Place
  message: Message
}

export interface FoundMessages {
  /** Where they were said: of several channels, the busiest first. */
  places: readonly Place[]
  /** As pipelines take them, with the ids of `utteranceIdOf`. */
  utterances: Utterance[]
  /** The messages, by the ids of their utterances. */
  byId: ReadonlyMap<string, FoundMessage>
  /** The words of the request that did not say where and when. */
  rest: string
  /** What was read of what was asked for, where that is to be told; Markdown. */
  note?: string
  /** Whether all of it may be kept. */
  mayKeep: boolean
}

export interface FindMessagesOptions {
  port: ChatPort
  mirror: Mirror
  visits: Visits
  remembers: (channel: string) => Promise<boolean>
  now: () => Date
}

export interface FindMessagesRequest {
  event: QuestionEvent
  /** What was said beside the command's name and options. */
  text: string
  /** Nobody but the person will see what is made of them. */
  isPrivate: boolean
  onRead: (messages: number) => Promise<void>
  signal: AbortSignal
}

/** Where nobody says how far back, and Parley has not seen the person before. */
const DEFAULT_MESSAGES = 100
/** The most that is read at once; what is older stays unread, and the answer says so. */
const MAX_MESSAGES = 50_000

/**
 * The messages that a request means; of a channel the stretch that the words name, else what came since the person was there last.
 * @throws ParleyError PERMISSION_DENIED where the person cannot read them, or others would read what they cannot; INPUT_INVALID where there
 *   are none; what the platform throws
 */
export async function findMessages(request: FindMessagesRequest, options: FindMessagesOptions): Promise<FoundMessages> {
  const { event, isPrivate } = request
  const located = locateMessages(request, options.port)
  const { where } = located
  const isElsewhere = where.kind !== 'place' || where.place.channel !== event.place.channel
  if (isElsewhere && !isPrivate) {
    throw new ParleyError(
      'PERMISSION_DENIED',
      'What was said elsewhere is read to you alone, not to everybody here. Ask in a direct message.',
    )
  }
  const found = await findChannels(located, request, options)
  const read = await readChannels(found, request, options)
  if (read.length === 0) throw nothingToRead(located, found)
  const several = where.kind !== 'place' && read.length > 1
  const byId = new Map<string, FoundMessage>()
  const utterances: Utterance[] = []
  for (const { place, messages, name } of read) {
    const channel = several ? name : undefined
    for (const message of threadsTogether(messages)) {
      const utterance = toUtterance(message, place, event.person.timeZone)
      utterances.push(channel === undefined ? utterance : { ...utterance, channel })
      byId.set(utterance.id, { place, message })
    }
  }
  const places = read.map(({ place }) => place)
  const note = formatNote(read, found.passedOver, where.kind !== 'place')
  const mayKeep = (await Promise.all(places.map(({ channel }) => options.remembers(channel)))).every(Boolean)
  return { places, utterances, byId, rest: located.rest, ...(note ? { note } : {}), mayKeep }
}

async function findChannels(
  { where, stretch }: LocatedMessages,
  { event }: FindMessagesRequest,
  options: FindMessagesOptions,
): Promise<FoundChannels> {
  const { port, visits } = options
  const { person, place: asked } = event
  const now = options.now()
  const range = stretch ? toRange(stretch) : undefined
  const request = { place: asked, person, now, ...(range ? { range } : {}) }
  if (where.kind === 'everywhere') return findNewChannels(request, options)
  if (where.kind === 'channels') {
    const found = await findNamedChannels(where.channels, request, options)
    if (found.channels.length === 0 && where.channels.length === 1 && 'place' in where.channels[0]!) throw notReadable()
    return found
  }
  const { place } = where
  if (!(await port.canRead(person, place))) throw notReadable()
  const last = range ? undefined : await visits.last(place.channel, person.id, now)
  const wanted = range ?? (last === undefined ? {} : { since: last })
  return { channels: [{ place, name: await channelNameOf(port, place), range: wanted }], passedOver: [] }
}

interface ReadChannel {
  place: Place
  name: string
  messages: Message[]
  /** There are more than were read. */
  isCut: boolean
}

/** The busiest first; those in which nothing was said are left out. */
async function readChannels(
  found: FoundChannels,
  { event, onRead, signal }: FindMessagesRequest,
  options: FindMessagesOptions,
): Promise<ReadChannel[]> {
  const { port, mirror, visits, now } = options
  const { channels, passedOver } = found
  const asked = 'messageId' in event ? event.messageId : undefined
  const most = Math.floor(MAX_MESSAGES / Math.max(1, channels.length))
  const read: ReadChannel[] = []
  let before = 0
  for (const { place, name, range } of channels) {
    const last = range.last ?? (range.since === undefined ? DEFAULT_MESSAGES : most)
    const wanted = { ...range, last: Math.min(last, most) }
    const remember = await options.remembers(place.channel)
    const count = (messages: number) => onRead(before + messages)
    let all: Message[]
    try {
      all = await mirror.read(port, place, wanted, { remember, onRead: count, signal })
    } catch (error) {
      const isClosed = error instanceof ParleyError && error.code === 'PLATFORM_REJECTED'
      if (!isClosed || channels.length + passedOver.length === 1) throw error
      passedOver.push(`${name} (Parley is not in it)`)
      continue
    }
    const messages = all.filter(message => !message.author.isSelf && message.id !== asked && hasContent(message))
    if (messages.length === 0) continue
    if (place.thread === undefined) await visits.put(place.channel, event.person.id, now())
    before += messages.length
    read.push({ place, name, messages, isCut: all.length >= most })
  }
  return read.sort((a, b) => b.messages.length - a.messages.length)
}

function hasContent({ text, files = [] }: Message): boolean {
  return text.trim() !== '' || files.length > 0
}

function notReadable(): ParleyError {
  return new ParleyError('PERMISSION_DENIED', 'You cannot read that channel, so Parley does not read it to you.')
}

function nothingToRead({ where }: LocatedMessages, { passedOver }: FoundChannels): ParleyError {
  const why = passedOver.length > 0 ? ` Passed over: ${passedOver.join(', ')}.` : ''
  const said =
    where.kind === 'everywhere'
      ? 'Nothing was said since then in the channels that both you and Parley read.'
      : 'There are no messages to read in that place and time. Name another time, such as "last 3 days".'
  return new ParleyError('INPUT_INVALID', `${said}${why}`)
}

function formatNote(
  read: readonly ReadChannel[],
  passedOver: readonly string[],
  isDigest: boolean,
): string | undefined {
  const lines: string[] = []
  const counted = ({ name, messages: { length } }: ReadChannel) =>
    `${name} (${length} message${length === 1 ? '' : 's'})`
  if (isDigest) lines.push(`_Read: ${read.map(counted).join(', ')}._`)
  for (const { name, messages, isCut } of read) {
    if (isCut) lines.push(`_Of ${name} only the newest ${messages.length} messages were read._`)
  }
  if (passedOver.length > 0) lines.push(`_Passed over: ${passedOver.join(', ')}._`)
  return lines.length > 0 ? lines.join('\n') : undefined
}

/** @returns undefined for "since I was last here" */
function toRange(stretch: Stretch): TimeRange | undefined {
  if (stretch.kind === 'count') return { last: stretch.messages }
  if (stretch.kind === 'time') return { since: stretch.since, ...(stretch.until ? { until: stretch.until } : {}) }
  return undefined
}

/** The replies of a thread follow its first message, wherever the rest of the channel went meanwhile. */
function threadsTogether(messages: readonly Message[]): Message[] {
  const begun = new Map<string, string>()
  for (const { id, thread, sentAt } of messages) if (!begun.has(thread ?? id)) begun.set(thread ?? id, sentAt)
  const key = ({ id, thread }: Message) => `${begun.get(thread ?? id)} ${thread ?? id}`
  return [...messages].sort((a, b) => compare(key(a), key(b)) || compare(a.sentAt, b.sentAt) || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function toUtterance(message: Message, place: Place, timeZone = 'UTC'): Utterance {
  const marks = (message.files ?? []).map(({ name }) => formatFileMark(name))
  const ts = Temporal.Instant.from(message.sentAt).toZonedDateTimeISO(timeZone).toPlainDateTime()
  const answered = message.replyTo ?? message.thread
  return {
    id: utteranceIdOf(place, message.id),
    author: message.author.name,
    text: [message.text.trim(), ...marks].filter(part => part !== '').join(' '),
    ts: ts.toString({ smallestUnit: 'minute' }),
    ...(answered === undefined || answered === message.id ? {} : { replyTo: utteranceIdOf(place, answered) }),
    ...(message.author.isBot ? { isBot: true } : {}),
  }
}
