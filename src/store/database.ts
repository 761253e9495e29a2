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

export interface Database {
  documents: DocumentsTable
  sources: SourcesTable
  turns: TurnsTable
  inbox: InboxTable
  settings: SettingsTable
}
