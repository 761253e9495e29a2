/** Writes tasks as a calendar file (iCalendar, RFC 5545): those with a day as events of that day, the others as to-dos. */
import { createHash } from 'node:crypto'

/** What is needed of a task to write it into a file. */
export interface ExportedAction {
  owner: string | null
  task: string
  /** ISO 8601 date; other words are kept in the description. */
  due: string | null
  /** Ids of the messages it rests on. */
  messages?: readonly string[]
}

/** RFC 5545, 3.1: a line is no longer than 75 octets, its end not counted. */
const MAX_LINE_OCTETS = 75

/**
 * A task has the same UID whenever it is exported, so that importing twice does not double it; another day or owner changes the entry.
 * @param now when the file is made
 */
export function formatIcs(actions: readonly ExportedAction[], now: Date): string {
  const stamp = `${now.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Parley//Minutes//EN',
    ...toEntries(actions).flatMap(entry => formatEntry(entry, stamp)),
    'END:VCALENDAR',
  ]
  return lines.map(line => `${foldLine(line)}\r\n`).join('')
}

interface Entry extends ExportedAction {
  uid: string
}

/** Of two tasks that are the same in words and messages, the second gets another UID. */
function toEntries(actions: readonly ExportedAction[]): Entry[] {
  const seen = new Map<string, number>()
  return actions.map(action => {
    const key = JSON.stringify([action.task, action.messages ?? []])
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    const digest = createHash('sha256').update(`${key} ${count}`).digest('hex').slice(0, 32)
    return { ...action, uid: `${digest}@parley` }
  })
}

function formatEntry({ uid, owner, task, due }: Entry, stamp: string): string[] {
  const day = due && /^\d{4}-\d\d-\d\d$/.test(due) ? due.replaceAll('-', '') : undefined
  const component = day ? 'VEVENT' : 'VTODO'
  const notes = [owner, day ? undefined : due].filter(note => note)
  return [
    `BEGIN:${component}`,
    `UID:${uid}`,
    `DTSTAMP:${stamp}`,
    // A day on which something is due keeps nobody busy.
    ...(day ? [`DTSTART;VALUE=DATE:${day}`, 'TRANSP:TRANSPARENT'] : ['STATUS:NEEDS-ACTION']),
    `SUMMARY:${escapeText(owner ? `${owner}: ${task}` : task)}`,
    ...(notes.length > 0 ? [`DESCRIPTION:${escapeText(notes.join('\n'))}`] : []),
    `END:${component}`,
  ]
}

/** RFC 5545, 3.3.11; control characters have no place in a file that is read line by line. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F]/g, ' ')
    .replace(/[\\;,]/g, mark => `\\${mark}`)
    .replaceAll('\n', '\\n')
}

/** Breaks between characters, never within one: a line that goes on begins with a blank. */
function foldLine(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MAX_LINE_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}
