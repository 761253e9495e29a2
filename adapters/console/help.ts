/** What `/help` shows: every command, and one command's options. */
import stringWidth from 'string-width'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { wrapText } from './line-wrapper.ts'

/** Commands of the console itself. */
export const ownCommands: readonly { name: string; usage: string; summary: string }[] = [
  { name: 'new', usage: '', summary: 'Forget this conversation and begin another' },
  { name: 'export', usage: '', summary: 'Save the tasks of the last minutes as actions.ics and actions.csv' },
  { name: 'help', usage: '[COMMAND]', summary: 'Show this page, or the options of one command' },
  { name: 'quit', usage: '', summary: 'Leave (also Ctrl-D)' },
]

/** Below this, a summary stands under its command. */
const WIDE_COLUMNS = 72

export function formatHelp(commands: readonly CommandDescription[], columns: number): string {
  const rows = [...commands, ...ownCommands].map(command => ({
    head: `/${command.name}`,
    summary: command.summary,
  }))
  const margin = Math.max(...rows.map(row => stringWidth(row.head))) + 4
  const lines = rows.map(({ head, summary }) => {
    if (columns < WIDE_COLUMNS) return `${head}\n${indented(summary, columns, 2)}`
    const gap = ' '.repeat(margin - 2 - stringWidth(head))
    return wrapText(`  ${head}${gap}${summary}`, columns, margin)
  })
  return [
    wrapText('Write what you want in your own words, in any language, or name it:', columns),
    '',
    ...lines,
    '',
    wrapText(
      '/help COMMAND shows its options. A file name stands for what the file holds: /summarize chat.txt',
      columns,
    ),
    '',
    wrapText(
      'Ctrl-C stops an answer. A line that ends in \\ goes on in the next one, so does an open ``` fence; Alt+Enter begins a new line, and what is pasted stays together.',
      columns,
    ),
    '',
  ].join('\n')
}

export function formatCommandHelp(command: CommandDescription, columns: number): string {
  const options = command.options.map(option => {
    const detail = [option.description, option.choices?.join(', '), option.required ? 'required' : '']
    const text = detail.filter(part => part !== '' && part !== undefined).join('; ')
    return `  ${option.flag}\n${indented(text, columns, 6)}`
  })
  return [
    wrapText(`/${command.name} ${command.usage}`, columns),
    indented(command.summary, columns, 2),
    ...options,
    '',
  ].join('\n')
}

function indented(text: string, columns: number, indent: number): string {
  return wrapText(`${' '.repeat(indent)}${text}`, columns, indent)
}
