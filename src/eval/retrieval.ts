/** Measures `search`: whether the passage that answers a question is found, in the question's language and across languages. */
import { join } from 'node:path'
import { withKnowledge } from './answers.ts'
import { type EvaluationOptions, type EvaluationRow, mean, readItems, sampleEvenly } from './evaluation.ts'

interface Question {
  question: string
  gold: string[]
}

interface CrossQuestion {
  passage: string
  question: Record<string, string>
}

const LIMIT = 10
/** Question and passages in these languages: those that BASELINES.md has floors for. */
const pairs = ['en-en', 'zh-zh', 'en-zh', 'zh-en', 'de-en', 'es-zh']

/** @throws ParleyError INPUT_INVALID for missing data */
export async function* evaluateRetrieval(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  for (const set of ['squad2_en', 'cmrc_zh']) {
    const all = await readItems<Question>(options.dataFolder, `rag/${set}/questions.jsonl`)
    const questions = sampleEvenly(
      all.filter(({ gold }) => gold.length > 0),
      options.limit,
    )
    yield await measure(`retrieval ${set}`, join('rag', set, 'corpus.jsonl'), questions, options)
  }
  const cross = sampleEvenly(
    await readItems<CrossQuestion>(options.dataFolder, 'rag/xquad_crosslingual/questions.jsonl'),
    options.limit,
  )
  for (const pair of pairs) {
    const [asked, told] = pair.split('-') as [string, string]
    const questions = cross.map(({ passage, question }) => ({
      question: question[asked]!,
      gold: [`${passage}-${told}`],
    }))
    const path = join('rag', 'xquad_crosslingual', 'corpus.jsonl')
    yield await measure(`retrieval xquad ${pair}`, path, questions, options, told)
  }
}

/** @param lang only passages of this language count among the found ones: the others say the same in other languages */
async function measure(
  task: string,
  corpus: string,
  questions: readonly Question[],
  options: EvaluationOptions,
  lang?: string,
): Promise<EvaluationRow[]> {
  const { dataFolder, services, signal, onProgress } = options
  const ranks = await withKnowledge(join(dataFolder, corpus), services.embedder, signal, async knowledge => {
    const found: number[] = []
    for (const { question, gold } of questions) {
      const limit = lang ? 4 * LIMIT : LIMIT
      const passages = await knowledge.search({ query: question, readers: [], limit, signal })
      const docs = [
        ...new Set(passages.filter(passage => !lang || passage.doc.endsWith(`-${lang}`)).map(({ doc }) => doc)),
      ]
      found.push(docs.slice(0, LIMIT).findIndex(doc => gold.includes(doc)))
      onProgress(task, found.length, questions.length)
    }
    return found
  })
  const within = (limit: number) => mean(ranks.map(rank => (rank >= 0 && rank < limit ? 1 : 0)))
  const n = questions.length
  return [
    { task, metric: 'R@1', value: within(1), n },
    { task, metric: 'R@5', value: within(5), n },
    { task, metric: 'MRR@10', value: mean(ranks.map(rank => (rank < 0 ? 0 : 1 / (rank + 1)))), n },
  ]
}
