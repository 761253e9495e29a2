import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  inspectMachine,
  parseNvidiaMemoryBytes,
  readCgroupLimits,
  usableCores,
  usableMemoryBytes,
} from '../../../src/models/machine.ts'

const roots: string[] = []

function makeRoot(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'parley-machine-'))
  roots.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

describe('readCgroupLimits', () => {
  it('reads the quota and the memory of version 2, the tightest of a group and its parents', () => {
    const root = makeRoot({
      'proc/self/cgroup': '0::/a.slice/b.scope\n',
      'sys/fs/cgroup/a.slice/cpu.max': '150000 100000\n',
      'sys/fs/cgroup/a.slice/memory.max': '4000000000\n',
      'sys/fs/cgroup/a.slice/b.scope/cpu.max': 'max 100000\n',
      'sys/fs/cgroup/a.slice/b.scope/memory.max': '2000000000\n',
    })
    expect(readCgroupLimits(root)).toEqual({ cores: 1.5, memoryBytes: 2_000_000_000 })
  })

  it('reads a container of version 2, whose own group is the mount', () => {
    const root = makeRoot({
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/cpu.max': '400000 100000\n',
      'sys/fs/cgroup/memory.max': 'max\n',
    })
    expect(readCgroupLimits(root)).toEqual({ cores: 4 })
  })

  it('reads version 1, also where the container sees only the mount', () => {
    const root = makeRoot({
      'proc/self/cgroup': '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n2:cpuset:/docker/abc\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '250000\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '1073741824\n',
    })
    expect(readCgroupLimits(root)).toEqual({ cores: 2.5, memoryBytes: 1_073_741_824 })
  })

  it('takes the numbers that mean "no limit" for none', () => {
    const root = makeRoot({
      'proc/self/cgroup': '4:memory:/\n3:cpu:/\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    })
    expect(readCgroupLimits(root)).toEqual({})
  })

  it('finds no limit where there are no control groups', () => {
    expect(readCgroupLimits(makeRoot({}))).toEqual({})
  })
})

describe('what may be used', () => {
  it('is never more than the machine has, and at least one core', () => {
    expect(usableCores({})).toBe(availableParallelism())
    expect(usableCores({ cores: 1.9 })).toBe(1)
    expect(usableCores({ cores: 0.5 })).toBe(1)
    expect(usableCores({ cores: 1e6 })).toBe(availableParallelism())
    expect(usableMemoryBytes({})).toBe(totalmem())
    expect(usableMemoryBytes({ memoryBytes: 1000 })).toBe(1000)
  })

  it('leaves the GPU out when told to', async () => {
    expect((await inspectMachine({ gpu: 'off' })).gpuMemoryBytes).toBe(0)
  })
})

describe('parseNvidiaMemoryBytes', () => {
  it.each([
    ['one GPU', '81559\n', 81559 * 1024 ** 2],
    ['two GPUs', '8192\n24576\n', 24576 * 1024 ** 2],
    ['a GPU that does not say', '[N/A]\n', 0],
    ['none', '', 0],
  ])('reads %s', (_, stdout, expected) => {
    expect(parseNvidiaMemoryBytes(stdout)).toBe(expected)
  })
})
