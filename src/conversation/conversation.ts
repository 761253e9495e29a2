/** The core: takes events from a platform, writes them down, and sees to it that each gets one answer or a reason. */
import type { Logger } from 'pino'
import { ParleyError } from '../errors.ts'
import type { Pipeline, Services } from '../pipelines/pipeline.ts'
import type { Store } from '../store/store.ts'
import type { ChatEvent, ChatPort, Place, QuestionEvent, Reply } from './chat-port.ts'
import { formatReason } from './failure-reason.ts'
import { conversationOf, createHistory } from './history.ts'
import { createInbox } from './inbox.ts'
import { createLanes } from './lanes.ts'
import { createResponder, type StopReason } from './responder.ts'
import type { Router } from './router.ts'

export interface ConversationOptions {
  port: ChatPort
  pipelines: readonly Pipeline[]
  services: Services
  store: Store
  router: Router
  log: Logger
  /** Principals of everybody who will read what is written in a place. */
  readersOf: (place: Place) => readonly string[]
  /** Answers written at once. */
  maxRunning?: number
  /** Questions that wait at most; more are refused with a reason. */
  maxWaiting?: number
  /** The longest an answer may take. */
  timeoutMs?: number
}

export interface Conversation {
  /** Takes up what a crash left unanswered, then begins to listen. */
  start(): Promise<void>
  /** Stops listening; what is being answered ends, and is taken up again at the next start. */
  stop(): Promise<void>
}

/** An event that was begun this often and never finished is what brings Parley down: it gets a reason instead. */
const MAX_ATTEMPTS = 3
/** Nobody waits for an answer to what they asked longer ago. */
const MAX_AGE_MS = 6 * 3600_000

interface Work {
  event: QuestionEvent
  stop: AbortController
  done: Promise<void>
}

export function createConversation(options: ConversationOptions): Conversation {
  const { port, services, store, log, pipelines, router, readersOf } = options
  const { maxRunning = 2, maxWaiting = 100, timeoutMs = 15 * 60_000 } = options
  const inbox = createInbox({ db: store.db, platform: port.name, now: services.now })
  const history = createHistory({ db: store.db, now: services.now })
  const responder = createResponder({ pipelines, services, router, inbox, history, readersOf, log, timeoutMs })
  const lanes = createLanes({ maxRunning, maxWaiting })
  const works = new Set<Work>()
  let stopping = false

  async function deliver(event: ChatEvent): Promise<void> {
    if (event.type === 'stop') return stopWorks(event.place, event.target)
    if (event.type === 'forget') {
      stopWorks(event.place)
      await Promise.all([...works].filter(work => isIn(work, event.place)).map(work => work.done))
      return history.forget(event.place)
    }
    const isNew = await inbox.receive(event)
    // What comes while Parley stops is written down and waits for its next start.
    if (isNew && !stopping) accept(event, 1)
  }

  function stopWorks(place: Place, target?: string): void {
    for (const work of works) {
      if (isIn(work, place) && (target === undefined || work.event.id === target)) {
        work.stop.abort('person' satisfies StopReason)
      }
    }
  }

  function accept(event: QuestionEvent, attempt: number): void {
    const stop = new AbortController()
    const work: Work = { event, stop, done: Promise.resolve() }
    works.add(work)
    work.done = answer(event, attempt, stop.signal)
      .catch(error => log.error({ err: error, event: event.id }, 'an event got no reply'))
      .finally(() => works.delete(work))
  }

  async function answer(event: QuestionEvent, attempt: number, signal: AbortSignal): Promise<void> {
    const opening = openReply(event, attempt)
    try {
      await lanes.add({
        key: conversationOf(event.place),
        signal,
        onPosition: ahead => void opening.then(reply => reply?.status(positionText(ahead))).catch(() => {}),
        run: async () => {
          const reply = await opening
          if (!reply) return
          const refusal = refuse(event, attempt)
          if (refusal) await failWith(event, reply, refusal)
          else await responder.respond(event, reply, signal)
        },
      })
    } catch (error) {
      const reply = await opening
      if (reply) await failWith(event, reply, error)
    }
  }

  /** @returns undefined where the place is gone; the event is then given up. Other failures leave it for the next start. */
  async function openReply(event: QuestionEvent, attempt: number): Promise<Reply | undefined> {
    try {
      return await port.open(event.place, { eventId: event.id, person: event.person, attempt })
    } catch (error) {
      log.warn({ err: error, event: event.id }, 'no reply could be opened')
      const gone = error instanceof ParleyError && error.code === 'PLATFORM_REJECTED'
      if (gone) await inbox.finish(event, 'failed')
      return undefined
    }
  }

  function refuse(event: QuestionEvent, attempt: number): ParleyError | undefined {
    if (attempt > MAX_ATTEMPTS) {
      return new ParleyError(
        'CANCELLED',
        `This was begun ${attempt - 1} times and never finished. Ask again in other words, or with less text.`,
      )
    }
    if (services.now().getTime() - Date.parse(event.at) > MAX_AGE_MS) {
      return new ParleyError('CANCELLED', 'Parley was not running when you asked this. Ask again if it still matters.')
    }
    return undefined
  }

  async function failWith(event: QuestionEvent, reply: Reply, error: unknown): Promise<void> {
    try {
      await inbox.finish(event, 'failed')
    } catch (failure) {
      log.error({ err: failure, event: event.id }, 'the inbox could not be written')
    }
    await reply.fail(formatReason(error))
  }

  function isIn(work: Work, place: Place): boolean {
    return conversationOf(work.event.place) === conversationOf(place)
  }

  return {
    async start() {
      const unfinished = await inbox.unfinished()
      await port.start(deliver)
      for (const { event, attempts } of unfinished) accept(event, attempts + 1)
    },
    async stop() {
      stopping = true
      for (const work of works) work.stop.abort('shutdown' satisfies StopReason)
      await Promise.all([...works].map(work => work.done))
      await port.stop()
    },
  }
}

function positionText(ahead: number): string {
  return ahead === 1 ? 'Waiting: one question is ahead of yours.' : `Waiting: ${ahead} questions are ahead of yours.`
}
