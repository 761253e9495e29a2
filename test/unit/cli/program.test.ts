/** The program as a process: help, signals, closed pipes, and the launcher for an older Node. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkplace } from './run-parley.ts'

const workplace = createWorkplace()
afterAll(workplace.remove)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const main = join(root, 'src', 'main.ts')

/** Starts the program with standard input left open, so that it waits; resolves when it has read its first request. */
async function startWaiting(node: string, script: string) {
  const child = spawn(node, [script, 'translate', '--to', 'de', '--jsonl'], {
    cwd: workplace.folder,
    env: { HOME: workplace.folder },
  })
  let stderr = ''
  child.stderr.on('data', data => {
    stderr += data
  })
  const ended = new Promise<{ exitCode: number | null; stderr: string }>(resolve =>
    child.on('close', exitCode => resolve({ exitCode, stderr })),
  )
  child.stdin.write('not json\n')
  await new Promise(resolve => child.stdout.once('data', resolve))
  return { child, ended }
}

describe('parley', () => {
  it('shows its commands without a command, and with --help', async () => {
    const [bare, help] = await Promise.all([workplace.run([]), workplace.run(['--help'])])
    expect(bare).toEqual(help)
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    for (const command of ['answer "QUESTION"', 'summarize FILE', 'models list|get|verify', 'doctor']) {
      expect(help.stdout).toContain(command)
    }
  })

  it("says its version, and that of a command's help how it is used", async () => {
    expect((await workplace.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await workplace.run(['translate', '--help'])).stdout).toMatch(/Usage: parley translate .*--to </s)
  })

  it('shows the help of a command that lacks its second word, as misuse', async () => {
    const { exitCode, stdout, stderr } = await workplace.run(['models'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/Usage: parley models/)
  })

  it('says everything about an error in the log that was asked for', async () => {
    const { exitCode, stderr } = await workplace.run(['summarize', 'missing.txt'], { env: { LOG_LEVEL: 'debug' } })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/"stack":/)
  })

  it('keeps what it compiled in the cache folder of the user, and starts without where that cannot be made', async () => {
    // As people run it, without the folder that these tests share.
    const own = { NODE_COMPILE_CACHE: '' }
    const { exitCode } = await workplace.run(['--version'], { env: own })
    expect([exitCode, readdirSync(join(workplace.folder, '.cache/parley/compiled'))]).toEqual([0, [expect.any(String)]])
    const without = await workplace.run(['--version'], { env: { ...own, XDG_CACHE_HOME: '/proc/parley' } })
    expect(without).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends quietly at %s with %d', async (signal, exitCode) => {
    const { child, ended } = await startWaiting(process.execPath, main)
    child.kill(signal)
    expect(await ended).toEqual({ exitCode, stderr: '' })
  })

  it('ends quietly when nobody reads its output any more', async () => {
    const { child, ended } = await startWaiting(process.execPath, main)
    child.stdout.destroy()
    child.stdin.end('not json\n'.repeat(100_000))
    child.stdin.on('error', () => {})
    expect(await ended).toEqual({ exitCode: 0, stderr: '' })
  })

  it.skipIf(process.platform !== 'linux')('fails where its output cannot be written', () => {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', '"$0" "$1" --version > /dev/full', process.execPath, main], {
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^parley: No space is left[^\n]*\n$/)
  })
})

describe('bin/parley.js', () => {
  const launcher = join(root, 'bin', 'parley.js')
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'parley-bin-'))
    cpSync(launcher, join(copy, 'bin', 'parley.js'))
    cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  })
  afterAll(() => rmSync(copy, { recursive: true }))

  it('runs the program', () => {
    const { status, stdout } = spawnSync(process.execPath, [launcher, '--version'], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
  })

  it('says what to do where the packages are not installed', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(copy, 'bin', 'parley.js'), 'doctor'], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^Parley's packages are not installed: run "npm ci"[^\n]*\n$/),
    ])
  })

  const olderNode = findOlderNode()
  it.skipIf(!olderNode)(
    'starts the pinned Node from an older one, and passes arguments, exit code and signals through',
    async () => {
      const { status, stderr } = spawnSync(olderNode!, [launcher, 'translate', '--to'], { encoding: 'utf8' })
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^parley: [^\n]*--to[^\n]*\n$/)])
      const { child, ended } = await startWaiting(olderNode!, launcher)
      child.kill('SIGTERM')
      expect(await ended).toEqual({ exitCode: 143, stderr: '' })
    },
  )
})

/** A Node of the system that can't run TypeScript sources, where there is one beside the pinned one. */
function findOlderNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.includes('node_modules'))
  return folders
    .map(folder => join(folder, 'node'))
    .find(path => {
      const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
      const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1])
      return major >= 20 && major < 26
    })
}
