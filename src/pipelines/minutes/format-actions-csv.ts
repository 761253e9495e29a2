/** Writes tasks as a table that spreadsheets open (RFC 4180). */
import type { ExportedAction } from './format-ics.ts'

/** Told to Excel, which takes a file for one in the system's old code page otherwise. */
const BYTE_ORDER_MARK = '\uFEFF'
const header = ['Owner', 'Task', 'Due', 'Messages']

export function formatActionsCsv(actions: readonly ExportedAction[]): string {
  const rows = actions.map(({ owner, task, due, messages = [] }) => [owner ?? '', task, due ?? '', messages.join(' ')])
  return BYTE_ORDER_MARK + [header, ...rows].map(row => `${row.map(formatCell).join(',')}\r\n`).join('')
}

/** What begins like a formula would be computed, with what somebody else wrote: an apostrophe makes it text. */
function formatCell(value: string): string {
  const text = value.toWellFormed().replaceAll('\0', '')
  const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
