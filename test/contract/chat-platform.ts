/** What the contract suite of chat ports needs of a platform: a local server on which people act, and the adapter connected to it. */
import type { ChatPort, Person, Place } from '../../src/conversation/chat-port.ts'

/** The names of people: `ada` and `ben` are in `general`, `ada` alone in `closed`, `eve` in neither; a bot writes in `general`. */
export type PersonName = 'ada' | 'ben' | 'eve' | 'bot'

/**
 * `general` is open, `closed` private, `direct` ada's direct message with Parley, `archived` read-only, `foreign` one that Parley is not in.
 * A platform without one of them says so in `missing`.
 */
export type PlaceName = 'general' | 'closed' | 'direct' | 'archived' | 'shared' | 'foreign'

/** A message as somebody sees it. */
export interface ShownMessage {
  id: string
  thread?: string
  /** The person's id, or `parley`. */
  author: string
  /** The visible text, as the platform would show it. */
  text: string
  /** Only the viewer sees it. */
  isPrivate: boolean
  /** Labels of its buttons. */
  buttons: string[]
  /** Names and texts of its files. */
  files: { name: string; text: string }[]
  /** Whom it notifies: ids, or `everyone`. */
  pings: string[]
}

export interface SayOptions {
  thread?: string
  /** Begins with a mention of Parley. */
  mention?: boolean
  files?: { name: string; text: string }[]
}

/** What goes wrong with the platform's next calls that show or change text. */
export type Fault =
  | 'rate-limited'
  | 'rate-limited-without-delay'
  | 'server-error'
  | 'no-answer'
  | 'stream-expired'
  | 'message-gone'

/** The server, as its people and its operator act on it. Ids are the platform's own. */
export interface PlatformServer {
  readonly people: Readonly<Record<PersonName, Person>>
  readonly places: Readonly<Partial<Record<PlaceName, Place>>>
  /** @returns the message's id */
  say(person: PersonName, place: Place, text: string, options?: SayOptions): Promise<string>
  edit(person: PersonName, place: Place, messageId: string, text: string): Promise<void>
  delete(person: PersonName, place: Place, messageId: string): Promise<void>
  /** A slash command. */
  command(person: PersonName, place: Place, name: string, text: string): Promise<void>
  /** A shortcut or context-menu command on a message. */
  messageCommand(person: PersonName, place: Place, name: string, messageId: string): Promise<void>
  /** @param label of a button that the person sees in the place, the newest one */
  click(person: PersonName, place: Place, label: string): Promise<void>
  /** Fills in the form that was opened last, and sends it off. */
  submit(values: Record<string, string>): Promise<void>
  /** Stops the reply that is being written in a place, by the platform's own means or by a button. */
  stop(person: PersonName, place: Place, thread?: string): Promise<void>
  /** Oldest first; what a person sees in a place, its threads included. */
  shown(viewer: PersonName, place: Place): Promise<ShownMessage[]>
  leave(person: PersonName, place: Place): Promise<void>
  /** Parley is taken out of a channel. */
  expel(place: Place): Promise<void>
  /** The next `times` calls that show or change text fail so. */
  fail(fault: Fault, times: number): void
  /** Delivers everything that was delivered so far again, out of order. */
  redeliver(): Promise<void>
  /** Cuts the adapter's connection; what happens until it comes back is delivered late. */
  disconnect(): Promise<void>
}

export interface ChatPlatform {
  readonly name: string
  /** What the platform has no counterpart for, and why: the suite passes over those cases. */
  readonly missing: Readonly<
    Partial<
      Record<
        PlaceName | Fault | 'threads' | 'edits' | 'files' | 'buttons' | 'private' | 'unanswered' | 'redelivery',
        string
      >
    >
  >
  start(): Promise<{ server: PlatformServer; port: ChatPort; stop(): Promise<void> }>
}
