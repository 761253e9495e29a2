/** The folder that holds everything Parley keeps, readable by its owner alone. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { toStoreError } from './store-error.ts'

/**
 * Makes the folder (mode 0700) where it is not there; one that exists keeps its mode.
 * @throws ParleyError STORE_UNAVAILABLE
 */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw toStoreError(error, folder)
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
