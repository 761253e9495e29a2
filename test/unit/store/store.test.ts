import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../../src/store/store.ts'

const storeModule = join(import.meta.dirname, '../../../src/store/store.ts')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-store-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function withStore<T>(data: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ folder: data })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

describe('the store', () => {
  it('makes its folder and file readable by the owner alone', async () => {
    const data = join(folder, 'deep', 'data')
    await withStore(data, async store => {
      await store.db.insertInto('settings').values({ key: 'a', value: '1' }).execute()
      expect(statSync(data).mode & 0o777).toBe(0o700)
      for (const name of ['parley.db', 'parley.db-wal', 'parley.db-shm']) {
        expect(statSync(join(data, name)).mode & 0o777).toBe(0o600)
      }
    })
  })

  it('keeps what was written when it is opened again', async () => {
    await withStore(folder, store =>
      store.db
        .insertInto('turns')
        .values({ conversation: 'c', role: 'user', text: 'Grüße 你好', created_at: new Date().toISOString() })
        .execute(),
    )
    const turns = await withStore(folder, store => store.db.selectFrom('turns').selectAll().execute())
    expect(turns).toMatchObject([{ id: 1, conversation: 'c', role: 'user', text: 'Grüße 你好' }])
  })

  it('runs with a write-ahead log and foreign keys', async () => {
    await withStore(folder, async store => {
      expect((await sql`pragma journal_mode`.execute(store.db)).rows).toEqual([{ journal_mode: 'wal' }])
      expect((await sql`pragma foreign_keys`.execute(store.db)).rows).toEqual([{ foreign_keys: 1 }])
    })
  })

  it('undoes a transaction that throws', async () => {
    await withStore(folder, async store => {
      const failed = store.db.transaction().execute(async trx => {
        await trx.insertInto('settings').values({ key: 'a', value: '1' }).execute()
        throw new Error('no')
      })
      await expect(failed).rejects.toThrow('no')
      expect(await store.db.selectFrom('settings').selectAll().execute()).toEqual([])
    })
  })

  it('is opened by several processes at once, the first time too', async () => {
    const program = `import { openStore } from ${JSON.stringify(storeModule)}
      const store = await openStore({ folder: process.argv[1] })
      await store.db.insertInto('settings').values({ key: String(process.pid), value: '1' }).execute()
      await store.close()`
    const run = promisify(execFile)
    await Promise.all([1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '-e', program, folder])))
    const settings = await withStore(folder, store => store.db.selectFrom('settings').selectAll().execute())
    expect(settings).toHaveLength(3)
  })

  it('refuses a file that is no database and leaves it as it is', async () => {
    const path = join(folder, 'parley.db')
    writeFileSync(path, 'not a database '.repeat(100))
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('not a database'),
    })
    expect(readFileSync(path, 'utf8')).toBe('not a database '.repeat(100))
  })

  it('refuses the schema of a newer Parley and leaves it as it is', async () => {
    await withStore(folder, store =>
      sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2099')`.execute(store.db),
    )
    const before = readFileSync(join(folder, 'parley.db'))
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/newer version of Parley \(schema 9999-future\)/),
    })
    expect(readFileSync(join(folder, 'parley.db')).equals(before)).toBe(true)
  })

  it('says that a file stands where the data folder should be', async () => {
    const data = join(folder, 'file')
    writeFileSync(data, 'mine')
    await expect(openStore({ folder: data })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('a file stands where the data folder should be'),
    })
    expect(readFileSync(data, 'utf8')).toBe('mine')
  })

  it('says that the disk is full, and keeps what was stored', async () => {
    await withStore(folder, async store => {
      await store.db.insertInto('settings').values({ key: 'kept', value: '1' }).execute()
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db)
      await sql`pragma max_page_count = ${sql.raw(String(rows[0]!.page_count + 1))}`.execute(store.db)
      const write = store.db
        .insertInto('settings')
        .values({ key: 'big', value: 'x'.repeat(1_000_000) })
        .execute()
      await expect(write).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining('the disk is full'),
      })
      expect(await store.db.selectFrom('settings').select('key').execute()).toEqual([{ key: 'kept' }])
    })
  })

  it('says that a folder cannot be written', () => {
    // Permissions do not bind root, so the attempt is made as a user who owns nothing here.
    const data = join(folder, 'locked')
    mkdirSync(data)
    chmodSync(folder, 0o755)
    chmodSync(data, 0o555)
    const program = `import { openStore } from ${JSON.stringify(storeModule)}
      await openStore({ folder: process.argv[1] }).catch(error => console.log(error.code, error.message))`
    const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program, data], {
      encoding: 'utf8',
      ...identity,
    })
    expect(run.stdout).toMatch(/^STORE_UNAVAILABLE .*no permission to write here/)
  })
})
