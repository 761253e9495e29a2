/** The knowledge base on this machine: documents in the store, passages in LanceDB, both in the data folder. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ParleyError, throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { lockDataFolder } from '../src/store/folder-lock.ts'
import type { Store } from '../src/store/store.ts'
import { isReadable } from './acl.ts'
import { createDocumentRecords, type DocumentRecord } from './document-records.ts'
import { createHubnessOf } from './hubness.ts'
import { addReport, createReport } from './index-report.ts'
import { INDEX_VERSION, indexSources } from './ingest.ts'
import type { DocumentStatus, IndexReport, IndexRequest, Knowledge, Passage, SourceStatus } from './knowledge.ts'
import { locationsWithin } from './locations.ts'
import { createSourceOpener, type OpenConversations } from './open-source.ts'
import { openPassageIndex } from './passage-index.ts'
import { toPassage } from './passage-table.ts'
import { removeDocuments } from './remove-documents.ts'
import { createReranker } from './rerank.ts'
import { findCandidates, fuseCandidates, selectDiverse } from './retrieve.ts'
import { createSourceRecords, type SourceRecord } from './source-records.ts'
import type { AddressCheck } from './sources/public-address.ts'
import { type KnowledgeSource, sourceKindOf } from './sources/source.ts'

/** How long a writer waits for another one. */
const LOCK_WAIT_MS = 15_000

export interface KnowledgeOptions {
  /** The data folder. */
  folder: string
  store: Store
  /** Loaded only when it is first needed. */
  embedder: Embedder
  /** For sources that are neither files nor web pages. */
  openConversations?: OpenConversations
  /** Which addresses pages may be read from: public ones where absent. */
  web?: AddressCheck
}

/**
 * Opens the knowledge base; the store and the embedder stay the caller's to close.
 * @throws ParleyError KNOWLEDGE_UNAVAILABLE
 */
