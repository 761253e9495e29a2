/** The port behind which every chat platform stands: what a message is, what a platform can do, how a reply is written. */

/** What a platform can do: facts the core asks for instead of the platform's name. What it cannot do at all is a missing method of its port. */
export interface Capabilities {
  /** Text that is already shown can grow; where false, `append` collects and `finish` shows. */
  readonly streaming: boolean
  /** A reply can be shown to one person alone, wherever it was asked for. */
  readonly private: boolean
  /** A question outside of threads is answered in a thread of its own, named by the question's id. */
  readonly threads: boolean
  /** The buttons of `ReplyEnd.actions` are shown, and their clicks delivered. */
  readonly buttons: boolean
  /** Messages are read by others too, and can be read back: `history` is complete, edits and deletions are delivered. */
  readonly history: boolean
  /** The most characters of one message; the adapter splits what is longer. */
  readonly maxMessageChars: number
}

/** Where something is said. */
export interface Place {
  /** The port's name. */
  platform: string
  /** The workspace or server the channel belongs to, where the platform has such; absent in its direct messages and in a terminal. */
  workspace?: string
  channel: string
  /** Absent outside threads. */
  thread?: string
  /** Who can read it: one person (a direct message, a terminal), or the channel's members. */
  audience: 'person' | 'channel'
}

export interface Person {
  /** The platform's id. */
  id: string
  name: string
  /** ISO 639-1 code, where the platform knows it. */
  language?: string
  /** IANA name such as `Europe/Berlin`, where the platform knows it. */
  timeZone?: string
}

export interface Author extends Person {
  /** Another program, or a person's automation: it is read, never answered. */
  isBot: boolean
  /** Parley itself. */
  isSelf: boolean
}

/** A file that lies with the platform; plain data, so that it can be written down and read later. */
export interface FileReference {
  name: string
  /** What the port's `readFile` finds it by. */
  id: string
  /** As the platform states it. */
  bytes?: number
}

/** A text file that came with a message, already read. */
export interface Attachment {
  name: string
  text: string
}

/** One message of a place, as it stands now. Text is GitHub-flavoured Markdown, names and channels as people see them. */
export interface Message {
  /** Unique in its channel. */
  id: string
  /** The thread it stands in; absent for what stands in the channel itself, thread roots included. */
  thread?: string
  /** The message that it answers, where people can say so beside threads. */
  replyTo?: string
  author: Author
  text: string
  /** ISO 8601. */
  sentAt: string
  /** When it was last changed, ISO 8601; absent where it never was. */
  editedAt?: string
  /** It speaks to Parley: a direct message, a mention. */
  addressed: boolean
  files?: readonly FileReference[]
}

interface EventBase {
  /** The platform's id of the event: what comes twice under one id is answered once. At most 200 characters. */
  id: string
  place: Place
  person: Person
  /** ISO 8601. */
  at: string
  /** What `openForm` needs to open a form at this event; it lives for seconds. */
  trigger?: string
}

/** Words addressed to Parley by a person, never by another program; it finds out what is wanted. */
export interface MessageEvent extends EventBase {
  type: 'message'
  text: string
  /** The message itself, where the platform keeps it. */
  messageId?: string
  attachments?: Attachment[]
  files?: readonly FileReference[]
  /** What the person is looking at beside the conversation; whether they can read it is still to be asked. */
  viewing?: Place
  /** The channels that the text names. */
  mentioned?: readonly Place[]
}

/** An explicit command: `text` is what followed its name, options (`--to de`) included. */
export interface CommandEvent extends EventBase {
  type: 'command'
  name: string
  text: string
  attachments?: Attachment[]
  files?: readonly FileReference[]
  /** The message it was called on (a shortcut, a context menu): its text is the input, or reading begins there. */
  target?: Message
  /** The channels that the text names. */
  mentioned?: readonly Place[]
}

/** Something was written that nobody is owed an answer to: it is kept, so that summaries and search know it. */
export interface PostEvent extends EventBase {
  type: 'post'
  message: Message
}

