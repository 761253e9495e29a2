/** What the machine offers a model: cores and memory as the container's limits leave them, and the memory of its GPUs. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Machine {
  /** Cores this process may use at once; at least 1. */
  readonly cores: number
  /** Bytes of main memory this process may use. */
  readonly memoryBytes: number
  /** Bytes of the largest GPU's memory, 0 where no GPU is seen; on Apple silicon the share of main memory its GPU may use. */
  readonly gpuMemoryBytes: number
}

/** Limits of the control groups (containers, systemd) this process runs in; a part left out has no limit. */
export interface CgroupLimits {
  cores?: number
  memoryBytes?: number
}

/** Where a GPU's driver has not answered after this long, it is taken as absent. */
const GPU_QUERY_TIMEOUT_MS = 5_000
/** Metal's default working set is about two thirds of main memory on small Macs, more on large ones; the smaller share is safe on all. */
const APPLE_GPU_SHARE = 0.66
const MIB = 1024 ** 2

/**
 * Cores that may be kept busy at once: those of the machine this process is scheduled on, less what a CPU quota takes away.
 * A quota of 1.5 cores gives 1: a thread more than the quota pays for is throttled and holds up all others.
 */
export function usableCores(limits: CgroupLimits = readCgroupLimits()): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(limits.cores ?? Number.POSITIVE_INFINITY)))
}

/** Bytes of main memory this process may use: the machine's, or less where a control group limits it. */
export function usableMemoryBytes(limits: CgroupLimits = readCgroupLimits()): number {
  return Math.min(totalmem(), limits.memoryBytes ?? Number.POSITIVE_INFINITY)
}

export interface InspectOptions {
  /** `off` takes the machine as one without a GPU. */
  gpu?: 'auto' | 'off'
  signal?: AbortSignal
}

/** Looks at the machine; takes as long as the GPU's driver needs to answer, 5 seconds at most. */
export async function inspectMachine({ gpu = 'auto', signal }: InspectOptions = {}): Promise<Machine> {
  const limits = readCgroupLimits()
  const memoryBytes = usableMemoryBytes(limits)
  const gpuMemoryBytes = gpu === 'off' ? 0 : await queryGpuMemoryBytes(memoryBytes, signal)
  return { cores: usableCores(limits), memoryBytes, gpuMemoryBytes }
}

/**
 * Reads the CPU quota and the memory limit of the control groups this process is in (version 1 and 2), the tightest of the group and its parents.
 * @param root the file system's root, another folder in tests
 */
export function readCgroupLimits(root = '/'): CgroupLimits {
  const limits: CgroupLimits = {}
  for (const line of readLines(join(root, 'proc/self/cgroup'))) {
    const [, controllers = '', path = '/'] = line.match(/^\d+:([^:]*):(.*)$/) ?? []
    if (controllers === '') {
      for (const folder of foldersUpwards(join(root, 'sys/fs/cgroup'), path)) {
        tighten(
          limits,
          parseCpuMax(readLines(join(folder, 'cpu.max'))[0]),
          parseBytes(readLines(join(folder, 'memory.max'))[0]),
        )
      }
      continue
    }
    const names = controllers.split(',')
    for (const name of names) {
      if (name !== 'cpu' && name !== 'memory') continue
      for (const mount of new Set([controllers, name])) {
        for (const folder of foldersUpwards(join(root, 'sys/fs/cgroup', mount), path)) {
          if (name === 'cpu') {
            const quota = readLines(join(folder, 'cpu.cfs_quota_us'))[0]
            const period = readLines(join(folder, 'cpu.cfs_period_us'))[0]
            tighten(limits, parseCpuMax(`${quota} ${period}`), undefined)
          } else {
            tighten(limits, undefined, parseBytes(readLines(join(folder, 'memory.limit_in_bytes'))[0]))
          }
        }
      }
    }
  }
  return limits
}

/** The group's own folder and its parents, up to the mount: inside a container the mount itself is the group. */
function foldersUpwards(mount: string, path: string): string[] {
  const parts = path.split('/').filter(part => part !== '' && part !== '..')
  return Array.from({ length: parts.length + 1 }, (_, depth) => join(mount, ...parts.slice(0, parts.length - depth)))
}

function tighten(limits: CgroupLimits, cores: number | undefined, memoryBytes: number | undefined): void {
  if (cores !== undefined) limits.cores = Math.min(cores, limits.cores ?? cores)
  if (memoryBytes !== undefined) limits.memoryBytes = Math.min(memoryBytes, limits.memoryBytes ?? memoryBytes)
}

/** `max 100000`, `150000 100000` (microseconds a period) or version 1's `-1 100000`. */
function parseCpuMax(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').split(' ').map(Number)
  if (!quota || !period || quota <= 0 || period <= 0) return undefined
  return quota / period
}

/** `max`, a number of bytes, or version 1's "no limit", a number near 2^63. */
function parseBytes(text: string | undefined): number | undefined {
  const bytes = Number(text)
  return Number.isFinite(bytes) && bytes > 0 && bytes < 2 ** 60 ? bytes : undefined
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    // Absent outside Linux and for controllers that are not there: no limit.
    return []
  }
}

async function queryGpuMemoryBytes(memoryBytes: number, signal: AbortSignal | undefined): Promise<number> {
  if (process.platform === 'darwin' && process.arch === 'arm64') return memoryBytes * APPLE_GPU_SHARE
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      ['--query-gpu=memory.total', '--format=csv,noheader,nounits'],
      { timeout: GPU_QUERY_TIMEOUT_MS, signal, windowsHide: true },
    )
    return parseNvidiaMemoryBytes(stdout)
  } catch {
    // No NVIDIA driver, or one that does not answer: the model runs on the processor.
    return 0
  }
}

/** Reads `nvidia-smi`'s answer, MiB a line: the bytes of the largest GPU, 0 where none is listed. */
export function parseNvidiaMemoryBytes(stdout: string): number {
  const sizes = stdout.split('\n').map(line => Number.parseInt(line, 10))
  return Math.max(0, ...sizes.filter(Number.isFinite)) * MIB
}
