/** The knowledge base on this machine: documents in the store, passages in LanceDB, both in the data folder. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ParleyError, throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { lockDataFolder } from '../src/store/folder-lock.ts'
import type { Store } from '../src/store/store.ts'
import { createDocumentRecords, type DocumentRecord } from './document-records.ts'
import { indexPaths, removeDocuments } from './ingest.ts'
import type { DocumentStatus, IndexRequest, Knowledge, Passage } from './knowledge.ts'
import { locationsWithin } from './locations.ts'
import { openPassageIndex } from './passage-index.ts'
import { toPassage } from './passage-table.ts'
import { createReranker } from './rerank.ts'
import { findCandidates, fuseCandidates, selectDiverse } from './retrieve.ts'

/** How long a writer waits for another one. */
const LOCK_WAIT_MS = 15_000

export interface KnowledgeOptions {
  /** The data folder. */
  folder: string
  store: Store
  /** Loaded only when it is first needed. */
  embedder: Embedder
}

/**
 * Opens the knowledge base; the store and the embedder stay the caller's to close.
 * @throws ParleyError KNOWLEDGE_UNAVAILABLE
 */
export async function openKnowledge(options: KnowledgeOptions): Promise<Knowledge> {
  const { folder, store, embedder } = options
  const index = await openPassageIndex(join(folder, 'knowledge'), embedder)
  const records = createDocumentRecords(store.db)
  const parts = { index, records, embedder, dataFolder: resolve(folder) }
  const reranker = createReranker(embedder)

  async function underLock<T>(
    work: () => Promise<T>,
    { signal, onWait }: Pick<IndexRequest, 'signal' | 'onWait'> = {},
  ): Promise<T> {
    const lock = await lockDataFolder(folder, { name: 'index', waitMs: LOCK_WAIT_MS, signal, onWait })
    try {
      return await work()
    } finally {
      lock.release()
    }
  }

  /** What the index found, checked against the store, which knows of changes first, and with what the store says of the documents. */
  async function onlyReadable(passages: readonly Passage[], readers: readonly string[]): Promise<Passage[]> {
    const documents = await records.byIds([...new Set(passages.map(({ doc }) => doc))])
    const readable = new Map(documents.filter(({ acl }) => isReadable(acl, readers)).map(record => [record.id, record]))
    return passages.flatMap(passage => {
      const record = readable.get(passage.doc)
      return record === undefined ? [] : [withOrigin(passage, record)]
    })
  }

  return {
    async search({ query, readers, limit, rerank = true, signal }) {
      throwIfCancelled(signal)
      if (query.trim() === '') return []
      if (!(await index.exists())) {
        if ((await records.all()).some(record => record.chunks > 0)) throw noIndexYet(embedder.name)
        return []
      }
      const candidates = await findCandidates(query, readers, parts, signal)
      const readable = await onlyReadable(fuseCandidates(candidates), readers)
      return selectDiverse(rerank ? await reranker.rerank(readable, candidates.queryVector, signal) : readable, limit)
    },

    async neighbours(passage, readers) {
      const positions = [passage.position - 1, passage.position + 1].filter(position => position >= 0)
      const rows = await index.readPassages(passage.doc, positions, readers)
      return onlyReadable(
        rows.map(row => toPassage(row, { score: 0, cosine: 0 })),
        readers,
      )
    },

    index: request => underLock(() => indexPaths(parts, request), request),

    async resume(options = {}) {
      // A path that is gone is left for somebody to remove: it may be a disk that is not there today.
      const paths = (await records.interruptedSources()).map(({ path }) => path).filter(path => existsSync(path))
      if (paths.length === 0) return undefined
      return underLock(() => indexPaths(parts, { ...options, paths }), options)
    },

    list: async () => (await records.all()).map(toStatus),

    async status() {
      const documents = { done: 0, pending: 0, failed: 0 }
      for (const { state } of await records.all()) documents[state]++
      const interrupted = (await records.interruptedSources()).map(({ path }) => path)
      const passages = await index.countPassages()
      return { documents, passages, bytes: index.bytes(), embedder: embedder.name, interrupted }
    },

    remove: idOrUri =>
      underLock(async () => {
        const found = await findDocuments(idOrUri)
        await removeDocuments(parts, found)
        await records.deleteSources(resolve(idOrUri))
        if (found.length > 0) await index.optimize()
        return found.map(({ id }) => id)
      }),

    close: async () => index.close(),
  }

  async function findDocuments(idOrUri: string): Promise<DocumentRecord[]> {
    const byId = await records.byIds([idOrUri])
    if (byId.length > 0) return byId
    const byUri = (await records.all()).filter(({ uri }) => uri === idOrUri || uri === resolve(idOrUri))
    return byUri.length > 0 ? byUri : records.below(resolve(idOrUri))
  }
}

function withOrigin(passage: Passage, { locations, author, source_updated_at }: DocumentRecord): Passage {
  const within = locationsWithin(locations ?? [], passage.start, passage.end)
  return {
    ...passage,
    ...(within.length > 0 ? { locations: within } : {}),
    ...(author ? { author } : {}),
    ...(source_updated_at ? { updatedAt: new Date(source_updated_at) } : {}),
  }
}

function isReadable(acl: readonly string[], readers: readonly string[]): boolean {
  return acl.some(principal => principal === 'public' || readers.includes(principal))
}

function noIndexYet(embedder: string): ParleyError {
  return new ParleyError(
    'KNOWLEDGE_UNAVAILABLE',
    `The documents were indexed with another embedder than ${embedder}, or the index was deleted. Run parley index again on what you had indexed.`,
  )
}

function toStatus(record: DocumentRecord): DocumentStatus {
  const { id, uri, title, state, chunks, acl, error } = record
  const status = { id, uri, title, state, chunks, acl, updatedAt: new Date(record.updated_at) }
  return error === null ? status : { ...status, error }
}
