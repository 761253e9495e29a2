/** What a loader is: one file format, read into documents whose text the offsets of passages refer to. */

/** A stretch of a document that belongs together; blocks follow each other and never overlap. */
export interface Block {
  kind: 'heading' | 'prose' | 'list' | 'table' | 'code'
  /** Offsets into the document's text, UTF-16 units. */
  start: number
  end: number
  /** 1 to 6, of a heading. */
  depth?: number
  /** A heading's words, without markup. */
  title?: string
  /** Where a list or a table may be divided: the offsets at which its items or rows begin. */
  parts?: number[]
  /** What must stand before a later part for it to be understood: a table's header rows, a code block's opening fence. */
  lead?: string
}

/** A document as text and structure. */
export interface ParsedDocument {
  title: string
  /** Canonical text: the file's own where it is text, Markdown where it was converted. */
  text: string
  blocks: Block[]
}

/** One document of a file, read but not parsed yet: what is unchanged need not be. */
export interface SourceItem {
  /** Tells the documents of one file apart; empty where the file is one document. */
  key: string
  /** All that the document depends on; where it is unchanged, so is the document. */
  content: string | Uint8Array
  /** Principals that may read it, where the source names them. */
  acl?: string[]
  /** @throws ParleyError INPUT_INVALID where there is no text in it */
  parse(): ParsedDocument
}

/** A part of a file that cannot be read, while the rest can. */
export interface SourceFailure {
  /** Such as `line 12`. */
  where: string
  reason: string
}

export type Loaded = { item: SourceItem } | { failure: SourceFailure }

export interface Loader {
  /** The format's name. */
  readonly name: string
  /** Lower case, with the dot; an empty one stands for files without an extension. */
  readonly extensions: readonly string[]
  /**
   * @param path the file
   * @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE for a file that cannot be read as this format
   */
  load(path: string): AsyncIterable<Loaded>
}
