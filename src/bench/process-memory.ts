/** How much memory processes took at most. */
import { readdir, readFile } from 'node:fs/promises'

/** Peaks of resident memory in bytes; null where there is no such process, and where the system has no /proc. */
export interface PeakMemory {
  parley: number | null
  /** The child process that holds the language model. */
  model: number | null
}

/** @param pid of a Parley: this process, or one that was started */
export async function readPeakMemory(pid: number): Promise<PeakMemory> {
  const memory: PeakMemory = { parley: null, model: null }
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '')
    const peakBytes = Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
    if (peakBytes === 0) continue
    if (Number(name) === pid) memory.parley = peakBytes
    // Any other child is small: a tool that was asked something.
    else if (/^PPid:\s*(\d+)/m.exec(status)?.[1] === String(pid)) memory.model = Math.max(memory.model ?? 0, peakBytes)
  }
  return memory
}

/** The larger of each. */
export function highestMemory(memories: readonly PeakMemory[]): PeakMemory {
  const highest = (values: readonly (number | null)[]) =>
    values.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
  return {
    parley: highest(memories.map(({ parley }) => parley)),
    model: highest(memories.map(({ model }) => model)),
  }
}
