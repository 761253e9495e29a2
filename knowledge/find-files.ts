/** The files below a folder that can be indexed, in the order of their names. */
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ParleyError } from '../src/errors.ts'
import { toReadError } from './loaders/read-file.ts'
import { findLoader } from './loaders/registry.ts'

export interface FoundFile {
  path: string
  bytes: number
}

export interface FoundFiles {
  files: FoundFile[]
  /** Files of a kind that cannot be read, which nobody asked for by name. */
  passedOver: string[]
  /** Folders and files that could not be looked at. */
  unreadable: { path: string; reason: string }[]
}

/**
 * @param path a file, which is taken whatever it is called, or a folder: hidden files, `node_modules` and folders behind
 *   links are left out
 * @param skip a folder that is left out: Parley's own
 * @throws ParleyError INPUT_INVALID where the path itself cannot be read
 */
export async function findFiles(path: string, skip: string, signal?: AbortSignal): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], passedOver: [], unreadable: [] }
  const stats = await readStats(path)
  if (stats.isDirectory()) await walk(path, skip, found, signal)
  else found.files.push({ path, bytes: stats.size })
  return found
}

async function readStats(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    throw withPath(toReadError(error, path), path)
  }
}

/** The whole path instead of its last part: this is what somebody typed. */
function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof ParleyError)) return error
  return new ParleyError(error.code, error.message.replace(basename(path), path), { cause: error.cause })
}

async function walk(folder: string, skip: string, found: FoundFiles, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  if (folder === skip) return
  const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
    found.unreadable.push({ path: folder, reason: messageFor(error, folder) })
    return []
  })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) await walk(path, skip, found, signal)
    else if (entry.isFile() || entry.isSymbolicLink()) await addFile(path, found)
  }
}

async function addFile(path: string, found: FoundFiles): Promise<void> {
  const stats = await stat(path).catch(error => {
    found.unreadable.push({ path, reason: messageFor(error, path) })
  })
  if (stats === undefined || !stats.isFile()) return
  if (findLoader(path) === undefined) found.passedOver.push(path)
  else found.files.push({ path, bytes: stats.size })
}

function messageFor(error: unknown, path: string): string {
  const known = toReadError(error, path)
  return known instanceof Error ? known.message : String(known)
}
