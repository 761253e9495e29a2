/** The lockfile serves every platform, whichever one it was last written on; `node scripts/lock-platforms.ts` mends it. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

interface LockEntry {
  version?: string
  resolved?: string
  os?: string[]
  optional?: boolean
  optionalDependencies?: Record<string, string>
}

const text = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')
const packages: Record<string, LockEntry> = JSON.parse(text).packages

const NATIVE_PACKAGES: Record<string, string[]> = {
  '@lancedb/lancedb': ['darwin-arm64', 'linux-x64-gnu', 'linux-arm64-gnu', 'linux-x64-musl', 'win32-x64-msvc'],
  'node-llama-cpp': [
    'linux-x64',
    'linux-x64-cuda',
    'linux-arm64',
    'mac-arm64-metal',
    'mac-x64',
    'win-x64',
    'win-arm64',
  ],
  sharp: ['darwin-arm64', 'darwin-x64', 'linux-x64', 'linux-arm64', 'win32-x64'],
  '@biomejs/biome': ['darwin-arm64', 'darwin-x64', 'linux-x64', 'linux-arm64', 'win32-x64'],
  rolldown: ['darwin-arm64', 'darwin-x64', 'linux-x64-gnu', 'linux-arm64-gnu', 'win32-x64-msvc'],
  typescript: ['darwin-arm64', 'darwin-x64', 'linux-x64', 'linux-arm64', 'win32-x64'],
}

describe('package-lock.json', () => {
  it.each(Object.entries(NATIVE_PACKAGES))(
    'holds the binaries of %s for Linux, macOS and Windows',
    (owner, platforms) => {
      const wanted = packages[`node_modules/${owner}`]?.optionalDependencies ?? {}
      for (const platform of platforms) {
        const name = Object.keys(wanted).find(candidate => candidate.endsWith(platform))
        expect(name, `${owner} names a package for ${platform}`).toBeDefined()
        expect(packages[`node_modules/${name}`], name).toMatchObject({ version: wanted[name!], optional: true })
      }
    },
  )

  it('holds every native package that is exactly pinned by another', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.entries(entry.optionalDependencies ?? {})
        .filter(([, version]) => /^\d/.test(version))
        .map(([name]) => name)
        .filter(name => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]),
    )
    expect(missing).toEqual([])
  })

  it('keeps ONNX Runtime in one package that serves Linux, macOS and Windows', () => {
    expect(packages['node_modules/onnxruntime-node']?.os?.toSorted()).toEqual(['darwin', 'linux', 'win32'])
  })

  it('names no registry', () => {
    const resolved = Object.values(packages).flatMap(entry =>
      entry.resolved?.startsWith('http') ? [entry.resolved] : [],
    )
    expect(resolved).toEqual([])
  })
})
