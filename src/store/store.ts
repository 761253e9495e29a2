/** The SQL store: one SQLite file in the data folder, brought to the newest schema when it is opened. */
import { join } from 'node:path'
import { Kysely, Migrator, sql } from 'kysely'
import { messageOf, ParleyError } from '../errors.ts'
import { prepareFile, prepareFolder } from './data-folder.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'

export interface Store {
  readonly db: Kysely<Database>
  close(): Promise<void>
}

/** Name of the database file in the data folder. */
const STORE_FILE = 'parley.db'

/**
 * @param options.folder the data folder; made where it is not there
 * @throws ParleyError STORE_UNAVAILABLE for a folder that cannot be written, a full disk, a damaged file, or a file of a
 *   newer Parley; nothing is overwritten
 */
export async function openStore(options: { folder: string }): Promise<Store> {
  const path = join(options.folder, STORE_FILE)
  prepareFolder(options.folder)
  prepareFile(path)
  const db = new Kysely<Database>({ dialect: createSqliteDialect(path) })
  try {
    if (await isSchemaOld(db, path)) await migrate(db, path)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, close: () => db.destroy() }
}

/** Most openings find the newest schema and need no write lock. @throws ParleyError for a newer one */
async function isSchemaOld(db: Kysely<Database>, path: string): Promise<boolean> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where name = 'kysely_migration'`.execute(db)
  if (tables.rows.length === 0) return true
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const unknown = applied.rows.map(row => row.name).filter(name => !(name in migrations))
  if (unknown.length === 0) return applied.rows.length < Object.keys(migrations).length
  throw new ParleyError(
    'STORE_UNAVAILABLE',
    `${path} was written by a newer version of Parley (schema ${unknown.at(-1)}); it was left as it is. Update Parley, or point PARLEY_DATA to another folder.`,
  )
}

async function migrate(db: Kysely<Database>, path: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (error instanceof ParleyError) throw error
  throw new ParleyError(
    'STORE_UNAVAILABLE',
    `${path}: the schema could not be brought up to date (${messageOf(error)}).`,
    {
      cause: error,
    },
  )
}