export async function openKnowledge(options: KnowledgeOptions): Promise<Knowledge> {
  const { folder, store, embedder } = options
  const index = await openPassageIndex(join(folder, 'knowledge'), embedder)
  const records = createDocumentRecords(store.db)
  const sources = createSourceRecords(store.db)
  const parts = { index, records, sources, embedder, hubnessOf: createHubnessOf(embedder) }
  const version = `${INDEX_VERSION} ${embedder.name}`
  const shared = { db: store.db, sources, dataFolder: resolve(folder), version }
  const { openConversations, web } = options
  const opener = createSourceOpener({ ...shared, openConversations, web })
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
      return selectDiverse(rerank ? await reranker.rerank(readable, candidates, signal) : readable, limit)
    },

    async neighbours(passage, readers) {
      const positions = [passage.position - 1, passage.position + 1].filter(position => position >= 0)
      const rows = await index.readPassages(passage.doc, positions, readers)
      return onlyReadable(
        rows.map(row => toPassage(row, { score: 0, cosine: 0 })),
        readers,
      )
    },

    index: request =>
      underLock(async () => {
        const wanted = new Map<string, KnowledgeSource>()
        for (const path of request.paths) {
          const source = await opener.openNew(path, request)
          wanted.set(source.name, source)
        }
        return run([...wanted.values()], request)
      }, request),

    refresh: (name, { changed, ...options } = {}) =>
      underLock(async () => run([await opener.openKnown(name, changed)], options), options),

    rebuild: (name, options = {}) =>
      underLock(async () => {
        const all = (await sources.all()).map(source => source.name)
        const wanted = name === undefined ? all : all.filter(known => known === opener.nameOf(name))
        if (name !== undefined && wanted.length === 0) {
          throw new ParleyError('INPUT_INVALID', `There is no source ${name}; \`parley knowledge status\` lists them.`)
        }
        // All are marked before the first is read: interrupted, the run is taken up again with the rest of them.
        for (const known of await sources.all()) {
          if (!wanted.includes(known.name)) continue
          const { covers } = await opener.openKnown(known.name)
          await sources.begin(known)
          const stored = (await records.covered(covers)).filter(({ state }) => state === 'done')
          await records.markStale(stored.map(({ id }) => id))
        }
        return runEach(wanted, options)
      }, options),

    async resume(options = {}) {
      // A path that is gone is left for somebody to remove: it may be a disk that is not there today.
      const names = (await sources.interrupted()).map(source => source.name)
      const there = names.filter(name => sourceKindOf(name) !== 'files' || existsSync(name))
      if (there.length === 0) return undefined
      return underLock(() => runEach(there, options), options)
    },

    list: async () => (await records.all()).map(toStatus),

    async status() {
      const documents = { done: 0, pending: 0, failed: 0 }
      for (const { state } of await records.all()) documents[state]++
      const all = await listSources()
      const interrupted = all.filter(({ state }) => state === 'indexing').map(({ name }) => name)
      const passages = await index.countPassages()
      return { documents, passages, bytes: index.bytes(), embedder: embedder.name, interrupted, sources: all }
    },

    sources: listSources,

    remove: idOrUri =>
      underLock(async () => {
        const found = await findDocuments(idOrUri)
        await removeDocuments(parts, found)
        await sources.delete(opener.nameOf(idOrUri))
        await opener.tidy()
        if (found.length > 0) await index.optimize()
        return found.map(({ id }) => id)
      }),

    async withdraw(name, places) {
      const stored = await records.covered({ uri: name, below: true })
      const ids = stored.map(({ id }) => id)
      const isMeant = ({ locations }: DocumentRecord) =>
        places === undefined || (locations ?? []).some(({ uri }) => uri !== undefined && places.has(uri))
      const meant = places === undefined ? stored : (await records.byIds(ids)).filter(isMeant)
      await records.withdraw(meant.map(({ id }) => id))
      return meant.length
    },

    async close() {
      await opener.close()
      index.close()
    },
  }

  async function run(wanted: readonly KnowledgeSource[], request: Omit<IndexRequest, 'paths'>): Promise<IndexReport> {
    const report = await indexSources(parts, wanted, request)
    if (wanted.some(({ kind }) => kind === 'web')) await opener.tidy()
    return report
  }

  /** One after the other: what is wrong with one does not keep the others. */
  async function runEach(names: readonly string[], request: Omit<IndexRequest, 'paths'>): Promise<IndexReport> {
    const total = createReport()
    for (const name of names) {
      try {
        addReport(total, await run([await opener.openKnown(name)], request))
      } catch (error) {
        const isItsOwn =
          error instanceof ParleyError && (error.code === 'SOURCE_UNREACHABLE' || error.code.startsWith('INPUT_'))
        if (!isItsOwn) throw error
        const problem = { where: name, reason: error.message, kind: 'failed' as const }
        total.failed++
        total.problems.push(problem)
        request.onProblem?.(problem)
      }
    }
    return total
  }

  async function listSources(): Promise<SourceStatus[]> {
    const counted: SourceStatus[] = []
    for (const source of await sources.all()) {
      const { covers } = await opener
        .openKnown(source.name)
        .catch(() => ({ covers: { uri: source.name, below: true } }))
      counted.push(toSourceStatus(source, (await records.covered(covers)).length))
    }
    return counted
  }

  async function findDocuments(idOrUri: string): Promise<DocumentRecord[]> {
    const byId = await records.byIds([idOrUri])
    if (byId.length > 0) return byId
    const name = opener.nameOf(idOrUri)
    const byUri = (await records.all()).filter(({ uri }) => uri === idOrUri || uri === name)
    if (byUri.length > 0 && (await sources.find(name)) === undefined) return byUri
    const { covers } = await opener.openKnown(name).catch(() => ({ covers: { uri: name, below: true } }))
    const found = await records.covered((await sources.find(name)) ? covers : { uri: name, below: true })
    return [...new Map([...byUri, ...found].map(record => [record.id, record])).values()]
  }
}

function toSourceStatus({ options: _, ...source }: SourceRecord, documents: number): SourceStatus {
  return { ...source, kind: sourceKindOf(source.name), documents }
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

function noIndexYet(embedder: string): ParleyError {
  return new ParleyError(
    'KNOWLEDGE_UNAVAILABLE',
    `The documents were indexed with another embedder than ${embedder}, or the index was deleted. Run parley index again on what you had indexed.`,
  )
}

function toStatus(record: DocumentRecord): DocumentStatus {
  const { id, uri, title, state, chunks, acl, source, error, added_by, source_updated_at } = record
  return {
    ...{ id, uri, title, state, chunks, acl, source, kind: sourceKindOf(source) },
    updatedAt: new Date(record.updated_at),
    ...(error === null ? {} : { error }),
    ...(added_by ? { addedBy: added_by } : {}),
    ...(source_updated_at ? { sourceUpdatedAt: new Date(source_updated_at) } : {}),
  }
}
