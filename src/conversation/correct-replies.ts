/** What people think of replies, and the right answer in place of a wrong one. */
import type { AskedQuestions } from '../../knowledge/asked-questions.ts'
import type { CuratedAnswers } from '../../knowledge/curated-answers.ts'
import { detectLanguage } from '../text/language.ts'
import { escapeMarkdown } from '../text/markdown/escape-markdown.ts'
import type { ActionEvent, ChatPort, FormEvent, FormField, ReplyAction } from './chat-port.ts'
import { formatReason } from './failure-reason.ts'
import type { KnowledgeRights } from './knowledge-rights.ts'
import type { ReplyOpener } from './open-recorded.ts'
import type { Replies, ReplyRecord } from './replies.ts'

export interface RatingsOptions {
  port: ChatPort
  curated: CuratedAnswers
  questions: AskedQuestions
  replies: Replies
  rights: KnowledgeRights
  opener: ReplyOpener
}

export interface Ratings {
  /** Writes a rating down; a bad one opens a form that asks why, and what would be right. */
  rate(event: ActionEvent, record: ReplyRecord): Promise<void>
  /** Takes the form; whatever is wrong with it is told to the person. */
  take(event: FormEvent): Promise<void>
}

export const RATING_FORM = 'rating'

const MAX_REASON_CHARS = 2000
const ratingActions: readonly ReplyAction[] = [
  { name: 'good', label: '👍' },
  { name: 'bad', label: '👎' },
]

export function createRatings(options: RatingsOptions): Ratings {
  const { port, curated, questions, replies, rights, opener } = options

  async function rate(event: ActionEvent, record: ReplyRecord): Promise<void> {
    const { action, person, trigger } = event
    await replies.rate(record.id, person.id, action === 'good' ? 1 : -1)
    if (action !== 'bad' || !trigger || !port.openForm) return
    const fields: FormField[] = [{ name: 'reason', label: 'What was wrong with it?', kind: 'text', required: false }]
    if (record.pipeline === 'answer') {
      const mayCorrect = await rights.mayAdd(person, record.place)
      const right = mayCorrect
        ? { name: 'answer', label: 'The right answer' }
        : { name: 'suggestion', label: 'What would be right?' }
      fields.push({ ...right, kind: 'text', required: false })
    }
    await port.openForm(trigger, { name: RATING_FORM, subject: record.id, title: 'Your rating', fields })
  }

  async function take(event: FormEvent): Promise<void> {
    const { subject, person, values } = event
    const reason = values.reason?.slice(0, MAX_REASON_CHARS)
    const answer = values.answer?.trim()
    const record = await replies.find(subject, event.place.channel)
    // Who may no longer correct when the form comes in has made a suggestion.
    const corrects = record?.pipeline === 'answer' && answer && (await rights.mayAdd(person, record.place))
    const suggestion = corrects ? undefined : (values.suggestion ?? answer)?.slice(0, MAX_REASON_CHARS)
    await replies.rate(subject, person.id, -1, { reason, suggestion })
    if (!corrects || !record) return
    try {
      await correct(event, record, answer)
    } catch (error) {
      await opener.refuse(event, formatReason(error))
    }
  }

  async function correct({ id, person }: FormEvent, record: ReplyRecord, answer: string): Promise<void> {
    const question = (await questions.find(record.id))?.question ?? record.event.text
    const acl = await rights.aclOf(record.place, person)
    const outcome = await curated.put({ question, answer, acl, addedBy: person, place: record.place })
    // The same form delivered again; the reply says it already.
    if (outcome === 'unchanged' && record.text === answer) return
    const replaces = record.messages.length > 0 ? [...record.messages] : undefined
    record.text = answer
    record.lang = detectLanguage(answer).code
    await replies.put(record)
    const reply = await opener.openRecorded(record, {
      ...{ eventId: id, person: record.event.person, attempt: 1, replaces },
    })
    await reply.append(`${answer}\n\n_Corrected by ${escapeMarkdown(person.name)}._`)
    await reply.finish({ sources: [], stopped: false, actions: port.can.buttons ? ratingActions : [] })
  }

  return { rate, take }
}
