import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createInstallations } from '../../../src/store/installations.ts'
import { createSecretBox } from '../../../src/store/secret-box.ts'
import { openStore, type Store } from '../../../src/store/store.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-installations-'))
  store = await openStore({ folder })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const key = 'a long and random text'
const open = (secret = key) =>
  createInstallations({ db: store.db, box: createSecretBox(secret), platform: 'slack', now: () => new Date() })

describe('installations', () => {
  it('come back as they were kept, the last word counts, and go', async () => {
    const installations = open()
    await installations.put('T1', '{"token":"xoxb-1"}')
    await installations.put('T1', '{"token":"xoxb-2"}')
    await installations.put('T2', '{}')
    expect(await installations.find('T1')).toBe('{"token":"xoxb-2"}')
    expect(await installations.list()).toEqual(['T1', 'T2'])
    await installations.remove('T1')
    expect(await installations.find('T1')).toBeUndefined()
  })

  it('cannot be read from the file', async () => {
    await open().put('T1', '{"token":"xoxb-secret"}')
    await store.close()
    expect((await readFile(join(folder, 'parley.db'))).includes('xoxb-secret')).toBe(false)
    store = await openStore({ folder })
    expect(await open().find('T1')).toBe('{"token":"xoxb-secret"}')
  })

  it('say so where the key is another one', async () => {
    await open().put('T1', '{}')
    await expect(open('another long text').find('T1')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('the secret box', () => {
  it('opens what it sealed, and nothing that was changed', () => {
    const box = createSecretBox(key)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (secret, at) => {
        const sealed = box.seal(secret)
        expect(box.open(sealed)).toBe(secret)
        const bytes = Buffer.from(sealed, 'base64')
        bytes[at % bytes.length]! ^= 1
        expect(() => box.open(bytes.toString('base64'))).toThrow()
      }),
    )
  })
})
