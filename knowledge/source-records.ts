/** What the store knows of the sources that people named: folders, sites, channels. */
import { sep } from 'node:path'
import type { Kysely } from 'kysely'
import type { Database, SourcesTable } from '../src/store/database.ts'

export interface SourceRecord {
  name: string
  acl: string[]
  state: 'indexing' | 'done'
  /** What it was asked for beside its name. */
  options: Record<string, unknown>
  /** When it was last begun, or brought to its end. */
  updatedAt: Date
  /** Why its last run came to no end. */
  error?: string
}

export interface SourceRecords {
  all(): Promise<SourceRecord[]>
  find(name: string): Promise<SourceRecord | undefined>
  /** Those whose indexing was interrupted. */
  interrupted(): Promise<SourceRecord[]>
  begin(source: Pick<SourceRecord, 'name' | 'acl' | 'options'>): Promise<void>
  end(name: string): Promise<void>
  fail(name: string, error: string): Promise<void>
  /** Forgets it and all below it. */
  delete(name: string): Promise<void>
}

/** @param now gives the time that is written down */
export function createSourceRecords(db: Kysely<Database>, now: () => Date = () => new Date()): SourceRecords {
  const select = () => db.selectFrom('sources').selectAll().orderBy('path')
  const update = (name: string, values: { state?: 'done'; error: string | null }) =>
    db
      .updateTable('sources')
      .set({ ...values, updated_at: now().toISOString() })
      .where('path', '=', name)
      .execute()

  return {
    all: async () => (await select().execute()).map(toRecord),
    find: async name => {
      const row = await select().where('path', '=', name).executeTakeFirst()
      return row && toRecord(row)
    },
    interrupted: async () => (await select().where('state', '=', 'indexing').execute()).map(toRecord),
    begin: async ({ name, acl, options }) => {
      const row = {
        acl: JSON.stringify(acl),
        options: JSON.stringify(options),
        ...{ state: 'indexing' as const, error: null, updated_at: now().toISOString() },
      }
      await db
        .insertInto('sources')
        .values({ path: name, ...row })
        .onConflict(conflict => conflict.column('path').doUpdateSet(row))
        .execute()
    },
    end: async name => void (await update(name, { state: 'done', error: null })),
    fail: async (name, error) => void (await update(name, { error })),
    delete: async name => {
      const [from, to] = namesBelow(name)
      await db
        .deleteFrom('sources')
        .where(where =>
          where.or([where('path', '=', name), where.and([where('path', '>=', from), where('path', '<', to)])]),
        )
        .execute()
    },
  }
}

/** Everything that sorts between `folder/` and `folder0`; LIKE would take `_` and `%` in a path for wildcards. */
export function namesBelow(folder: string): [from: string, to: string] {
  const separator = folder.includes('://') ? '/' : sep
  const from = folder.endsWith(separator) ? folder : `${folder}${separator}`
  return [from, from.slice(0, -1) + String.fromCharCode(separator.charCodeAt(0) + 1)]
}

function toRecord(row: SourcesTable): SourceRecord {
  const { path, acl, state, updated_at, options, error } = row
  return {
    ...{ name: path, state, acl: JSON.parse(acl) as string[], updatedAt: new Date(updated_at) },
    options: options === null ? {} : (JSON.parse(options) as Record<string, unknown>),
    ...(error === null ? {} : { error }),
  }
}
