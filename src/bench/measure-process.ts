/** Measures processes: how long a fresh one takes to its first answer, and how much memory each one took at most. */
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '../errors.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** @returns seconds from starting `parley chat` in a process of its own to the end of a short answer */
export async function measureStart(signal: AbortSignal): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [main, 'chat', '--json', 'Say hello.'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  })
  let said = ''
  child.stderr.on('data', data => {
    said += data
  })
  const exitCode = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  if (exitCode !== 0) throw new ParleyError('MODEL_UNAVAILABLE', `A fresh Parley did not answer: ${said.trim()}`)
  return (performance.now() - startedAt) / 1000
}

export interface ProcessMemory {
  /** `parley` for this process, else what the child runs. */
  name: string
  peakBytes: number
}

/** The peak of resident memory of this process and its children; empty where the system has no /proc. */
export async function readPeakMemory(): Promise<ProcessMemory[]> {
  const found: ProcessMemory[] = []
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const parent = /^PPid:\s*(\d+)/m.exec(status)?.[1]
    const isOwn = Number(pid) === process.pid
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]
    if (peak && (isOwn || Number(parent) === process.pid)) {
      found.push({ name: isOwn ? 'parley' : 'model', peakBytes: Number(peak) * 1024 })
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name)).reverse()
}