/** A message was changed; comes for messages that were addressed to Parley and for others. */
export interface EditEvent extends EventBase {
  type: 'edit'
  message: Message
}

export interface DeleteEvent extends EventBase {
  type: 'delete'
  messageId: string
}

/** A button under a reply was clicked, or a reaction given that means the same. */
export interface ActionEvent extends EventBase {
  type: 'action'
  action: ReplyActionName
  /** The `replyId` of the reply, or the id of one of its messages. */
  reply: string
  /** The `value` of the button. */
  value?: string
}

/** A form was sent off. */
export interface FormEvent extends EventBase {
  type: 'form'
  /** `Form.name` and `Form.subject`, as they were. */
  form: string
  subject: string
  values: Record<string, string>
}

/** Parley came into a channel, or was taken out of it. */
export interface MembershipEvent extends EventBase {
  type: 'membership'
  joined: boolean
}

/** Stops what is being written in a place, or the reply of one `replyId`. */
export interface StopEvent extends EventBase {
  type: 'stop'
  target?: string
}

/** Forgets the conversation held in a place. */
export interface ForgetEvent extends EventBase {
  type: 'forget'
}

/** What a platform tells; plain data, so that it can be written down and taken up again. */
export type ChatEvent =
  | MessageEvent
  | CommandEvent
  | PostEvent
  | EditEvent
  | DeleteEvent
  | ActionEvent
  | FormEvent
  | MembershipEvent
  | StopEvent
  | ForgetEvent

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

/**
 * `ask` puts the question to the channel, `keep` opens the form that keeps the answer which came; `remind` has the channel reminded of the
 * tasks in minutes, `export` gives them as files.
 */
export const replyActionNames = [
  ...(['regenerate', 'translate', 'reroute', 'share', 'ask', 'keep'] as const),
  ...(['remind', 'export', 'good', 'bad'] as const),
] as const
export type ReplyActionName = (typeof replyActionNames)[number]

/** A button under a reply. */
export interface ReplyAction {
  name: ReplyActionName
  /** At most 40 characters. */
  label: string
  /** Comes back in the click; at most 40 characters. */
  value?: string
}

/** A text file that goes with a reply. */
export interface ReplyFile {
  /** Letters, digits, `-`, `_` and `.`. */
  name: string
  text: string
}

export interface ReplyEnd {
  sources: readonly Source[]
  /** The person stopped it; what was written stays. */
  stopped: boolean
  actions: readonly ReplyAction[]
  /** At most three. They are shown to nobody but whom the reply is shown to. */
  files?: readonly ReplyFile[]
}

/**
 * One reply being written. Calls are awaited one after the other; the last is `finish` or `fail`, exactly once.
 * Text is Markdown and is only ever appended; whatever ends the reply, what was written stays.
 * Where the platform fails on the way (a limit, a stream that ended, a message that is gone), the adapter shows the whole text by another way.
 */
export interface Reply {
  heading(heading: ReplyHeading): Promise<void>
  /** What is being done at the moment; the next one, or text, takes its place. */
  status(text: string): Promise<void>
  append(text: string): Promise<void>
  /** @throws ParleyError PLATFORM_… where the text could not be shown by any way */
  finish(end: ReplyEnd): Promise<void>
  /** Ends the reply with one line on why there is no answer, or no more of it. */
  fail(reason: string): Promise<void>
}

export interface ReplyOptions {
  /** The event that is answered: a platform that refuses duplicates may use it as its key. */
  eventId: string
  /** Names the reply in buttons and in `StopEvent.target`: at most 24 letters and digits. */
  replyId: string
  person: Person
  /** 1, or more where an earlier attempt was cut off: the adapter replaces what that one left. */
  attempt: number
  /** Only `person` may see it. */
  private: boolean
  /** The message that is answered, where there is one. */
  replyTo?: string
  /** The messages of an earlier reply, which this one takes the place of. */
  replaces?: readonly PostedMessage[]
  /** Told of every message as soon as it stands. */
  onPosted: (message: PostedMessage) => void
}

