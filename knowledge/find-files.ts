/** The files below a folder that can be indexed, in the order of their names. */
import { open, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, sep } from 'node:path'
import { ParleyError, throwIfCancelled } from '../src/errors.ts'
import { createIgnoreReader, type IgnoreReader } from './git-ignore.ts'
import { createLeftOut, isGenerated, isHidden, type LeftOut, notReadable, notWritten } from './loaders/left-out.ts'
import type { SourceFailure } from './loaders/loader.ts'
import { toReadError } from './loaders/open-file.ts'
import { findLoader } from './loaders/registry.ts'

export interface FoundFile {
  path: string
  bytes: number
  modifiedAt: Date
}

export interface FoundFiles {
  files: FoundFile[]
  /** Files of a kind that cannot be read, or that no person wrote, which nobody asked for by name; one entry a kind. */
  passedOver: SourceFailure[]
  /** Folders and files that could not be looked at. */
  unreadable: { path: string; reason: string }[]
}

/**
 * @param path a file, which is taken whatever it is called, or a folder: hidden files, folders behind links, those that
 *   programs fill (`node_modules`, virtual environments, caches), and what Git ignores are left out
 * @param skip a folder that is left out: Parley's own
 * @throws ParleyError INPUT_INVALID where the path itself cannot be read
 */
export async function findFiles(path: string, skip: string, signal?: AbortSignal): Promise<FoundFiles> {
  const stats = await readStats(path)
  if (!stats.isDirectory()) {
    return { files: [{ path, bytes: stats.size, modifiedAt: stats.mtime }], passedOver: [], unreadable: [] }
  }
  if (path.split(sep).includes('.git')) {
    throw new ParleyError('INPUT_INVALID', `${path} is Git's own; expected a folder of the working tree.`)
  }
  const walk: Walk = {
    files: [],
    unreadable: [],
    leftOut: createLeftOut(),
    ignored: createIgnoreReader(),
    skip,
    signal,
  }
  await walkFolder(path, walk, true)
  return { files: walk.files, unreadable: walk.unreadable, passedOver: walk.leftOut.list() }
}

interface Walk extends Pick<FoundFiles, 'files' | 'unreadable'> {
  leftOut: LeftOut
  ignored: IgnoreReader
  skip: string
  signal: AbortSignal | undefined
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

/** Their presence says that a folder is a cache (bford.info/cachedir) or a Python environment. */
const folderMarks = new Set(['CACHEDIR.TAG', 'pyvenv.cfg'])

async function walkFolder(folder: string, walk: Walk, isRoot = false): Promise<void> {
  throwIfCancelled(walk.signal)
  if (folder === walk.skip) return
  const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
    walk.unreadable.push({ path: folder, reason: messageFor(error, folder) })
    return []
  })
  // The folder that somebody named is read whatever it is.
  if (!isRoot && entries.some(entry => folderMarks.has(entry.name))) return
  const rules = await walk.ignored.rulesIn(folder)
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (isHidden(entry.name) || rules.isIgnored(entry.name, entry.isDirectory())) continue
    if (entry.isDirectory()) await walkFolder(path, walk)
    else if (entry.isFile() || entry.isSymbolicLink()) await addFile(path, walk)
  }
}

async function addFile(path: string, walk: Walk): Promise<void> {
  const stats = await stat(path).catch(error => {
    walk.unreadable.push({ path, reason: messageFor(error, path) })
  })
  if (stats === undefined || !stats.isFile()) return
  const name = basename(path)
  const extension = extname(name).toLowerCase()
  if (isGenerated(name)) walk.leftOut.add(path, notWritten, 'such files')
  else if (findLoader(path) === undefined) walk.leftOut.add(path, notReadable, `${extension} files`)
  else if (extension === '' && (await isBinary(path))) walk.leftOut.add(path, 'a program or data', 'such files')
  else walk.files.push({ path, bytes: stats.size, modifiedAt: stats.mtime })
}

/** Bytes that are looked at: text has no zeros, but for UTF-16, which has its mark. */
const SNIFF_BYTES = 8192

async function isBinary(path: string): Promise<boolean> {
  // What cannot be opened is told when it is read.
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0)
    const isUtf16 = bytesRead > 1 && (buffer.readUInt16LE() === 0xfeff || buffer.readUInt16BE() === 0xfeff)
    return !isUtf16 && buffer.subarray(0, bytesRead).includes(0)
  } finally {
    await file.close()
  }
}

function messageFor(error: unknown, path: string): string {
  const known = toReadError(error, path)
  return known instanceof Error ? known.message : String(known)
}
