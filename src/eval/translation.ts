/** Measures `translate` by chrF against human translations, and whether what must not change survives. */
import { translate } from '../pipelines/translate/translate.ts'
import { languageName } from '../text/language.ts'
import {
  type EvaluationOptions,
  type EvaluationRow,
  mean,
  readItems,
  runForResult,
  sampleEvenly,
} from './evaluation.ts'
import { chrF } from './metrics.ts'
import { promptPlainly } from './plain-prompt.ts'

interface News {
  text: Record<string, string>
}

interface ChatLine {
  src_lang: string
  tgt_lang: string
  src: string
  ref: string
}

const pairs = ['en-zh', 'en-de', 'en-fr', 'en-ja', 'en-es', 'zh-en', 'de-en']

/**
 * The rows of a pair of languages at a time.
 * @throws ParleyError INPUT_INVALID for missing data; whatever the model throws
 */
export async function* evaluateTranslation(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const news = sampleEvenly(await readItems<News>(options.dataFolder, 'translation/ntrex_news.jsonl'), options.limit)
  for (const pair of pairs) {
    const [from, to] = pair.split('-') as [string, string]
    const items = news.map(({ text }) => ({ from, to, text: text[from]!, reference: text[to]! }))
    yield [await measureChrF(`translation ${pair}`, items, options)]
  }
  const lines = (await readItems<ChatLine>(options.dataFolder, 'translation/wmt22_chat.nc.jsonl')).filter(({ src }) =>
    placeholder.test(src),
  )
  const items = sampleEvenly(lines, options.limit).map(line => ({
    from: line.src_lang,
    to: line.tgt_lang,
    text: line.src,
    reference: line.ref,
  }))
  yield await measureKept('translation chat', items, options)
}

interface Item {
  from: string
  to: string
  text: string
  reference: string
}

const placeholder = /#[A-Z_]+#/

async function measureChrF(task: string, items: readonly Item[], options: EvaluationOptions): Promise<EvaluationRow> {
  const scores: number[] = []
  const plain: number[] = []
  for (const item of items) {
    scores.push(chrF(await run(item, options), item.reference))
    plain.push(chrF(await translatePlainly(item, options), item.reference))
    options.onProgress(task, scores.length, items.length)
  }
  return { task, metric: 'chrF', value: mean(scores), plain: mean(plain), n: items.length }
}

async function measureKept(task: string, items: readonly Item[], options: EvaluationOptions): Promise<EvaluationRow[]> {
  const scores: number[] = []
  const kept: number[] = []
  const plainKept: number[] = []
  for (const item of items) {
    const text = await run(item, options)
    scores.push(chrF(text, item.reference))
    const marks = item.text.match(new RegExp(placeholder, 'g')) ?? []
    const survives = (translation: string) => marks.every(mark => translation.includes(mark))
    kept.push(survives(text) ? 1 : 0)
    plainKept.push(survives(await translatePlainly(item, options)) ? 1 : 0)
    options.onProgress(task, scores.length, items.length)
  }
  const n = items.length
  return [
    { task, metric: 'chrF', value: mean(scores), n },
    { task, metric: 'placeholders kept', value: mean(kept), plain: mean(plainKept), n },
  ]
}

/** What cannot be translated at all counts as the source, copied. */
async function run({ from, to, text }: Item, options: EvaluationOptions): Promise<string> {
  try {
    return (await runForResult(translate, { from, to, text }, options)).text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'OUTPUT_INVALID') return text
    throw error
  }
}

function translatePlainly({ to, text }: Item, { services, signal }: EvaluationOptions): Promise<string> {
  return promptPlainly(services.model, `Translate into ${languageName(to)}:`, text, { maxTokens: 250, signal })
}
