/** The pipeline `summarize`: what a conversation or document comes to, every point tied to the messages it rests on. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Utterance } from '../../text/utterance.ts'
import { createMessageCiter } from '../cite-messages.ts'
import { languageParameter } from '../language-parameter.ts'
import { mapInOrder } from '../map-in-order.ts'
import { messagesParameter } from '../messages-parameter.ts'
import type { Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { createSentenceTranslator } from '../translate/translate-sentence.ts'
import { chooseUnits } from './choose-units.ts'
import { formatCoverage } from './coverage.ts'
import { divideIntoSegments, toUnits, type Unit } from './divide-conversation.ts'
import { type Point, type Segment, writePoints } from './write-points.ts'

const parameters = z.object({
  messages: messagesParameter.describe('The conversation: [{id?, author, text, ts?}]'),
  query: z.string().trim().min(1).max(500).optional().describe('What to look for; everything where absent'),
  lang: languageParameter
    .optional()
    .meta({ description: 'Language of the summary; that of the conversation where absent', placeholder: 'lang' }),
})

export type SummarizeParameters = z.output<typeof parameters>

export interface SummarizeResult {
  points: { text: string; messages: string[] }[]
  coverage: {
    /** All that were given. */
    messages: number
    /** Of which the model read at least a part. */
    read: number
    /** The others: looked through for what matters, and found to tell less. */
    skipped: number
  }
}

/** What the model reads of one segment, and how much of a conversation makes one; measured on two cores, where reading 1,000 tokens takes ten seconds. */
const SEGMENT_TOKENS = 1500
const READ_TOKENS = 800
const MAX_SEGMENTS = 8
const QUESTION_SEGMENTS = 2
const PARALLEL_SEGMENTS = 2
/** Between two reports of how far it is. */
const EMBEDDED_AT_ONCE = 256

export const summarize: Pipeline<SummarizeParameters, SummarizeResult> = {
  name: 'summarize',
  summary: 'Summarise a conversation or a document, with the messages behind every point',
  parameters: parameters as unknown as Pipeline<SummarizeParameters>['parameters'],
  input: { field: 'messages', kind: 'conversation', placeholder: 'FILE' },
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
    ],
  },
  run,
}

/** @yields the points as they are written, oldest part of the conversation first, each after the sources that it is the first to name; then the result */
async function* run(
  { params, signal }: PipelineRequest<SummarizeParameters>,
  services: Services,
): AsyncIterable<Part<SummarizeResult>> {
  const { messages, query } = params
  const units = toUnits(messages)
  const spoken = detectLanguage(
    units
      .slice(0, 80)
      .map(({ text }) => text)
      .join('\n'),
  ).code
  const lang = params.lang ?? spoken
  if (units.length === 0) {
    throw new ParleyError(
      'INPUT_INVALID',
      'Expected messages with words, found only notices of the chat program and sounds.',
    )
  }
  const vectors: Float32Array[] = []
  while (vectors.length < units.length) {
    yield {
      type: 'status',
      text: `Looking through ${messages.length} messages, ${percent(vectors.length, units.length)}…`,
    }
    const batch = units.slice(vectors.length, vectors.length + EMBEDDED_AT_ONCE).map(formatUnit)
    vectors.push(...(await services.embedder.embed(batch, 'passage', signal)))
  }
  const [focus] = query ? await services.embedder.embed([query], 'query', signal) : []
  const segments = chooseSegments({ units, vectors }, messages, focus)
  const translate =
    lang === spoken ? undefined : createSentenceTranslator({ model: services.model, from: spoken, to: lang, signal })
  const results = mapInOrder(segments, PARALLEL_SEGMENTS, async segment => {
    // A long conversation in as many sentences as it has segments: twice as many told more of what does not matter.
    const maxPoints = query ? 3 : segments.length > 1 ? 1 : 4
    const points = await writePoints({ segment, lang: spoken, query, maxPoints, signal }, services)
    if (!translate) return points
    const texts = await Promise.all(points.map(point => translate(point.text)))
    return points.map((point, index) => ({ ...point, text: texts[index]!.text }))
  })
  const written: Point[] = []
  const citer = createMessageCiter(messages)
  let text = ''
  for await (const points of results) {
    for (const point of points) {
      if (written.some(other => other.text === point.text)) continue
      const { marks, citations } = citer.cite(point.messages)
      for (const citation of citations) yield { type: 'citation', citation }
      const line = `${text === '' ? '' : '\n'}- ${point.text} ${marks}`
      written.push(point)
      text += line
      yield { type: 'text', text: line }
    }
    yield { type: 'status', text: 'Reading on…' }
  }
  const read = new Set(segments.flatMap(({ units }) => units.map(({ message }) => message))).size
  const coverage = { messages: messages.length, read, skipped: messages.length - read }
  const note = formatCoverage(coverage, lang)
  if (note) {
    text += `\n\n${note}`
    yield { type: 'text', text: `\n\n${note}` }
  }
  const points = written.map(point => ({
    text: point.text,
    messages: point.messages.map(index => messages[index]!.id),
  }))
  yield { type: 'result', result: { text, lang, points, coverage } }
}

/** What the model will read: all of a short conversation; of a long one, the units of every segment that tell most, or those nearest to `focus`. */
function chooseSegments(whole: Segment, messages: readonly Utterance[], focus: Float32Array | undefined): Segment[] {
  // What a question asks for is looked for everywhere, and what was found read in two parts: of one, a small model tells the beginning.
  if (focus) return divide(choose(whole, QUESTION_SEGMENTS * READ_TOKENS, focus), messages, QUESTION_SEGMENTS)
  const count = Math.min(MAX_SEGMENTS, Math.ceil(tokensOf(whole) / SEGMENT_TOKENS))
  return divide(whole, messages, count).map(segment => choose(segment, count === 1 ? SEGMENT_TOKENS : READ_TOKENS))
}

function divide({ units, vectors }: Segment, messages: readonly Utterance[], maxCount: number): Segment[] {
  const count = Math.max(1, Math.min(maxCount, Math.ceil(tokensOf({ units }) / READ_TOKENS)))
  let from = 0
  return divideIntoSegments(units, messages, count).map(part => {
    const segment = { units: part, vectors: vectors.slice(from, from + part.length) }
    from += part.length
    return segment
  })
}

function choose({ units, vectors }: Segment, maxTokens: number, focus?: Float32Array): Segment {
  const chosen = chooseUnits(units, vectors, maxTokens, focus)
  return { units: chosen.map(index => units[index]!), vectors: chosen.map(index => vectors[index]!) }
}

function tokensOf({ units }: Pick<Segment, 'units'>): number {
  return units.reduce((sum, unit) => sum + unit.tokens, 0)
}

function formatUnit({ author, text }: Unit): string {
  return author === '' ? text : `${author}: ${text}`
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)}%`
}
