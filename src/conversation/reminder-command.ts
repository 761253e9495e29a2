/** `/parley reminders`: what a channel, or a person, will be reminded of, and how to cancel it. */
import { ParleyError } from '../errors.ts'
import type { ChatPort, CommandEvent } from './chat-port.ts'
import type { Reminder, Reminders } from './reminders.ts'
import { formatTask } from './task-actions.ts'

export interface ReminderCommandOptions {
  port: Pick<ChatPort, 'canManage'>
  reminders: Reminders
}

/** @returns what to tell the person, as Markdown @throws ParleyError */
export type RunReminders = (event: CommandEvent, words: string) => Promise<string>

/** Enough to tell the reminders of a channel apart. */
const CODE_CHARS = 6

export function createReminderCommand({ port, reminders }: ReminderCommandOptions): RunReminders {
  /** In a direct message, what the person asked for wherever. */
  function waitingFor({ place, person }: CommandEvent): Promise<Reminder[]> {
    return reminders.waiting(place.audience === 'person' ? { person: person.id } : { channel: place.channel })
  }

  async function cancel(event: CommandEvent, wanted: string): Promise<string> {
    const waiting = await waitingFor(event)
    const chosen = wanted === 'all' ? waiting : waiting.filter(({ id }) => codeOf(id) === wanted)
    if (chosen.length === 0) {
      throw new ParleyError(
        'INPUT_INVALID',
        `There is no reminder ${JSON.stringify(wanted)} here: see /parley reminders.`,
      )
    }
    const isManager = async () => (await port.canManage?.(event.person, event.place)) ?? true
    if (chosen.some(({ person }) => person !== event.person.id) && !(await isManager())) {
      throw new ParleyError(
        'PERMISSION_DENIED',
        'Only who asked for a reminder, and those who manage the channel, cancel it.',
      )
    }
    for (const { id } of chosen) await reminders.remove(id)
    return `Cancelled:\n${chosen.map(reminder => `- ${formatTask(reminder)}`).join('\n')}`
  }

  return async (event, words) => {
    const [action = '', wanted = ''] = words.split(/\s+/)
    if (action === 'cancel') return cancel(event, wanted.toLowerCase())
    if (action !== '') {
      throw new ParleyError(
        'INPUT_INVALID',
        `Expected /parley reminders, or /parley reminders cancel CODE, got ${action}.`,
      )
    }
    const waiting = await waitingFor(event)
    if (waiting.length === 0) return 'No reminders wait here. Minutes with tasks that have a day offer _Remind us_.'
    const lines = waiting.map(reminder => `- \`${codeOf(reminder.id)}\` ${formatTask(reminder)}`)
    return `${lines.join('\n')}\n\nCancel one with \`/parley reminders cancel CODE\`, or all with \`cancel all\`.`
  }
}

function codeOf(id: string): string {
  return id.slice(0, CODE_CHARS)
}
