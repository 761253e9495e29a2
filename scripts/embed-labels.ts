/** Writes the vectors of the built-in label sets beside their examples: to be run after an example was changed. */
import { readFile, writeFile } from 'node:fs/promises'
import { builtInFile, builtInSets, formatVectors, parseExamples } from '../src/learning/built-in-sets.ts'
import { createTransformersEmbedder } from '../src/models/transformers/transformers-embedder.ts'

const embedder = createTransformersEmbedder()
for (const name of Object.keys(builtInSets)) {
  const lines = await readFile(builtInFile(name, 'jsonl'))
  const texts = parseExamples(lines.toString()).map(({ text }) => text)
  await writeFile(builtInFile(name, 'vectors'), formatVectors(await embedder.embed(texts, 'query'), lines, embedder))
  console.log(`${name}: ${texts.length} examples`)
}
await embedder.close()
