/** Kysely's SQLite dialect over `node:sqlite`, with migrations inside a transaction. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { type DialectAdapter, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { toStoreError } from './store-error.ts'

/** How long a statement waits for another process before it fails. */
const BUSY_TIMEOUT_MS = 10_000

/** SQLite can undo changes of the schema; Kysely's adapter says no for the sake of one PRAGMA that we do not use. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter()
  }
}

/**
 * Opens the file (made where it is not there) with a write-ahead log, foreign keys and a busy timeout.
 * @throws ParleyError STORE_UNAVAILABLE; later statements throw it too
 */
export function createSqliteDialect(path: string): SqliteDialect {
  return new NodeSqliteDialect({ database: openDatabase(path) })
}

function openDatabase(path: string): SqliteDatabase {
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, path)
    }
  }
  const database = attempt(
    () => new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: BUSY_TIMEOUT_MS }),
  )
  try {
    attempt(() => database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL'))
  } catch (error) {
    database.close()
    throw error
  }
  return {
    close: () => database.close(),
    prepare: (sql): SqliteStatement => {
      // A transaction takes its write lock at once: one that reads first and writes later can find that another
      // process wrote in between, and then fails without waiting.
      const statement = attempt(() => database.prepare(sql === 'begin' ? 'begin immediate' : sql))
      return {
        reader: statement.columns().length > 0,
        all: parameters => attempt(() => statement.all(...(parameters as SQLInputValue[]))),
        run: parameters => attempt(() => statement.run(...(parameters as SQLInputValue[]))),
        iterate: parameters => attempt(() => statement.iterate(...(parameters as SQLInputValue[]))),
      }
    },
  }
}
