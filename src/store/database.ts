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
  /** JSON list of `{start, label, uri?}`: where in its source the text from an offset on lies; null where the source has no places. */
  locations: string | null
}

/** A source that a person named; `indexing` outlives a crash, so that the work is taken up again. */
export interface SourcesTable {
  /** An absolute path, a web address, or `conversation://PLATFORM/CHANNEL`. */
  path: string
  /** JSON list of principals. */
  acl: string
  state: 'indexing' | 'done'
  /** When it was last begun, or brought to its end. */
  updated_at: string
  /** JSON object: what it was asked for beside its name; null for nothing. */
  options: string | null
  /** Why its last run came to no end; null where it did. */
  error: string | null
}

/** What is remembered of a web page that was read, to ask whether it has changed. */
export interface PagesTable {
  url: string
  /** Of the way pages are read: what another one has read is fetched anew. */
  version: string
  etag: string | null
  last_modified: string | null
  /** JSON list of the pages it leads to. */
  links: string
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
  /** 1: it speaks to Parley. */
  addressed: Generated<0 | 1>
  /** JSON list of the files that came with it; null for none. */
  files: string | null
  /** The message that it answers, beside a thread; null for none. */
  reply_to: string | null
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
  /** JSON list: ids of the messages that the text cites, as pipelines know them; null for none. */
  rests_on: string | null
  /** JSON list: what minutes say that somebody is to do; null for none. */
  tasks: string | null
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
  /** What would have been right, from somebody who may not correct it. */
  suggestion: string | null
  created_at: string
}

/** An answer that a person approved for a question; the key is the question, folded, with those who may read it. */
export interface CuratedAnswersTable {
  id: string
  question: string
  /** The question without case, punctuation and blanks. */
  question_key: string
  /** Markdown. */
  answer: string
  /** ISO 639-1 code of the answer. */
  lang: string
  /** JSON list of principals. */
  acl: string
  added_by: string
  added_by_name: string
  /** Where it was approved; null for the command line. */
  platform: string | null
  channel: string | null
  /** Name of the embedder whose vector `vector` is: 32-bit numbers, little-endian. */
  embedder: string
  vector: Uint8Array
  created_at: string
  updated_at: string
}

/** A question that the pipeline `answer` was asked in a conversation. */
export interface AskedQuestionsTable {
  /** The reply that was given. */
  reply: string
  platform: string
  /** Where it was asked, as JSON. */
  place: string
  person: string
  /** 1: nobody but the person saw the reply. */
  private: 0 | 1
  question: string
  lang: string
  /** JSON list: principals of those who read the reply. */
  readers: string
  answered: 0 | 1
  confidence: number
  /** JSON list: ids of the documents that were cited. */
  documents: string
  asked_at: string
}

/** Two passages that answer a question differently. */
export interface ContradictionsTable {
  /** Digest of where the two lie. */
  id: string
  /** The last question at which it was found. */
  question: string
  /** JSON: the two passages, with their words. */
  passages: string
  found_at: string
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

/** Something that somebody is to do, and that a channel is reminded of on the day it is due. */
export interface RemindersTable {
  /** Digest of the channel, the task, its owner and its day: what is asked for twice is there once. */
  id: string
  platform: string
  channel: string
  /** Where it is posted, as JSON. */
  place: string
  /** The minutes it comes from. */
  reply: string
  /** Who asked for it. */
  person: string
  owner: string | null
  /** Empty where the words it was made of were changed since. */
  task: string
  /** `YYYY-MM-DD` */
  due: string
  remind_at: string
  /** The message it rests on, as JSON place and id; null where there is none to link to. */
  source: string | null
  state: 'waiting' | 'done'
  attempts: Generated<number>
}

/** What was made of a stretch of conversation: see summary-cache.ts. */
export interface SummariesTable {
  /** Digest of the messages' words, and of what was made of them. */
  key: string
  /** JSON. */
  value: string
  used_at: string
}

export interface SummarizedMessagesTable {
  /** Id of a message. */
  message: string
  /** Of what was made of it. */
  key: string
}

export interface Database {
  documents: DocumentsTable
  sources: SourcesTable
  pages: PagesTable
  turns: TurnsTable
  inbox: InboxTable
  settings: SettingsTable
  messages: MessagesTable
  channels: ChannelsTable
  visits: VisitsTable
  replies: RepliesTable
  reply_messages: ReplyMessagesTable
  feedback: FeedbackTable
  curated_answers: CuratedAnswersTable
  asked_questions: AskedQuestionsTable
  contradictions: ContradictionsTable
  installations: InstallationsTable
  reminders: RemindersTable
  summaries: SummariesTable
  summarized_messages: SummarizedMessagesTable
}
