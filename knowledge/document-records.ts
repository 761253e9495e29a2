/** What the store knows of documents. */
import type { Kysely } from 'kysely'
import type { Database, DocumentState } from '../src/store/database.ts'
import type { Location } from './loaders/loader.ts'
import { namesBelow } from './source-records.ts'

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
  /** Who added it; `save` is told that apart. */
  added_by?: string | null
}

export interface DocumentRecords {
  /** Documents that came from a file or page and, where `below` is true, from those below it. */
  covered(covers: { uri: string; below: boolean }): Promise<DocumentRecord[]>
  byIds(ids: readonly string[]): Promise<DocumentRecord[]>
  all(): Promise<DocumentRecord[]>
  isTaken(id: string): Promise<boolean>
  /** Makes or changes records, in one transaction. */
  save(records: readonly DocumentRecord[], addedBy?: string): Promise<void>
  delete(ids: readonly string[]): Promise<void>
  /** The index is gone: every document and every source is to be indexed again. */
  forgetHashes(): Promise<void>
  /** All of these are to be indexed again, whatever they are; until then they can be found as before. */
  markStale(ids: readonly string[]): Promise<void>
  /** Nobody may read these any more, until they are indexed again. */
  withdraw(ids: readonly string[]): Promise<void>
}

/** Values in one statement; SQLite allows 32,766. */
const BATCH = 500

/** @param now gives the time that is written down */
export function createDocumentRecords(db: Kysely<Database>, now: () => Date = () => new Date()): DocumentRecords {
  const columns = [
    ...(['id', 'source', 'uri', 'title', 'hash', 'acl', 'state', 'error', 'chunks', 'updated_at'] as const),
    ...(['author', 'source_updated_at', 'added_by'] as const),
  ]
  const select = () => db.selectFrom('documents').select(columns)

  async function update(ids: readonly string[], values: { hash: ''; state: 'pending'; acl?: '[]' }): Promise<void> {
    for (const batch of batches(ids)) await db.updateTable('documents').set(values).where('id', 'in', batch).execute()
  }

  return {
    covered: async ({ uri, below }) => {
      const [from, to] = namesBelow(uri)
      const query = select().where(where =>
        where.or([
          where('source', '=', uri),
          ...(below ? [where.and([where('source', '>=', from), where('source', '<', to)])] : []),
        ]),
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
          const { id, acl, locations, added_by: _, ...rest } = record
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

    markStale: ids => update(ids, { hash: '', state: 'pending' }),
    withdraw: ids => update(ids, { hash: '', state: 'pending', acl: '[]' }),
  }
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
