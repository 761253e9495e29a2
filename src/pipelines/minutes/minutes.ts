/** The pipeline `minutes`: who took part, the topics, decisions, actions with owner and due date, and open questions of a meeting. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import { createMessageCiter, type MessageCiter } from '../cite-messages.ts'
import { mapInOrder } from '../map-in-order.ts'
import { messagesParameter } from '../messages-parameter.ts'
import type { Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { toUnits } from '../summarize/to-units.ts'
import type { FoundStatement } from './find-decisions.ts'
import { formatActionsCsv } from './format-actions-csv.ts'
import { formatIcs } from './format-ics.ts'
import { formatAction, formatHead, formatStatement, topicsOf } from './format-minutes.ts'
import { minutesWords } from './minutes-words.ts'
import { phraseTask } from './phrase-task.ts'
import { readMeeting } from './read-meeting.ts'
import { wordTask } from './word-task.ts'
import { type WrittenTopic, writeTopics } from './write-topics.ts'

const parameters = z.object({
  messages: messagesParameter.describe('The transcript: [{id?, author, text, ts?}]'),
  date: z.iso
    .date('expected a date such as 2026-03-31')
    .optional()
    .describe('Date of the meeting, for messages that say no day of their own')
    .meta({ placeholder: 'date' }),
})

export type MinutesParameters = z.output<typeof parameters>

export interface MinutesItem {
  text: string
  /** Ids of the messages it rests on. */
  messages: string[]
}

export interface MinutesAction {
  /** As the others call them; null where nobody took it. */
  owner: string | null
  task: string
  /** ISO 8601 date; as it was said where that names no day, or the day of the meeting is not known; null where nothing was said. */
  due: string | null
  messages: string[]
}

export interface MinutesResult {
  /** Who took part, in the order in which they first spoke. */
  attendees: string[]
  topics: { title: string; text: string; messages: string[] }[]
  decisions: MinutesItem[]
  actions: MinutesAction[]
  questions: MinutesItem[]
}

const PARALLEL_ACTIONS = 2
/** Of so many tasks, the model words those that say only "it" or "that"; of more, the rest stand as they were said. */
const MAX_WORDED = 20

export const minutes: Pipeline<MinutesParameters, MinutesResult> = {
  name: 'minutes',
  summary: 'Turn a transcript into minutes: decisions, actions with owner and due date, open questions',
  parameters: parameters as unknown as Pipeline<MinutesParameters>['parameters'],
  input: { field: 'messages', kind: 'conversation', placeholder: 'FILE' },
  withoutModel: true,
  files: {
    ics: { summary: 'write the actions to this calendar file', format: ({ actions }, now) => formatIcs(actions, now) },
    csv: { summary: 'write the actions to this table', format: ({ actions }) => formatActionsCsv(actions) },
  },
  examples: {
    en: [
      'Write the minutes of this meeting',
      'Turn this transcript into meeting notes',
      'What did we decide in the meeting, and who does what?',
      'List the action items from the call',
      'Make minutes with decisions and to-dos',
      'Which tasks came out of the standup, with owners and deadlines?',
      'meeting protocol please',
      'Extract the decisions and open questions from the recording',
    ],
    zh: [
      '写一份会议纪要',
      '把这份录音整理成会议记录',
      '会上决定了什么，谁负责什么？',
      '列出这次会议的待办事项',
      '整理决议和任务',
      '这次站会有哪些任务，负责人和截止日期是什么？',
      '请出一份会议纪要，包括未决问题',
      '从会议记录里提取行动项',
    ],
    de: [
      'Schreib das Protokoll dieser Besprechung',
      'Mach aus dem Transkript ein Sitzungsprotokoll',
      'Was haben wir in der Sitzung beschlossen, und wer macht was?',
      'Liste die Aufgaben aus dem Meeting auf',
      'Protokoll mit Beschlüssen und To-dos bitte',
      'Welche Aufgaben kamen im Standup heraus, mit Zuständigen und Terminen?',
      'Besprechungsnotizen erstellen',
      'Welche Fragen sind in der Sitzung offen geblieben?',
    ],
    fr: [
      'Rédige le compte rendu de cette réunion',
      'Transforme cette transcription en procès-verbal',
      "Qu'avons-nous décidé en réunion, et qui fait quoi ?",
      "Liste les actions à faire de l'appel",
      'Compte rendu avec décisions et tâches',
      'Quelles tâches sont sorties du point du matin, avec responsables et échéances ?',
      'procès-verbal s’il te plaît',
      'Quelles questions sont restées ouvertes dans la réunion ?',
    ],
    es: [
      'Redacta el acta de esta reunión',
      'Convierte esta transcripción en un acta',
      '¿Qué decidimos en la reunión y quién hace qué?',
      'Lista las tareas pendientes de la llamada',
      'Acta con decisiones y tareas',
      '¿Qué tareas salieron de la reunión, con responsables y plazos?',
      'haz el acta, por favor',
      '¿Qué cuestiones quedaron abiertas en la reunión?',
    ],
    ja: [
      'この会議の議事録を書いて',
      '文字起こしから議事録を作成してください',
      '会議で何が決まり、誰が何をするのですか',
      '通話のアクションアイテムを一覧にして',
      '決定事項とタスクをまとめた議事録をお願いします',
      '朝会で出た担当者と期限付きのタスクは？',
      '会議メモを作って',
      '会議で残った未決事項を挙げて',
    ],
  },
  run,
}

