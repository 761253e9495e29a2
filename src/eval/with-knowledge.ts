/** A knowledge base for one evaluation. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import { openKnowledge } from '../../knowledge/open-knowledge.ts'
import type { Embedder } from '../models/embedder.ts'
import { openStore } from '../store/store.ts'

/** Indexes files into a folder that lasts as long as `use` runs. */
export async function withKnowledge<T>(
  paths: readonly string[],
  embedder: Embedder,
  signal: AbortSignal,
  use: (knowledge: Knowledge) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-eval-'))
  try {
    const store = await openStore({ folder })
    const knowledge = await openKnowledge({ folder, store, embedder })
    try {
      await knowledge.index({ paths, signal })
      return await use(knowledge)
    } finally {
      await knowledge.close()
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
