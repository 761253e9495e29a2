/** Made-up models of a few kilobytes, to download in tests. */
import { createHash } from 'node:crypto'
import type { CatalogEntry, ModelSource } from '../../../../src/models/catalog.ts'

/** Bytes that no two places of the file share by chance. */
export function makeContent(bytes: number, seed = 'content'): Buffer {
  const blocks: Buffer[] = []
  for (let made = 0; made < bytes; made += 32) blocks.push(createHash('sha256').update(`${seed} ${made}`).digest())
  return Buffer.concat(blocks).subarray(0, bytes)
}

export function makeEntry(content: Buffer, sources: ModelSource[]): CatalogEntry {
  return {
    name: 'tiny',
    title: 'Tiny',
    file: 'tiny.gguf',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    licence: 'Apache-2.0',
    contextTokens: 512,
    languages: ['en'],
    thinking: 'never',
    parametersBillion: 0.1,
    memoryBytes: 1e8,
    auto: true,
    sources,
  }
}
