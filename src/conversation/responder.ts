/** Answers one question: finds the pipeline, runs it, and writes its parts into the reply until there is an answer or a reason. */
import type { Logger } from 'pino'
import type { AskedQuestions } from '../../knowledge/asked-questions.ts'
import { ParleyError } from '../errors.ts'
import type { ChatMessage } from '../models/language-model.ts'
import type { AnswerResult } from '../pipelines/answer/answer.ts'
import type { MinutesResult } from '../pipelines/minutes/minutes.ts'
import { parseParameters } from '../pipelines/parse-parameters.ts'
import type { Citation, Part, ResultBase, Services } from '../pipelines/pipeline.ts'
import { detectLanguage } from '../text/language.ts'
import { channelToAsk } from './ask-channel.ts'
import type { Person, Reply, Source } from './chat-port.ts'
import { flagOf } from './command.ts'
import { contextOf } from './context-of.ts'
import { parseMessageAddress } from './conversation-source.ts'
import { type DerivedTexts, utteranceIdOf } from './derived-texts.ts'
import { formatReason } from './failure-reason.ts'
import type { FoundMessages } from './find-messages.ts'
import { fitHistory, type History } from './history.ts'
import type { Inbox, Question } from './inbox.ts'
import { type CitationLinker, createCitationLinker, createLocator } from './link-citations.ts'
import { type PreparedRequest, type PrepareOptions, prepareRequest } from './prepare-request.ts'
import type { ReadersOf } from './readers.ts'
import type { KeptTask } from './reminders.ts'
import type { Replies, ReplyRecord } from './replies.ts'
import { offerActions } from './reply-actions.ts'
import { hasDueDay, toTasks, whomToRemind } from './task-actions.ts'

export interface ResponderOptions extends PrepareOptions {
  services: Services
  inbox: Inbox
  history: History
  replies: Replies
  questions: AskedQuestions
  /** What pipelines keep of what they read. */
  summaries: DerivedTexts
  /** Principals of everybody who will read what is written in a place. */
  readersOf: ReadersOf
  log: Logger
  /** The longest an answer may take. */
  timeoutMs: number
}

/** Why the work on a question ends before its time: the abort reason of its signal. */
export type StopReason = 'person' | 'shutdown'

export interface Task {
  question: Question
  reply: Reply
  /** What is kept of the reply; filled in as it is written. */
  record: ReplyRecord
  /** The language that the person or the channel has set. */
  language?: string
  signal: AbortSignal
}

export interface Responder {
  /** Never rejects: whatever happens ends in the reply. */
  respond(task: Task): Promise<void>
}

/** Turns and question together may take this share of the context; the rest is for instructions and the answer. */
const HISTORY_SHARE = 0.5

