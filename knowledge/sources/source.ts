/** What a source of knowledge is: something that documents come from, such as a folder, a web site or a channel's conversations. */
import type { IndexProblem } from '../knowledge.ts'
import type { Loaded } from '../loaders/loader.ts'

/** `files`: a file or folder; `web`: pages; `conversations`: what is said in a channel. */
export type SourceKind = 'files' | 'web' | 'conversations'

/** What one document or, of an archive or a list, several are made from: a file, a page, a stretch of a conversation. */
export interface SourceFile {
  /** Where it lies; unique in the knowledge base. */
  uri: string
  /** For the progress. */
  bytes: number
  modifiedAt?: Date
  /**
   * Names for a new document, the preferred one first, the last one unique.
   * @param key tells the documents of one file apart; empty where the file is the document
   */
  ids(key: string): Iterable<string>
  /** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE where nothing can be read of it */
  load(): AsyncIterable<Loaded>
  /** Called when its documents are stored. */
  stored?(): Promise<void>
}

/**
 * What a source says, in order. Documents that it does not speak of are gone.
 * `unchanged`: the file is as it was. `kept`: neither it nor what lies below it could be looked at; what is stored of it stays.
 */
export type SourceEntry =
  | { type: 'file'; file: SourceFile }
  | { type: 'unchanged'; uri: string }
  | { type: 'kept'; uri: string }
  | { type: 'problem'; problem: IndexProblem }

export interface OpenedSource {
  /** Of all its files together; 0 where that is not known beforehand. */
  bytes: number
  entries: AsyncIterable<SourceEntry>
}

export interface OpenContext {
  /** Whether all documents of a file are stored as they should be: only then it may be called unchanged without being read. */
  isStored(uri: string): boolean
  /** Stored documents' files that the source covers. */
  storedUris(): Iterable<string>
  signal?: AbortSignal
}

export interface KnowledgeSource {
  readonly kind: SourceKind
  /** Its name in the store: an absolute path, a web address, `conversation://…`. */
  readonly name: string
  /** What it was asked for beside the name; plain data, kept in the store. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Principals that may read its documents, whatever these say; absent where they or a person decide that. */
  readonly acl?: readonly string[]
  /** Its documents come from this file, or where `below` is true from those below it as well. */
  readonly covers: { readonly uri: string; readonly below: boolean }
  /** @throws ParleyError INPUT_INVALID where it is not there at all */
  open(context: OpenContext): Promise<OpenedSource>
}

/** @returns what documents of this file came from */
export function sourceKindOf(uri: string): SourceKind {
  if (isWebAddress(uri)) return 'web'
  return uri.startsWith('conversation://') ? 'conversations' : 'files'
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text)
}
