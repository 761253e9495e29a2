/** A lock file: one process at a time writes a download, and a lock whose owner died is taken over. */
import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const ownerSchema = z.object({ pid: z.number(), host: z.string(), id: z.string() })
type Owner = z.infer<typeof ownerSchema>

/** The owner touches its lock this often. */
const HEARTBEAT_MS = 5_000
/** A lock not touched for so long has no owner any more, whatever its process number says (it may belong to another machine or container). */
const STALE_MS = 60_000
const POLL_MS = 300

export interface LockWait {
  signal: AbortSignal
  /** Called at each look while another holds the lock. */
  onWait(pid: number | undefined): void
}

/**
 * Waits until nobody else holds the lock at `path` and takes it.
 * @returns gives the lock back
 * @throws the signal's reason; the file system's error where the file can't be made
 */
export async function acquireLock(path: string, wait: LockWait): Promise<() => Promise<void>> {
  const owner: Owner = { pid: process.pid, host: hostname(), id: randomUUID() }
  for (;;) {
    wait.signal.throwIfAborted()
    if (await create(path, owner)) break
    const holder = await readLock(path)
    if (holder === undefined) continue
    if (isStale(holder)) await takeAway(path, holder)
    else {
      wait.onWait(holder.owner?.pid)
      await sleep(POLL_MS, undefined, { signal: wait.signal })
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    // A lock that can't be touched looks stale to others in time; nothing better can be done about it here.
    utimes(path, now, now).catch(() => {})
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return async () => {
    clearInterval(heartbeat)
    if ((await readLock(path))?.owner?.id === owner.id) await rm(path, { force: true })
  }
}

interface HeldLock {
  text: string
  /** Undefined while the owner has not finished writing it. */
  owner: Owner | undefined
  touchedMs: number
}

async function create(path: string, owner: Owner): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw error
  })
  if (file === undefined) return false
  try {
    await file.writeFile(JSON.stringify(owner))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return true
}

async function readLock(path: string): Promise<HeldLock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    return { text, owner: parseOwner(text), touchedMs: mtimeMs }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function isStale(lock: HeldLock): boolean {
  if (Date.now() - lock.touchedMs > STALE_MS) return true
  return lock.owner !== undefined && lock.owner.host === hostname() && !isRunning(lock.owner.pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Moves a stale lock out of the way; where another process was faster and the moved one is that process's new lock, it is put back. */
async function takeAway(path: string, stale: HeldLock): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await readFile(aside, 'utf8')) !== stale.text) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}
