/** The pipeline `summarize`: what a conversation or document comes to, every point tied to the messages it rests on. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import { detectLanguage } from '../../text/language.ts'
import { createMessageCiter } from '../cite-messages.ts'
import { languageParameter } from '../language-parameter.ts'
import { messagesParameter } from '../messages-parameter.ts'
import type { Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { createSentenceTranslator } from '../translate/translate-sentence.ts'
import { arrangePoints, type KindPoint, toSections } from './arrange-points.ts'
import { type Coverage, formatCoverage } from './coverage.ts'
import { readConversation, readForQuery } from './read-conversation.ts'
import type { SummaryContext } from './summary-context.ts'
import { summaryWords } from './summary-words.ts'
import { toUnits } from './to-units.ts'
import type { Point } from './write-points.ts'

const parameters = z.object({
  messages: messagesParameter.describe('The conversation: [{id?, author, text, ts?}]'),
  query: z.string().trim().min(1).max(500).optional().describe('What to look for; everything where absent'),
  length: z.enum(['short', 'medium', 'long']).default('medium').describe('How much to tell'),
  lang: languageParameter
    .optional()
    .meta({ description: 'Language of the summary; that of the conversation where absent', placeholder: 'lang' }),
})

export type SummarizeParameters = z.output<typeof parameters>

export interface SummarizeResult {
  points: { text: string; messages: string[] }[]
  coverage: Coverage
}

export const summarize: Pipeline<SummarizeParameters, SummarizeResult> = {
  name: 'summarize',
  summary: 'Summarise a conversation or a document, with the messages behind every point',
  parameters: parameters as unknown as Pipeline<SummarizeParameters>['parameters'],
  input: { field: 'messages', kind: 'conversation', placeholder: 'FILE' },
  withoutModel: true,
  examples: {
    en: [
      'Summarise this channel',
      'What did I miss since yesterday?',
      'tl;dr',
      'Give me a short summary of this thread',
      'What were the main points of the discussion?',
      'Sum up this document for me',
      'catch me up on the conversation about the release',
      'Can you condense this log into a few lines?',
      'What has the team been talking about this week?',
      'digest',
      'What did I miss everywhere?',
    ],
    zh: [
      '总结一下这个频道',
      '我昨天以来错过了什么？',
      '简单概括一下这个讨论串',
      '讨论的要点是什么？',
      '帮我概括这份文档',
      '大家这周都聊了些什么？',
      '给我这段对话的摘要',
      '长话短说',
      '各个频道的汇总',
    ],
    de: [
      'Fasse diesen Kanal zusammen',
      'Was habe ich seit gestern verpasst?',
      'Gib mir eine kurze Zusammenfassung dieses Threads',
      'Was waren die wichtigsten Punkte der Diskussion?',
      'Kannst du dieses Dokument zusammenfassen?',
      'Worüber hat das Team diese Woche gesprochen?',
      'kurz gesagt, worum ging es hier?',
      'Bring mich auf den Stand zum Gespräch über das Release',
      'Überblick über alle Kanäle',
    ],
    fr: [
      'Résume ce canal',
      "Qu'est-ce que j'ai manqué depuis hier ?",
      'Fais-moi un court résumé de ce fil',
      'Quels étaient les points principaux de la discussion ?',
      'Peux-tu résumer ce document ?',
      "De quoi l'équipe a-t-elle parlé cette semaine ?",
      'en bref, de quoi s’agissait-il ?',
      'Résume cette conversation en quelques lignes',
      'Un aperçu de tous les canaux',
    ],
    es: [
      'Resume este canal',
      '¿Qué me he perdido desde ayer?',
      'Hazme un breve resumen de este hilo',
      '¿Cuáles fueron los puntos principales de la discusión?',
      '¿Puedes resumir este documento?',
      '¿De qué ha hablado el equipo esta semana?',
      'en pocas palabras, ¿de qué iba esto?',
      'Resúmeme la conversación en unas líneas',
      'Resumen de todos los canales',
    ],
    ja: [
      'このチャンネルを要約して',
      '昨日から何があったか教えて',
      'このスレッドを短くまとめてください',
      '議論の要点は何でしたか',
      'この文書を要約してもらえますか',
      '今週チームは何について話していましたか',
      '手短に言うと何の話？',
      'この会話を数行でまとめて',
      'すべてのチャンネルのまとめ',
    ],
  },
  run,
}

/** @yields how far it is, then the points by kind, each after the sources that it is the first to name; then the result */
async function* run(
  { params, userName, signal }: PipelineRequest<SummarizeParameters>,
  services: Services,
): AsyncIterable<Part<SummarizeResult>> {
  const { messages, query, length } = params
  const { units, aside } = toUnits(messages)
  if (units.length === 0) {
    throw new ParleyError(
      'INPUT_INVALID',
      'Expected messages with words, found only notices of the chat program, reactions and sounds.',
    )
  }
  const spoken = detectLanguage(
    units
      .slice(0, 80)
      .map(({ text }) => text)
      .join('\n'),
  ).code
  const lang = params.lang ?? spoken
  const context: SummaryContext = { messages, lang: spoken, query, signal }
  const reading = yield* query === undefined
    ? readConversation(units, length, context, services)
    : readForQuery(units, query, context, services)
  // A short conversation, and the answer to a question, are told in the order in which things were said.
  const points: KindPoint[] =
    query === undefined && reading.parts.length > 1
      ? arrangePoints({ parts: reading.parts, userName, length }, context)
      : reading.parts.flatMap(part => part.points.map(point => ({ ...point, kind: 'other' })))
  const translated =
    lang === spoken ? points : await translatePoints(points, { from: spoken, to: lang, signal }, services)

  const words = summaryWords(lang)
  const citer = createMessageCiter(messages)
  const sections = toSections(translated, messages, words)
  const shown: Point[] = []
  let text = ''
  function* write(more: string): Generator<Part<SummarizeResult>> {
    text += more
    yield { type: 'text', text: more }
  }
  for (const { heading, points: own } of sections) {
    if (heading !== undefined) yield* write(`${text === '' ? '' : '\n\n'}**${heading}**\n`)
    for (const point of own) {
      const { marks, citations } = citer.cite(point.messages)
      for (const citation of citations) yield { type: 'citation', citation }
      yield* write(`${text === '' ? '' : '\n'}- ${point.text} ${marks}`)
      shown.push(point)
    }
  }
  const read = new Set(reading.parts.flatMap(part => part.units.map(({ message }) => message))).size
  const coverage = { messages: messages.length, read, skipped: messages.length - read, aside }
  const passed = new Set(units.map(({ message }) => message)).size - read
  const isExtractive = reading.parts.some(part => part.isExtractive)
  yield* write(`\n\n${isExtractive ? words.extractive : formatCoverage(coverage, passed, lang)}`)
  const told = shown.map(point => ({ text: point.text, messages: point.messages.map(index => messages[index]!.id) }))
  yield { type: 'result', result: { text, lang, points: told, coverage } }
}

async function translatePoints(
  points: readonly KindPoint[],
  languages: { from: string; to: string; signal: AbortSignal },
  { model }: Services,
): Promise<KindPoint[]> {
  const translate = createSentenceTranslator({ model, ...languages })
  return Promise.all(points.map(async point => ({ ...point, text: (await translate(point.text)).text })))
}
