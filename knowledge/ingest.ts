/** Brings the index up to date with files: what is new or changed is divided, embedded and stored, what is gone is removed. */
import { basename, resolve, sep } from 'node:path'
import { messageOf, ParleyError, throwIfCancelled } from '../src/errors.ts'
import type { Embedder } from '../src/models/embedder.ts'
import { chunkDocument } from './chunk.ts'
import { documentIds } from './document-id.ts'
import type { DocumentRecord, DocumentRecords } from './document-records.ts'
import { type FoundFile, findFiles } from './find-files.ts'
import type { IndexProblem, IndexReport, IndexRequest } from './knowledge.ts'
import type { ParsedDocument, SourceFailure, SourceItem } from './loaders/loader.ts'
import { openFile } from './loaders/open-file.ts'
import { plainTextLoader } from './loaders/plain-text.ts'
import { findLoader } from './loaders/registry.ts'
import type { PassageIndex } from './passage-index.ts'
import { createPassageWriter, hashOf } from './passage-writer.ts'
import { createTokenCounter } from './token-counter.ts'

/** Raised when documents would be read or divided differently: all are indexed anew. */
const INDEX_VERSION = 2

export interface IngestParts {
  index: PassageIndex
  records: DocumentRecords
  embedder: Embedder
  /** Never indexed. */
  dataFolder: string
}

/**
 * To be called under the lock for writers.
 * @throws ParleyError as `Knowledge.index`
 */
export async function indexPaths(parts: IngestParts, request: IndexRequest): Promise<IndexReport> {
  const { index, records, embedder, dataFolder } = parts
  const { signal, onProblem, onProgress } = request
  const count = createTokenCounter(embedder)
  const report: IndexReport = {
    ...{ indexed: 0, passages: 0, embedded: 0, unchanged: 0, removed: 0, failed: 0 },
    problems: [],
  }
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
  const seen = new Map<string, { ids: Set<string>; isWhole: boolean }>()

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

  async function readFile(root: string, file: FoundFile, acl: readonly string[]): Promise<void> {
    const known = new Map((await records.bySource(file.path)).map(record => [record.uri, record]))
    const ids = new Set<string>()
    const uris = new Set<string>()
    const state = { ids, isWhole: true }
    seen.set(file.path, state)
    let rest = file.bytes
    const loader = findLoader(file.path) ?? plainTextLoader
    try {
      for await (const loaded of loader.load(openFile(file.path))) {
        throwIfCancelled(signal)
        if ('failure' in loaded) {
          state.isWhole = false
          noteParts(file.path, [loaded.failure], 'failed')
          continue
        }
        if ('passedOver' in loaded) {
          noteParts(file.path, [loaded.passedOver], 'passed over')
          continue
        }
        const { item } = loaded
        const bytes = Math.min(rest, item.key === '' ? rest : Buffer.byteLength(item.content))
        rest -= bytes
        const uri = item.key === '' ? file.path : `${file.path}#${item.key}`
        if (uris.has(uri)) {
          noteParts(file.path, [{ where: item.key, reason: 'another document of the file has this name' }], 'failed')
          continue
        }
        uris.add(uri)
        ids.add(await readItem(root, file, item, { uri, bytes, acl, record: known.get(uri) }))
      }
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.code.startsWith('INPUT_')) throw error
      state.isWhole = false
      await fail(root, file.path, '', file.path, error, known.get(file.path))
    }
    skipBytes(rest)
  }

  /** @returns the document's id */
  async function readItem(
    root: string,
    file: FoundFile,
    item: SourceItem,
    given: { uri: string; bytes: number; acl: readonly string[]; record?: DocumentRecord },
  ): Promise<string> {
    const { uri, bytes, record } = given
    // A file keeps who may read it until somebody says otherwise; a line of a .jsonl file says so itself.
    const acl = [...new Set(item.acl ?? request.acl ?? (item.key === '' ? record?.acl : undefined) ?? given.acl)].sort()
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
      return fail(root, file.path, item.key, uri, error, record)
    }
    const id = record?.id ?? (await newId(root, file.path, item.key))
    noteParts(uri, document.omissions ?? [], 'passed over')
    const chunks = await chunkDocument(document, count)
    const place = { id, source: file.path, uri, modifiedAt: item.modifiedAt ?? file.modifiedAt }
    await writer.write({ ...place, hash, acl, document, chunks, bytes, stored: record?.chunks ?? 0 })
    return id
  }

  async function fail(root: string, path: string, key: string, uri: string, error: unknown, record?: DocumentRecord) {
    // Our own messages begin with the file's name, which is said beside them.
    const reason = messageOf(error).replace(`${basename(key === '' ? path : key)} `, '')
    note({ where: key === '' ? path : `${path}, ${key}`, reason, kind: 'failed' })
    const id = record?.id ?? (await newId(root, path, key))
    const made = { source: path, uri, title: id, acl: [...(request.acl ?? ['public'])], chunks: 0, updated_at: '' }
    await records.save([{ ...made, ...record, id, hash: '', state: 'failed', error: reason }], request.addedBy)
    return id
  }

  async function newId(root: string, path: string, key: string): Promise<string> {
    for (const id of documentIds(root, path, key)) {
      if (!writer.isWaiting(id) && !(await records.isTaken(id))) return id
    }
    throw new ParleyError('KNOWLEDGE_UNAVAILABLE', `${path}: another document has its name. Remove that one first.`)
  }

  /** Documents of files that are gone, and of lines that are gone from a file that was read to its end. */
  async function removeGone(root: string, unreadable: readonly string[]): Promise<void> {
    const gone = (await records.below(root)).filter(({ id, source }) => {
      const file = seen.get(source)
      if (file !== undefined) return file.isWhole && !file.ids.has(id)
      return !unreadable.some(path => source === path || source.startsWith(path + sep))
    })
    await removeDocuments(parts, gone)
    report.removed += gone.length
  }

  index.sweep()
  if (!(await index.exists())) await records.forgetHashes()
  const roots = []
  for (const root of new Set(request.paths.map(path => resolve(path)))) {
    roots.push({ root, ...(await findFiles(root, dataFolder, signal)) })
  }
  progress.totalBytes = roots.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0)
  for (const { root, files, passedOver, unreadable } of roots) {
    const acl = request.acl ?? (await records.findSource(root))?.acl ?? ['public']
    await records.beginSource(root, acl)
    for (const group of passedOver) note({ ...group, kind: 'passed over' })
    for (const { path, reason } of unreadable) note({ where: path, reason, kind: 'failed' })
    for (const file of files) if (!seen.has(file.path)) await readFile(root, file, acl)
    await writer.flush()
    await removeGone(
      root,
      unreadable.map(({ path }) => path),
    )
    await records.endSource(root)
  }
  if (report.indexed + report.removed > 0) await index.optimize()
  if ((await records.interruptedSources()).length === 0 && (await index.exists())) await index.dropOthers()
  return report
}

/** Takes documents out of the index, then out of the store; interrupted in between, they are indexed or removed again. */
export async function removeDocuments(
  { index, records }: Pick<IngestParts, 'index' | 'records'>,
  documents: readonly DocumentRecord[],
): Promise<void> {
  if (documents.length === 0) return
  const ids = documents.map(({ id }) => id)
  await records.save(documents.map(record => ({ ...record, hash: '', state: 'pending' as const })))
  if (await index.exists()) await index.replaceDocuments(ids, [])
  await records.delete(ids)
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
