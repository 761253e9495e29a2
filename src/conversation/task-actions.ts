/** What can be done with the tasks that minutes found: have the channel reminded of them, or take them along as files. */
import { ParleyError } from '../errors.ts'
import type { MinutesResult } from '../pipelines/minutes/minutes.ts'
import { escapeMarkdown } from '../text/markdown/escape-markdown.ts'
import type { ActionEvent, ChatPort, Place } from './chat-port.ts'
import type { FoundMessages } from './find-messages.ts'
import { type ReplyOpener, replyIdOf } from './open-recorded.ts'
import { channelNameOf } from './place-name.ts'
import type { KeptTask, Reminder, Reminders } from './reminders.ts'
import type { ReplyRecord } from './replies.ts'
import { exportTasks } from './task-files.ts'

export interface TaskActionsOptions {
  port: ChatPort
  reminders: Reminders
  opener: ReplyOpener
  now: () => Date
}

export interface TaskActions {
  /** Keeps the tasks that have a day, and tells the person which they are. @throws ParleyError */
  remind(event: ActionEvent, record: ReplyRecord): Promise<void>
  /** Gives the tasks as a calendar file and as a table. @throws ParleyError */
  giveFiles(event: ActionEvent, record: ReplyRecord): Promise<void>
}

/** More than any meeting has. */
const MAX_TASKS = 100

/** @param found the messages that the minutes were made of, where they were a platform's */
export function toTasks({ actions }: MinutesResult, found: FoundMessages | undefined): KeptTask[] {
  return actions.slice(0, MAX_TASKS).map(({ owner, task, due, messages }) => {
    const first = messages.map(id => found?.byId.get(id)).find(message => message !== undefined)
    if (!first) return { owner, task, due }
    const { place, message } = first
    return { owner, task, due, source: { place: { ...place, thread: message.thread }, messageId: message.id } }
  })
}

/**
 * Where a reminder of the tasks belongs: the channel they were agreed on in, in the thread of the minutes where all can read those there.
 * @returns undefined for tasks of several channels
 */
function placeToRemind({
  place,
  private: isPrivate,
  tasks = [],
}: Pick<ReplyRecord, 'place' | 'private' | 'tasks'>): Place | undefined {
  const places = new Map(tasks.flatMap(({ source }) => (source ? [[source.place.channel, source.place]] : [])))
  if (places.size > 1) return undefined
  const [read] = places.values()
  if (!read || read.channel === place.channel) return { ...place, thread: isPrivate ? undefined : place.thread }
  return { ...read, thread: undefined }
}

/** @returns undefined where there is no one place for it */
export function whomToRemind(record: Pick<ReplyRecord, 'place' | 'private' | 'tasks'>): 'us' | 'me' | undefined {
  const place = placeToRemind(record)
  return place && (place.audience === 'person' ? 'me' : 'us')
}

/** Whether a task's day is still to come, anywhere on earth. */
export function hasDueDay(tasks: readonly KeptTask[], now: Date): boolean {
  const today = now.toISOString().slice(0, 10)
  return tasks.some(({ due }) => due !== null && /^\d{4}-\d{2}-\d{2}$/.test(due) && due >= today)
}

export function createTaskActions({ port, reminders, opener, now }: TaskActionsOptions): TaskActions {
  return {
    async remind(event, record) {
      const { person } = event
      const tasks = record.tasks ?? []
      const place = placeToRemind(record)
      if (!place || !(await port.canRead(person, place))) {
        throw new ParleyError(
          'PERMISSION_DENIED',
          'You cannot read that channel, so Parley reminds nobody there for you.',
        )
      }
      const timeZone = person.timeZone ?? 'UTC'
      const kept = await reminders.add({ reply: record.id, place, person: person.id, timeZone, tasks })
      if (kept.length === 0) {
        throw new ParleyError('INPUT_INVALID', 'None of these tasks has a day that is still to come.')
      }
      const where = place.audience === 'person' ? 'here' : `in ${escapeMarkdown(await channelNameOf(port, place))}`
      const others = tasks.length - kept.length
      await opener.tell(
        event,
        [
          `On the morning of its day, at nine (${timeZone}), Parley reminds ${where} of:`,
          ...kept.map(reminder => `- ${formatTask(reminder)}`),
          ...(others > 0 ? ['', `Not of ${others === 1 ? 'one task' : `${others} tasks`} without a day to come.`] : []),
          ...['', '`/parley reminders` shows and cancels them.'],
        ].join('\n'),
      )
    },
    async giveFiles(event, record) {
      const { id, person } = event
      const reply = await port.open(event.place, {
        ...{ eventId: id, replyId: replyIdOf(port.name, id), person, attempt: 1, onPosted: () => {} },
        private: record.private,
      })
      const { text, files } = exportTasks(record.tasks ?? [], { port, now: now() })
      await reply.append(text)
      await reply.finish({ sources: [], stopped: false, actions: [], files })
    },
  }
}

export function formatTask({ owner, task, due }: Pick<Reminder, 'owner' | 'task' | 'due'>): string {
  if (task === '') return `${due}: a task whose words were changed since`
  return `${due}: ${owner ? `${escapeMarkdown(owner)}: ` : ''}${escapeMarkdown(task)}`
}
