/** Tasks as files that other programs read. */
import { formatActionsCsv } from '../pipelines/minutes/format-actions-csv.ts'
import { type ExportedAction, formatIcs } from '../pipelines/minutes/format-ics.ts'
import type { ChatPort, ReplyFile } from './chat-port.ts'
import type { KeptTask } from './reminders.ts'

export interface ExportedTasks {
  /** What to say with the files, as Markdown. */
  text: string
  files: ReplyFile[]
}

/** Each task names its message by the address, where the platform has one. */
export function exportTasks(
  tasks: readonly KeptTask[],
  { port, now }: { port: Pick<ChatPort, 'linkTo'>; now: Date },
): ExportedTasks {
  const actions = tasks.map(({ owner, task, due, source }): ExportedAction => {
    const message = source && (port.linkTo?.(source.place, source.messageId) ?? source.messageId)
    return { owner, task, due, messages: message === undefined ? [] : [message] }
  })
  const count = tasks.length === 1 ? 'One task' : `${tasks.length} tasks`
  return {
    text: `${count}, for a calendar and as a table.`,
    files: [
      { name: 'actions.ics', text: formatIcs(actions, now) },
      { name: 'actions.csv', text: formatActionsCsv(actions) },
    ],
  }
}
