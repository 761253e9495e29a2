/** The port behind which every chat platform stands: what a message is, what a platform can do, how a reply is written. */

/** What a platform can do: facts the core asks for instead of the platform's name. */
export interface Capabilities {
  /** Text that is already shown can grow; where false, `append` collects and `finish` shows. */
  readonly streaming: boolean
  /** A reply can be shown to one person alone. */
  readonly ephemeral: boolean
  /** A form can be opened. */
  readonly modals: boolean
  /** Files can be sent. */
  readonly files: boolean
  /** The most characters of one message; the adapter splits what is longer. */
  readonly maxMessageChars: number
}

/** Where something is said. */
export interface Place {
  /** The port's name. */
  platform: string
  channel: string
  /** Absent outside threads. */
  thread?: string
  /** Who can read it: one person, or the channel's members. */
  audience: 'person' | 'channel'
}

export interface Person {
  /** The platform's id. */
  id: string
  name: string
  /** ISO 639-1 code, where the platform knows it. */
  language?: string
}

/** One message of a place, as it stands now. Text is GitHub-flavoured Markdown. */
export interface Message {
  id: string
  author: Person
  text: string
  /** ISO 8601. */
  sentAt: string
}

/** A text file that came with a message, already read by the adapter. */
export interface Attachment {
  name: string
  text: string
}

interface EventBase {
  /** The platform's id of the event: what comes twice under one id is answered once. At most 200 characters. */
  id: string
  place: Place
  person: Person
  /** ISO 8601. */
  at: string
}

/** Words addressed to Parley; it finds out what is wanted. */
export interface MessageEvent extends EventBase {
  type: 'message'
  text: string
  attachments?: Attachment[]
}

/** An explicit command: `text` is what followed its name, options (`--to de`) included. */
export interface CommandEvent extends EventBase {
  type: 'command'
  name: string
  text: string
  attachments?: Attachment[]
}

/** Stops what is being written in a place, or the reply to one event of it. */
export interface StopEvent extends EventBase {
  type: 'stop'
  target?: string
}

/** Forgets the conversation held in a place. */
export interface ForgetEvent extends EventBase {
  type: 'forget'
}

/** What a platform tells; plain data, so that it can be written down and taken up again. */
export type ChatEvent = MessageEvent | CommandEvent | StopEvent | ForgetEvent

/** The events that are owed an answer. */
export type QuestionEvent = MessageEvent | CommandEvent

/** A source of an answer. */
export interface Source {
  /** The number in the text: `[1]`. */
  n: number
  title: string
  /** Where it lies: a path or a web address. */
  location: string
  quote: string
}

/** What the router decided, to be shown with the reply. */
export interface ReplyHeading {
  pipeline: string
  /** False where the person named the pipeline. */
  guessed: boolean
}

export interface ReplyEnd {
  sources: readonly Source[]
  /** The person stopped it; what was written stays. */
  stopped: boolean
}

/**
 * One reply being written. Calls are awaited one after the other; the last is `finish` or `fail`, exactly once.
 * Text is Markdown and is only ever appended; whatever ends the reply, what was written stays.
 */
export interface Reply {
  heading(heading: ReplyHeading): Promise<void>
  /** What is being done at the moment; the next one, or text, takes its place. */
  status(text: string): Promise<void>
  append(text: string): Promise<void>
  finish(end: ReplyEnd): Promise<void>
  /** Ends the reply with one line on why there is no answer, or no more of it. */
  fail(reason: string): Promise<void>
}

export interface ReplyOptions {
  /** The event that is answered: a platform that refuses duplicates may use it as its key. */
  eventId: string
  person: Person
  /** 1, or more where an earlier attempt was cut off: the adapter may replace what that one left. */
  attempt: number
}

/** The messages wanted of a place; both ends are ISO 8601 times and optional. */
export interface TimeRange {
  since?: string
  until?: string
}

export interface ChatPort {
  readonly name: string
  readonly can: Capabilities
  /**
   * Begins to hand events on. The adapter acknowledges an event to its platform after `deliver` has resolved: then it is on disk.
   * `deliver` rejects with STORE_UNAVAILABLE where it could not be written.
   */
  start(deliver: (event: ChatEvent) => Promise<void>): Promise<void>
  /** @throws ParleyError PLATFORM_REJECTED where the place is gone */
  open(place: Place, options: ReplyOptions): Promise<Reply>
  /** Oldest first, complete, paged inside. */
  history(place: Place, range: TimeRange): AsyncIterable<Message>
  /** Asked of the platform at the moment, never guessed. */
  canRead(person: Person, place: Place): Promise<boolean>
  stop(): Promise<void>
}
