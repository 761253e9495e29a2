/** Keeps the index up to date while Parley runs: folders as they change, web pages once a day. */
import { readdir } from 'node:fs/promises'
import { basename, relative, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { ParleyError } from '../src/errors.ts'
import type { Knowledge, SourceStatus } from './knowledge.ts'
import { isHidden } from './loaders/left-out.ts'
import { findLoader } from './loaders/registry.ts'

export interface WatchSourcesOptions {
  knowledge: Pick<Knowledge, 'refresh' | 'resume' | 'sources'>
  /** Parley's own folder: what lies in it is indexed by those who put it there. */
  dataFolder: string
  /** Told of what went wrong; it is tried again where that may help. */
  onFailure: (source: string, error: unknown) => void
  /** Told when a run has changed something. */
  onChanged?: (source: string, documents: { indexed: number; removed: number }) => void
  /** How long a folder must be quiet before it is indexed. */
  quietMs?: number
  /** How often it is looked whether there are new sources, and pages of yesterday. */
  checkMs?: number
  /** After what time a run that failed is tried again. */
  retryMs?: number
}

export interface SourceWatcher {
  stop(): Promise<void>
}

const QUIET_MS = 2000
/** A folder that is never quiet is indexed after this. */
const MAX_RESTLESS_MS = 30_000
const CHECK_MS = 60_000
const RETRY_MS = 30_000
const DAY_MS = 24 * 3600_000
const HOUR_MS = 3600_000
/** More changed files are a reason to look at all. */
const MAX_CHANGED = 10_000

/** What is to be looked at: all of a source, or the files of it that have changed. */
type Work = 'all' | Set<string>

/** Takes up what was interrupted, then looks at every folder once; a single run at a time. */
export function watchSources(options: WatchSourcesOptions): SourceWatcher {
  const { knowledge, dataFolder, onFailure, onChanged } = options
  const { quietMs = QUIET_MS, checkMs = CHECK_MS, retryMs = RETRY_MS } = options
  const ending = new AbortController()
  const { signal } = ending
  const watchers = new Map<string, FSWatcher>()
  const waiting = new Map<string, Work>()
  const timers = new Map<string, { timer: NodeJS.Timeout; since: number }>()
  /** Those of them whose time has come. */
  const ready = new Set<string>()
  const lastTried = new Map<string, number>()
  let running: Promise<void> | undefined

  function add(source: string, work: Work): void {
    const before = waiting.get(source)
    const all = before === 'all' || work === 'all'
    const changed = new Set([...(all || before === undefined ? [] : before), ...(all ? [] : work)])
    waiting.set(source, all || changed.size > MAX_CHANGED ? 'all' : changed)
  }

  /** Runs what waits, once the source is quiet. */
  function schedule(source: string, delayMs: number): void {
    const before = timers.get(source)
    clearTimeout(before?.timer)
    const since = before?.since ?? performance.now()
    const ms = Math.max(0, Math.min(delayMs, since + MAX_RESTLESS_MS - performance.now()))
    const due = () => {
      timers.delete(source)
      ready.add(source)
      run()
    }
    timers.set(source, { timer: setTimeout(due, ms).unref(), since })
  }

  function run(): void {
    if (signal.aborted) return
    running ??= work().finally(() => {
      running = undefined
      if (ready.size > 0) run()
    })
  }

  async function work(): Promise<void> {
    for (const source of ready) {
      ready.delete(source)
      const what = waiting.get(source)
      waiting.delete(source)
      if (what !== undefined) await refresh(source, what)
      if (signal.aborted) return
    }
  }

  async function refresh(source: string, what: Work): Promise<void> {
    lastTried.set(source, performance.now())
    try {
      if (what === 'all') await checkNotEmptied(source)
      const changed = what === 'all' ? {} : { changed: what }
      const { indexed, removed } = await knowledge.refresh(source, { ...changed, signal })
      if (indexed + removed > 0) onChanged?.(source, { indexed, removed })
    } catch (error) {
      if (signal.aborted) return
      onFailure(source, error)
      // What is wrong with the source itself is not mended by trying at once.
      if (error instanceof ParleyError && /^(?:INPUT_|SOURCE_)/.test(error.code)) return
      add(source, what)
      schedule(source, retryMs)
    }
  }

  /** A folder that was emptied may be a disk that is not there today: that is for a person to decide. */
  async function checkNotEmptied(source: string): Promise<void> {
    const entries = await readdir(source).catch(() => undefined)
    if (entries?.length !== 0) return
    throw new ParleyError('INPUT_INVALID', `${source} is empty; what was indexed of it is kept until \`parley index\`.`)
  }

  function watchFolder(root: string): FSWatcher {
    const isIgnored = (path: string) => {
      if (path === dataFolder) return true
      const below = relative(root, path)
      return below !== '' && below.split(sep).some(isHidden) && basename(path) !== IGNORE_FILE
    }
    const watcher = watch(root, { ignored: isIgnored, ignoreInitial: true, followSymlinks: false, persistent: false })
    watcher.on('all', (event, path) => {
      if (event === 'addDir') return
      const rules = basename(path) === IGNORE_FILE
      if (!rules && event !== 'unlinkDir' && findLoader(path) === undefined) return
      add(root, rules ? 'all' : new Set([path]))
      schedule(root, quietMs)
    })
    watcher.on('error', error => onFailure(root, error))
    return watcher
  }

  async function check(): Promise<void> {
    const sources = await knowledge.sources()
    const files = sources.filter(({ kind, name }) => kind === 'files' && !isAtOrBelow(name, dataFolder))
    for (const [root, watcher] of watchers) {
      if (files.some(({ name }) => name === root)) continue
      watchers.delete(root)
      await watcher.close()
    }
    for (const { name } of files) {
      if (watchers.has(name)) continue
      watchers.set(name, watchFolder(name))
      add(name, 'all')
      schedule(name, 0)
    }
    for (const source of sources.filter(({ kind }) => kind === 'web').filter(isDue)) {
      add(source.name, 'all')
      schedule(source.name, 0)
    }
  }

  function isDue({ name, updatedAt }: SourceStatus): boolean {
    const tried = lastTried.get(name)
    return Date.now() - updatedAt.getTime() > DAY_MS && (tried === undefined || performance.now() - tried > HOUR_MS)
  }

  const tryCheck = () => check().catch(error => onFailure('', error))

  const started = (async () => {
    await knowledge.resume({ signal }).catch(error => {
      if (!signal.aborted) onFailure('', error)
    })
    if (!signal.aborted) await tryCheck()
  })()
  const interval = setInterval(() => void started.then(tryCheck), checkMs).unref()

  return {
    async stop() {
      ending.abort()
      clearInterval(interval)
      for (const { timer } of timers.values()) clearTimeout(timer)
      await started
      await running
      await Promise.all([...watchers.values()].map(watcher => watcher.close()))
    },
  }
}

const IGNORE_FILE = '.gitignore'

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}
