/** Reads the floors that the evaluation data comes with out of its BASELINES.md. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EvaluationRow } from './evaluation.ts'

interface FloorSource {
  task: string
  metrics: readonly string[]
  /** Its groups are the metrics' values, in order. */
  pattern: RegExp
  /** What the file writes for 1. */
  whole: number
}

const number = '(\\d+(?:\\.\\d+)?)'
const rouge = ['ROUGE-1', 'ROUGE-2', 'ROUGE-L']
const rougeFloor = `${number} \\/ ${number} \\/ ${number}`

const sources: readonly FloorSource[] = [
  floor('summaries dialogsum', rouge, `DialogSum .*? lead-3 avg-ref ${rougeFloor}`),
  floor('summaries qmsum query', rouge, `QMSum .*? BM25-extract \\S+ ${rougeFloor}`),
  floor('summaries qmsum whole', rouge, `QMSum .*? lead-110w n \\d+ ${rougeFloor}`),
  floor('summaries vcsum', rouge, `VCSum .*? lead-230 chars \\(char ROUGE\\) ${rougeFloor}`),
  floor('retrieval squad2_en', ['R@1', 'R@5'], `squad2_en .*? R@1 ${number} R@5 ${number}`),
  floor('retrieval cmrc_zh', ['R@1', 'R@5'], `cmrc_zh .*? R@1 ${number} R@5 ${number}`),
  floor('retrieval squad2_en', ['MRR@10'], `squad2_en .*? MRR@10 ${number}`, 1),
  floor('retrieval cmrc_zh', ['MRR@10'], `cmrc_zh .*? MRR@10 ${number}`, 1),
  floor('answers squad2_en', ['answerable AUROC'], `answerability AUROC from BM25 top score ${number}`, 1),
  floor('answers cmrc_zh', ['answerable AUROC'], `answerability AUROC BM25 ${number}`, 1),
  ...['en-en', 'zh-zh', 'en-zh', 'zh-en', 'de-en', 'es-zh'].flatMap(pair => {
    const line = `xquad ${pair.replace('-', '->')} .*?`
    const task = `retrieval xquad ${pair}`
    return [
      floor(task, ['R@1', 'R@5'], `${line} R@1 ${number} R@5 ${number}`),
      floor(task, ['MRR@10'], `${line} MRR@10 ${number}`, 1),
    ]
  }),
  ...['zh', 'de', 'fr', 'ja', 'es'].map(to =>
    floor(`translation en-${to}`, ['chrF'], `copy-source chrF en->x .*?'${to}': ${number}`),
  ),
  floor('banking77 5-shot', ['accuracy'], `banking77 5-shot .*? acc ${number}`),
  floor('banking77 10-shot', ['accuracy'], `banking77 10-shot .*? acc ${number}`),
  floor('banking77_oos', ['accuracy'], `banking77_oos id-oos .*? acc ${number}`),
  ...['id-oos', 'ood-oos'].map(kind =>
    floor(`banking77_oos ${kind}`, ['AUROC'], `banking77_oos ${kind} .*? AUROC ${number}`, 1),
  ),
  ...['ubuntu_irc', 'ubuntu_meeting_irc'].map(set =>
    floor(
      `replies ${set}`,
      ['link precision', 'link recall', 'link F1'],
      `${set}\\.jsonl .*? link-to-previous P ${number} R ${number} F ${number}`,
    ),
  ),
  ...['en', 'zh', 'de', 'fr', 'ja', 'es'].map(lang =>
    floor(`sib200 ${lang}`, ['accuracy'], `sib200 ${lang} .*? acc ${number}`),
  ),
]

function floor(task: string, metrics: readonly string[], pattern: string, whole = 100): FloorSource {
  return { task, metrics, pattern: new RegExp(`^.*${pattern}`, 'm'), whole }
}

/** The rows, with a floor where the file has one; all as they are where there is no such file. */
export async function addFloors(rows: readonly EvaluationRow[], dataFolder: string): Promise<EvaluationRow[]> {
  const text = await readFile(join(dataFolder, 'BASELINES.md'), 'utf8').catch(() => '')
  return rows.map(row => {
    for (const { task, metrics, pattern, whole } of sources) {
      const index = task === row.task ? metrics.indexOf(row.metric) : -1
      const found = index < 0 ? undefined : pattern.exec(text)?.[index + 1]
      if (found !== undefined) return { ...row, floor: Number(found) / whole }
    }
    return row
  })
}
