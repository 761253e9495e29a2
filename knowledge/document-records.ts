/** What the store knows of documents and of the paths they came from. */
import { sep } from 'node:path'
import type { Kysely } from 'kysely'
import type { Database, DocumentState } from '../src/store/database.ts'
import type { Location } from './loaders/loader.ts'

/** What a stored document is compared with, to see whether it has changed. */
export interface DocumentRecord {
  id: string
  source: string
  uri: string
  title: string
  hash: string
  acl: string[]
  state: DocumentState
  error: string | null
  chunks: number
  updated_at: string
  /** Who wrote it, and when, as the source says. */
  author?: string | null
  source_updated_at?: string | null
  /** Where in the source its text lies; loaded by `byIds` alone. Where absent, `save` leaves what is stored. */
  locations?: Location[] | null
}

export interface DocumentRecords {
  /** Documents of one file. */
  bySource(source: string): Promise<DocumentRecord[]>
  /** Documents whose source is the path, or lies below it. */
  below(path: string): Promise<DocumentRecord[]>
  byIds(ids: readonly string[]): Promise<DocumentRecord[]>
  all(): Promise<DocumentRecord[]>
  isTaken(id: string): Promise<boolean>
  /** Makes or changes records, in one transaction. */
  save(records: readonly DocumentRecord[], addedBy?: string): Promise<void>
  delete(ids: readonly string[]): Promise<void>
  /** The index is gone: every document and every path is to be indexed again. */
  forgetHashes(): Promise<void>
  beginSource(path: string, acl: readonly string[]): Promise<void>
  endSource(path: string): Promise<void>
  interruptedSources(): Promise<{ path: string; acl: string[] }[]>
  findSource(path: string): Promise<{ acl: string[] } | undefined>
  /** Forgets the path and all below it. */
  deleteSources(path: string): Promise<void>
}

/** Values in one statement; SQLite allows 32,766. */
const BATCH = 500

/** @param now gives the time that is written down */
export function createDocumentRecords(db: Kysely<Database>, now: () => Date = () => new Date()): DocumentRecords {
  const columns = [
    ...(['id', 'source', 'uri', 'title', 'hash', 'acl', 'state', 'error', 'chunks', 'updated_at'] as const),
    ...(['author', 'source_updated_at'] as const),
  ]
  const select = () => db.selectFrom('documents').select(columns)

  return {
    bySource: async source => (await select().where('source', '=', source).orderBy('id').execute()).map(toRecord),

    below: async path => {
      const [from, to] = namesBelow(path)
      const query = select().where(where =>
        where.or([where('source', '=', path), where.and([where('source', '>=', from), where('source', '<', to)])]),
      )
      return (await query.orderBy('id').execute()).map(toRecord)
    },

    byIds: async ids => {
      const records: DocumentRecord[] = []
      for (const batch of batches(ids)) {
        const rows = await select().select('locations').where('id', 'in', batch).execute()
        records.push(...rows.map(toRecord))
      }
      return records
    },

    all: async () => (await select().orderBy('id').execute()).map(toRecord),

    isTaken: async id =>
      (await db.selectFrom('documents').select('id').where('id', '=', id).executeTakeFirst()) !== undefined,

    save: async (records, addedBy) => {
      if (records.length === 0) return
      await db.transaction().execute(async trx => {
        for (const record of records) {
          const { id, acl, locations, ...rest } = record
          const changed = {
            ...rest,
            acl: JSON.stringify(acl),
            updated_at: now().toISOString(),
            ...(locations === undefined ? {} : { locations: locations && JSON.stringify(locations) }),
          }
          await trx
            .insertInto('documents')
            .values({ id, ...changed, added_by: addedBy ?? null })
            .onConflict(conflict => conflict.column('id').doUpdateSet(changed))
            .execute()
        }
      })
    },

    delete: async ids => {
      for (const batch of batches(ids)) await db.deleteFrom('documents').where('id', 'in', batch).execute()
    },

    forgetHashes: async () => {
      await db.transaction().execute(async trx => {
        const emptied = { hash: '', state: 'pending' as const, chunks: 0 }
        const { numUpdatedRows } = await trx
          .updateTable('documents')
          .set(emptied)
          .where('state', '=', 'done')
          .executeTakeFirst()
        if (numUpdatedRows > 0n) await trx.updateTable('sources').set({ state: 'indexing' }).execute()
      })
    },

    beginSource: async (path, acl) => {
      const row = { acl: JSON.stringify(acl), state: 'indexing' as const, updated_at: now().toISOString() }
      await db
        .insertInto('sources')
        .values({ path, ...row })
        .onConflict(conflict => conflict.column('path').doUpdateSet(row))
        .execute()
    },

    endSource: async path => {
      await db
        .updateTable('sources')
        .set({ state: 'done', updated_at: now().toISOString() })
        .where('path', '=', path)
        .execute()
    },

    interruptedSources: async () => {
      const rows = await db.selectFrom('sources').select(['path', 'acl']).where('state', '=', 'indexing').execute()
      return rows.map(row => ({ path: row.path, acl: JSON.parse(row.acl) as string[] }))
    },

    findSource: async path => {
      const row = await db.selectFrom('sources').select('acl').where('path', '=', path).executeTakeFirst()
      return row && { acl: JSON.parse(row.acl) as string[] }
    },

    deleteSources: async path => {
      const [from, to] = namesBelow(path)
      const deletion = db
        .deleteFrom('sources')
        .where(where =>
          where.or([where('path', '=', path), where.and([where('path', '>=', from), where('path', '<', to)])]),
        )
      await deletion.execute()
    },
  }
}

/** Everything that sorts between `folder/` and `folder0`; LIKE would take `_` and `%` in a path for wildcards. */
function namesBelow(folder: string): [from: string, to: string] {
  const from = folder.endsWith(sep) ? folder : `${folder}${sep}`
  return [from, from.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1)]
}

function toRecord(
  row: Omit<DocumentRecord, 'acl' | 'locations'> & { acl: string; locations?: string | null },
): DocumentRecord {
  const { acl, locations, ...rest } = row
  const record = { ...rest, acl: JSON.parse(acl) as string[] }
  return locations ? { ...record, locations: JSON.parse(locations) as Location[] } : record
}

function batches(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) => ids.slice(i * BATCH, (i + 1) * BATCH))
}
