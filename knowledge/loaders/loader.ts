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

/** Where in its source a stretch of a document's text lies: it begins at `start` and goes on to the next location. */
export interface Location {
  /** Offset into the document's text, UTF-16 units. */
  start: number
  /** Short, such as `p. 3`, `slide 2`, `sheet Prices`, `00:12:30`, `L120`. */
  label: string
  /** To be looked up there, as seen from the document: `#heading` of a page, `message:ID` of a conversation. */
  uri?: string
}

/** A document as text and structure. */
export interface ParsedDocument {
  title: string
  /** Canonical text: the file's own where it is text, Markdown where it was converted. */
  text: string
  blocks: Block[]
  /** In order of their offsets; absent where the source has none. */
  locations?: Location[]
  /** Who wrote it, as its source says; several names are joined with commas. */
  author?: string
  /** When it was last changed, as its source says. */
  updatedAt?: Date
  /** What could not be read of it, while the rest was. */
  omissions?: SourceFailure[]
}

/** One document of a file, read but not parsed yet: what is unchanged need not be. */
export interface SourceItem {
  /** Tells the documents of one file apart; empty where the file is one document. */
  key: string
  /** All that the document depends on; where it is unchanged, so is the document. */
  content: string | Uint8Array
  /** Principals that may read it, where the source names them. */
  acl?: string[]
  /** When the part of the file that holds it was last changed; absent where that is known of the file alone. */
  modifiedAt?: Date
  /** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE where it is damaged, or there is no text in it */
  parse(): ParsedDocument | Promise<ParsedDocument>
}

/** A part of a file that cannot be read, while the rest can. */
export interface SourceFailure {
  /** Such as `line 12`, `pages 3–5`, or the path in an archive; empty for the whole. */
  where: string
  reason: string
}

/** A document, a part that cannot be read, or one that is left out on purpose. */
export type Loaded = { item: SourceItem } | { failure: SourceFailure } | { passedOver: SourceFailure }

/** A file as loaders see it: on disk, in an archive, or in memory. */
export interface FileInput {
  /** Its name with the extension; in an archive, the path in it. */
  readonly name: string
  /** Where it lies, for a file on disk. */
  readonly path?: string
  /** The whole content. @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE */
  read(): Promise<Uint8Array>
  /** The content piece by piece, for formats that need not be held whole. @throws ParleyError INPUT_INVALID */
  stream(): AsyncIterable<Uint8Array>
}

export interface Loader {
  /** The format's name. */
  readonly name: string
  /** Lower case, with the dot; an empty one stands for files without an extension. */
  readonly extensions: readonly string[]
  /** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE for a file that cannot be read as this format */
  load(file: FileInput): AsyncIterable<Loaded>
}
