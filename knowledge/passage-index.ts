/** The index of passages: a LanceDB table with vectors and terms, one for each embedding model. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, connect, Index, MatchQuery, makeArrowTable, Session, type Table } from '@lancedb/lancedb'
import type { Embedder } from '../src/models/embedder.ts'
import { MAX_TERM_LENGTH } from '../src/text/terms.ts'
import { toKnowledgeError } from './knowledge-error.ts'
import { type FoundRow, foundColumns, type PassageRow, passageSchema } from './passage-table.ts'

/** A row with its score: a cosine from the vectors, BM25 from the terms. */
export interface Hit {
  row: FoundRow
  score: number
}

export interface PassageIndex {
  /** The nearest by cosine, nearest first. */
  searchVectors(vector: Float32Array, readers: readonly string[], limit: number): Promise<Hit[]>
  /** The best by BM25, best first. */
  searchTerms(terms: readonly string[], readers: readonly string[], limit: number): Promise<Hit[]>
  /** Passages of one document by their positions, in order. */
  readPassages(doc: string, positions: readonly number[], readers: readonly string[]): Promise<FoundRow[]>
  /** Vectors that are stored already, by the hash of what was embedded. */
  findVectors(hashes: readonly string[]): Promise<Map<string, Float32Array>>
  /** Replaces all passages of the documents by the rows, in one step: all or nothing. */
  replaceDocuments(docs: readonly string[], rows: readonly PassageRow[]): Promise<void>
  /** Joins small files and brings the full-text index up to date; called now and then, and at the end of a run. */
  optimize(): Promise<void>
  /** Removes what a killed process left behind; only while no other process writes. */
  sweep(): void
  /** False where this embedder's table was never made, or was deleted. */
  exists(): Promise<boolean>
  countPassages(): Promise<number>
  /** Removes the tables of other embedders. */
  dropOthers(): Promise<void>
  bytes(): number
  close(): void
}

/** What LanceDB may keep in memory; its own limits are 7 GB. */
const INDEX_CACHE_BYTES = 512n << 20n
const METADATA_CACHE_BYTES = 256n << 20n
const QUERY_TIMEOUT_MS = 60_000
/** A search that began before this has ended: the files of older versions can go. */
const KEEP_VERSIONS_MS = 10 * 60_000
/** Names of files in one IN list. */
const IN_LIST_SIZE = 500
const TERMS_INDEX = 'terms_idx'
const VECTOR_INDEX = 'vector_idx'
const READERS_INDEX = 'acl_idx'

/** Where exact search ends and the index of the vectors takes over. */
export interface VectorIndexLimits {
  /** From so many passages on there is an index of the vectors: exact search of all took 170 ms for 99,000 on two cores, by the index 30. */
  indexFrom: number
  /** So few that the readers may see are searched exactly: that is fast, and the index would pass over some of them. */
  exactUpTo: number
}

const vectorIndexLimits: VectorIndexLimits = { indexFrom: 25_000, exactUpTo: 20_000 }
/** Partitions of the index that are searched, and up to how many where a filter leaves too little in these. */
const MIN_PARTITIONS = 20
const MAX_PARTITIONS = 200
/** The index keeps one bit a dimension: so many times as many as asked for are compared again by their whole vectors. */
const REFINE_FACTOR = 10

/**
 * @param folder holds the tables; made at the first write
 * @throws ParleyError KNOWLEDGE_UNAVAILABLE, here and in every method
 */
