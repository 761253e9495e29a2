import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataFolder } from '../../../src/store/folder-lock.ts'

const lockModule = join(import.meta.dirname, '../../../src/store/folder-lock.ts')
let folder: string
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-lock-'))
  children = []
})
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Another process that holds the lock until it is killed. */
async function holder(name: string): Promise<ChildProcess> {
  const program = `import { lockDataFolder } from ${JSON.stringify(lockModule)}
    await lockDataFolder(process.argv[1], { name: process.argv[2] }); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout!, 'data')
  return child
}

describe('the lock on a data folder', () => {
  it('refuses a second holder and names the process of the first', async () => {
    const child = await holder('start')
    await expect(lockDataFolder(folder, { name: 'start' })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(`another Parley (process ${child.pid}) runs on this data folder`),
    })
  })

  it('is free again after its holder was killed', async () => {
    const child = await holder('start')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await lockDataFolder(folder, { name: 'start' })
    lock.release()
  })

  it('is free again after its release, and holds within one process too', async () => {
    const lock = await lockDataFolder(folder, { name: 'index' })
    await expect(lockDataFolder(folder, { name: 'index' })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    lock.release()
    const again = await lockDataFolder(folder, { name: 'index' })
    again.release()
  })

  it('keeps the two purposes apart', async () => {
    await holder('start')
    const lock = await lockDataFolder(folder, { name: 'index' })
    lock.release()
  })

  it('waits for the holder when asked to, and says so once', async () => {
    const child = await holder('index')
    const waitedFor: (number | undefined)[] = []
    const lock = await lockDataFolder(folder, {
      name: 'index',
      waitMs: 20_000,
      onWait: pid => {
        waitedFor.push(pid)
        child.kill('SIGKILL')
      },
    })
    lock.release()
    expect(waitedFor).toEqual([child.pid])
  })

  it('stops waiting when it is cancelled', async () => {
    await holder('index')
    const controller = new AbortController()
    const waiting = lockDataFolder(folder, {
      name: 'index',
      waitMs: 20_000,
      signal: controller.signal,
      onWait: () => controller.abort(),
    })
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
