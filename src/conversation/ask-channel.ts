/** A question that nothing answers goes to the people of a channel, and the answer that comes from them is kept. */
import type { AskedQuestions } from '../../knowledge/asked-questions.ts'
import type { CuratedAnswers } from '../../knowledge/curated-answers.ts'
import { ParleyError } from '../errors.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import { escapeMarkdown } from '../text/markdown/escape-markdown.ts'
import type {
  ActionEvent,
  ChatPort,
  CommandEvent,
  Form,
  FormEvent,
  Message,
  Place,
  QuestionEvent,
} from './chat-port.ts'
import { formatReason } from './failure-reason.ts'
import type { KnowledgeRights } from './knowledge-rights.ts'
import type { Mirror } from './mirror.ts'
import { type ReplyOpener, replyIdOf } from './open-recorded.ts'
import type { Replies, ReplyRecord } from './replies.ts'

export interface ChannelQuestionsOptions {
  port: ChatPort
  curated: CuratedAnswers
  questions: AskedQuestions
  replies: Replies
  mirror: Mirror
  rights: KnowledgeRights
  opener: ReplyOpener
  /** Whether messages of a channel may be kept. */
  remembers: (channel: string) => Promise<boolean>
  now: () => Date
}

export interface ChannelQuestions {
  /** Puts the question of a reply to the channel, once, in the name of the person who asked. @throws ParleyError */
  ask(event: ActionEvent, record: ReplyRecord): Promise<void>
  /** Opens the form that keeps the answer. @throws ParleyError PERMISSION_DENIED, PLATFORM_… */
  openForm(event: ActionEvent, record: ReplyRecord): Promise<void>
  /** Keeps what was sent off with the form; whatever is wrong with it is told to the person. */
  keep(event: FormEvent): Promise<void>
}

export const KEEP_FORM = 'keep-answer'
/** The `pipeline` of the record of a question that was put to a channel. */
export const ASK_RECORD = 'ask'

/** A form must open within 3 s of the click; the last words of a thread are not worth more than this. */
const READ_TIMEOUT_MS = 1500
/** Where answers do not stand in a thread, they are among the messages that came after the question. */
const MAX_READ = 200
/** What a text field of every platform takes. */
const MAX_FIELD_CHARS = 3000

/**
 * The channel that a question can be put to: the one it was asked in, or the one that the person was looking at.
 * @returns undefined where there is none
 */
export function channelToAsk(question: QuestionEvent): Place | undefined {
  const { place } = question
  if (place.audience === 'channel') return { ...place, thread: undefined }
  const viewing = question.type === 'message' ? question.viewing : undefined
  return viewing?.audience === 'channel' ? { ...viewing, thread: undefined } : undefined
}