export async function openPassageIndex(
  folder: string,
  embedder: Pick<Embedder, 'name' | 'dimensions'>,
  limits = vectorIndexLimits,
): Promise<PassageIndex> {
  const name = `passages-${embedder.name.replace(/[^\w.-]/g, '_')}`
  const schema = passageSchema(embedder.dimensions)
  let connection: Connection | undefined
  let opened: Table | undefined
  let hasTermsIndex = false

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw toKnowledgeError(error, folder)
    }
  }

  async function connected(): Promise<Connection> {
    // What other processes wrote is seen at the next read.
    const options = { readConsistencyInterval: 0 }
    connection ??= await connect(folder, options, new Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES))
    return connection
  }

  /** The table, where it was made. */
  async function find(): Promise<Table | undefined> {
    if (opened === undefined && isFolder(folder)) {
      const database = await connected()
      if ((await database.tableNames()).includes(name)) opened = await database.openTable(name)
    }
    return opened
  }

  async function create(): Promise<Table> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const database = await connected()
    opened = await database.createEmptyTable(name, schema, { existOk: true })
    await opened.setUnenforcedPrimaryKey('id')
    return opened
  }

  /** Made after the first rows: an index of an empty table gives wrong results until it is rebuilt. */
  async function ensureTermsIndex(table: Table): Promise<void> {
    hasTermsIndex ||= (await table.listIndices()).some(index => index.name === TERMS_INDEX)
    if (hasTermsIndex) return
    const config = Index.fts({
      baseTokenizer: 'whitespace',
      ...{ lowercase: false, stem: false, removeStopWords: false, asciiFolding: false, withPosition: false },
      maxTokenLength: MAX_TERM_LENGTH + 1,
    })
    await table.createIndex('terms', { config })
    hasTermsIndex = true
  }

  async function ensureVectorIndex(table: Table): Promise<void> {
    if ((await table.countRows()) < limits.indexFrom) return
    const made = (await table.listIndices()).map(index => index.name)
    if (!made.includes(READERS_INDEX)) await table.createIndex('acl', { config: Index.labelList() })
    if (!made.includes(VECTOR_INDEX))
      await table.createIndex('vector', { config: Index.ivfRq({ distanceType: 'dot' }) })
  }

  return {
    searchVectors: (vector, readers, limit) =>
      attempt(async () => {
        const table = await find()
        if (table === undefined) return []
        const where = readableBy(readers)
        const query = table.vectorSearch(vector).distanceType('dot').where(where).limit(limit)
        // Where there is no index yet all are compared, whatever is asked for here.
        if ((await table.countRows(where)) <= limits.exactUpTo) query.bypassVectorIndex()
        else query.minimumNprobes(MIN_PARTITIONS).maximumNprobes(MAX_PARTITIONS).refineFactor(REFINE_FACTOR)
        const rows = await query.select([...foundColumns, '_distance']).toArray({ timeoutMs: QUERY_TIMEOUT_MS })
        return rows.map(row => ({ row: toFoundRow(row), score: 1 - (row._distance as number) }))
      }),

    searchTerms: (terms, readers, limit) =>
      attempt(async () => {
        const table = terms.length === 0 ? undefined : await find()
        if (table === undefined) return []
        hasTermsIndex ||= (await table.listIndices()).some(index => index.name === TERMS_INDEX)
        if (!hasTermsIndex) return []
        const query = table.query().fullTextSearch(new MatchQuery(terms.join(' '), 'terms'))
        query
          .where(readableBy(readers))
          .limit(limit)
          .select([...foundColumns, '_score'])
        const rows = await query.toArray({ timeoutMs: QUERY_TIMEOUT_MS })
        return rows.map(row => ({ row: toFoundRow(row), score: row._score as number }))
      }),

    readPassages: (doc, positions, readers) =>
      attempt(async () => {
        const table = positions.length === 0 ? undefined : await find()
        if (table === undefined) return []
        const where = `doc_id = ${quote(doc)} AND pos IN (${positions.join(', ')}) AND ${readableBy(readers)}`
        const query = table.query().where(where).select(foundColumns)
        const rows = await query.toArray({ timeoutMs: QUERY_TIMEOUT_MS })
        return rows.map(toFoundRow).sort((a, b) => a.pos - b.pos)
      }),

    findVectors: hashes =>
      attempt(async () => {
        const vectors = new Map<string, Float32Array>()
        const table = await find()
        if (table === undefined || (await table.countRows()) === 0) return vectors
        for (const list of inLists(hashes)) {
          const query = table.query().where(`chunk_hash IN (${list})`).select(['chunk_hash', 'vector'])
          for (const row of await query.toArray({ timeoutMs: QUERY_TIMEOUT_MS })) {
            vectors.set(row.chunk_hash, row.vector.toArray())
          }
        }
        return vectors
      }),

    replaceDocuments: (docs, rows) =>
      attempt(async () => {
        if (docs.length === 0) return
        const table = (await find()) ?? (await create())
        const where = inLists(docs)
          .map(list => `doc_id IN (${list})`)
          .join(' OR ')
        if (rows.length === 0) {
          await table.delete(where)
          return
        }
        await table
          .mergeInsert('id')
          .whenMatchedUpdateAll()
          .whenNotMatchedInsertAll()
          .whenNotMatchedBySourceDelete({ where })
          .useIndex(false)
          .execute(makeArrowTable([...rows] as never[], { schema: schema as never }))
        await ensureTermsIndex(table)
      }),

    optimize: () =>
      attempt(async () => {
        const table = await find()
        if (table === undefined) return
        await table.optimize({ cleanupOlderThan: new Date(Date.now() - KEEP_VERSIONS_MS) })
        await ensureVectorIndex(table)
      }),

    sweep() {
      if (!isFolder(folder)) return
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && entry.name.startsWith('.tmp')) rmSync(join(entry.parentPath, entry.name), { force: true })
      }
    },

    exists: () => attempt(async () => (await find()) !== undefined),
    countPassages: () => attempt(async () => (await (await find())?.countRows()) ?? 0),

    dropOthers: () =>
      attempt(async () => {
        const database = await connected()
        for (const other of await database.tableNames()) if (other !== name) await database.dropTable(other)
      }),

    bytes() {
      if (!isFolder(folder)) return 0
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
      return files.reduce(
        (sum, file) => sum + (statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      )
    },

    close() {
      opened?.close()
      connection?.close()
    },
  }
}

/** What is public is readable by everybody. */
function readableBy(readers: readonly string[]): string {
  return `array_has_any(acl, [${[...new Set(['public', ...readers])].map(quote).join(', ')}])`
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function inLists(values: readonly string[]): string[] {
  const lists: string[] = []
  for (let i = 0; i < values.length; i += IN_LIST_SIZE) {
    lists.push(
      values
        .slice(i, i + IN_LIST_SIZE)
        .map(quote)
        .join(', '),
    )
  }
  return lists
}

// biome-ignore lint/suspicious/noExplicitAny: LanceDB types its rows so.
function toFoundRow(row: any): FoundRow {
  const found = Object.fromEntries(foundColumns.map(column => [column, row[column]])) as unknown as FoundRow
  return { ...found, vector: row.vector.toArray() }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