/** @yields the minutes as Markdown, each entry after the sources that it is the first to name; then the result */
async function* run(
  { params, signal }: PipelineRequest<MinutesParameters>,
  services: Services,
): AsyncIterable<Part<MinutesResult>> {
  const { messages, date } = params
  if (!messages.some(({ author }) => author.trim() !== '')) {
    throw new ParleyError(
      'INPUT_INVALID',
      'Expected a transcript with speakers ("Name: text" lines, WebVTT, SubRip or JSON lines with an author), found text without any. For a document, use summarize.',
    )
  }
  yield { type: 'status', text: `Looking through ${messages.length} messages for decisions, tasks and questions…` }
  const record = await readMeeting(messages, { classifiers: services.classifiers, signal, date })
  const { meeting, attendees } = record
  const words = minutesWords(meeting.lang)
  const writer = createWriter(createMessageCiter(messages))
  const indexOf = (position: number) => meeting.spoken[position]!.index
  const idsOf = (indices: readonly number[]) => indices.map(index => messages[index]!.id)

  yield* writer.write(formatHead(record, messages, date, words))

  const { units } = toUnits(messages)
  const topics: MinutesResult['topics'] = []
  let isExtractive = false
  yield { type: 'status', text: 'Writing down what was said on each topic…' }
  for await (const topic of writeTopics(
    { topics: topicsOf(record, units, messages), units, lang: meeting.lang, signal },
    services,
  )) {
    isExtractive = topic.isExtractive
    const title = topic.title ?? words.part.replace('{n}', String(topics.length + 1))
    if (topics.length === 0) yield* writer.write(`\n\n## ${words.topics}`)
    yield* writer.write(`\n\n### ${title}\n`)
    topics.push({ title, ...(yield* writeParagraph(topic, writer, idsOf)) })
  }

  yield* writer.write(`\n\n## ${words.decisions}\n`)
  const decisions = yield* writeStatements(record.decisions)

  yield* writer.write(`\n\n## ${words.actions}\n`)
  const { actions: found } = record
  yield { type: 'status', text: `Writing down ${found.length} ${found.length === 1 ? 'task' : 'tasks'}…` }
  const actions: MinutesAction[] = []
  const tasks = mapInOrder(found, PARALLEL_ACTIONS, async (action, index) => {
    const said = phraseTask(action, attendees)
    // What stands by itself needs no other words: a small model takes them from the task before.
    if (isExtractive || action.context === undefined || index >= MAX_WORDED) return said
    try {
      const context = {
        messages,
        message: indexOf(action.positions[0]!),
        speakers: meeting.people.speakers,
        lang: meeting.lang,
        signal,
      }
      return (await wordTask(services.model, action, context)) ?? said
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'MODEL_UNAVAILABLE') throw error
      isExtractive = true
      return said
    }
  })
  for await (const task of tasks) {
    const action = found[actions.length]!
    const sources = action.positions.map(indexOf)
    const due = action.due?.date ?? action.due?.said ?? null
    const owner = action.owners.join(', ') || null
    actions.push({ owner, task, due, messages: idsOf(sources) })
    yield* writer.writeEntry(formatAction(owner, task, action, words), sources)
  }
  if (actions.length === 0) yield* writer.write(`\n${words.none}`)

  yield* writer.write(`\n\n## ${words.questions}\n`)
  const questions = yield* writeStatements(record.questions)
  if (isExtractive) yield* writer.write(`\n\n${words.extractive}`)
  const result = { text: writer.text(), lang: meeting.lang, attendees, topics, decisions, actions, questions }
  yield { type: 'result', result }

  function* writeStatements(statements: readonly FoundStatement[]): Generator<Part<MinutesResult>, MinutesItem[]> {
    const items: MinutesItem[] = []
    for (const statement of statements) {
      const sources = statement.positions.map(indexOf)
      const text = formatStatement(statement, messages[indexOf(statement.position)]!)
      items.push({ text, messages: idsOf(sources) })
      yield* writer.writeEntry(text, sources)
    }
    if (items.length === 0) yield* writer.write(`\n${words.none}`)
    return items
  }
}

/** Collects the text as it is streamed. */
function createWriter(citer: MessageCiter) {
  let text = ''
  function* write(more: string): Generator<Part<MinutesResult>> {
    text += more
    yield { type: 'text', text: more }
  }
  function* writeCited(words: string, sources: readonly number[]): Generator<Part<MinutesResult>> {
    const { marks, citations } = citer.cite(sources)
    for (const citation of citations) yield { type: 'citation', citation }
    yield* write(`${words} ${marks}`)
  }
  return {
    write,
    writeCited,
    writeEntry: (entry: string, sources: readonly number[]) => writeCited(`\n- ${entry}`, sources),
    text: () => text,
  }
}

/** The sentences of a topic, each with its sources; of messages in their own words, one a line. */
function* writeParagraph(
  { points, isExtractive }: WrittenTopic,
  writer: ReturnType<typeof createWriter>,
  idsOf: (indices: readonly number[]) => string[],
): Generator<Part<MinutesResult>, { text: string; messages: string[] }> {
  for (const [index, point] of points.entries()) {
    if (isExtractive) yield* writer.writeEntry(point.text, point.messages)
    else yield* writer.writeCited(`${index === 0 ? '\n' : ' '}${point.text}`, point.messages)
  }
  const sources = [...new Set(points.flatMap(({ messages }) => messages))].sort((a, b) => a - b)
  return { text: points.map(({ text }) => text).join(isExtractive ? '\n' : ' '), messages: idsOf(sources) }
}