export function createResponder(options: ResponderOptions): Responder {
  const { services, inbox, history, replies, log, port } = options

  async function respond(task: Task): Promise<void> {
    const { question, reply, record } = task
    const timeout = AbortSignal.timeout(options.timeoutMs)
    const signal = AbortSignal.any([task.signal, timeout])
    const written: Written = {
      text: '',
      sources: [],
      lang: 'en',
      linker: createCitationLinker(),
      readers: [],
      restsOn: new Set(),
    }
    try {
      await inbox.begin(question)
      const prepared = await answer({ ...task, signal }, written)
      await end(question, 'done')
      await keep(record, written)
      await noteQuestion(task, written)
      await reply.finish({ sources: written.sources, stopped: false, actions: actionsFor(task, prepared, written) })
      await remember(question, written.text)
    } catch (error) {
      await endBadly(task, written, error, timeout)
    }
  }

  async function answer(task: Task, written: Written): Promise<PreparedRequest> {
    const { question, reply, record, signal, language } = task
    throwIfStopped(signal)
    const { turns, note } = await loadTurns(question, record, signal)
    const onStatus = (text: string) => reply.status(text)
    const isPrivate = record.private || question.place.audience === 'person'
    const prepared = await prepareRequest({ question, turns, language, isPrivate, onStatus, signal }, options)
    const { pipeline, found } = prepared
    record.pipeline = pipeline.name
    await reply.heading({ pipeline: pipeline.name, guessed: prepared.guessed })
    const params = parseParameters(pipeline, prepared.params, flagOf)
    await reply.status('Thinking…')
    const maxTokens = Math.floor(services.model.info.contextTokens * HISTORY_SHARE)
    const fitted = await fitHistory(services.model, turns, question.text, maxTokens)
    if (fitted.leftOut > 0)
      await reply.status(
        `The first ${fitted.leftOut} messages of this conversation no longer fit; going on without them…`,
      )
    const userLanguage = language ?? question.person.language
    const audience = record.private ? 'person' : question.place.audience
    const readers = options.readersOf({ ...question.place, audience }, question.person)
    written.readers = readers
    const userName = nameOf(question.person, found)
    const request = { params, readers, history: fitted.turns, userLanguage, userName, signal }
    const addressOf = (id: string) => {
      const cited = found?.byId.get(id)
      return cited && port.linkTo?.({ ...cited.place, thread: cited.message.thread }, cited.message.id)
    }
    const locate = createLocator(port, question.place)
    const parts = pipeline.run(request, services)
    try {
      const result = await writeParts(parts, { reply, signal, written, addressOf, locate })
      if (pipeline.name === 'answer') written.answer = result as unknown as AnswerResult
      if (pipeline.name === 'minutes') written.tasks = toTasks(result as unknown as MinutesResult, found)
    } finally {
      if (found && !found.mayKeep) await forgetRead(found)
    }
    if (written.text.trim() === '') {
      throw new ParleyError('OUTPUT_INVALID', 'The model wrote nothing. Try again, or in other words.')
    }
    for (const line of [note, prepared.note]) if (line) await write(reply, written, `\n\n${line}`)
    return prepared
  }

  /** Of what must not be kept, nothing stays that was made of it on the way. */
  async function forgetRead({ byId }: FoundMessages): Promise<void> {
    const read = Map.groupBy(byId.values(), ({ place }) => place.channel)
    for (const [channel, messages] of read) {
      const ids = messages.map(({ message }) => message.id)
      await options.summaries.forgetMessages({ platform: port.name, channel }, ids)
    }
  }

  /** What was said before; a thread that cannot be read is told, not passed over. */
  async function loadTurns(
    question: Question,
    record: ReplyRecord,
    signal: AbortSignal,
  ): Promise<{ turns: ChatMessage[]; note?: string }> {
    const { place } = question
    if (!port.can.history) return { turns: await history.load(place) }
    const messageId = question.type === 'message' ? question.messageId : undefined
    const remember = await options.remembers(place.channel)
    try {
      return { turns: await contextOf({ ...options, place, messageId, remember, now: options.now(), signal }) }
    } catch (error) {
      throwIfStopped(signal)
      log.warn({ err: error, reply: record.id }, 'the messages before a question could not be read')
      return { turns: [], note: '_What was said here before could not be read; this answer does without it._' }
    }
  }

  function actionsFor({ question, record }: Task, prepared: PreparedRequest, { lang, answer, tasks = [] }: Written) {
    if (!port.can.buttons) return []
    const { guessed, otherwise, pipeline, found } = prepared
    const { place, person } = question
    // What was read elsewhere is not for everybody here.
    const isFromHere = found === undefined || found.places.every(({ channel }) => channel === place.channel)
    return offerActions({
      pipeline: pipeline.name,
      otherwise: guessed ? otherwise : undefined,
      lang,
      person,
      canShare: record.private && place.audience === 'channel' && isFromHere,
      canAsk: answer?.answered === false && channelToAsk(question) !== undefined,
      canRemind: hasDueDay(tasks, options.now()) ? whomToRemind({ ...record, tasks }) : undefined,
      canExport: tasks.length > 0,
    })
  }

  async function endBadly(task: Task, written: Written, error: unknown, timeout: AbortSignal): Promise<void> {
    const { question, reply, record, signal } = task
    try {
      if (signal.aborted && signal.reason === ('shutdown' satisfies StopReason)) {
        // It stays unfinished in the inbox.
        await reply.fail('Parley is stopping; it takes this up again when it starts.')
        return
      }
      if (signal.aborted) {
        await end(question, 'done')
        await keep(record, written)
        const actions = port.can.buttons ? [{ name: 'regenerate' as const, label: 'Regenerate' }] : []
        await reply.finish({ sources: written.sources, stopped: true, actions })
        await remember(question, written.text)
        return
      }
      log.warn({ err: error, event: question.id }, 'no answer')
      await end(question, 'failed')
      await keep(record, written)
      const reason = timeout.aborted
        ? `This took longer than ${Math.round(options.timeoutMs / 60_000)} minutes and was stopped. Try it with less text.`
        : formatReason(error)
      await reply.fail(reason)
    } catch (failure) {
      log.error({ err: failure, event: question.id }, 'the reply could not be ended')
    }
  }

  /** A store that cannot be written must not take the answer away. */
  async function end(question: Question, state: 'done' | 'failed'): Promise<void> {
    try {
      await inbox.finish(question, state)
    } catch (error) {
      log.error({ err: error, event: question.id }, 'the inbox could not be written')
    }
  }

  async function keep(record: ReplyRecord, { text, lang, restsOn, tasks }: Written): Promise<void> {
    record.text = text
    record.lang = lang
    record.restsOn = [...restsOn].filter(id => id.startsWith(`${port.name}/`))
    record.tasks = tasks
    try {
      await replies.put(record)
    } catch (error) {
      log.error({ err: error, reply: record.id }, 'the reply could not be written down')
    }
  }

  /** Those who keep the knowledge are shown what it does not answer. */
  async function noteQuestion({ question, record }: Task, { answer, readers }: Written): Promise<void> {
    if (!answer) return
    try {
      if (question.replaces) await options.questions.remove(question.replaces)
      await options.questions.record({
        ...{ reply: record.id, place: record.place, person: record.person, isPrivate: record.private, readers },
        ...{ question: answer.question, lang: detectLanguage(answer.question).code },
        ...{ answered: answer.answered, confidence: answer.confidence },
        documents: answer.citations.map(({ source }) => source),
      })
    } catch (error) {
      log.error({ err: error, reply: record.id }, 'a question could not be written down')
    }
  }

  /** Where the platform keeps what was said, that is what the next question goes by. */
  async function remember(question: Question, text: string): Promise<void> {
    if (text.trim() === '' || port.can.history) return
    const command = question.type === 'command' ? `/${question.name} ` : ''
    try {
      await history.add(question.place, `${command}${question.text}`.trim(), text)
    } catch (error) {
      log.error({ err: error, event: question.id }, 'the conversation could not be written down')
    }
  }

  return { respond }
}

