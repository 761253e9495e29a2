/**
 * Prints how the rewordings and near misses of test/eval/same-questions.jsonl fare at each cosine, for the thresholds in
 * knowledge/curated-answers.ts: odd lines are for fitting, even ones for checking.
 */
import { readFile } from 'node:fs/promises'
import { createTransformersEmbedder } from '../src/models/transformers/transformers-embedder.ts'
import { dot } from '../src/models/vectors.ts'
import { compareQuestions } from '../src/text/compare-questions.ts'
import { detectLanguage } from '../src/text/language.ts'

interface Line {
  question: string
  same: string[]
  different: string[]
}

const text = await readFile(new URL('../test/eval/same-questions.jsonl', import.meta.url), 'utf8')
const lines = text
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Line)
const questions = [...new Set(lines.flatMap(({ question, same, different }) => [question, ...same, ...different]))]
const embedder = await createTransformersEmbedder()
const vectors = await embedder.embed(questions, 'query')
await embedder.close()
const vectorOf = new Map(questions.map((question, i) => [question, vectors[i]!]))

// Every wording of a question is held against every other, and against its near misses.
const pairs = lines.flatMap(({ question, same, different }, i) => {
  const wordings = [question, ...same]
  const rewordings = wordings.flatMap((a, j) => wordings.slice(j + 1).map(b => ({ a, b, isSame: true })))
  const misses = wordings.flatMap(a => different.map(b => ({ a, b, isSame: false })))
  return [...rewordings, ...misses].map(pair => ({
    ...pair,
    half: i % 2 === 0 ? 'odd' : 'even',
    across: detectLanguage(pair.a).code !== detectLanguage(pair.b).code,
    comparison: compareQuestions(pair.a, pair.b),
    cosine: dot(vectorOf.get(pair.a)!, vectorOf.get(pair.b)!),
  }))
})

for (const across of [false, true]) {
  for (const half of ['odd', 'even']) {
    const these = pairs.filter(pair => pair.across === across && pair.half === half)
    const [same, different] = [true, false].map(isSame => these.filter(pair => pair.isSame === isSame))
    console.log(
      `${across ? 'across languages' : 'one language'}, ${half} lines: ${same!.length} rewordings, ${different!.length} near misses`,
    )
    for (let cosine = 0.85; cosine < 0.985; cosine += 0.01) {
      const [through, wrong] = [same!, different!].map(
        list => list.filter(pair => pair.comparison === 'open' && pair.cosine >= cosine).length,
      )
      console.log(`  open and from ${cosine.toFixed(2)}: ${through} rewordings, ${wrong} near misses`)
    }
    for (const comparison of ['same', 'narrower', 'different'] as const) {
      const [x, y] = [same!, different!].map(list => list.filter(pair => pair.comparison === comparison).length)
      console.log(`  ${comparison}: ${x} rewordings, ${y} near misses`)
    }
  }
}