export function createChannelQuestions(options: ChannelQuestionsOptions): ChannelQuestions {
  const { port, curated, questions, replies, mirror, rights, opener, now } = options
  /** Two clicks come as fast as one. */
  const asking = new Set<string>()

  async function ask(event: ActionEvent, record: ReplyRecord): Promise<void> {
    const eventId = `ask:${record.id}`
    if (asking.has(eventId)) return
    asking.add(eventId)
    try {
      await askOnce(eventId, event, record)
    } finally {
      asking.delete(eventId)
    }
  }

  async function askOnce(eventId: string, event: ActionEvent, record: ReplyRecord): Promise<void> {
    const { person } = event
    const place = channelToAsk(record.event)
    if (!place) throw new ParleyError('INPUT_INVALID', 'There is no channel to ask. Ask me in the channel itself.')
    if (!(await port.canRead(person, place))) {
      throw new ParleyError('PERMISSION_DENIED', 'You cannot read that channel, so Parley does not ask there for you.')
    }
    const id = replyIdOf(port.name, eventId)
    const before = await replies.find(id, place.channel)
    if (before) return opener.tell(event, `This was asked already${await linkOf(before)}.`)
    const question = (await questions.find(record.id))?.question ?? record.event.text
    // The question's own event keeps where it was asked: that is where the answer goes too.
    const asked: CommandEvent = {
      ...{ type: 'command', id: eventId, place: record.place, person, at: now().toISOString() },
      ...{ name: 'answer', text: question },
    }
    const posted: ReplyRecord = {
      ...{ id, place, person: person.id, event: asked, pipeline: ASK_RECORD, text: question, lang: record.lang },
      ...{ private: false, messages: [] },
    }
    await replies.put(posted)
    try {
      const reply = await opener.openRecorded(posted, { eventId, person, attempt: 1 })
      await reply.append(`**${escapeMarkdown(person.name)} asks:** ${question}`)
      await reply.finish({ sources: [], stopped: false, actions: [{ name: 'keep', label: 'Keep the answer' }] })
    } catch (error) {
      await replies.remove(id)
      throw error
    }
    const isSeen = !record.private && record.place.channel === place.channel
    if (!isSeen) await opener.tell(event, `Asked${await linkOf(posted)}. You are told when an answer is kept.`)
  }

  /** ` in #general`, as a link where there is an address. */
  async function linkOf({ place, messages: [message] }: ReplyRecord): Promise<string> {
    const name = (await port.nameOf?.(place)) ?? 'the channel'
    const address = message && port.linkTo?.(place, message.id)
    return address ? ` in [${escapeMarkdown(name)}](${address})` : ` in ${escapeMarkdown(name)}`
  }

  async function openForm(event: ActionEvent, record: ReplyRecord): Promise<void> {
    await rights.checkMayAdd(event.person, record.place)
    if (!event.trigger || !port.openForm) {
      throw new ParleyError('PLATFORM_REJECTED', 'A form cannot be opened here; click the button once more.')
    }
    const answer = await lastAnswer(record)
    const form: Form = {
      ...{ name: KEEP_FORM, subject: record.id, title: 'Keep the answer' },
      fields: [
        { name: 'question', label: 'Question', kind: 'text', value: cut(record.text), required: true },
        { name: 'answer', label: 'Answer', kind: 'text', value: answer && cut(answer), required: true },
      ],
    }
    await port.openForm(event.trigger, form)
  }

  /** The last words of a person in the thread, of another than who asked where there are any. */
  async function lastAnswer(record: ReplyRecord): Promise<string | undefined> {
    const said = (await readAnswers(record)).filter(
      ({ author, text }) => !author.isBot && !author.isSelf && text !== '',
    )
    const others = said.filter(({ author }) => author.id !== record.person)
    return (others.at(-1) ?? said.at(-1))?.text
  }

  async function readAnswers({ place, messages: [question], event }: ReplyRecord): Promise<Message[]> {
    if (!question || !port.can.history) return []
    const signal = AbortSignal.timeout(READ_TIMEOUT_MS)
    const { promise: late, resolve } = Promise.withResolvers<Message[]>()
    signal.addEventListener('abort', () => resolve([]))
    const remember = await options.remembers(place.channel)
    const read = async () => {
      const thread = { ...place, thread: question.id }
      const inThread = await mirror.read(port, thread, { last: MAX_READ }, { remember, signal }).catch(() => [])
      const answers = inThread.filter(({ id }) => id !== question.id)
      if (answers.length > 0 || port.can.threads) return answers
      return mirror.read(port, place, { since: event.at, last: MAX_READ }, { remember, signal })
    }
    // What cannot be read in time is typed.
    return Promise.race([read().catch(() => []), late])
  }

  async function keep(event: FormEvent): Promise<void> {
    const { person, values } = event
    const record = await replies.find(event.subject, event.place.channel)
    if (record?.pipeline !== ASK_RECORD) {
      return opener.refuse(event, 'This question is too old for its form. Use `parley knowledge answers add`.')
    }
    const { place } = record
    const [question = '', answer = ''] = [values.question, values.answer]
    try {
      await rights.checkMayAdd(person, place)
      const acl = await rights.aclOf(place, person)
      const outcome = await curated.put({ question, answer, acl, addedBy: person, place })
      // A second click, or the same form delivered again.
      if (outcome === 'unchanged') return
    } catch (error) {
      return opener.refuse(event, formatReason(error))
    }
    const thread = port.can.threads ? record.messages[0]?.id : undefined
    const by = escapeMarkdown(person.name)
    await say(
      { ...place, thread },
      { eventId: event.id, person, replyTo: record.messages[0]?.id },
      `_Kept by ${by} as the approved answer to “${escapeMarkdown(formatExcerpt(question, 200))}”:_\n\n${answer}`,
    )
    if (person.id === record.person) return
    const told = { id: `${event.id}:told`, place: record.event.place, person: record.event.person }
    await opener.tell(
      told,
      `${by} has answered your question “${escapeMarkdown(formatExcerpt(question, 200))}”:\n\n${answer}`,
    )
  }

  async function say(
    place: Place,
    given: { eventId: string; person: FormEvent['person']; replyTo?: string },
    text: string,
  ): Promise<void> {
    const replyId = replyIdOf(port.name, given.eventId)
    const reply = await port.open(place, { ...given, replyId, attempt: 1, private: false, onPosted: () => {} })
    await reply.append(text)
    await reply.finish({ sources: [], stopped: false, actions: [] })
  }

  return { ask, openForm, keep }
}

function cut(text: string): string {
  return text.slice(0, MAX_FIELD_CHARS)
}
