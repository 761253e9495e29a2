/** Posts reminders on the morning of their day: each once, also over a restart. */
import type { Logger } from 'pino'
import { ParleyError } from '../errors.ts'
import { escapeMarkdown } from '../text/markdown/escape-markdown.ts'
import type { ChatPort, CommandEvent } from './chat-port.ts'
import { type ReplyOpener, replyIdOf } from './open-recorded.ts'
import type { Reminder, Reminders } from './reminders.ts'
import type { Replies, ReplyRecord } from './replies.ts'
import type { Settings } from './settings.ts'

export interface ReminderPosterOptions {
  port: Pick<ChatPort, 'name' | 'linkTo'>
  reminders: Reminders
  replies: Replies
  settings: Pick<Settings, 'ofChannel'>
  opener: Pick<ReplyOpener, 'openRecorded'>
  log: Logger
}

export interface ReminderPoster {
  /** Posts what is due. Never rejects: what fails is tried again at the next call. One call at a time does the work. */
  postDue(now: Date): Promise<void>
}

/** The `pipeline` of the record of a reminder. */
const REMINDER_RECORD = 'reminder'

const MAX_ATTEMPTS = 5
/** Nobody is helped by what was due longer ago, while Parley did not run. */
const MAX_LATE_MS = 3 * 24 * 3600_000

export function createReminderPoster(options: ReminderPosterOptions): ReminderPoster {
  const { port, reminders, replies, settings, opener, log } = options
  let running: Promise<void> | undefined

  async function postAll(now: Date): Promise<void> {
    for (const reminder of await reminders.due(now)) {
      try {
        if (await isWanted(reminder, now)) await post(reminder, now)
        else await reminders.remove(reminder.id)
      } catch (error) {
        const isGone = error instanceof ParleyError && error.code === 'PLATFORM_REJECTED'
        log.warn({ err: error, channel: reminder.place.channel, isGone }, 'a reminder could not be posted')
        if (isGone) await reminders.remove(reminder.id)
      }
    }
  }

  async function isWanted(reminder: Reminder, now: Date): Promise<boolean> {
    if (reminder.attempts >= MAX_ATTEMPTS) return false
    if (now.getTime() - Date.parse(reminder.remindAt) > MAX_LATE_MS) return false
    if ((await settings.ofChannel(reminder.place.channel)).answer === 'off') return false
    return reminder.task !== '' || reminders.hasSource(reminder)
  }

  async function post(reminder: Reminder, now: Date): Promise<void> {
    const { id, place, attempts } = reminder
    const eventId = `reminder:${id}`
    const replyId = replyIdOf(port.name, eventId)
    await reminders.begin(id)
    // What an attempt that was cut off left is written anew in its place.
    const left = attempts > 0 ? await replies.find(replyId, place.channel) : undefined
    const person = { id: reminder.person, name: reminder.person }
    const at = now.toISOString()
    const event: CommandEvent = { type: 'command', id: eventId, place, person, at, name: 'parley', text: 'reminders' }
    const text = formatReminder(reminder)
    const record: ReplyRecord = {
      ...{ id: replyId, place, person: person.id, event, pipeline: REMINDER_RECORD, text, lang: 'en' },
      ...{ private: false, messages: [...(left?.messages ?? [])] },
    }
    await replies.put(record)
    const replaces = record.messages.length > 0 ? [...record.messages] : undefined
    const reply = await opener.openRecorded(record, { eventId, person, attempt: attempts + 1, replaces })
    await reply.append(text)
    await reminders.finish(id)
    try {
      await reply.finish({ sources: [], stopped: false, actions: [] })
    } catch (error) {
      await reminders.resume(id)
      throw error
    }
    await reminders.forgetWords(id)
  }

  /** People are named, never called. */
  function formatReminder({ owner, task, due, source }: Reminder): string {
    const address = source && port.linkTo?.(source.place, source.messageId)
    if (task === '') {
      const where = address ? `[this message](${address})` : 'a message of this channel'
      return `**Due ${due}:** see ${where}, which was changed since the minutes were written.`
    }
    const what = `${owner ? `${escapeMarkdown(owner)}: ` : ''}${escapeMarkdown(task)}`
    return `**Due ${due}:** ${what}${address ? ` ([from here](${address}))` : ''}`
  }

  return {
    postDue(now) {
      running ??= postAll(now)
        .catch(error => log.error({ err: error }, 'reminders could not be looked for'))
        .finally(() => {
          running = undefined
        })
      return running
    },
  }
}
