/** The pipeline `write`: drafts, rewrites, shortens and changes the tone of a text, and checks its facts against the given ones. */
import { z } from 'zod'
import type { LanguageModel } from '../models/language-model.ts'
import { parsePrompt, renderPrompt } from '../prompts/prompt.ts'
import writeFile from '../prompts/write.json' with { type: 'json' }
import { findUnsupportedFacts } from '../text/facts.ts'
import { detectLanguage } from '../text/language.ts'
import { generateText } from './generate-text.ts'
import type { Part, Pipeline, PipelineRequest, Services } from './pipeline.ts'
import { type WritingStyle, writingWords } from './writing-words.ts'

const styles = ['friendly', 'formal', 'short', 'plain'] as const satisfies readonly WritingStyle[]

const parameters = z.object({
  text: z.string().trim().min(1).describe('The text to work on, or the points to write about'),
  instruction: z.string().trim().min(1).max(1000).optional().describe('What to do with it, in your own words'),
  style: z.enum(styles).optional().describe('How it should sound'),
})

export type WriteParameters = z.output<typeof parameters>

export interface WriteResult {
  /** Figures, names and links of the result that were not given: to be checked by a person. */
  unverified: string[]
}

const prompt = parsePrompt(writeFile)
/** A longer text is worked through in parts of whole paragraphs. */
const MAX_PART_CHARS = 1500
/** Of the tries. */
const TEMPERATURES = [0, 0.5, 0.9]

export const write: Pipeline<WriteParameters, WriteResult> = {
  name: 'write',
  summary: 'Draft, rewrite or shorten a text, or change its tone',
  parameters: parameters as Pipeline<WriteParameters>['parameters'],
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  examples: {
    en: [
      'Write an email to the landlord about the broken heating',
      'Make this sound friendlier: where is my report',
      'Shorten this text to two sentences',
      'Rewrite this paragraph in a formal tone',
      'Draft an announcement for the new opening hours',
      'Can you polish this message before I send it?',
      'Fix the grammar in this',
      'Help me phrase a polite refusal',
      'Put these notes into a proper message',
    ],
    zh: [
      '给房东写一封关于暖气坏了的邮件',
      '把这句话改得客气一点：报告呢',
      '把这段文字缩短成两句话',
      '用正式的语气改写这一段',
      '起草一份新营业时间的通知',
      '帮我润色一下这条消息',
      '改正这段话里的语法错误',
      '帮我委婉地拒绝对方',
    ],
    de: [
      'Schreib eine E-Mail an den Vermieter wegen der kaputten Heizung',
      'Formuliere das freundlicher: wo bleibt mein Bericht',
      'Kürze diesen Text auf zwei Sätze',
      'Schreib diesen Absatz in förmlichem Ton um',
      'Entwirf eine Ankündigung der neuen Öffnungszeiten',
      'Kannst du die Nachricht noch etwas glätten, bevor ich sie abschicke?',
      'Korrigiere die Grammatik',
      'Hilf mir, höflich abzusagen',
    ],
    fr: [
      'Écris un courriel au propriétaire au sujet du chauffage en panne',
      'Rends ceci plus aimable : où est mon rapport',
      'Raccourcis ce texte en deux phrases',
      'Réécris ce paragraphe sur un ton formel',
      'Rédige une annonce pour les nouveaux horaires',
      'Peux-tu améliorer ce message avant que je l’envoie ?',
      'Corrige la grammaire',
      'Aide-moi à refuser poliment',
    ],
    es: [
      'Escribe un correo al casero sobre la calefacción averiada',
      'Haz que esto suene más amable: dónde está mi informe',
      'Acorta este texto a dos frases',
      'Reescribe este párrafo en tono formal',
      'Redacta un anuncio de los nuevos horarios',
      '¿Puedes pulir este mensaje antes de que lo envíe?',
      'Corrige la gramática',
      'Ayúdame a rechazarlo con educación',
    ],
    ja: [
      '暖房の故障について大家さんにメールを書いて',
      'もっと丁寧な言い方にして：報告書はどこですか',
      'この文章を二文に縮めて',
      'この段落を改まった調子に書き直してください',
      '新しい営業時間のお知らせを起草して',
      '送る前にこのメッセージを整えてもらえますか',
      '文法の間違いを直して',
      '丁寧な断り方を考えて',
    ],
  },
  run,
}

/** @yields the text, part by part; at the end what a person should check */
async function* run(
  { params, signal }: PipelineRequest<WriteParameters>,
  { model }: Services,
): AsyncIterable<Part<WriteResult>> {
  const lang = detectLanguage(params.text).code
  const words = writingWords(lang)
  const instruction = params.instruction ?? (params.style ? words[params.style] : words.draft)
  const task = params.instruction && params.style ? `${params.instruction}; ${words[params.style]}` : instruction
  const parts = divideText(params.text)
  const unverified: string[] = []
  let text = ''
  for (const [index, part] of parts.entries()) {
    yield { type: 'status', text: parts.length > 1 ? `Writing part ${index + 1} of ${parts.length}…` : 'Writing…' }
    const written = await writePart(model, part, task, lang, signal)
    const source = `${params.text}\n${params.instruction ?? ''}`
    unverified.push(...findUnsupportedFacts(written, source, lang))
    const more = (text === '' ? '' : '\n\n') + written
    text += more
    yield { type: 'text', text: more }
  }
  const toCheck = [...new Set(unverified)]
  if (toCheck.length > 0) yield { type: 'status', text: `${words.check} ${toCheck.join(', ')}` }
  yield { type: 'result', result: { text, lang, unverified: toCheck } }
}

/** The likeliest text; where that states what was not given, changes nothing or is cut, others; the one with the fewest faults counts. */
async function writePart(
  model: LanguageModel,
  text: string,
  instruction: string,
  lang: string,
  signal: AbortSignal,
): Promise<string> {
  const messages = renderPrompt(prompt, lang, { instruction, text })
  const maxTokens = 200 + Math.ceil(1.3 * (await model.count(text)))
  let best: { text: string; faults: number } | undefined
  for (const [seed, temperature] of TEMPERATURES.entries()) {
    const written = await generateText(model, { messages, maxTokens, temperature, seed, signal })
    const missing = findUnsupportedFacts(written.text, `${text}\n${instruction}`, lang).length
    const isUnchanged = letters(written.text) === letters(text)
    const faults = missing + (isUnchanged ? 2 : 0) + (written.truncated ? 3 : 0) + (written.text === '' ? 10 : 0)
    if (!best || faults < best.faults) best = { text: written.text, faults }
    if (faults === 0) break
  }
  return best!.text
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function divideText(text: string): string[] {
  const parts: string[] = []
  for (const paragraph of text.split(/\n\s*\n/)) {
    const last = parts.at(-1)
    if (last !== undefined && last.length + paragraph.length < MAX_PART_CHARS)
      parts[parts.length - 1] = `${last}\n\n${paragraph}`
    else parts.push(paragraph)
  }
  return parts
}
