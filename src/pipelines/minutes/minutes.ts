/** The pipeline `minutes`: decisions, actions with owner and due date, and open questions of a meeting. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Utterance } from '../../text/utterance.ts'
import { createMessageCiter } from '../cite-messages.ts'
import { mapInOrder } from '../map-in-order.ts'
import { messagesParameter } from '../messages-parameter.ts'
import type { Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { findStatements, type Statement, type StatementKind } from './find-statements.ts'
import { minutesWords } from './minutes-words.ts'
import { type Action, readAction } from './read-action.ts'

const parameters = z.object({
  messages: messagesParameter.describe('The transcript: [{id?, author, text, ts?}]'),
})

export type MinutesParameters = z.output<typeof parameters>

export interface MinutesItem {
  text: string
  /** Ids of the messages it rests on. */
  messages: string[]
}

export interface MinutesResult {
  decisions: MinutesItem[]
  actions: { owner: string | null; task: string; due: string | null; messages: string[] }[]
  questions: MinutesItem[]
}

const PARALLEL_ACTIONS = 2
/** The most tasks that the model puts into words; of more, the rest stand as they were said. */
const MAX_WORDED = 20

export const minutes: Pipeline<MinutesParameters, MinutesResult> = {
  name: 'minutes',
  summary: 'Turn a transcript into minutes: decisions, actions with owner and due date, open questions',
  parameters: parameters as unknown as Pipeline<MinutesParameters>['parameters'],
  input: { field: 'messages', kind: 'conversation', placeholder: 'FILE' },
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

/** @yields the three lists one after the other, each entry after the sources that it is the first to name; then the result */
async function* run(
  { params, signal }: PipelineRequest<MinutesParameters>,
  { model, classifiers }: Services,
): AsyncIterable<Part<MinutesResult>> {
  const { messages } = params
  const participants = [...new Set(messages.map(({ author }) => author))].filter(name => name !== '')
  if (participants.length === 0) {
    throw new ParleyError(
      'INPUT_INVALID',
      'Expected a transcript with speakers ("Name: text" lines, WebVTT, SubRip or JSON lines with an author), found text without any. For a document, use summarize.',
    )
  }
  const lang = detectLanguage(
    messages
      .slice(0, 80)
      .map(({ text }) => text)
      .join('\n'),
  ).code
  const words = minutesWords(lang)
  yield { type: 'status', text: `Looking through ${messages.length} messages for decisions, tasks and questions…` }
  const statements = await findStatements(messages, lang, classifiers, signal)
  const of = (kind: StatementKind) => statements.filter(statement => statement.kind === kind)
  const citer = createMessageCiter(messages)
  let text = ''
  function* write(more: string): Generator<Part<MinutesResult>> {
    text += more
    yield { type: 'text', text: more }
  }
  function* writeEntry(entry: string, sources: readonly number[]): Generator<Part<MinutesResult>> {
    const { marks, citations } = citer.cite(sources)
    for (const citation of citations) yield { type: 'citation', citation }
    yield* write(`\n- ${entry} ${marks}`)
  }
  function* writeStatements(kind: StatementKind): Generator<Part<MinutesResult>, MinutesItem[]> {
    const found = of(kind).map(statement => ({ statement, item: toItem(statement, messages) }))
    for (const { statement, item } of found) yield* writeEntry(item.text, [statement.message])
    if (found.length === 0) yield* write(`\n${words.none}`)
    return found.map(({ item }) => item)
  }

  yield* write(`## ${words.decisions}\n`)
  const decisions = yield* writeStatements('decision')

  yield* write(`\n\n## ${words.actions}\n`)
  const tasks = of('action')
  const worded = new Set([...tasks].sort((a, b) => b.score - a.score).slice(0, MAX_WORDED))
  yield { type: 'status', text: `Writing down ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}…` }
  const context = { messages, participants, lang, signal }
  const actions: Action[] = []
  const results = mapInOrder(tasks, PARALLEL_ACTIONS, statement =>
    worded.has(statement) ? readAction(model, statement, context) : Promise.resolve(asSaid(statement, messages)),
  )
  for await (const action of results) {
    const double = actions.find(other => isSame(other, action))
    if (double) {
      double.messages.push(...action.messages)
      double.owner = action.owner ?? double.owner
      double.due = action.due ?? double.due
      continue
    }
    actions.push(action)
    yield* writeEntry(formatAction(action, words.nobody, words.until), action.messages)
  }
  if (actions.length === 0) yield* write(`\n${words.none}`)

  yield* write(`\n\n## ${words.questions}\n`)
  const questions = yield* writeStatements('question')
  const idOf = (index: number) => messages[index]!.id
  const result = {
    text,
    lang,
    decisions,
    actions: actions.map(action => ({ ...action, messages: action.messages.map(idOf) })),
    questions,
  }
  yield { type: 'result', result }
}

function isSame(a: Action, b: Action): boolean {
  return a.task.toLowerCase() === b.task.toLowerCase() && (a.owner === b.owner || a.owner === null || b.owner === null)
}

/** A task nobody has put into words: the sentence, and who said it. */
function asSaid(statement: Statement, messages: readonly Utterance[]): Action {
  return {
    owner: messages[statement.message]!.author || null,
    task: statement.text,
    due: null,
    messages: [statement.message],
  }
}

/** A short message stands whole: what "then we do that" is about is mostly said beside it. */
const MAX_WHOLE_CHARS = 240

function toItem(statement: Statement, messages: readonly Utterance[]): MinutesItem {
  const { author, id, text: whole } = messages[statement.message]!
  const text = (whole.length <= MAX_WHOLE_CHARS ? whole : statement.text).replace(/\s+/g, ' ').trim()
  return { text: author === '' ? text : `${author}: ${text}`, messages: [id] }
}

function formatAction({ owner, task, due }: Action, nobody: string, until: string): string {
  return `**${owner ?? nobody}**: ${task}${due ? ` (${until.replace('{due}', due)})` : ''}`
}
