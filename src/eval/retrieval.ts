/** Measures `search`: whether the passage that answers a question is found, in the question's language and across languages. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Passage } from '../../knowledge/knowledge.ts'
import { type EvaluationOptions, type EvaluationRow, mean, readItems, sampleEvenly } from './evaluation.ts'
import { withKnowledge } from './with-knowledge.ts'

interface Question {
  question: string
  isGold(passage: Passage): boolean
}

interface CrossQuestion {
  passage: string
  question: Record<string, string>
}

interface SectionQuestion {
  question: Record<string, string>
  file: { en: string }
  answer: { en: string }
}

const LIMIT = 10
/** Question and passages in these languages: those that BASELINES.md has floors for. */
const pairs = ['en-en', 'zh-zh', 'en-zh', 'zh-en', 'de-en', 'es-zh']
/** Documentation in English; the questions are its headings, so they are asked in other languages. */
const documentation = ['debian-faq-en', 'developers-reference-en', 'npm-cli-md']
const sectionLanguages = ['zh', 'de', 'fr', 'ja']

/**
 * The rows of a data set at a time.
 * @throws ParleyError INPUT_INVALID for missing data
 */
export async function* evaluateRetrieval(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const { dataFolder, limit } = options
  for (const set of ['squad2_en', 'cmrc_zh']) {
    const all = await readItems<{ question: string; gold: string[] }>(dataFolder, `rag/${set}/questions.jsonl`)
    const questions = all
      .filter(({ gold }) => gold.length > 0)
      .map(({ question, gold }) => ({ question, isGold: ({ doc }: Passage) => gold.includes(doc) }))
    const corpus = join(dataFolder, 'rag', set, 'corpus.jsonl')
    yield await measure([{ task: `retrieval ${set}`, questions: sampleEvenly(questions, limit) }], [corpus], options)
  }
  const cross = await readItems<CrossQuestion>(dataFolder, 'rag/xquad_crosslingual/questions.jsonl')
  for (const pair of pairs) {
    const [asked, told] = pair.split('-') as [string, string]
    const questions = sampleEvenly(cross, limit).map(({ passage, question }) => ({
      question: question[asked]!,
      isGold: ({ doc }: Passage) => doc === `${passage}-${told}`,
    }))
    yield await withPassagesIn(told, options, corpus =>
      measure([{ task: `retrieval xquad ${pair}`, questions }], [corpus], options),
    )
  }
  const sections = await readItems<SectionQuestion>(dataFolder, 'kb/questions.jsonl')
  const folders = documentation.map(name => join(dataFolder, 'kb', 'docs', name))
  const asked = sectionLanguages.map(lang => ({
    task: `retrieval kb ${lang}-en`,
    questions: sampleEvenly(
      sections.flatMap(({ question, file, answer }) =>
        question[lang]
          ? [{ question: question[lang], isGold: isOfSection(join(dataFolder, 'kb', file.en), answer.en) }]
          : [],
      ),
      limit,
    ),
  }))
  yield await measure(asked, folders, options)
}

/** The passages of one language alone, as BASELINES.md measured them. */
async function withPassagesIn<T>(
  lang: string,
  { dataFolder }: EvaluationOptions,
  use: (corpus: string) => Promise<T>,
): Promise<T> {
  const passages = await readItems<{ lang: string }>(dataFolder, 'rag/xquad_crosslingual/corpus.jsonl')
  const folder = await mkdtemp(join(tmpdir(), 'parley-eval-'))
  try {
    const corpus = join(folder, 'corpus.jsonl')
    const lines = passages.filter(passage => passage.lang === lang).map(passage => JSON.stringify(passage))
    await writeFile(corpus, lines.join('\n'))
    return await use(corpus)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A passage is of the section where it holds a line of the section's text, markup and blanks aside. */
function isOfSection(file: string, answer: string): Question['isGold'] {
  const fold = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase()
  const lines = answer.split('\n').map(fold)
  const telling = lines.filter(line => line.length >= 30)
  return ({ uri, text }) => {
    const held = fold(text)
    return uri === file && (telling.length > 0 ? telling : lines).some(line => held.includes(line))
  }
}

/** Asks several sets of questions of the same documents. */
async function measure(
  sets: readonly { task: string; questions: readonly Question[] }[],
  paths: readonly string[],
  { services, signal, onProgress }: EvaluationOptions,
): Promise<EvaluationRow[]> {
  return withKnowledge(paths, services.embedder, signal, async knowledge => {
    const rows: EvaluationRow[] = []
    for (const { task, questions } of sets) {
      const ranks: number[] = []
      for (const { question, isGold } of questions) {
        const passages = await knowledge.search({ query: question, readers: [], limit: LIMIT, signal })
        ranks.push(passages.findIndex(isGold))
        onProgress(task, ranks.length, questions.length)
      }
      rows.push(...toRows(task, ranks))
    }
    return rows
  })
}

/** @param ranks of the first gold passage, from 0; -1 where none was found */
function toRows(task: string, ranks: readonly number[]): EvaluationRow[] {
  const within = (limit: number) => mean(ranks.map(rank => (rank >= 0 && rank < limit ? 1 : 0)))
  const n = ranks.length
  return [
    { task, metric: 'R@1', value: within(1), n },
    { task, metric: 'R@5', value: within(5), n },
    { task, metric: 'MRR@10', value: mean(ranks.map(rank => (rank < 0 ? 0 : 1 / (rank + 1)))), n },
  ]
}
