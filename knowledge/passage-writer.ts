/** Collects documents, computes the vectors that are not stored yet, and writes passages in batches. */
import { createHash } from 'node:crypto'
import { throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { detectLanguage } from '../src/text/language.ts'
import { analyzeTerms } from '../src/text/terms.ts'
import type { Chunk } from './chunk.ts'
import type { DocumentRecord, DocumentRecords } from './document-records.ts'
import type { ParsedDocument } from './loaders/loader.ts'
import type { PassageIndex } from './passage-index.ts'
import type { PassageRow } from './passage-table.ts'

/** A document that is ready to be stored. */
export interface DividedDocument {
  id: string
  source: string
  uri: string
  hash: string
  acl: string[]
  /** When its file, or the part of it, was last changed; what the document itself says comes first. */
  modifiedAt?: Date
  document: ParsedDocument
  chunks: Chunk[]
  /** Of its source, for the progress. */
  bytes: number
  /** Passages that it has in the index now. */
  stored: number
}

export interface PassageWriter {
  /** Takes a document; it is stored when enough have come together. */
  write(document: DividedDocument): Promise<void>
  /** Stores what waits. */
  flush(): Promise<void>
  /** True for a document that was taken and is not stored yet. */
  isWaiting(id: string): boolean
}

export interface PassageWriterOptions {
  index: PassageIndex
  records: DocumentRecords
  embedder: Embedder
  addedBy?: string
  signal?: AbortSignal
  /** A share of a batch's bytes is done. */
  onProgress: (bytes: number) => void
  onStored: (stored: { documents: number; passages: number; embedded: number }) => void
}

/** One commit to the index: small ones slow its searches down, large ones lose more when the process is killed. */
const BATCH_DOCUMENTS = 64
const BATCH_PASSAGES = 256
/** Texts given to the embedder at once; between two calls a run can be stopped. */
const EMBED_TEXTS = 32
/** The index is tidied after so many commits. */
const COMMITS_UNTIL_OPTIMIZE = 20
/** Below this the language of a passage is a guess, and its document's says more. */
const MIN_LANGUAGE_CONFIDENCE = 0.3

export function createPassageWriter(options: PassageWriterOptions): PassageWriter {
  const { index, records, embedder, addedBy, signal, onProgress, onStored } = options
  let waiting: DividedDocument[] = []
  let commits = 0

  /** Vectors by hash, from the index where it has them. */
  async function vectorsFor(texts: ReadonlyMap<string, string>, bytes: number) {
    const vectors = await index.findVectors([...texts.keys()])
    const missing = [...texts].filter(([hash]) => !vectors.has(hash))
    for (let i = 0; i < missing.length; i += EMBED_TEXTS) {
      throwIfCancelled(signal)
      const batch = missing.slice(i, i + EMBED_TEXTS)
      const embedded = await embedder.embed(
        batch.map(([, text]) => text),
        'passage',
        signal,
      )
      for (const [j, [hash]] of batch.entries()) vectors.set(hash, embedded[j]!)
      onProgress((bytes * batch.length) / missing.length)
    }
    if (missing.length === 0) onProgress(bytes)
    return { vectors, embedded: missing.length }
  }

  async function flush(): Promise<void> {
    if (waiting.length === 0) return
    const batch = waiting
    await records.save(
      batch.map(document => toRecord(document, 'pending')),
      addedBy,
    )
    const hashes = new Map(
      batch.flatMap(({ chunks }) => chunks.map(chunk => [hashOf('', chunk.embedded), chunk.embedded])),
    )
    const { vectors, embedded } = await vectorsFor(
      hashes,
      batch.reduce((sum, document) => sum + document.bytes, 0),
    )
    throwIfCancelled(signal)
    const rows = batch.flatMap(document => toRows(document, vectors))
    await index.replaceDocuments(
      batch.map(({ id }) => id),
      rows,
    )
    await records.save(
      batch.map(document => toRecord(document, 'done')),
      addedBy,
    )
    waiting = []
    onStored({ documents: batch.length, passages: rows.length, embedded })
    commits++
    if (commits % COMMITS_UNTIL_OPTIMIZE === 0) await index.optimize()
  }

  return {
    async write(document) {
      waiting.push(document)
      const passages = waiting.reduce((sum, { chunks }) => sum + chunks.length, 0)
      if (waiting.length >= BATCH_DOCUMENTS || passages >= BATCH_PASSAGES) await flush()
    },
    flush,
    isWaiting: id => waiting.some(document => document.id === id),
  }
}

/** SHA-256 in hexadecimal. */
export function hashOf(beginning: string, content: string | Uint8Array): string {
  return createHash('sha256').update(beginning).update(content).digest('hex')
}

function toRecord(divided: DividedDocument, state: 'pending' | 'done'): DocumentRecord {
  const { id, source, uri, acl, document, chunks, stored } = divided
  const { title, author = null, locations = null } = document
  const record = { id, source, uri, acl, title, state, error: null, updated_at: '' }
  // Until the passages are replaced, those of before can be found, with their own places.
  if (state === 'pending') return { ...record, hash: '', chunks: stored }
  const updatedAt = document.updatedAt ?? divided.modifiedAt
  const origin = { author, locations, source_updated_at: updatedAt?.toISOString() ?? null }
  return { ...record, hash: divided.hash, chunks: chunks.length, ...origin }
}

function toRows(divided: DividedDocument, vectors: ReadonlyMap<string, Float32Array>): PassageRow[] {
  const { id, uri, acl, document, chunks } = divided
  const documentLanguage = detectLanguage(document.text).code
  return chunks.map((chunk, pos) => {
    const { text, heading, lead, start, end } = chunk
    const own = detectLanguage(text)
    const lang = own.confidence < MIN_LANGUAGE_CONFIDENCE ? documentLanguage : own.code
    const chunk_hash = hashOf('', chunk.embedded)
    const terms = analyzeTerms(chunk.embedded, lang).join(' ')
    const place = { id: `${id}#${pos}`, doc_id: id, pos, uri, start, end }
    return {
      ...place,
      title: document.title,
      heading,
      lead,
      text,
      lang,
      terms,
      acl,
      chunk_hash,
      vector: vectors.get(chunk_hash)!,
    }
  })
}
