/** The router over all pipelines, with the vectors of their examples at hand: the first message would wait seconds for them. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createRouter, type Router } from '../conversation/router.ts'
import { splitInstruction } from '../conversation/split-instruction.ts'
import { readVectors } from '../learning/vector-file.ts'
import type { Embedder } from '../models/embedder.ts'
import type { Services } from '../pipelines/pipeline.ts'
import { pipelines } from '../pipelines/registry.ts'

/** Vectors of the router's examples; `node scripts/embed-examples.ts` writes it. */
export const routerVectorsPath = fileURLToPath(new URL('../pipelines/examples.vectors', import.meta.url))

/** What the router embeds of the pipelines' examples, in its order. */
export function routerExamples(): string[] {
  return pipelines
    .flatMap(({ examples }) => Object.values(examples).flat())
    .map(example => splitInstruction(example).instruction)
}

export async function openRouter(services: Services): Promise<Router> {
  return createRouter({ pipelines, ...services, embedder: await withRouterExamples(services.embedder) })
}

/** Where the file is missing or of other examples, the embedder as it is. */
async function withRouterExamples(embedder: Embedder): Promise<Embedder> {
  const stored = await readFile(routerVectorsPath).catch(() => undefined)
  const texts = routerExamples()
  const vectors = stored && readVectors(stored, JSON.stringify(texts), embedder)
  if (!vectors) return embedder
  const known = new Map(texts.map((text, i) => [text, vectors[i]!]))
  return {
    ...embedder,
    async embed(asked, kind, signal) {
      const found = kind === 'query' ? asked.map(text => known.get(text)) : []
      if (found.length > 0 && found.every(vector => vector !== undefined)) return found
      return embedder.embed(asked, kind, signal)
    },
  }
}