interface Written {
  text: string
  sources: Source[]
  lang: string
  linker: CitationLinker
  /** Principals of those who read it. */
  readers: readonly string[]
  /** The messages that are cited, by their ids as pipelines know them. */
  restsOn: Set<string>
  /** What the pipeline `answer` found. */
  answer?: AnswerResult
  /** What the pipeline `minutes` found that somebody is to do. */
  tasks?: KeptTask[]
}

/** What a person is called where the messages were written, which may differ from channel to channel: as they wrote last. */
function nameOf({ id, name }: Person, found: FoundMessages | undefined): string | undefined {
  const own = [...(found?.byId.values() ?? [])].filter(({ message }) => message.author.id === id)
  const called = own.at(-1)?.message.author.name ?? name
  return called === '' || called === id ? undefined : called
}

/** The message that a citation stands for, by its id as pipelines know it. */
function messageOf({ source, uri }: Citation): string {
  const message = uri === undefined ? undefined : parseMessageAddress(uri)
  return message ? utteranceIdOf(message, message.messageId) : source
}

interface WritePartsOptions {
  reply: Reply
  signal: AbortSignal
  written: Written
  /** Web address of a message that was read for the reply, by its id. */
  addressOf: (source: string) => string | undefined
  /** Where a cited document is looked up. */
  locate: (citation: Citation) => string
}

/** Hands parts on as they come; a stop is obeyed even where the pipeline is slow to. @returns the pipeline's result */
async function writeParts(parts: AsyncIterable<Part>, options: WritePartsOptions): Promise<ResultBase | undefined> {
  const { reply, signal, written, addressOf, locate } = options
  const { linker } = written
  const iterator = parts[Symbol.asyncIterator]()
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new ParleyError('CANCELLED', 'The request was stopped.'))
  stopped.catch(() => {})
  signal.addEventListener('abort', stop)
  let ended = false
  let result: ResultBase | undefined
  try {
    for (;;) {
      throwIfStopped(signal)
      const next = await Promise.race([iterator.next(), stopped])
      if (next.done) {
        ended = true
        return result
      }
      const part = next.value
      if (part.type === 'status') await reply.status(part.text)
      else if (part.type === 'text') await write(reply, written, linker.push(part.text))
      else if (part.type === 'citation') {
        const { n, title, place, source, quote } = part.citation
        written.restsOn.add(messageOf(part.citation))
        const address = addressOf(source)
        // A message is linked where it is cited; a list of what everybody can see in the channel would only be long.
        if (address) linker.add(n, address)
        else
          written.sources.push({
            n,
            title: place ? `${title}, ${place}` : title,
            location: locate(part.citation),
            quote,
          })
      } else {
        result = part.result
        written.lang = part.result.lang
        await write(reply, written, linker.end())
        if (written.text === '') await write(reply, written, part.result.text)
      }
    }
  } finally {
    signal.removeEventListener('abort', stop)
    // Let the pipeline clean up in its own time.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

async function write(reply: Reply, written: Written, text: string): Promise<void> {
  if (text === '') return
  written.text += text
  await reply.append(text)
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new ParleyError('CANCELLED', 'The request was stopped.')
}
