/** The pipeline `answer`: answers from the team's documents, with the place that says so, or says that it does not know. */
import { z } from 'zod'
import type { ContradictingPassage } from '../../../knowledge/contradictions.ts'
import type { Passage } from '../../../knowledge/knowledge.ts'
import { addressAt, locationAt } from '../../../knowledge/locations.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Citation, Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { citeApproved, formatNear } from './approved.ts'
import { formatConflict } from './conflicts.ts'
import { ANSWER_FROM } from './evidence.ts'
import { findAnswers } from './find-answer.ts'
import { toQuestionLanguage } from './foreign-answer.ts'
import { formatRefusal } from './refusal.ts'
import { standAlone } from './stand-alone.ts'
import { wordAnswer } from './word-answer.ts'

const parameters = z.object({
  question: z.string().trim().min(1).max(4000).describe('What to find out'),
})

export type AnswerParameters = z.output<typeof parameters>

export interface AnswerResult {
  /** The question as it was searched for. */
  question: string
  /** False where the documents that the readers may see do not hold the answer. */
  answered: boolean
  /** Probability that the answer is right and in the documents, 0 to 1; of the likeliest answer where none was given. */
  confidence: number
  citations: Citation[]
}

export const answer: Pipeline<AnswerParameters, AnswerResult> = {
  name: 'answer',
  summary: 'Answer a question from the indexed documents, with the sources',
  parameters: parameters as Pipeline<AnswerParameters>['parameters'],
  input: { field: 'question', kind: 'text', placeholder: 'QUESTION' },
  examples: {
    en: [
      'How many vacation days do we have?',
      'What is the limit for a hotel in London?',
      'Who is responsible for the website?',
      'When is the office closed at the end of the year?',
      'where is the guide for new colleagues?',
      'How do I get a new laptop?',
      'What does our contract say about the notice period?',
      'Which port does the staging server use?',
      'What do the docs say about backups?',
      'Is overtime paid?',
    ],
    zh: [
      '我们一年有多少天年假？',
      '伦敦出差住宿的上限是多少？',
      '网站由谁负责？',
      '年底办公室什么时候关门？',
      '新员工指南在哪里可以找到？',
      '怎么申请新电脑？',
      '合同里关于通知期是怎么规定的？',
      '文档里对备份是怎么说的？',
      '加班有加班费吗？',
    ],
    de: [
      'Wie viele Tage Urlaub haben wir?',
      'Was darf ein Hotel in London höchstens kosten?',
      'Wer ist für die Website zuständig?',
      'Wann ist das Büro zum Jahresende geschlossen?',
      'Wo finde ich den Leitfaden für neue Kollegen?',
      'Wie bekomme ich einen neuen Laptop?',
      'Was steht im Vertrag zur Kündigungsfrist?',
      'Was sagt die Dokumentation zu Backups?',
      'Werden Überstunden bezahlt?',
    ],
    fr: [
      'Combien de jours de congé avons-nous ?',
      'Quel est le plafond pour un hôtel à Londres ?',
      'Qui est responsable du site web ?',
      "Quand le bureau ferme-t-il en fin d'année ?",
      'Où trouver le guide pour les nouveaux collègues ?',
      'Comment obtenir un nouvel ordinateur portable ?',
      'Que dit le contrat sur le préavis ?',
      'Que dit la documentation sur les sauvegardes ?',
      'Les heures supplémentaires sont-elles payées ?',
    ],
    es: [
      '¿Cuántos días de vacaciones tenemos?',
      '¿Cuál es el límite para un hotel en Londres?',
      '¿Quién es responsable de la página web?',
      '¿Cuándo cierra la oficina a fin de año?',
      '¿Dónde está la guía para los nuevos compañeros?',
      '¿Cómo consigo un portátil nuevo?',
      '¿Qué dice el contrato sobre el preaviso?',
      '¿Qué dice la documentación sobre las copias de seguridad?',
      '¿Se pagan las horas extra?',
    ],
    ja: [
      '年次有給休暇は何日ありますか？',
      'ロンドンのホテル代の上限はいくらですか？',
      'ウェブサイトの担当者は誰ですか？',
      '年末はいつからオフィスが閉まりますか？',
      '新入社員向けの手引きはどこにありますか？',
      '新しいノートパソコンはどうすればもらえますか？',
      '契約書には解約通知期間についてどう書いてありますか？',
      'バックアップについて資料には何と書いてありますか？',
      '残業代は出ますか？',
    ],
  },
  run,
}

