/** The core: takes events from a platform, writes them down, and sees to it that each question gets one answer or a reason. */
import type { Logger } from 'pino'
import { createAskedQuestions } from '../../knowledge/asked-questions.ts'
import { ParleyError } from '../errors.ts'
import type { Pipeline, Services } from '../pipelines/pipeline.ts'
import { readSetting, writeSetting } from '../store/setting-values.ts'
import type { Store } from '../store/store.ts'
import { ASK_RECORD, createChannelQuestions, KEEP_FORM } from './ask-channel.ts'
import { catchUp } from './catch-up.ts'
import type {
  ActionEvent,
  ChatEvent,
  ChatPort,
  CommandEvent,
  FormEvent,
  Message,
  Person,
  Place,
  Reply,
} from './chat-port.ts'
import { describeCommand } from './command.ts'
import { createConversationKnowledge } from './conversation-knowledge.ts'
import { createRatings, RATING_FORM } from './correct-replies.ts'
import { createDerivedSummaries } from './derived-summaries.ts'
import { joinDerivedTexts } from './derived-texts.ts'
import { formatReason } from './failure-reason.ts'
import { conversationOf, createHistory } from './history.ts'
import { createInbox, type Question } from './inbox.ts'
import { createKnowledgeKeeper } from './keep-knowledge.ts'
import { createKnowledgeRights } from './knowledge-rights.ts'
import type { Lanes } from './lanes.ts'
import { createQuestionList } from './list-questions.ts'
import { createMirror } from './mirror.ts'
import { createReplyOpener, replyIdOf } from './open-recorded.ts'
import { createOwnCommands } from './own-commands.ts'
import { createPlanner } from './plan-reply.ts'
import { createReminderPoster } from './post-reminders.ts'
import type { ReadersOf } from './readers.ts'
import { createReminderCommand } from './reminder-command.ts'
import { createReminders } from './reminders.ts'
import { createReplies, type ReplyRecord } from './replies.ts'
import { questionOf } from './reply-actions.ts'
import { createResponder, type StopReason } from './responder.ts'
import type { Router } from './router.ts'
import { createSettings, type SettingsSubject } from './settings.ts'
import { createTaskActions } from './task-actions.ts'
import { createVisits } from './visits.ts'

export interface ConversationOptions {
  port: ChatPort
  pipelines: readonly Pipeline[]
  services: Services
  store: Store
  router: Router
  /** The queue before the model, shared by all platforms. */
  lanes: Lanes
  /** Where texts that people add to the knowledge base are kept. */
  keptFolder: string
  log: Logger
  /** Principals of everybody who will read what is written in a place. */
  readersOf: ReadersOf
  /** The longest an answer may take. */
  timeoutMs?: number
}

export interface Conversation {
  /** Takes up what a crash left unanswered and what was missed, then begins to listen. */
  start(): Promise<void>
  /** Stops listening; what is being answered ends, and is taken up again at the next start. */
  stop(): Promise<void>
}

/** An event that was begun this often and never finished is what brings Parley down: it gets a reason instead. */
const MAX_ATTEMPTS = 3
/** Nobody waits for an answer to what they asked longer ago. */
const MAX_AGE_MS = 6 * 3600_000
/** How exactly it is known when Parley last ran. */
const HEARTBEAT_MS = 60_000

interface Work {
  question: Question
  replyId: string
  stop: AbortController
  done: Promise<void>
}

