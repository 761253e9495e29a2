/** Files through the whole knowledge base: what is found says where it stands, who wrote it and when. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../../../knowledge/knowledge.ts'
import { locationAt } from '../../../knowledge/locations.ts'
import { openKnowledge } from '../../../knowledge/open-knowledge.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { makeWheel } from '../models/download/make-wheel.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/documents')
const embedder = createTransformersEmbedder()
afterAll(() => embedder.close())

let folder: string
let docs: string
let store: Store
let knowledge: Knowledge

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-indexing-'))
  docs = join(folder, 'docs')
  mkdirSync(docs)
  store = await openStore({ folder: join(folder, 'data') })
  knowledge = await openKnowledge({ folder: join(folder, 'data'), store, embedder })
})
afterEach(async () => {
  await knowledge.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function findFirst(query: string) {
  const [passage] = await knowledge.search({ query, readers: [], limit: 1 })
  return passage!
}

describe('a passage that is found', () => {
  it('tells the page of any place in it, and the author', async () => {
    copyFileSync(join(fixtures, 'handbook.pdf'), join(docs, 'handbook.pdf'))
    await knowledge.index({ paths: [docs] })
    const passage = await findFirst('What does a lost key cost?')
    expect(passage).toMatchObject({ title: 'Station handbook 2026', author: 'Mara Lind' })
    const offset = passage.start + passage.text.indexOf('25 euros')
    expect(locationAt(passage.locations, offset)).toBe('p. 2')
    for (const [i, { start }] of passage.locations!.entries()) {
      expect(start < passage.end && (i === 0 || start > passage.start)).toBe(true)
    }
    const [neighbour] = await knowledge.neighbours(passage, [])
    if (neighbour !== undefined) expect(neighbour).toMatchObject({ author: 'Mara Lind', locations: expect.any(Array) })
  })

  it('has the date of its source: its own, else that of the file in the archive, else that of the file', async () => {
    copyFileSync(join(fixtures, 'brakes.eml'), join(docs, 'brakes.eml'))
    copyFileSync(join(fixtures, 'folder.zip'), join(docs, 'folder.zip'))
    writeFileSync(join(docs, 'tour.md'), '# Tour\n\nThe tour starts at the lighthouse.\n')
    utimesSync(join(docs, 'tour.md'), new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'))
    await knowledge.index({ paths: [docs] })
    expect((await findFirst('When are the brakes checked?')).updatedAt).toEqual(new Date('2026-03-02T08:30:00Z'))
    expect((await findFirst('Where does the tour start?')).updatedAt).toEqual(new Date('2026-01-02T03:04:05Z'))
    expect((await findFirst('How many days of leave does everybody have?')).updatedAt?.toISOString()).toMatch(
      /^2026-03-04/,
    )
  })
})

describe('indexing', () => {
  it('keeps what is unchanged, and reports once what was left out', async () => {
    for (const file of ['slack.zip', 'lease.pdf', 'folder.zip']) copyFileSync(join(fixtures, file), join(docs, file))
    const first = await knowledge.index({ paths: [docs] })
    expect(first).toMatchObject({ indexed: 6, failed: 1 })
    expect(first.problems).toEqual([
      {
        where: `${join(docs, 'folder.zip')}, docs/broken.pdf`,
        reason: expect.stringMatching(/^is damaged or is no PDF file/),
        kind: 'failed',
      },
      {
        where: `${join(docs, 'folder.zip')}, docs/a.png and 1 more .png files`,
        reason: 'not a format that can be read',
        kind: 'passed over',
      },
      { where: `${join(docs, 'lease.pdf')}, pages 2–3`, reason: 'no text (scanned?)', kind: 'passed over' },
      { where: `${join(docs, 'lease.pdf')}, page 6`, reason: 'no text (scanned?)', kind: 'passed over' },
      { where: `${join(docs, 'slack.zip')}, #salaries`, reason: 'private channel', kind: 'passed over' },
      {
        where: `${join(docs, 'slack.zip')}, 1 other conversation`,
        reason: expect.stringMatching(/^private/),
        kind: 'passed over',
      },
    ])
    expect(await knowledge.index({ paths: [docs] })).toMatchObject({ indexed: 0, unchanged: 6, removed: 0 })
  })

  it('removes what is gone from an archive', async () => {
    const write = (files: Record<string, string>) =>
      writeFileSync(
        join(docs, 'a.zip'),
        makeWheel(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))),
      )
    write({ 'one.md': 'The first note.', 'two.md': 'The second note.' })
    await knowledge.index({ paths: [docs] })
    write({ 'two.md': 'The second note.' })
    expect(await knowledge.index({ paths: [docs] })).toMatchObject({ unchanged: 1, removed: 1 })
    expect((await knowledge.list()).map(({ id }) => id)).toEqual(['two.md'])
  })

  it('takes the first of two documents of a file that have one name, and says so', async () => {
    const inner = makeWheel({ 'b.md': Buffer.from('The inner note.') })
    writeFileSync(join(docs, 'twice.zip'), makeWheel({ 'a.zip': inner, 'a.zip/b.md': Buffer.from('The outer note.') }))
    const report = await knowledge.index({ paths: [docs] })
    const where = `${join(docs, 'twice.zip')}, a.zip/b.md`
    expect(report).toMatchObject({
      indexed: 1,
      failed: 1,
      problems: [{ where, reason: 'another document of the file has this name' }],
    })
    expect((await findFirst('note')).text).toBe('The inner note.')
  })
})
