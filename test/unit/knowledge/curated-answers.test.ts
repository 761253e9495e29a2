import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCuratedAnswers, type NewCuratedAnswer } from '../../../knowledge/curated-answers.ts'
import type { Embedder } from '../../../src/models/embedder.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

let folder: string
let store: Store
let clock: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-curated-'))
  store = await openStore({ folder })
  clock = Date.parse('2026-04-01T12:00:00Z')
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const now = () => new Date(clock++)
const open = (embedder: Embedder = createWordEmbedder()) => createCuratedAnswers({ db: store.db, embedder, now })

function approved(question: string, answer: string, more: Partial<NewCuratedAnswer> = {}): NewCuratedAnswer {
  return { question, answer, acl: ['public'], addedBy: { id: 'ada', name: 'Ada' }, ...more }
}

describe('an approved answer', () => {
  it('is found by its question, however that is typed', async () => {
    const answers = open()
    await answers.put(approved('Which port does staging use?', 'Port **8443**.'))
    const match = await answers.find({ question: 'which port does staging use', readers: [] })
    expect(match).toMatchObject({ isSure: true, answer: { answer: 'Port **8443**.', addedBy: { name: 'Ada' } } })
  })

  it('is not found, nor is a sign of it, by those who may not read it', async () => {
    const answers = open()
    await answers.put(approved('Who leaves in May?', 'Ben.', { acl: ['place:memory:closed'] }))
    const question = 'Who leaves in May?'
    expect(await answers.find({ question, readers: ['place:memory:general', 'user:memory:eve'] })).toBeUndefined()
    expect(await answers.find({ question, readers: ['place:memory:closed'] })).toBeDefined()
  })

  it('is kept once, and a later one for the same readers takes its place', async () => {
    const answers = open()
    expect(await answers.put(approved('Who cleans?', 'Ada.'))).toBe('added')
    expect(await answers.put(approved('Who cleans?', ' Ada. '))).toBe('unchanged')
    expect(await answers.put(approved('who cleans', 'Ben.'))).toBe('changed')
    await answers.put(approved('Who cleans?', 'Eve.', { acl: ['place:memory:closed'] }))
    expect((await answers.list()).map(({ answer }) => answer)).toEqual(['Eve.', 'Ben.'])
    expect((await answers.find({ question: 'Who cleans?', readers: [] }))?.answer.answer).toBe('Ben.')
  })

  it('is kept once where it is put twice at the same time', async () => {
    const answers = open()
    const outcomes = await Promise.all([1, 2, 3].map(() => answers.put(approved('Who cleans?', 'Ada.'))))
    expect(outcomes.sort()).toEqual(['added', 'unchanged', 'unchanged'])
  })

  it('goes when it is removed, also for another process', async () => {
    const [one, other] = [open(), open()]
    await one.put(approved('Who cleans?', 'Ada.'))
    expect(await other.find({ question: 'Who cleans?', readers: [] })).toBeDefined()
    const { id } = (await one.list())[0]!
    expect(await one.remove(id)).toBe(true)
    expect(await one.remove(id)).toBe(false)
    expect(await other.find({ question: 'Who cleans?', readers: [] })).toBeUndefined()
  })

  it('is embedded anew where the embedder is another one', async () => {
    await open().put(approved('Who cleans?', 'Ada.'))
    const other = createWordEmbedder('others')
    expect(await open(other).find({ question: 'Who cleans?', readers: [] })).toBeDefined()
    const row = await store.db.selectFrom('curated_answers').select('embedder').executeTakeFirstOrThrow()
    expect(row.embedder).toBe('others')
  })

  it('needs a question and an answer', async () => {
    const answers = open()
    await expect(answers.put(approved(' ', 'Ada.'))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(answers.put(approved('Who?', 'a'.repeat(10_001)))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

interface Line {
  question: string
  same: string[]
  different: string[]
}

/** See the thresholds in curated-answers.ts: the near misses are hard ones. */
describe('rewordings and near misses in six languages', () => {
  it('are told apart as far as was measured', { timeout: 120_000 }, async () => {
    const text = await readFile(new URL('../../eval/same-questions.jsonl', import.meta.url), 'utf8')
    const lines = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Line)
    const embedder = await createTransformersEmbedder()
    try {
      const counts = { same: { sure: 0, near: 0, all: 0 }, different: { sure: 0, near: 0, all: 0 } }
      for (const { question, same, different } of lines) {
        await store.db.deleteFrom('curated_answers').execute()
        const answers = open(embedder)
        await answers.put(approved(question, 'It is so.'))
        for (const [kind, questions] of [
          ['same', same],
          ['different', different],
        ] as const) {
          for (const asked of questions) {
            const match = await answers.find({ question: asked, readers: [] })
            counts[kind].all++
            if (match?.isSure) counts[kind].sure++
            else if (match) counts[kind].near++
          }
        }
      }
      const { same, different } = counts
      expect(different.all).toBeGreaterThan(100)
      expect(different.sure / different.all).toBeLessThan(0.05)
      expect(same.sure / same.all).toBeGreaterThan(0.2)
      expect((same.sure + same.near) / same.all).toBeGreaterThan(0.7)
    } finally {
      await embedder.close()
    }
  })
})