/** @yields one answer with its citation, or the statement that nothing was found */
async function* run(
  { params, readers, history, userLanguage, signal }: PipelineRequest<AnswerParameters>,
  services: Services,
): AsyncIterable<Part<AnswerResult>> {
  const asked = detectLanguage(params.question)
  const lang = asked.confidence < 0.3 && userLanguage ? userLanguage : asked.code
  const question = await standAlone(params.question, history, { model: services.model, lang, signal })
  const understood = question === params.question ? '' : ` for “${question}”`
  yield { type: 'status', text: `Searching the documents${understood}…` }
  const approved = await services.curated.find({ question, readers, signal })
  if (approved?.isSure) {
    const { answer: text, lang: textLang } = approved.answer
    const citation = citeApproved(approved.answer, lang)
    yield { type: 'text', text }
    yield { type: 'citation', citation }
    const result = { text, lang: textLang, question, answered: true, confidence: 1, citations: [citation] }
    yield { type: 'result', result }
    return
  }
  const { answers, passages } = await findAnswers({ question, readers, signal }, services)
  const best = answers[0]
  if (!best || best.confidence < ANSWER_FROM) {
    const isEmpty = passages.length === 0 && (await services.knowledge.status()).passages === 0
    const near = approved && formatNear(approved.answer, lang)
    const text = [formatRefusal(lang, { isEmpty, nearest: passages }), near]
      .filter(part => part !== undefined)
      .join('\n\n')
    yield { type: 'text', text }
    const confidence = round(best?.confidence ?? 0)
    yield { type: 'result', result: { text, lang, question, answered: false, confidence, citations: [] } }
    return
  }
  const from = best.passage.lang
  const worded = await toQuestionLanguage(wordAnswer(best, question), { model: services.model, from, to: lang, signal })
  const citations = [toCitation(1, best.passage, best.located)]
  let text = `${worded.text} [1]`
  if (best.conflict) {
    const { statement, isOlder } = best.conflict
    citations.push(toCitation(2, statement.passage, statement))
    text += `\n\n${formatConflict(lang, { isOlder, quote: citations[1]!.quote })} [2]`
    await services.contradictions.recordContradiction({ question, a: toSide(citations[0]!), b: toSide(citations[1]!) })
  }
  if (approved) {
    // What people approved is not left out because a document answers too: the reader sees for which question it was.
    const n = citations.length + 1
    citations.push({ ...citeApproved(approved.answer, lang), n })
    text += `\n\n${formatNear(approved.answer, lang)}`
  }
  yield { type: 'text', text }
  for (const citation of citations) yield { type: 'citation', citation }
  const result = { text, lang: worded.lang, question, answered: true, confidence: round(best.confidence) }
  yield { type: 'result', result: { ...result, citations } }
}

function toCitation(n: number, passage: Passage, { start, end }: { start: number; end: number }): Citation {
  const uri = addressAt(passage, passage.start + start)
  const location = locationAt(passage.locations, passage.start + start)
  const place = [passage.heading, location].filter(Boolean).join(', ')
  return {
    n,
    source: passage.doc,
    ...(uri === undefined ? {} : { uri }),
    title: passage.title,
    ...(place === '' ? {} : { place }),
    start: passage.start + start,
    end: passage.start + end,
    quote: passage.text.slice(start, end),
  }
}

function toSide({ source, title, quote, start, end }: Citation): ContradictingPassage {
  return { doc: source, title, text: quote, start, end }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
