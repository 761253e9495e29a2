/** Finds the channels of a digest: those that somebody names, or all in which something was said since they were there. */
import { ParleyError } from '../errors.ts'
import type { ChatPort, Person, Place, TimeRange } from './chat-port.ts'
import type { NamedChannel } from './locate-messages.ts'
import type { Mirror } from './mirror.ts'
import { channelNameOf } from './place-name.ts'
import type { Visits } from './visits.ts'

export interface ChannelToRead {
  place: Place
  /** As people call it. */
  name: string
  range: TimeRange
}

export interface FoundChannels {
  channels: ChannelToRead[]
  /** What is not read, and why, as a list of Markdown; never a name that the person may not know. */
  passedOver: string[]
}

export interface FindChannelsOptions {
  port: ChatPort
  mirror: Pick<Mirror, 'count'>
  visits: Pick<Visits, 'last'>
  remembers: (channel: string) => Promise<boolean>
}

export interface FindChannelsRequest {
  /** Where it is asked. */
  place: Place
  person: Person
  /** The stretch that the words name; undefined for what came since the person was there. */
  range?: TimeRange
  now: Date
}

/** Nobody reads more of them at once. */
const MAX_DIGEST_CHANNELS = 10
/** Channels whose readers are asked for: a call to the platform each. */
const MAX_CANDIDATES = 30
/** Channels that are looked at, the first that the platform names. */
const MAX_LISTED = 1000
/** How far back a digest goes in a channel in which nobody has seen the person. */
const UNSEEN_MS = 24 * 3600_000

/** @throws ParleyError INPUT_INVALID where they name too many; PLATFORM_… */
export async function findNamedChannels(
  named: readonly NamedChannel[],
  request: FindChannelsRequest,
  options: FindChannelsOptions,
): Promise<FoundChannels> {
  const { port } = options
  if (named.length > 2 * MAX_DIGEST_CHANNELS) {
    throw new ParleyError('INPUT_INVALID', `Name at most ${MAX_DIGEST_CHANNELS} channels at a time.`)
  }
  const channels: ChannelToRead[] = []
  const passedOver: string[] = []
  const known = await Promise.all(
    named.flatMap(channel => ('place' in channel ? [channel.place] : [])).map(place => describe(place, request, port)),
  )
  for (const [index, { place, name, canRead }] of known.entries()) {
    // Its name is not told to who cannot see it; that it was named, they know.
    if (!canRead) passedOver.push(`the ${ordinal(index)} channel that you named (you cannot read it)`)
    else if (channels.length >= MAX_DIGEST_CHANNELS)
      passedOver.push(`${name} (more than ${MAX_DIGEST_CHANNELS} channels)`)
    else channels.push({ place, name, range: await rangeOf(place, request, options) })
  }
  const names = named.flatMap(channel => ('name' in channel ? [channel.name] : []))
  const typed = names.filter(name => !known.some(other => isCalled(other, name)))
  if (typed.length === 0) return { channels, passedOver }
  const listed = (await listPlaces(request, port)).filter(({ channel }) =>
    known.every(({ place }) => place.channel !== channel),
  )
  const called = await Promise.all(listed.map(async place => ({ place, name: await channelNameOf(port, place) })))
  for (const name of typed) {
    const found = called.find(other => isCalled(other, name))
    if (found && channels.length < MAX_DIGEST_CHANNELS && (await port.canRead(request.person, found.place))) {
      channels.push({ ...found, range: await rangeOf(found.place, request, options) })
    } else passedOver.push(`#${name} (there is no such channel that both you and Parley read)`)
  }
  return { channels, passedOver }
}

/** The busiest first. Of channels that are not remembered nobody knows whether anything was said: they are left out. @throws ParleyError PLATFORM_… */
export async function findNewChannels(
  request: FindChannelsRequest,
  options: FindChannelsOptions,
): Promise<FoundChannels> {
  const { port, mirror, remembers } = options
  const busy: { place: Place; range: TimeRange; messages: number }[] = []
  for (const place of await listPlaces(request, port)) {
    if (!(await remembers(place.channel))) continue
    const range = await rangeOf(place, request, options, UNSEEN_MS)
    const messages = await mirror.count(place.channel, range, request.person.id)
    if (messages > 0) busy.push({ place, range, messages })
  }
  busy.sort((a, b) => b.messages - a.messages)
  const candidates = await Promise.all(
    busy
      .slice(0, MAX_CANDIDATES)
      .map(async ({ place, range }) => ({ ...(await describe(place, request, port)), range })),
  )
  const readable = candidates.filter(({ canRead }) => canRead)
  const channels = readable.slice(0, MAX_DIGEST_CHANNELS)
  const passedOver = readable
    .slice(MAX_DIGEST_CHANNELS)
    .map(({ name }) => `${name} (less was said there than in the ${MAX_DIGEST_CHANNELS} above)`)
  return { channels: channels.map(({ place, name, range }) => ({ place, name, range })), passedOver }
}

async function listPlaces({ place: asked }: FindChannelsRequest, port: ChatPort): Promise<Place[]> {
  const places: Place[] = []
  for await (const place of port.places?.(asked.workspace) ?? []) {
    if (place.audience === 'channel') places.push(place)
    if (places.length >= MAX_LISTED) break
  }
  return places
}

async function describe(place: Place, { person }: FindChannelsRequest, port: ChatPort) {
  const [canRead, name] = await Promise.all([port.canRead(person, place), channelNameOf(port, place)])
  return { place, name, canRead }
}

/** @param unseenMs how far back, where nobody has seen the person; without it that is the reader's to decide */
async function rangeOf(
  { channel }: Place,
  { range, person, now }: FindChannelsRequest,
  { visits }: FindChannelsOptions,
  unseenMs?: number,
): Promise<TimeRange> {
  if (range) return range
  const since = await visits.last(channel, person.id, now)
  if (since !== undefined) return { since }
  return unseenMs === undefined ? {} : { since: new Date(now.getTime() - unseenMs).toISOString() }
}

function isCalled({ name }: { name: string }, typed: string): boolean {
  return name.replace(/^#/, '').toLowerCase() === typed.toLowerCase()
}

function ordinal(index: number): string {
  return ['first', 'second', 'third'][index] ?? `${index + 1}th`
}
