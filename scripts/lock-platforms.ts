/** Adds to package-lock.json the optional native packages of platforms that npm left out when it wrote the file. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

interface LockEntry {
  version?: string
  resolved?: string
  integrity?: string
  os?: string[]
  cpu?: string[]
  libc?: string[]
  dev?: true
  optional?: boolean
  optionalDependencies?: Record<string, string>
}

interface Lockfile {
  packages: Record<string, LockEntry>
}

interface Manifest {
  integrity?: string
  os?: string | string[]
  cpu?: string | string[]
  libc?: string | string[]
  dependencies?: Record<string, string>
}

const run = promisify(execFile)
const LOCK_PATH = new URL('../package-lock.json', import.meta.url)
const NPM_TIMEOUT_MS = 60_000
const EXACT_VERSION = /^\d+\.\d+\.\d+[\w.+-]*$/

interface MissingPackage {
  name: string
  version: string
  /** True where only a development dependency wants it. */
  dev: true | undefined
}

/** The exactly pinned optional dependencies that the lockfile does not hold, or holds without a digest. */
function findMissing(lock: Lockfile): MissingPackage[] {
  const missing: MissingPackage[] = []
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const held = lock.packages[`node_modules/${name}`] ?? lock.packages[`${path}/node_modules/${name}`]
      const dev = entry.dev ? true : undefined
      if (!held?.integrity && EXACT_VERSION.test(version)) missing.push({ name, version, dev })
    }
  }
  return missing
}

/** What the registry says about a package, or undefined where it does not have it. */
async function loadManifest(spec: string): Promise<Manifest | undefined> {
  const fields = ['dist.integrity', 'os', 'cpu', 'libc', 'dependencies']
  try {
    const { stdout } = await run('npm', ['view', spec, ...fields, '--json'], { timeout: NPM_TIMEOUT_MS })
    const { 'dist.integrity': integrity, ...manifest } = JSON.parse(stdout)
    return { ...manifest, integrity }
  } catch (error) {
    if (String((error as { stdout?: string }).stdout).includes('E404')) return undefined
    throw error
  }
}

/** The platform that a package's name ends in, as in `@biomejs/cli-android-arm64`. */
function parsePlatform(name: string): Manifest | undefined {
  const [, os, cpu] = /-(android|darwin|freebsd|linux|win32)-(x64|arm64|arm|ia32)\b/.exec(name) ?? []
  return os && cpu ? { os: [os], cpu: [cpu] } : undefined
}

function asList(value: string | string[] | undefined): string[] | undefined {
  return typeof value === 'string' ? [value] : value
}

/**
 * The lock entry of a platform package. Where the registry lacks this very version, the platform comes from the newest
 * one it has, or from the name, and the digest stays out: npm then takes the package as the registry serves it.
 */
async function createEntry({ name, version, dev }: MissingPackage): Promise<LockEntry | undefined> {
  const exact = await loadManifest(`${name}@${version}`)
  const manifest = exact ?? (await loadManifest(name)) ?? parsePlatform(name)
  // Without a platform, or with dependencies of its own, npm would install it everywhere or want more entries.
  if (!manifest?.os || manifest.dependencies) return undefined
  return {
    version,
    integrity: exact?.integrity,
    cpu: asList(manifest.cpu),
    dev,
    libc: asList(manifest.libc),
    optional: true,
    os: asList(manifest.os),
  }
}

const lock: Lockfile = JSON.parse(await readFile(LOCK_PATH, 'utf8'))
const report: string[] = []
for (const missing of findMissing(lock)) {
  const entry = await createEntry(missing)
  if (entry) lock.packages[`node_modules/${missing.name}`] = entry
  const state = !entry ? 'left out: no platform named' : entry.integrity ? 'complete' : 'without a digest'
  report.push(`${missing.name}@${missing.version}  ${state}`)
}
// A registry's address in the lockfile would tie everybody to that registry.
for (const entry of Object.values(lock.packages)) {
  if (entry.resolved?.startsWith('http')) delete entry.resolved
}
// npm sorts by the same rule; another order would make every later diff unreadable.
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
await writeFile(LOCK_PATH, `${JSON.stringify(lock, null, 2)}\n`)
console.log(report.length > 0 ? report.join('\n') : 'Nothing is missing.')
