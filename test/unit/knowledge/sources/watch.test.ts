/** Folders that are watched, and the property that watching rests on: an index kept up to date equals a fresh one. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type SourceWatcher, watchSources } from '../../../../knowledge/watch-sources.ts'
import { lockDataFolder } from '../../../../src/store/folder-lock.ts'
import { useKnowledge } from './open-test-knowledge.ts'

const test = useKnowledge()
const watchers: SourceWatcher[] = []
const failures: string[] = []

afterEach(async () => {
  for (const watcher of watchers.splice(0)) await watcher.stop()
  failures.length = 0
})

function startWatching(): void {
  const onFailure = (source: string, error: unknown) => failures.push(`${source}: ${error}`)
  const dataFolder = join(test.folder, 'data')
  const fast = { quietMs: 30, checkMs: 50, retryMs: 100 }
  watchers.push(watchSources({ knowledge: test.knowledge, dataFolder, onFailure, ...fast }))
}

const pathOf = (name: string) => join(test.folder, 'docs', name)
function write(name: string, text: string): void {
  mkdirSync(join(pathOf(name), '..'), { recursive: true })
  writeFileSync(pathOf(name), text)
}
const ids = async () => (await test.knowledge.list()).filter(({ state }) => state === 'done').map(({ id }) => id)

describe('a folder that was indexed', () => {
  it('is brought up to date at the start, and follows new, changed and deleted files', async () => {
    write('a.md', 'The anchor is green.')
    await test.knowledge.index({ paths: [pathOf('')] })
    write('b.md', 'The buoy is red.')
    startWatching()
    await expect.poll(ids, { timeout: 10_000 }).toEqual(['docs/a.md', 'docs/b.md'])
    write('deep/er/c.md', 'The current is strong.')
    write('a.md', 'The anchor is blue.')
    rmSync(pathOf('b.md'))
    await expect.poll(ids, { timeout: 10_000 }).toEqual(['docs/a.md', 'docs/deep/er/c.md'])
    const isBlue = async () => (await test.knowledge.search({ query: 'anchor', readers: [], limit: 1 }))[0]?.text
    await expect.poll(isBlue, { timeout: 10_000 }).toBe('The anchor is blue.')
    rmSync(pathOf('deep'), { recursive: true })
    await expect.poll(ids, { timeout: 10_000 }).toEqual(['docs/a.md'])
    expect(failures).toEqual([])
  })

  it('is watched too when another process indexes it later', async () => {
    startWatching()
    write('a.md', 'The anchor is green.')
    await (await test.reopen()).index({ paths: [pathOf('')] })
    write('b.md', 'The buoy is red.')
    await expect.poll(ids, { timeout: 10_000 }).toEqual(['docs/a.md', 'docs/b.md'])
  })

  it('is tried again while another process writes, and kept when its disk is gone', async () => {
    write('a.md', 'The anchor is green.')
    await test.knowledge.index({ paths: [pathOf('')] })
    rmSync(pathOf('a.md'))
    startWatching()
    await expect.poll(() => failures, { timeout: 10_000 }).toEqual([expect.stringMatching(/is empty/)])
    rmSync(pathOf(''), { recursive: true })
    expect(await ids()).toEqual(['docs/a.md'])
  })
})

describe('a run that finds the index locked', () => {
  it('is made up for', async () => {
    write('a.md', 'The anchor is green.')
    await test.knowledge.index({ paths: [pathOf('')] })
    const lock = await lockDataFolder(join(test.folder, 'data'), { name: 'index' })
    write('b.md', 'The buoy is red.')
    startWatching()
    await expect.poll(() => failures, { timeout: 25_000 }).toEqual([expect.stringMatching(/is writing the index/)])
    lock.release()
    await expect.poll(ids, { timeout: 10_000 }).toEqual(['docs/a.md', 'docs/b.md'])
  })
})

describe('an index that is kept up to date', () => {
  type Change = { name: string; text?: string }
  // A list that is damaged keeps what was stored of it, and so differs from a fresh index on purpose.
  const lists = ['{"id":"1","text":"line"}\n{"id":"2","text":"other"}', '{"id":"2","text":"line"}']
  const changeOf = (names: string[], texts: string[]): fc.Arbitrary<Change> =>
    fc.record({
      name: fc.constantFrom(...names),
      text: fc.option(fc.constantFrom(...texts), { nil: undefined }),
    })
  const change = fc.oneof(
    changeOf(['a.md', 'b.md', 'x/c.md', 'x/y/d.txt'], ['one', 'two words', '# Head\n\nBody']),
    changeOf(['x/y/e.jsonl'], lists),
    changeOf(['.gitignore', 'x/.gitignore'], ['*.txt', 'c.md\n!/a.md', 'y/']),
  )

  it('equals a fresh one, whatever was written, changed and deleted', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async steps => {
          const root = pathOf(`round-${++round}`)
          mkdirSync(join(root, '.git'), { recursive: true })
          await test.knowledge.index({ paths: [root] })
          for (const changes of steps) {
            const changed = new Set<string>()
            let hasNewRules = false
            for (const { name, text } of changes) {
              if (name.endsWith('.gitignore')) hasNewRules = true
              changed.add(join(root, name))
              if (text === undefined) rmSync(join(root, name), { force: true })
              else write(join(`round-${round}`, name), text)
            }
            await test.knowledge.refresh(root, hasNewRules ? {} : { changed })
          }
          const kept = await contents(root)
          await test.knowledge.remove(root)
          await test.knowledge.index({ paths: [root] })
          expect(kept).toEqual(await contents(root))
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)

  async function contents(root: string) {
    const documents = (await test.knowledge.list()).filter(({ source }) => source.startsWith(root))
    const passages = await test.knowledge.search({ query: 'one two words body line other', readers: [], limit: 50 })
    return {
      documents: documents.map(({ uri, state, chunks, title, error }) => ({ uri, state, chunks, title, error })),
      passages: passages
        .filter(({ uri }) => uri.startsWith(root))
        .map(({ uri, text, start, end }) => ({ uri, text, start, end }))
        .sort(byUri),
    }
  }
  const byUri = (a: { uri: string; start: number }, b: { uri: string; start: number }) =>
    a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.start - b.start
})
