/** A knowledge base in a temporary folder that may read from servers on this machine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach } from 'vitest'
import type { Knowledge } from '../../../../knowledge/knowledge.ts'
import { type KnowledgeOptions, openKnowledge } from '../../../../knowledge/open-knowledge.ts'
import { createTransformersEmbedder } from '../../../../src/models/transformers/transformers-embedder.ts'
import { openStore, type Store } from '../../../../src/store/store.ts'

export interface TestKnowledge {
  /** Holds the data folder, `data`, and whatever a test puts there. */
  folder: string
  store: Store
  knowledge: Knowledge
  /** Another opening of the same data, as another process would have it. */
  reopen(more?: Partial<KnowledgeOptions>): Promise<Knowledge>
  /** Titles of what is found, best first. */
  find(query: string, readers?: readonly string[]): Promise<string[]>
}

/** To be called once in a test file; what it returns is made anew for each test. */
export function useKnowledge(): TestKnowledge {
  const embedder = createTransformersEmbedder()
  const opened: Knowledge[] = []
  const test = {} as TestKnowledge

  async function reopen(more: Partial<KnowledgeOptions> = {}): Promise<Knowledge> {
    const { folder, store } = test
    const options = { folder: join(folder, 'data'), store, embedder, web: { allowLoopback: true } }
    const knowledge = await openKnowledge({ ...options, ...more })
    opened.push(knowledge)
    return knowledge
  }

  beforeEach(async () => {
    test.folder = mkdtempSync(join(tmpdir(), 'parley-sources-'))
    test.store = await openStore({ folder: join(test.folder, 'data') })
    test.knowledge = await reopen()
    test.reopen = reopen
    test.find = async (query, readers = []) =>
      (await test.knowledge.search({ query, readers, limit: 10 })).map(({ title }) => title)
  })
  afterEach(async () => {
    for (const knowledge of opened.splice(0)) await knowledge.close()
    await test.store.close()
    rmSync(test.folder, { recursive: true, force: true })
  })
  afterAll(() => embedder.close())
  return test
}
