/** Indexing anew, and what the knowledge base says of its sources. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { useKnowledge } from './open-test-knowledge.ts'

const test = useKnowledge()
let docs: string
let notes: string

beforeEach(async () => {
  docs = join(test.folder, 'docs')
  notes = join(test.folder, 'notes')
  for (const folder of [docs, notes]) mkdirSync(folder)
  writeFileSync(join(docs, 'a.md'), 'The anchor is green.')
  writeFileSync(join(docs, 'b.md'), 'The buoy is red.')
  writeFileSync(join(notes, 'c.md'), 'The current is strong.')
  await test.knowledge.index({ paths: [docs] })
  await test.knowledge.index({ paths: [notes], acl: ['user:ada'], addedBy: 'ada' })
})

describe('rebuild', () => {
  it('reads everything anew and keeps who may read it and who added it', async () => {
    const before = await test.knowledge.list()
    expect(await test.knowledge.rebuild()).toMatchObject({ indexed: 3, embedded: 0, unchanged: 0, failed: 0 })
    const after = await test.knowledge.list()
    expect(after).toMatchObject(before.map(({ updatedAt: _, ...rest }) => rest))
    expect(after.find(({ id }) => id === 'notes/c.md')).toMatchObject({
      acl: ['user:ada'],
      addedBy: 'ada',
      kind: 'files',
    })
    expect(await test.knowledge.rebuild(notes)).toMatchObject({ indexed: 1 })
    await expect(test.knowledge.rebuild(join(docs, 'a.md'))).rejects.toThrow(/no source/)
  })

  it('goes on with the rest after a source that is not there, which keeps what it has', async () => {
    rmSync(docs, { recursive: true })
    const report = await test.knowledge.rebuild()
    expect(report).toMatchObject({ indexed: 1, failed: 1, problems: [{ where: docs, kind: 'failed' }] })
    expect(await test.find('anchor')).toContain('a')
    expect((await test.knowledge.status()).interrupted).toEqual([docs])
  })

  it('that was interrupted is taken up again, and what there is can be found meanwhile', async () => {
    const stop = new AbortController()
    const running = test.knowledge.rebuild(undefined, { signal: stop.signal, onProgress: () => stop.abort() })
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await test.find('anchor')).toContain('a')
    expect(await test.find('current', ['user:ada'])).toContain('c')
    expect(await test.knowledge.resume()).toMatchObject({ indexed: 3 })
    expect((await test.knowledge.status()).documents).toEqual({ done: 3, pending: 0, failed: 0 })
  })
})

describe('sources', () => {
  it('are listed with their last run, and forgotten with their documents', async () => {
    const listed = await test.knowledge.sources()
    expect(listed).toMatchObject([
      { name: docs, kind: 'files', state: 'done', documents: 2, acl: ['public'] },
      { name: notes, kind: 'files', state: 'done', documents: 1, acl: ['user:ada'] },
    ])
    expect(Date.now() - listed[0]!.updatedAt.getTime()).toBeGreaterThanOrEqual(0)
    expect(await test.knowledge.remove(docs)).toHaveLength(2)
    expect((await test.knowledge.sources()).map(({ name }) => name)).toEqual([notes])
  })
})