/** Where a message of Parley's stands. */
export interface PostedMessage {
  channel: string
  id: string
}

/** The messages wanted of a place; both ends are ISO 8601 times, inclusive and optional. */
export interface TimeRange {
  since?: string
  until?: string
  /** The most messages, the newest of the range. */
  last?: number
}

/** A few fields to fill in: a modal where the platform has them. */
export interface Form {
  /** What it is for; comes back in `FormEvent.form`. */
  name: string
  /** Whom or what it is about; comes back in `FormEvent.subject`. At most 200 characters. */
  subject: string
  /** At most 24 characters. */
  title: string
  fields: readonly FormField[]
}

export interface FormField {
  name: string
  /** At most 45 characters. */
  label: string
  kind: 'choice' | 'text'
  /** The values of a choice and what they are called; at most 25. */
  choices?: readonly { value: string; label: string }[]
  value?: string
  required: boolean
}

/** A place that a link or a name points to, and the message of it. */
export interface LinkedPlace {
  place: Place
  messageId?: string
}

export interface ChatPort {
  readonly name: string
  readonly can: Capabilities
  /**
   * Begins to hand events on. The adapter acknowledges an event to its platform after `deliver` has resolved: then it is on disk.
   * `deliver` rejects with STORE_UNAVAILABLE where it could not be written. One message is one event, however often and in how many
   * forms the platform tells of it: the id of its event is made of channel and message, and `messageEventId` says how.
   */
  start(deliver: (event: ChatEvent) => Promise<void>): Promise<void>
  /**
   * Called for a command as soon as `deliver` has resolved, long before there is an answer: this is where an interaction is acknowledged
   * with the right visibility. For a message it comes a moment later, when it is known whether the answer is private.
   * @throws ParleyError PLATFORM_REJECTED where the place is gone
   */
  open(place: Place, options: ReplyOptions): Promise<Reply>
  /** Oldest first, complete, paged inside; the replies of all its threads belong to a channel. @throws ParleyError PLATFORM_… */
  history(place: Place, range: TimeRange): AsyncIterable<Message>
  /** Whether a person can read a place. Asked of the platform at the moment, never guessed. @throws ParleyError PLATFORM_… */
  canRead(person: Person, place: Place): Promise<boolean>
  stop(): Promise<void>

  /** Whether everybody of the workspace can read a place. @throws ParleyError PLATFORM_… */
  isOpen?(place: Place): Promise<boolean>
  /** Shows at once that a message was seen, before it is known how it will be answered; failing is no harm. */
  notice?(place: Place, messageId: string): Promise<void>
  /** Whether a person may change the settings of a channel: its managers, or everybody in it where it has none. */
  canManage?(person: Person, place: Place): Promise<boolean>
  /**
   * The channels Parley is in, of one workspace or of all: asked for what was missed while it was away, and for a digest.
   * @throws ParleyError PLATFORM_…
   */
  places?(workspace?: string): AsyncIterable<Place>
  /** @throws ParleyError PLATFORM_REJECTED, INPUT_TOO_LARGE */
  readFile?(file: FileReference, signal: AbortSignal): Promise<Uint8Array>
  /** Web address of a message. */
  linkTo?(place: Place, messageId: string): string | undefined
  /** The place that an address in a text points to, where it is one of this platform. */
  parseLink?(address: string): LinkedPlace | undefined
  /** How people call a place: `#general`, `Anna in a direct message`. */
  nameOf?(place: Place): Promise<string>
  /** Takes messages of Parley's away; one that is gone already is no failure. */
  remove?(messages: readonly PostedMessage[], place: Place): Promise<void>
  /** @param trigger of the event that asked for it, used within seconds */
  openForm?(trigger: string, form: Form): Promise<void>
}

/** The event id of a message, the same however often and by whatever way it comes. */
export function messageEventId(place: Place, messageId: string): string {
  return `message:${place.workspace ?? ''}:${place.channel}:${messageId}`
}
