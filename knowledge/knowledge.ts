/** What the rest of Parley knows of the knowledge base: documents in, passages out. */
import type { Location } from './loaders/loader.ts'
import type { SourceKind } from './sources/source.ts'
import type { WebOptions } from './sources/web-options.ts'

/** A stretch of a document that retrieval found. */
export interface Passage {
  /** Chunk id: unique in the index. */
  id: string
  /** Document id, as the source named it. */
  doc: string
  /** Its place among the passages of its document, from 0. */
  position: number
  /** Where the document lies: a path or a web address. */
  uri: string
  title: string
  /** Headings above the passage, outermost first, joined with " › "; may be empty. */
  heading: string
  /** What must stand before `text` to understand it (the header rows of a table, the fence of a code block); mostly empty. */
  lead: string
  /** The source's own text from `start` to `end`. */
  text: string
  /** Offsets into the document's text, UTF-16 units. */
  start: number
  end: number
  lang: string
  /** Where in the source it lies, such as page 3: the place at its start, and those that begin in it; `locationAt` finds the one of an offset. */
  locations?: readonly Location[]
  /** Who wrote the document, as its source says. */
  author?: string
  /** When the document's source was last changed. */
  updatedAt?: Date
  /** Higher is better; comparable within one query only. */
  score: number
  /** Cosine between question and passage; 0 for a neighbour, which no question found. */
  cosine: number
  /** BM25 score of the full-text search; absent where only the vectors found it. */
  bm25?: number
  /** The sentence that comes nearest to the question, by offsets in `text`; absent where the passage was not ranked by its sentences. */
  bestSentence?: { start: number; end: number; cosine: number }
}

export interface SearchRequest {
  query: string
  /** Principals of everybody who will read the reply; a passage is found only if its `acl` names one of them, or `public`. */
  readers: readonly string[]
  /** The most passages to return. */
  limit: number
  /** False saves the time (some 0.2 s on two cores) in which the best passages are ranked by their sentences. */
  rerank?: boolean
  signal?: AbortSignal
}

export interface DocumentStatus {
  id: string
  uri: string
  title: string
  state: 'pending' | 'done' | 'failed'
  /** Passages that can be found. */
  chunks: number
  /** Principals that may read it. */
  acl: string[]
  /** Why it failed; what was stored before can still be found. */
  error?: string
  updatedAt: Date
  /** What it came from: the file, page or conversation. */
  source: string
  kind: SourceKind
  /** Who added it; absent for the command line. */
  addedBy?: string
  /** When its source was last changed, where that is known. */
  sourceUpdatedAt?: Date
}

/** Something that somebody named to be indexed, with all that comes from it. */
export interface SourceStatus {
  /** An absolute path, a web address, or `conversation://PLATFORM/CHANNEL`. */
  name: string
  kind: SourceKind
  /** Principals that may read what names nobody itself. */
  acl: string[]
  /** `indexing`: its last run came to no end. */
  state: 'indexing' | 'done'
  error?: string
  /** When its last run was begun, or came to its end. */
  updatedAt: Date
  documents: number
}

export interface KnowledgeStatus {
  documents: { done: number; pending: number; failed: number }
  passages: number
  /** Size of the index on disk. */
  bytes: number
  /** The embedder whose vectors are searched. */
  embedder: string
  /** Sources whose indexing was interrupted: `resume` takes them up. */
  interrupted: string[]
  sources: SourceStatus[]
}

export interface IndexRequest {
  /** Files, folders and web addresses; folders are read with all that is below them. */
  paths: readonly string[]
  /** How far pages are followed from web addresses; what is known, else the page alone, where absent. */
  web?: Partial<WebOptions>
  /** Principals that may read the documents that name none themselves; `public` where absent. */
  acl?: readonly string[]
  /** `acl` holds whatever the documents themselves say: for files of people who may not decide that. */
  aclIsFixed?: boolean
  /** Who adds them. */
  addedBy?: string
  signal?: AbortSignal
  onProgress?: (progress: IndexProgress) => void
  /** Called as soon as something cannot be read; it is in the report too. */
  onProblem?: (problem: IndexProblem) => void
  /** Called when another process writes the index and this one waits, with its process id where it is known. */
  onWait?: (pid: number | undefined) => void
}

/** What every run that writes the index takes. */
export type RunOptions = Pick<IndexRequest, 'signal' | 'onProgress' | 'onProblem' | 'onWait'>

export interface IndexProgress {
  /** Bytes that were worked through, of those that need work; what is found unchanged leaves the total. */
  bytes: number
  totalBytes: number
  documents: number
  passages: number
}

export interface IndexProblem {
  /** The file, with the line, page or path in it where only that is wrong; files passed over are counted together by kind. */
  where: string
  reason: string
  /** What nobody asked for by name and is of no kind that can be read, pages that are pictures, and private channels are passed over; all else has failed. */
  kind: 'failed' | 'passed over'
}

export interface IndexReport {
  /** Documents stored, new or changed. */
  indexed: number
  passages: number
  /** Passages whose vectors had to be computed. */
  embedded: number
  unchanged: number
  /** Documents that are gone from their source. */
  removed: number
  failed: number
  problems: IndexProblem[]
}

export interface Knowledge {
  /** Best first; empty where nothing is indexed or nothing may be read. @throws ParleyError KNOWLEDGE_UNAVAILABLE, CANCELLED */
  search(request: SearchRequest): Promise<Passage[]>
  /** The passages just before and after one, in its document, under the same rule. */
  neighbours(passage: Passage, readers: readonly string[]): Promise<Passage[]>
  /**
   * Brings the index up to date with the paths: what is new or changed is stored, what is gone is removed.
   * One process at a time writes; a second waits a short while, then fails.
   * @throws ParleyError INPUT_INVALID for a path that does not exist, SOURCE_UNREACHABLE for a site that does not answer,
   *   KNOWLEDGE_UNAVAILABLE, STORE_UNAVAILABLE, MODEL_UNAVAILABLE, CANCELLED
   */
  index(request: IndexRequest): Promise<IndexReport>
  /**
   * Brings the index up to date with one source, as it was asked for before.
   * @param options.changed the files that may have changed, where that is known
   * @throws ParleyError as `index`
   */
  refresh(source: string, options?: RunOptions & { changed?: ReadonlySet<string> }): Promise<IndexReport>
  /**
   * Indexes all sources anew, or one of them. What is stored can be found until it is replaced; a source that cannot be read keeps it.
   * @throws ParleyError INPUT_INVALID where there is no such source; else as `index`
   */
  rebuild(source?: string, options?: RunOptions): Promise<IndexReport>
  /** Takes up what was interrupted, if anything was. */
  resume(options?: RunOptions): Promise<IndexReport | undefined>
  list(): Promise<DocumentStatus[]>
  status(): Promise<KnowledgeStatus>
  sources(): Promise<SourceStatus[]>
  /** Removes documents by id, uri, file, folder or source, and forgets the source; the ids that went. */
  remove(idOrUri: string): Promise<string[]>
  /**
   * Hides documents at once, whatever another process is writing, until their source is indexed again or removed.
   * @param places the `uri` of locations: documents that hold one of them are meant; all of the source where absent
   * @returns how many there were
   */
  withdraw(source: string, places?: ReadonlySet<string>): Promise<number>
  close(): Promise<void>
}
