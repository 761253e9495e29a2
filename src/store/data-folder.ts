/** The folder that holds everything Parley keeps, readable by its owner alone. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { toStoreError } from './store-error.ts'

/**
 * Makes the folder (mode 0700) where it is not there; one that exists keeps its mode.
 * @throws ParleyError STORE_UNAVAILABLE
 */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw toStoreError(error, folder)
  }
}

/** Node's own `recursive` never ends in a file system that answers ENOENT for a new folder in one that exists, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    // Throws EEXIST where it is a file.
    if (!existsSync(`${folder}/.`)) mkdirSync(folder)
    return
  }
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another Parley may have made it in the meantime.
    if (!existsSync(`${folder}/.`)) throw error
  }
}

/**
 * Makes an empty file (mode 0600) where none is; SQLite gives the files beside a database the same mode.
 * @throws ParleyError STORE_UNAVAILABLE
 */
export function prepareFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw toStoreError(error, path)
  }
}
