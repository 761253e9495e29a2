/** Reads from a request which messages it means: of a thread, a channel, several channels, a link, a stretch of time. */
import { findStretch, type Stretch } from '../text/time-range.ts'
import type { ChatPort, Place, QuestionEvent } from './chat-port.ts'

/** A channel that the words name: known by the platform, or by its name alone. */
export type NamedChannel = { place: Place } | { name: string }

export type MessagesPlace =
  | { kind: 'place'; place: Place }
  | { kind: 'channels'; channels: readonly NamedChannel[] }
  /** Every channel that the person and Parley read. */
  | { kind: 'everywhere' }

export interface LocatedMessages {
  where: MessagesPlace
  stretch?: Stretch
  /** The words of the request that did not say where and when. */
  rest: string
}

export interface LocateRequest {
  event: QuestionEvent
  /** What was said beside the command's name and options. */
  text: string
}

/** All of a thread: no thread has more. */
const everything: Stretch = { kind: 'count', messages: Number.MAX_SAFE_INTEGER }

const address = /<?(https?:\/\/[^\s<>()|]+)(?:\|[^>]*)?>?/gu
const channelWords = /(?<!\p{L})(channel|kanal|canal|channels)(?!\p{L})|频道|頻道|チャンネル/iu
/** `#name`, as it is typed or stands for a link to a channel; `#823` is something else. */
const channelName = /(?<![A-Za-z0-9_&#/])#(?=[^\s#,;:.!?()<>]*\p{L})([^\s#,;:.!?()<>]+)/gu
const everywhereWords = new RegExp(
  [
    '(?<!\\p{L})(?:digest|everywhere|(?:all|every|each)(?: of)?(?: the| my| our)? channels?|across(?: the| my)? channels|überall|(?:in )?alle[nr]? (?:meine[nr]? )?kanälen?|partout|tous (?:les|mes) (?:canaux|salons)|(?:en|por) todas partes|todos (?:los|mis) canales)(?!\\p{L})',
    '(?:所有|全部|每个|各个)(?:的)?(?:频道|頻道|群)|到处|(?:すべて|全て|全部)のチャンネル|全チャンネル|ダイジェスト',
  ].join('|'),
  'iu',
)

/** The message a shortcut was called on, a linked message's thread, the channels named, all of them, the thread that was asked in, or the channel. */
export function locateMessages({ event, text }: LocateRequest, port: Pick<ChatPort, 'parseLink'>): LocatedMessages {
  const found = findStretch(text, new Date(event.at), event.person.timeZone)
  const stretch = found?.stretch
  const rest = found ? without(text, found.start, found.end) : text
  const at = (place: Place, within = stretch, words = rest): LocatedMessages => ({
    ...{ where: { kind: 'place', place }, rest: words },
    ...(within ? { stretch: within } : {}),
  })
  if (event.type === 'command' && event.target) {
    const { target } = event
    return at({ ...event.place, thread: target.thread }, stretch ?? { kind: 'time', since: target.sentAt })
  }
  for (const match of text.matchAll(address)) {
    const linked = port.parseLink?.(match[1]!)
    if (!linked) continue
    const words = squeeze(rest.replace(match[0], ' '))
    // A link to a message means its thread.
    const thread = linked.place.thread ?? linked.messageId
    return at(stretch ? linked.place : { ...linked.place, thread }, stretch ?? everything, words)
  }
  const channels = namedChannels(event, rest)
  if (channels.length > 0) {
    const words = squeeze(rest.replace(channelName, ' '))
    return { where: { kind: 'channels', channels }, ...(stretch ? { stretch } : {}), rest: words }
  }
  if (everywhereWords.test(text)) {
    const words = squeeze(rest.replace(everywhereWords, ' '))
    return { where: { kind: 'everywhere' }, ...(stretch ? { stretch } : {}), rest: words }
  }
  const viewing = event.type === 'message' ? event.viewing : undefined
  if (event.place.audience === 'person' && viewing) return at(viewing)
  const inThread = event.place.thread !== undefined && isRootElsewhere(event)
  if (inThread && !stretch && !channelWords.test(text)) return at(event.place, everything)
  return at({ ...event.place, thread: undefined })
}

/** Whether what is to be read stands elsewhere than where it is asked for, where others may be who cannot read it. */
export function readsElsewhere(event: QuestionEvent, port: Pick<ChatPort, 'parseLink'>): boolean {
  const { where } = locateMessages({ event, text: event.text }, port)
  return where.kind !== 'place' || where.place.channel !== event.place.channel
}

/** The platform says which channels it knows; a name beside them was typed, or names one that the person cannot see. */
function namedChannels(event: QuestionEvent, text: string): NamedChannel[] {
  const names = [...new Set([...text.matchAll(channelName)].map(match => match[1]!))]
  const known = (event.mentioned ?? []).map(place => ({ place }))
  if (names.length <= known.length) return known
  return [...known, ...names.map(name => ({ name }))]
}

/** A message that opens a thread of its own asks about the channel; one that is written into a thread, about the thread. */
function isRootElsewhere(event: QuestionEvent): boolean {
  return event.type !== 'message' || event.place.thread !== event.messageId
}

function without(text: string, start: number, end: number): string {
  return squeeze(`${text.slice(0, start)} ${text.slice(end)}`)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
