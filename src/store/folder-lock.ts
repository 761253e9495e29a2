/**
 * Locks on the data folder, held by a process as long as it lives. A lock is an exclusive transaction on a small SQLite
 * file, so the operating system lets go of it when the process dies, however it dies; a number in a file says who has it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { ParleyError, throwIfCancelled } from '../errors.ts'
import { prepareFile, prepareFolder } from './data-folder.ts'
import { sqliteCode, toStoreError } from './store-error.ts'

export interface FolderLock {
  release(): void
}

export interface FolderLockOptions {
  /** What the lock is for: `start` for the one long-running Parley, `index` for whoever writes the index. */
  name: 'start' | 'index'
  /** How long to wait for another process; 0 asks once. */
  waitMs?: number
  signal?: AbortSignal
  /** Called once when the lock is taken and waiting begins, with the holder's process id where it is known. */
  onWait?: (pid: number | undefined) => void
}

const POLL_MS = 200
const BUSY = 5

const BUSY_BECAUSE = {
  start: 'runs on this data folder. Stop it first, or point PARLEY_DATA to another folder.',
  index: 'is writing the index of this data folder. Try again when it has finished.',
}

/**
 * Takes the named lock of a data folder (made where it is not there).
 * @throws ParleyError STORE_UNAVAILABLE where another process has it, with that process's id; CANCELLED
 */
export async function lockDataFolder(folder: string, options: FolderLockOptions): Promise<FolderLock> {
  const { name, waitMs = 0, signal, onWait } = options
  prepareFolder(folder)
  const path = join(folder, `${name}.lock`)
  prepareFile(path)
  const pidPath = join(folder, `${name}.pid`)
  const deadline = performance.now() + waitMs
  for (let waited = false; ; waited = true) {
    throwIfCancelled(signal)
    const database = tryLock(path)
    if (database !== undefined) {
      try {
        writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 })
      } catch (error) {
        database.close()
        throw toStoreError(error, pidPath)
      }
      return { release: () => database.close() }
    }
    const pid = readPid(pidPath)
    if (performance.now() >= deadline) {
      const holder = pid === undefined ? 'another Parley' : `another Parley (process ${pid})`
      throw new ParleyError('STORE_UNAVAILABLE', `${folder}: ${holder} ${BUSY_BECAUSE[name]}`)
    }
    if (!waited) onWait?.(pid)
    await sleep(POLL_MS)
  }
}

function tryLock(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    if (database?.isOpen) database.close()
    if (sqliteCode(error) === BUSY) return undefined
    throw toStoreError(error, path)
  }
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return Number.isInteger(pid) ? pid : undefined
  } catch {
    return undefined
  }
}
