/** Measures how long a fresh Parley takes to the first words of an answer. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ParleyError, throwIfCancelled } from '../errors.ts'
import { highestMemory, type PeakMemory, readPeakMemory } from './process-memory.ts'
import { type Measured, summarizeValues } from './statistics.ts'

const mainPath = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Longer than the largest model takes from the slowest disk. */
const START_TIMEOUT_MS = 600_000
const TOOL_TIMEOUT_MS = 30_000
/** Of a file that was put out of memory, a few pages may be back before one can look. */
const COLD_SHARE = 0.05

/** Seconds from starting a process to the first words of its answer. */
export interface StartTimes {
  /** True where the model's file was certainly not in memory before the first start. */
  isCold: boolean
  first: number
  /** Later starts, which find the file in memory. */
  warm: Measured
}

/**
 * Starts Parley several times, each time in a data folder of its own: nothing of the user's is touched.
 * @param modelPath the model's file, undefined where a server holds it
 * @throws ParleyError MODEL_UNAVAILABLE, MODEL_TIMEOUT, CANCELLED
 */
export async function measureStarts(
  modelPath: string | undefined,
  rounds: number,
  signal: AbortSignal,
): Promise<{ times: StartTimes; memory: PeakMemory }> {
  const isCold = modelPath !== undefined && (await dropFromMemory(modelPath))
  const first = await measureStart(signal)
  const later: Start[] = []
  for (let round = 0; round < rounds; round++) later.push(await measureStart(signal))
  const warm = summarizeValues(later.map(({ seconds }) => seconds))
  const memory = highestMemory([first, ...later].map(start => start.memory))
  return { times: { isCold, first: first.seconds, warm }, memory }
}

interface Start {
  seconds: number
  memory: PeakMemory
}

async function measureStart(signal: AbortSignal): Promise<Start> {
  throwIfCancelled(signal)
  const dataFolder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS)
  try {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [mainPath, 'chat', 'Say hello.'], {
      env: { ...process.env, PARLEY_DATA: dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.any([signal, timeout]),
    })
    let start: Promise<Start> | undefined
    let said = ''
    child.stdout.once('data', () => {
      const seconds = (performance.now() - startedAt) / 1000
      start = readPeakMemory(child.pid!).then(memory => ({ seconds, memory }))
      // The rest of the answer tells nothing about the start.
      start.finally(() => child.kill()).catch(() => {})
    })
    child.stdout.resume()
    child.stderr.setEncoding('utf8').on('data', text => {
      said += text
    })
    await new Promise(resolve => child.on('close', resolve).on('error', resolve))
    throwIfCancelled(signal)
    if (start) return await start
    if (timeout.aborted) {
      throw new ParleyError(
        'MODEL_TIMEOUT',
        `A fresh Parley did not answer within ${START_TIMEOUT_MS / 60_000} minutes.`,
      )
    }
    throw new ParleyError('MODEL_UNAVAILABLE', `A fresh Parley did not answer: ${said.trim() || 'it said nothing'}`)
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/**
 * Asks the system to put a file out of its cache, which GNU `dd` can do without privileges, and looks whether it did: pages that
 * another process holds stay.
 */
async function dropFromMemory(path: string): Promise<boolean> {
  const run = promisify(execFile)
  const options = { timeout: TOOL_TIMEOUT_MS }
  try {
    await run('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], options)
    const { stdout } = await run('fincore', ['--bytes', '--noheadings', '--output', 'RES', path], options)
    return Number(stdout) < (await stat(path)).size * COLD_SHARE
  } catch {
    // Other systems have no such tools: the first start is then only called the first.
    return false
  }
}
