/** The tables of the store, as Kysely types them. Times are ISO 8601 strings in UTC; lists and objects are JSON text. */
import type { Generated } from 'kysely'

/** Life of a document: registered, then searchable or failed. */
export type DocumentState = 'pending' | 'done' | 'failed'

/** One document of the knowledge base; this table is the truth, the vector index can be rebuilt from the sources. */
export interface DocumentsTable {
  /** The name by which people and scripts know the document; unique. */
  id: string
  /** The file it came from; a `.jsonl` file holds many documents. */
  source: string
  /** Where the document itself lies; unique. */
  uri: string
  title: string
  /** SHA-256 of everything its passages depend on; empty until it was stored once. */
  hash: string
  /** JSON list of principals. */
  acl: string
  state: DocumentState
  /** Why it failed; null otherwise. */
  error: string | null
  /** Passages in the index. */
  chunks: number
  /** Who added it; null for the command line. */
  added_by: string | null
  updated_at: string
  /** Who wrote it, as its source says; null where it does not. */
  author: string | null
  /** When its source was last changed. */
  source_updated_at: string | null
  /** JSON list of `{start, label}`: where in its source the text from an offset on lies; null where the source has no places. */
  locations: string | null
}

/** A path that a person indexed; `indexing` outlives a crash, so that the work is taken up again. */
export interface SourcesTable {
  path: string
  /** JSON list of principals. */
  acl: string
  state: 'indexing' | 'done'
  updated_at: string
}

/** Chat history, oldest first by `id`. */
export interface TurnsTable {
  id: Generated<number>
  conversation: string
  role: 'user' | 'assistant'
  text: string
  created_at: string
}

/** The durable inbox: an event is written down before it is acknowledged. */
export interface InboxTable {
  /** The platform's own id of the event: what has been seen is not taken twice. */
  id: string
  /** The event as JSON. */
  body: string
  state: 'received' | 'done' | 'failed'
  attempts: Generated<number>
  received_at: string
  finished_at: string | null
}

export interface SettingsTable {
  key: string
  /** JSON. */
  value: string
}

/** The mirror: messages of the channels Parley is in, as they stand now. The key is platform, channel and id. */
export interface MessagesTable {
  platform: string
  channel: string
  id: string
  thread: string | null
  author_id: string
  author_name: string
  /** 0, 1: another program; 2: Parley itself; 3: nobody, the message was deleted. */
  author_kind: 0 | 1 | 2 | 3
  text: string
  sent_at: string
  edited_at: string | null
}

/** A channel of the mirror: from `complete_since` on, every message of it is there. */
export interface ChannelsTable {
  platform: string
  channel: string
  complete_since: string
}

/** When a person was last seen in a channel: "what did I miss". */
export interface VisitsTable {
  platform: string
  channel: string
  person: string
  at: string
  /** The end of the visit before. */
  before: string | null
}

/** A reply of Parley's, from its first message on: what its buttons, and edits and deletions of the question, need. */
export interface RepliesTable {
  /** Names the reply in buttons. */
  id: string
  platform: string
  /** The place that was asked in, as JSON. */
  place: string
  channel: string
  /** Who asked. */
  person: string
  /** The message that was answered; null for commands. */
  question: string | null
  /** The question event, as JSON. */
  event: string
  pipeline: string
  text: string
  lang: string
  /** 1: only the person sees it. */
  private: 0 | 1
  created_at: string
}

/** Where a reply stands; the key is platform, channel and id. */
export interface ReplyMessagesTable {
  platform: string
  channel: string
  id: string
  reply: string
}

/** What somebody thought of a reply; the last word counts. */
export interface FeedbackTable {
  reply: string
  platform: string
  person: string
  value: 1 | -1
  reason: string | null
  created_at: string
}

/** Workspaces that installed Parley by themselves. */
export interface InstallationsTable {
  platform: string
  /** The workspace's or the organisation's id. */
  id: string
  /** Tokens and all, sealed: see secret-box.ts. */
  sealed: string
  updated_at: string
}

export interface Database {
  documents: DocumentsTable
  sources: SourcesTable
  turns: TurnsTable
  inbox: InboxTable
  settings: SettingsTable
  messages: MessagesTable
  channels: ChannelsTable
  visits: VisitsTable
  replies: RepliesTable
  reply_messages: ReplyMessagesTable
  feedback: FeedbackTable
  installations: InstallationsTable
}
