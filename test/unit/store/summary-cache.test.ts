import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../../src/store/store.ts'
import { createSummaryCache } from '../../../src/store/summary-cache.ts'

let folder: string
let store: Store
let now = new Date('2026-03-02T10:00:00Z')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-summaries-'))
  store = await openStore({ folder })
  now = new Date('2026-03-02T10:00:00Z')
})

afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const open = () => createSummaryCache({ db: store.db, now: () => now })

describe('kept summaries', () => {
  it('are found by their key, as they were written last', async () => {
    const cache = open()
    await cache.write([{ key: 'a', value: { points: [1] }, messages: ['c/1', 'c/2'] }])
    await cache.write([{ key: 'a', value: { points: [2] }, messages: ['c/1', 'c/2'] }])
    expect(await cache.read(['a', 'b'])).toEqual(new Map([['a', { points: [2] }]]))
  })

  it('go with any of their messages, and no others do', async () => {
    const cache = open()
    await cache.write([{ key: 'a', value: 1, messages: ['c/1', 'c/2'] }])
    await cache.write([{ key: 'b', value: 2, messages: ['c/3'] }])
    await cache.forget(['c/2', 'c/9'])
    expect([...(await cache.read(['a', 'b'])).keys()]).toEqual(['b'])
  })

  it('go with their channel', async () => {
    const cache = open()
    await cache.write([{ key: 'a', value: 1, messages: ['slack/C1/1'] }])
    await cache.write([{ key: 'b', value: 2, messages: ['slack/C10/1'] }])
    await cache.forgetBeginning('slack/C1/')
    expect([...(await cache.read(['a', 'b'])).keys()]).toEqual(['b'])
    expect(await store.db.selectFrom('summarized_messages').selectAll().execute()).toHaveLength(1)
  })

  it('go after a month in which nobody asked for them', async () => {
    const cache = open()
    await cache.write([{ key: 'old', value: 1, messages: ['c/1'] }])
    await cache.write([{ key: 'used', value: 2, messages: ['c/2'] }])
    now = new Date('2026-03-20T10:00:00Z')
    await cache.read(['used'])
    now = new Date('2026-04-10T10:00:00Z')
    await cache.write([{ key: 'new', value: 3, messages: ['c/3'] }])
    expect([...(await cache.read(['old', 'used', 'new'])).keys()].sort()).toEqual(['new', 'used'])
  })

  it('hold the messages of a very long stretch', async () => {
    const cache = open()
    const messages = Array.from({ length: 25_000 }, (_, index) => `c/${index}`)
    await cache.write([{ key: 'a', value: 1, messages: messages }])
    await cache.forget(messages.slice(-1))
    expect((await cache.read(['a'])).size).toBe(0)
  })
})
