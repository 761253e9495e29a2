/** Brings the index up to date with sources: what is new or changed is divided, embedded and stored, what is gone is removed. */
import { basename, sep } from 'node:path'
import { messageOf, ParleyError, throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { chunkDocument } from './chunk.ts'
import type { DocumentRecord, DocumentRecords } from './document-records.ts'
import { createReport } from './index-report.ts'
import type { IndexProblem, IndexReport, IndexRequest } from './knowledge.ts'
import type { ParsedDocument, SourceFailure, SourceItem } from './loaders/loader.ts'
import type { PassageIndex } from './passage-index.ts'
import { createPassageWriter, hashOf } from './passage-writer.ts'
import { removeDocuments } from './remove-documents.ts'
import type { SourceRecords } from './source-records.ts'
import type { KnowledgeSource, OpenedSource, SourceEntry, SourceFile } from './sources/source.ts'
import { createTokenCounter } from './token-counter.ts'

/** Raised when documents would be read or divided differently: all are indexed anew. */
export const INDEX_VERSION = 2

export interface IngestParts {
  index: PassageIndex
  records: DocumentRecords
  sources: SourceRecords
  embedder: Embedder
}

/** Where a document of a file goes, and what is known of it. */
interface ItemPlace {
  uri: string
  bytes: number
  acl: readonly string[] | undefined
  /** Who may read it where nothing else says so. */
  fallbackAcl: readonly string[]
  /** `acl` holds whatever the document says. */
  isFixed: boolean
  record?: DocumentRecord
}

/**
 * To be called under the lock for writers.
 * @throws ParleyError as `Knowledge.index`
 */
export async function indexSources(
  parts: IngestParts,
  wanted: readonly KnowledgeSource[],
  request: Omit<IndexRequest, 'paths'>,
): Promise<IndexReport> {
  const { index, records, sources, embedder } = parts
  const { signal, onProblem, onProgress } = request
  const count = createTokenCounter(embedder)
  const report = createReport()
  const progress = { bytes: 0, totalBytes: 0, documents: 0, passages: 0 }
  const tell = () => onProgress?.({ ...progress })
  const writer = createPassageWriter({
    ...parts,
    addedBy: request.addedBy,
    signal,
    onProgress: bytes => {
      progress.bytes += bytes
      tell()
    },
    onStored: ({ documents, passages, embedded }) => {
      report.indexed += documents
      report.passages += passages
      report.embedded += embedded
      progress.documents += documents
      progress.passages += passages
      tell()
    },
  })
  /** Files that were read in this run, each with the documents in it. */
  const seen = new Map<string, ReadFile>()
  /** Those of them that wait to be told that they are stored. */
  let unconfirmed: ReadFile[] = []

  /** What needs no work does not count, so that the speed is the speed of the work. */
  function skipBytes(bytes: number): void {
    progress.totalBytes -= bytes
    tell()
  }

  function note(problem: IndexProblem): void {
    report.problems.push(problem)
    if (problem.kind === 'failed') report.failed++
    onProblem?.(problem)
  }

  /** Parts of a file that were not read. */
  function noteParts(path: string, parts: readonly SourceFailure[], kind: IndexProblem['kind']): void {
    for (const { where, reason } of parts) note({ where: where === '' ? path : `${path}, ${where}`, reason, kind })
  }

  async function readFile(
    file: SourceFile,
    given: Pick<ItemPlace, 'acl' | 'fallbackAcl' | 'isFixed'>,
    stored: readonly DocumentRecord[],
  ) {
    const known = new Map(stored.map(record => [record.uri, record]))
    const state: ReadFile = { ids: new Set(), isWhole: true, stored: file.stored }
    seen.set(file.uri, state)
    if (file.stored !== undefined) unconfirmed.push(state)
    const uris = new Set<string>()
    let rest = file.bytes
    try {
      for await (const loaded of file.load()) {
        throwIfCancelled(signal)
        if ('failure' in loaded) {
          state.isWhole = false
          noteParts(file.uri, [loaded.failure], 'failed')
          continue
        }
        if ('passedOver' in loaded) {
          noteParts(file.uri, [loaded.passedOver], 'passed over')
          continue
        }
        const { item } = loaded
        const bytes = Math.min(rest, item.key === '' ? rest : Buffer.byteLength(item.content))
        rest -= bytes
        const uri = item.key === '' ? file.uri : `${file.uri}#${item.key}`
        if (uris.has(uri)) {
          noteParts(file.uri, [{ where: item.key, reason: 'another document of the file has this name' }], 'failed')
          continue
        }
        uris.add(uri)
        state.ids.add(await readItem(file, item, { ...given, uri, bytes, record: known.get(uri) }))
      }
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.code.startsWith('INPUT_')) throw error
      state.isWhole = false
      await fail(file, '', { ...given, uri: file.uri, bytes: 0, record: known.get(file.uri) }, error)
    }
    skipBytes(rest)
  }

  /** @returns the document's id */
  async function readItem(file: SourceFile, item: SourceItem, place: ItemPlace): Promise<string> {
    const { uri, bytes, record, fallbackAcl, isFixed } = place
    // A file keeps who may read it until somebody says otherwise; a line of a .jsonl file says so itself.
    const ownAcl = isFixed ? undefined : item.acl
    const acl = [...new Set(ownAcl ?? place.acl ?? (item.key === '' ? record?.acl : undefined) ?? fallbackAcl)].sort()
    const hash = hashOf(`${INDEX_VERSION} ${embedder.name} `, item.content)
    if (record?.state === 'done' && record.hash === hash && sameList(record.acl, acl)) {
      report.unchanged++
      skipBytes(bytes)
      return record.id
    }
    let document: ParsedDocument
    try {
      document = await item.parse()
      if (document.blocks.length === 0) throw new ParleyError('INPUT_INVALID', 'There is no text in it.')
    } catch (error) {
      skipBytes(bytes)
      return fail(file, item.key, place, error)
    }
    const id = record?.id ?? (await newId(file, item.key))
    noteParts(uri, document.omissions ?? [], 'passed over')
    const chunks = await chunkDocument(document, count)
    const origin = { id, source: file.uri, uri, modifiedAt: item.modifiedAt ?? file.modifiedAt }
    await writer.write({ ...origin, hash, acl, document, chunks, bytes, stored: record?.chunks ?? 0 })
    return id
  }

  async function fail(file: SourceFile, key: string, { uri, acl, record }: ItemPlace, error: unknown) {
    // Our own messages begin with the file's name, which is said beside them.
    const reason = messageOf(error).replace(`${basename(key === '' ? file.uri : key)} `, '')
    note({ where: key === '' ? file.uri : `${file.uri}, ${key}`, reason, kind: 'failed' })
    const id = record?.id ?? (await newId(file, key))
    const made = { source: file.uri, uri, title: id, acl: [...(acl ?? ['public'])], chunks: 0, updated_at: '' }
    await records.save([{ ...made, ...record, id, hash: '', state: 'failed', error: reason }], request.addedBy)
    const read = seen.get(file.uri)
    if (read !== undefined) read.stored = undefined
    return id
  }

  async function newId(file: SourceFile, key: string): Promise<string> {
    for (const id of file.ids(key)) if (!writer.isWaiting(id) && !(await records.isTaken(id))) return id
    throw new ParleyError('KNOWLEDGE_UNAVAILABLE', `${file.uri}: another document has its name. Remove that one first.`)
  }

  /** Tells files whose documents are all stored. */
  async function confirmStored(): Promise<void> {
    const waits = ({ ids }: ReadFile) => [...ids].some(id => writer.isWaiting(id))
    const done = unconfirmed.filter(read => !waits(read))
    unconfirmed = unconfirmed.filter(waits)
    for (const { stored } of done) await stored?.()
  }

  async function readSource({ source, stored, opened }: WantedSource): Promise<void> {
    const known = await sources.find(source.name)
    const { name, acl = request.acl, options = {} } = source
    const fallbackAcl = acl ?? known?.acl ?? ['public']
    const isFixed = source.acl !== undefined
    await sources.begin({ name, acl: [...fallbackAcl], options })
    const unchanged = new Set<string>()
    const kept: string[] = []
    for await (const entry of opened.entries) {
      throwIfCancelled(signal)
      await take(entry)
    }
    await writer.flush()
    await confirmStored()
    const gone = [...stored.values()].flat().filter(record => {
      const file = seen.get(record.source)
      if (file !== undefined) return file.isWhole && !file.ids.has(record.id)
      return !unchanged.has(record.source) && !kept.some(uri => isAtOrBelow(record.source, uri))
    })
    await removeDocuments(parts, gone)
    report.removed += gone.length
    // An address where nothing was found is a mistake in typing, not a source.
    const isVain = known === undefined && source.kind === 'web' && (await records.covered(source.covers)).length === 0
    if (isVain) await sources.delete(name)
    else await sources.end(name)

    async function take(entry: SourceEntry): Promise<void> {
      if (entry.type === 'problem') return note(entry.problem)
      if (entry.type === 'kept') {
        kept.push(entry.uri)
        return
      }
      if (entry.type === 'unchanged') {
        unchanged.add(entry.uri)
        report.unchanged += stored.get(entry.uri)?.length ?? 0
        return
      }
      const { file } = entry
      if (opened.bytes === 0) progress.totalBytes += file.bytes
      if (seen.has(file.uri)) return skipBytes(file.bytes)
      await readFile(file, { acl, fallbackAcl, isFixed }, stored.get(file.uri) ?? [])
      await confirmStored()
    }
  }

  index.sweep()
  if (!(await index.exists())) await records.forgetHashes()
  const all: WantedSource[] = []
  for (const source of wanted) {
    const stored = Map.groupBy(await records.covered(source.covers), record => record.source)
    const isStored = (uri: string) => stored.get(uri)?.every(({ state }) => state === 'done') ?? false
    all.push({ source, stored, opened: await source.open({ isStored, storedUris: () => stored.keys(), signal }) })
  }
  progress.totalBytes = all.reduce((sum, { opened }) => sum + opened.bytes, 0)
  for (const one of all) {
    try {
      await readSource(one)
    } catch (error) {
      await sources.fail(one.source.name, messageOf(error))
      throw error
    }
  }
  if (report.indexed + report.removed > 0) await index.optimize()
  if ((await sources.interrupted()).length === 0 && (await index.exists())) await index.dropOthers()
  return report
}

interface WantedSource {
  source: KnowledgeSource
  /** Its documents as they were at the beginning, by their files. */
  stored: Map<string, DocumentRecord[]>
  opened: OpenedSource
}

/** What was read of a file. */
interface ReadFile {
  ids: Set<string>
  isWhole: boolean
  /** To be called when all its documents are stored. */
  stored?: () => Promise<void>
}

function isAtOrBelow(uri: string, folder: string): boolean {
  return uri === folder || uri.startsWith(folder.includes('://') ? folder.replace(/\/?$/, '/') : folder + sep)
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
