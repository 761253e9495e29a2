/** Finds the messages that somebody wants read: of a thread, a channel, a link, a stretch of time. */
import { ParleyError } from '../errors.ts'
import { findStretch, type Stretch } from '../text/time-range.ts'
import type { Utterance } from '../text/utterance.ts'
import type { ChatPort, Message, Person, Place, QuestionEvent, TimeRange } from './chat-port.ts'
import type { Mirror } from './mirror.ts'
import type { Visits } from './visits.ts'

export interface FoundMessages {
  /** Where they were said. */
  place: Place
  /** As pipelines take them; ids are the platform's. */
  utterances: Utterance[]
  /** The messages, by id. */
  byId: ReadonlyMap<string, Message>
  /** The words of the request that did not say where and when. */
  rest: string
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
  onRead: (messages: number) => Promise<void>
  signal: AbortSignal
}

/** Where nobody says how far back, and Parley has not seen the person before. */
const DEFAULT_MESSAGES = 100
/** The most that is read at once; what is older stays unread, and the answer says from when on it was read. */
const MAX_MESSAGES = 5000

const address = /<?(https?:\/\/[^\s<>()|]+)(?:\|[^>]*)?>?/gu
const channelWords = /(?<!\p{L})(channel|kanal|canal|channels)(?!\p{L})|频道|頻道|チャンネル/iu

/**
 * The message a shortcut was called on, a linked message's thread, a named channel, the thread that was asked in, or the channel; of a channel
 * the stretch that the words name, else what came since the person was there last.
 * @throws ParleyError PERMISSION_DENIED where the person cannot read them, INPUT_INVALID where there are none; what the platform throws
 */
export async function findMessages(request: FindMessagesRequest, options: FindMessagesOptions): Promise<FoundMessages> {
  const { port, mirror, visits, now } = options
  const { event, signal, onRead } = request
  const { person } = event
  const located = locate(request, port)
  if (!(await port.canRead(person, located.place))) {
    throw new ParleyError('PERMISSION_DENIED', 'You cannot read that channel, so Parley does not read it to you.')
  }
  const range = located.stretch ? toRange(located.stretch) : undefined
  const wanted = range ?? (await sinceVisit(located.place, person, visits, now()))
  const remember = await options.remembers(located.place.channel)
  const all = await mirror.read(port, located.place, { last: MAX_MESSAGES, ...wanted }, { remember, onRead, signal })
  const asked = 'messageId' in event ? event.messageId : undefined
  const messages = all.filter(message => !message.author.isSelf && message.id !== asked && message.text.trim() !== '')
  if (messages.length === 0) {
    throw new ParleyError(
      'INPUT_INVALID',
      'There are no messages to read in that place and time. Name another time, such as "last 3 days".',
    )
  }
  if (located.place.thread === undefined) await visits.put(located.place.channel, person.id, now())
  return {
    place: located.place,
    utterances: threadsTogether(messages).map(message => toUtterance(message, person.timeZone)),
    byId: new Map(messages.map(message => [message.id, message])),
    rest: located.rest,
  }
}

interface Located {
  place: Place
  stretch?: Stretch
  rest: string
}

function locate({ event, text }: FindMessagesRequest, port: ChatPort): Located {
  const found = findStretch(text, new Date(event.at), event.person.timeZone)
  const stretch = found?.stretch
  let rest = found ? cut(text, found.start, found.end) : text
  if (event.type === 'command' && event.target) {
    const { target } = event
    const place = { ...event.place, thread: target.thread }
    return { place, stretch: stretch ?? { kind: 'time', since: target.sentAt }, rest }
  }
  for (const match of text.matchAll(address)) {
    const linked = port.parseLink?.(match[1]!)
    if (!linked) continue
    rest = rest.replace(match[0], ' ').replace(/\s+/g, ' ').trim()
    // A link to a message means its thread.
    const thread = linked.place.thread ?? linked.messageId
    return { place: stretch ? linked.place : { ...linked.place, thread }, stretch: stretch ?? everything, rest }
  }
  const [named] = event.mentioned ?? []
  if (named)
    return {
      place: named,
      stretch,
      rest: rest
        .replace(/(?<!\S)#\S+/u, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    }
  const viewing = event.type === 'message' ? event.viewing : undefined
  if (event.place.audience === 'person' && viewing) return { place: viewing, stretch, rest }
  const inThread = event.place.thread !== undefined && isRootElsewhere(event)
  if (inThread && !stretch && !channelWords.test(text)) return { place: event.place, stretch: everything, rest }
  return { place: { ...event.place, thread: undefined }, stretch, rest }
}

const everything: Stretch = { kind: 'count', messages: MAX_MESSAGES }

/** A message that opens a thread of its own asks about the channel; one that is written into a thread, about the thread. */
function isRootElsewhere(event: QuestionEvent): boolean {
  return event.type !== 'message' || event.place.thread !== event.messageId
}

async function sinceVisit(place: Place, person: Person, visits: Visits, now: Date): Promise<TimeRange> {
  const last = await visits.last(place.channel, person.id, now)
  return last ? { since: last } : { last: DEFAULT_MESSAGES }
}

/** @returns undefined for "since I was last here" */
function toRange(stretch: Stretch): TimeRange | undefined {
  if (stretch.kind === 'count') return { last: Math.min(stretch.messages, MAX_MESSAGES) }
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

function toUtterance(message: Message, timeZone = 'UTC'): Utterance {
  const files = (message.files ?? []).map(({ name }) => ` (${name})`).join('')
  const ts = Temporal.Instant.from(message.sentAt).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return {
    id: message.id,
    author: message.author.name,
    text: `${message.text}${files}`,
    ts: ts.toString({ smallestUnit: 'minute' }),
  }
}

function cut(text: string, start: number, end: number): string {
  return `${text.slice(0, start)} ${text.slice(end)}`.replace(/\s+/g, ' ').trim()
}