export function createConversation(options: ConversationOptions): Conversation {
  const { port, services, store, log, pipelines, router, lanes, readersOf } = options
  const { timeoutMs = 15 * 60_000 } = options
  const { now } = services
  const owned = { db: store.db, platform: port.name, now }
  const inbox = createInbox(owned)
  const history = createHistory(owned)
  const replies = createReplies(owned)
  const reminders = createReminders(owned)
  const summaries = createDerivedSummaries(services.summaries)
  const mirror = createMirror({ ...owned, derived: joinDerivedTexts([summaries, replies, reminders]) })
  const settings = createSettings({ ...owned, onChannelChange: followSettings })
  const conversations = createConversationKnowledge({ ...owned, port, knowledge: services.knowledge, settings, log })
  const visits = createVisits(owned)
  const keeper = createKnowledgeKeeper({ ...owned, knowledge: services.knowledge, folder: options.keptFolder })
  const commands = pipelines.map(describeCommand)
  const remembers = async (channel: string) => (await settings.ofChannel(channel)).remember === 'yes'
  const { curated, embedder } = services
  const questions = createAskedQuestions(owned)
  const rights = createKnowledgeRights({ port, settings })
  const opener = createReplyOpener({ port, replies, log })
  const { openRecorded } = opener
  const feedback = { port, curated, questions, replies, rights, opener }
  const channelQuestions = createChannelQuestions({ ...feedback, mirror, remembers, now })
  const ratings = createRatings(feedback)
  const listQuestions = createQuestionList({ port, questions, curated, embedder, rights })
  const taskActions = createTaskActions({ port, reminders, opener, now })
  const poster = createReminderPoster({ port, reminders, replies, settings, opener, log })
  const runReminders = createReminderCommand({ port, reminders })
  const own = createOwnCommands({
    ...{ port, commands, settings, mirror, replies, visits, keeper, conversations, questions, rights, listQuestions },
    ...{ reminders, runReminders, now },
  })
  const planner = createPlanner({ port, pipelines, router, settings, isOwn: own.has })
  const responder = createResponder({
    ...{ port, pipelines, services, router, inbox, history, mirror, replies, visits, questions },
    ...{ remembers, readersOf, summaries, log, timeoutMs, now },
  })
  const works = new Set<Work>()
  const ending = new AbortController()
  let stopping = false
  let heartbeat: NodeJS.Timeout | undefined
  let caughtUp: Promise<void> = Promise.resolve()
  let reminding: Promise<void> = Promise.resolve()

  async function deliver(event: ChatEvent): Promise<void> {
    switch (event.type) {
      case 'stop':
        return stopWorks(event.place, event.target)
      case 'forget':
        stopWorks(event.place)
        await Promise.all([...works].filter(work => isIn(work, event.place)).map(work => work.done))
        return history.forget(event.place)
      case 'post':
        return keepMessage(event.place, event.message)
      case 'edit':
        return followEdit(event.place, event.message, event.person)
      case 'delete':
        return followDeletion(event.place, event.messageId)
      case 'membership':
        if (event.joined) return
        await mirror.removeChannel(event.place.channel)
        return conversations.left(event.place)
      case 'form':
        return takeForm(event)
      case 'action':
        return act(event)
      case 'command':
        if (await own.openForm(event)) return
        return ask(event.name === 'parley' && !own.has(event) ? toQuestion(event) : event)
      case 'message':
        await keepMessage(event.place, toMessage(event))
        return ask(event)
    }
  }

  async function ask(question: Question): Promise<void> {
    const { trigger: _, ...kept } = question
    const isNew = await inbox.receive(kept)
    // What comes while Parley stops is written down and waits for its next start.
    if (isNew && !stopping) accept(kept, 1)
  }

  function stopWorks(place: Place, target?: string): void {
    for (const work of works) {
      const isMeant = target === undefined ? isIn(work, place) : work.replyId === target
      if (isMeant) work.stop.abort('person' satisfies StopReason)
    }
  }

  function accept(question: Question, attempt: number): void {
    const stop = new AbortController()
    const replyId = replyIdOf(port.name, question.id)
    const work: Work = { question, replyId, stop, done: Promise.resolve() }
    works.add(work)
    work.done = answer(work, attempt)
      .catch(error => log.error({ err: error, event: question.id }, 'an event got no reply'))
      .finally(() => works.delete(work))
  }

  async function answer(work: Work, attempt: number): Promise<void> {
    const { question, replyId, stop } = work
    if (question.type === 'message' && question.messageId && !question.replaces) {
      void port.notice?.(question.place, question.messageId).catch(() => {})
    }
    const plan = await planner.plan(question)
    const record: ReplyRecord = {
      ...{ id: replyId, place: question.place, person: question.person.id, event: question },
      ...{ pipeline: '', text: '', lang: 'en', private: plan.private, messages: [] },
    }
    const opening = openReply(work, attempt, record)
    const refusal = plan.refusal ?? refuse(question, attempt)
    const signal = stop.signal
    try {
      if (refusal) throw refusal
      if (question.type === 'command' && own.has(question)) {
        const reply = await opening
        if (reply) await runOwn(question, reply, signal)
        return
      }
      await lanes.add({
        key: conversationOf(question.place),
        signal,
        onPosition: ahead => void opening.then(reply => reply?.status(positionText(ahead))).catch(() => {}),
        run: async () => {
          const reply = await opening
          if (reply) await responder.respond({ question, reply, record, language: plan.language, signal })
        },
      })
    } catch (error) {
      const reply = await opening
      if (reply) await failWith(question, reply, error)
    }
  }

  async function runOwn(event: CommandEvent, reply: Reply, signal: AbortSignal): Promise<void> {
    await inbox.begin(event)
    const { text, files } = await own.run(event, signal)
    await inbox.finish(event, 'done')
    await reply.append(text)
    await reply.finish({ sources: [], stopped: false, actions: [], ...(files ? { files } : {}) })
  }

  /** @returns undefined where the place is gone; the event is then given up. Other failures leave it for the next start. */
  async function openReply(
    { question, replyId }: Work,
    attempt: number,
    record: ReplyRecord,
  ): Promise<Reply | undefined> {
    try {
      const left = attempt > 1 ? await replies.find(replyId, question.place.channel) : undefined
      const before = question.replaces ? await replies.find(question.replaces, question.place.channel) : undefined
      // What stands there belongs to this reply from now on, whatever happens to it.
      record.messages = [...((before ?? left)?.messages ?? [])]
      await replies.put(record)
      if (before) {
        await replies.remove(before.id)
        await reminders.moveTo(record.id, before.id)
      }
      return await openRecorded(record, {
        ...{ eventId: question.id, person: question.person, attempt },
        replyTo: question.type === 'message' ? question.messageId : undefined,
        replaces: record.messages.length > 0 ? [...record.messages] : undefined,
      })
    } catch (error) {
      log.warn({ err: error, event: question.id }, 'no reply could be opened')
      const gone = error instanceof ParleyError && error.code === 'PLATFORM_REJECTED'
      if (gone) await inbox.finish(question, 'failed')
      return undefined
    }
  }

  function refuse(question: Question, attempt: number): ParleyError | undefined {
    if (attempt > MAX_ATTEMPTS) {
      return new ParleyError(
        'CANCELLED',
        `This was begun ${attempt - 1} times and never finished. Ask again in other words, or with less text.`,
      )
    }
    if (now().getTime() - Date.parse(question.at) > MAX_AGE_MS) {
      return new ParleyError('CANCELLED', 'Parley was not running when you asked this. Ask again if it still matters.')
    }
    return undefined
  }

  async function failWith(question: Question, reply: Reply, error: unknown): Promise<void> {
    try {
      await inbox.finish(question, 'failed')
    } catch (failure) {
      log.error({ err: failure, event: question.id }, 'the inbox could not be written')
    }
    await reply.fail(formatReason(error))
  }

  async function keepMessage(place: Place, message: Message): Promise<void> {
    if (!port.can.history || !(await remembers(place.channel))) return
    await mirror.put(place, message)
    const { author, addressed, sentAt } = message
    if (!author.isBot && !author.isSelf) await conversations.changed(place)
    // A question to Parley is no sign that the person has read what came before it.
    if (!author.isBot && !author.isSelf && !addressed) await visits.put(place.channel, author.id, new Date(sentAt))
  }

  async function followEdit(place: Place, message: Message, person: Person): Promise<void> {
    const { id, text, editedAt, author } = message
    await keepMessage(place, message)
    if (await keeper.removeText(place.channel, id))
      log.info({ channel: place.channel }, 'a changed message left the knowledge base')
    if (!message.addressed || author.isBot || author.isSelf) return
    const given = await replies.answerTo(place.channel, id)
    if (given?.event.text === text) return
    const asked = place.thread === undefined && port.can.threads ? { ...place, thread: id } : place
    for (const work of works) if (work.replyId === given?.id) work.stop.abort('person' satisfies StopReason)
    await ask({
      ...{
        type: 'message',
        id: `edit:${id}:${editedAt ?? ''}`,
        place: given?.place ?? asked,
        person,
        text,
        messageId: id,
      },
      ...{ at: editedAt ?? now().toISOString(), files: message.files, replaces: given?.id },
    })
  }

  /** What a channel no longer wants kept goes. */
  async function followSettings(place: Place): Promise<void> {
    const isKept = (await mirror.newest(place.channel)) !== undefined
    if (isKept && !(await remembers(place.channel))) await mirror.removeChannel(place.channel)
    await conversations.reconsider(place)
  }

  async function followDeletion(place: Place, messageId: string): Promise<void> {
    await mirror.remove(place, messageId)
    await conversations.deleted(place, messageId)
    await keeper.remove(place.channel, messageId)
    const given = await replies.answerTo(place.channel, messageId)
    if (!given) return
    const running = [...works].filter(work => work.replyId === given.id)
    for (const work of running) work.stop.abort('person' satisfies StopReason)
    await Promise.all(running.map(work => work.done))
    const { messages } = (await replies.find(given.id, place.channel)) ?? given
    await port.remove?.(messages, given.place)
    await replies.remove(given.id)
    await questions.remove(given.id)
    await reminders.removeOf(given.id)
  }

  async function takeForm(event: FormEvent): Promise<void> {
    if (event.form === RATING_FORM) return ratings.take(event)
    if (event.form === KEEP_FORM) return channelQuestions.keep(event)
    const subject: SettingsSubject =
      event.form === 'settings-channel'
        ? { kind: 'channel', place: JSON.parse(event.subject) as Place }
        : { kind: 'person', person: event.person }
    await own.checkMayChange(event.person, subject)
    await settings.change(subject, event.values)
  }

  async function act(event: ActionEvent): Promise<void> {
    const record = await replies.find(event.reply, event.place.channel)
    const { action, person } = event
    if (record && (action === 'good' || action === 'bad')) return ratings.rate(event, record)
    if (record?.pipeline === ASK_RECORD && action === 'keep') {
      return orSay(event, () => channelQuestions.openForm(event, record))
    }
    const isOwners = action === 'translate' || record?.person === person.id
    const isRest = ['share', 'translate', 'remind', 'export'].includes(action)
    if (record && isRest && record.text === '') {
      return opener.refuse(event, 'Something that this rests on was changed or taken back since. Ask again.')
    }
    if (record && action === 'remind') return orSay(event, () => taskActions.remind(event, record))
    if (record && action === 'export') return orSay(event, () => taskActions.giveFiles(event, record))
    if (record && isOwners && action === 'share') return share(event, record)
    if (record && isOwners && action === 'ask') return orSay(event, () => channelQuestions.ask(event, record))
    const question = record && isOwners ? questionOf(event, record) : undefined
    if (question) return ask(question)
    const reason = record
      ? 'Only the person who asked can do that with this answer.'
      : 'This answer is too old for its buttons. Ask again.'
    await opener.refuse(event, reason)
  }

  /** What stands in the way of a click is told to who clicked. */
  async function orSay(event: ActionEvent, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.info({ err: error, event: event.id }, 'a click came to nothing')
      await opener.refuse(event, formatReason(error))
    }
  }

  /** Puts what one person was shown where all of the channel see it. */
  async function share(event: ActionEvent, record: ReplyRecord): Promise<void> {
    const id = replyIdOf(port.name, event.id)
    if (await replies.find(id, record.place.channel)) return
    const shared: ReplyRecord = { ...record, id, private: false, messages: [] }
    await replies.put(shared)
    const reply = await openRecorded(shared, { eventId: event.id, person: event.person, attempt: 1 })
    await reply.append(`_Shared by ${event.person.name}:_\n\n${record.text}`)
    await reply.finish({ sources: [], stopped: false, actions: [] })
  }

  function isIn(work: Work, place: Place): boolean {
    return conversationOf(work.question.place) === conversationOf(place)
  }

  const seenKey = `seen:${port.name}`

  /** A task whose message was deleted while Parley was away is not posted: first that must be known. */
  async function remindWhenDue(): Promise<void> {
    await caughtUp.catch(() => {})
    if (!stopping) await poster.postDue(now())
  }

  const beat = () => writeSetting(store.db, seenKey, now().toISOString())

  return {
    async start() {
      const unfinished = await inbox.unfinished()
      await replies.removeOld()
      const seen = (await readSetting(store.db, seenKey)) as string | undefined
      await port.start(deliver)
      for (const { event, attempts } of unfinished) accept(event, attempts + 1)
      if (!port.can.history) return
      await conversations.start()
      const directPlaces = await replies.directPlaces()
      const { signal } = ending
      caughtUp = catchUp(seen, { port, mirror, directPlaces, deliver, log, now: now(), signal }).then(beat)
      caughtUp.catch(error => log.error({ err: error }, 'what was missed could not be made up for'))
      reminding = remindWhenDue()
      heartbeat = setInterval(() => {
        reminding = remindWhenDue()
        void beat().catch(error => log.error({ err: error }, 'no heartbeat'))
      }, HEARTBEAT_MS)
    },
    async stop() {
      stopping = true
      ending.abort()
      clearInterval(heartbeat)
      await Promise.all([caughtUp.catch(() => {}), reminding, conversations.stop()])
      for (const work of works) work.stop.abort('shutdown' satisfies StopReason)
      await Promise.all([...works].map(work => work.done))
      await port.stop()
      if (port.can.history) await beat()
    },
  }
}

function toMessage(event: Extract<ChatEvent, { type: 'message' }>): Message {
  const { person, text, at, files, messageId, place, id } = event
  const thread = place.thread === messageId ? undefined : place.thread
  const author = { ...person, isBot: false, isSelf: false }
  return { id: messageId ?? id, thread, author, text, sentAt: at, addressed: true, files }
}

/** `/parley what is for lunch?`, `/parley digest` */
function toQuestion({ name: _, target: __, ...event }: CommandEvent): Question {
  if (/^\s*digest(?!\p{L})/iu.test(event.text)) return { ...event, name: 'summarize' }
  return { ...event, type: 'message' }
}

function positionText(ahead: number): string {
  return ahead === 1 ? 'Waiting: one question is ahead of yours.' : `Waiting: ${ahead} questions are ahead of yours.`
}
