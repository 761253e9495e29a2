/** Answers one event: finds the pipeline, runs it, and writes its parts into the reply until there is an answer or a reason. */
import type { Logger } from 'pino'
import { ParleyError } from '../errors.ts'
import type { ChatMessage } from '../models/language-model.ts'
import { parseParameters } from '../pipelines/parse-parameters.ts'
import type { Part, Pipeline, Services } from '../pipelines/pipeline.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { Place, QuestionEvent, Reply, Source } from './chat-port.ts'
import { flagOf } from './command.ts'
import { formatReason } from './failure-reason.ts'
import { fitHistory, type History } from './history.ts'
import type { Inbox } from './inbox.ts'
import { type Route, type Router, routeCommand } from './router.ts'

export interface ResponderOptions {
  pipelines: readonly Pipeline[]
  services: Services
  router: Router
  inbox: Inbox
  history: History
  /** Principals of everybody who will read what is written in a place. */
  readersOf: (place: Place) => readonly string[]
  log: Logger
  /** The longest an answer may take. */
  timeoutMs: number
}

/** Why the work on an event ends before its time: the abort reason of its signal. */
export type StopReason = 'person' | 'shutdown'

export interface Responder {
  /** Never rejects: whatever happens ends in the reply. */
  respond(event: QuestionEvent, reply: Reply, signal: AbortSignal): Promise<void>
}

/** Turns and question together may take this share of the context; the rest is for instructions and the answer. */
const HISTORY_SHARE = 0.5

export function createResponder(options: ResponderOptions): Responder {
  const { pipelines, services, router, inbox, history, log } = options

  async function respond(event: QuestionEvent, reply: Reply, signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(options.timeoutMs)
    const work = AbortSignal.any([signal, timeout])
    const written: Written = { text: '', sources: [] }
    try {
      await inbox.begin(event)
      await answer(event, reply, work, written)
      await end(event, 'done')
      await reply.finish({ sources: written.sources, stopped: false })
      await remember(event, written.text)
    } catch (error) {
      await endBadly(event, reply, written, error, signal, timeout)
    }
  }

  async function answer(event: QuestionEvent, reply: Reply, signal: AbortSignal, written: Written): Promise<void> {
    throwIfStopped(signal)
    const turns = await history.load(event.place)
    const route = await findRoute(event, turns, signal)
    const pipeline = pipelines.find(pipeline => pipeline.name === route.pipeline)!
    await reply.heading({ pipeline: pipeline.name, guessed: route.by !== 'command' })
    const params = parseParameters(pipeline, route.params, flagOf)
    await reply.status('Thinking…')
    const maxTokens = Math.floor(services.model.info.contextTokens * HISTORY_SHARE)
    const fitted = await fitHistory(services.model, turns, event.text, maxTokens)
    if (fitted.leftOut > 0)
      await reply.status(
        `The first ${fitted.leftOut} messages of this conversation no longer fit; going on without them…`,
      )
    const request = { params, readers: options.readersOf(event.place), history: fitted.turns, signal }
    await writeParts(pipeline.run(request, services), reply, signal, written)
    if (written.text.trim() === '') {
      throw new ParleyError('OUTPUT_INVALID', 'The model wrote nothing. Try again, or in other words.')
    }
  }

  async function findRoute(event: QuestionEvent, turns: ChatMessage[], signal: AbortSignal): Promise<Route> {
    const { text, attachments } = event
    if (event.type === 'message') return router.route({ text, attachments, history: turns, signal })
    const pipeline = pipelines.find(pipeline => pipeline.name === event.name)
    if (pipeline) return routeCommand(pipeline, text, { attachments, history: turns })
    const names = pipelines.map(pipeline => pipeline.name)
    throw new ParleyError('INPUT_INVALID', `There is no command ${event.name}: ${suggestName(event.name, names)}`)
  }

  async function endBadly(
    event: QuestionEvent,
    reply: Reply,
    written: Written,
    error: unknown,
    signal: AbortSignal,
    timeout: AbortSignal,
  ): Promise<void> {
    try {
      if (signal.aborted && signal.reason === ('shutdown' satisfies StopReason)) {
        // It stays unfinished in the inbox.
        await reply.fail('Parley is stopping; it takes this up again when it starts.')
        return
      }
      if (signal.aborted) {
        await end(event, 'done')
        await reply.finish({ sources: written.sources, stopped: true })
        await remember(event, written.text)
        return
      }
      log.warn({ err: error, event: event.id }, 'no answer')
      await end(event, 'failed')
      const reason = timeout.aborted
        ? `This took longer than ${Math.round(options.timeoutMs / 60_000)} minutes and was stopped. Try it with less text.`
        : formatReason(error)
      await reply.fail(reason)
    } catch (failure) {
      log.error({ err: failure, event: event.id }, 'the reply could not be ended')
    }
  }

  /** A store that cannot be written must not take the answer away. */
  async function end(event: QuestionEvent, state: 'done' | 'failed'): Promise<void> {
    try {
      await inbox.finish(event, state)
    } catch (error) {
      log.error({ err: error, event: event.id }, 'the inbox could not be written')
    }
  }

  async function remember(event: QuestionEvent, text: string): Promise<void> {
    if (text.trim() === '') return
    const command = event.type === 'command' ? `/${event.name} ` : ''
    try {
      await history.add(event.place, `${command}${event.text}`.trim(), text)
    } catch (error) {
      log.error({ err: error, event: event.id }, 'the conversation could not be written down')
    }
  }

  return { respond }
}

interface Written {
  text: string
  sources: Source[]
}

/** Hands parts on as they come; a stop is obeyed even where the pipeline is slow to. */
async function writeParts(
  parts: AsyncIterable<Part>,
  reply: Reply,
  signal: AbortSignal,
  written: Written,
): Promise<void> {
  const iterator = parts[Symbol.asyncIterator]()
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new ParleyError('CANCELLED', 'The request was stopped.'))
  stopped.catch(() => {})
  signal.addEventListener('abort', stop)
  let ended = false
  try {
    for (;;) {
      throwIfStopped(signal)
      const next = await Promise.race([iterator.next(), stopped])
      if (next.done) {
        ended = true
        return
      }
      const part = next.value
      if (part.type === 'status') await reply.status(part.text)
      else if (part.type === 'text') {
        written.text += part.text
        await reply.append(part.text)
      } else if (part.type === 'citation') {
        const { n, title, source, quote } = part.citation
        written.sources.push({ n, title, location: source, quote })
      } else if (written.text === '' && part.result.text !== '') {
        written.text = part.result.text
        await reply.append(part.result.text)
      }
    }
  } finally {
    signal.removeEventListener('abort', stop)
    // Let the pipeline clean up in its own time.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new ParleyError('CANCELLED', 'The request was stopped.')
}
