/** Writes the vectors of the built-in label sets and of the pipelines' examples: to be run after an example was changed. */
import { readFile, writeFile } from 'node:fs/promises'
import { routerExamples, routerVectorsPath } from '../src/cli/open-router.ts'
import { builtInFile, builtInSets, parseExamples } from '../src/learning/built-in-sets.ts'
import { formatVectors } from '../src/learning/vector-file.ts'
import { createTransformersEmbedder } from '../src/models/transformers/transformers-embedder.ts'

const embedder = createTransformersEmbedder()
async function write(path: string, texts: readonly string[], source: Buffer | string): Promise<void> {
  await writeFile(path, formatVectors(await embedder.embed(texts, 'query'), source, embedder))
  console.log(`${path}: ${texts.length} examples`)
}

const examples = routerExamples()
await write(routerVectorsPath, examples, JSON.stringify(examples))
for (const name of Object.keys(builtInSets)) {
  const lines = await readFile(builtInFile(name, 'jsonl'))
  const texts = parseExamples(lines.toString()).map(({ text }) => text)
  await write(builtInFile(name, 'vectors'), texts, lines)
}
await embedder.close()
