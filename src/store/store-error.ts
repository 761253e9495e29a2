/** What goes wrong with a database file, in one line for a person. */
import { ParleyError } from '../errors.ts'

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

/** @returns the primary result code, or undefined where the error is not SQLite's */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/**
 * A STORE_UNAVAILABLE error for what SQLite or the file system threw while it worked on `path`.
 * A mistake in a statement of ours (a syntax error, a broken constraint) is no such thing and comes back as it was.
 */
export function toStoreError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof ParleyError) return error
  const reason = reasonOf(error)
  return reason === undefined ? error : new ParleyError('STORE_UNAVAILABLE', `${path}: ${reason}`, { cause: error })
}

function reasonOf(error: Error): string | undefined {
  switch (sqliteCode(error)) {
    case BUSY:
    case LOCKED:
      return 'another program kept the database locked for too long. Try again when it has finished.'
    case READONLY:
      return 'the database cannot be written. Make the data folder writable, or point PARLEY_DATA to another one.'
    case IOERR:
      return `reading or writing the database failed (${error.message}). Check the disk that holds the data folder.`
    case CORRUPT:
    case NOTADB:
      return 'the file is not a database, or a damaged one; it was left as it is. Move it away or restore a copy, then start again.'
    case FULL:
      return 'the disk is full; what was stored before is safe. Free some space and try again.'
    case CANTOPEN:
      return 'the database cannot be opened. Check that the data folder exists and that you may read and write it.'
  }
  switch ('code' in error ? error.code : undefined) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission to write here. Make the data folder writable, or point PARLEY_DATA to another one.'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full. Free some space and try again.'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where the data folder should be. Move it, or point PARLEY_DATA to another folder.'
    case 'EISDIR':
      return 'a folder stands where the database should be. Move it, or point PARLEY_DATA to another folder.'
    case 'ENOENT':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return `the data folder cannot be made (${error.message}). Point PARLEY_DATA to another one.`
  }
  return undefined
}
