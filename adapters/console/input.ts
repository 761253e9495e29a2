/** What a typed line asks for: a command of the console, a pipeline's command, or plain words; with the files it names. */

import type { Attachment } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { messageOf } from '../../src/errors.ts'
import { nearestName } from '../../src/text/nearest-name.ts'
import { ownCommands } from './help.ts'

export type ConsoleInput =
  | { type: 'own'; name: string; text: string }
  | { type: 'command'; command: CommandDescription; text: string }
  | { type: 'unknown'; name: string; nearest?: string }
  | { type: 'message'; text: string }

/** A line that begins with a slash and a word is a command; a path (`/etc/hosts`) is not. */
export function parseInput(line: string, commands: readonly CommandDescription[]): ConsoleInput {
  const slash = /^\s*\/([\p{L}\p{N}_-]+)(?=\s|$)\s*([\s\S]*)$/u.exec(line)
  if (!slash) return { type: 'message', text: line }
  const name = slash[1]!.toLowerCase()
  const text = slash[2]!.trim()
  const command = commands.find(command => command.name === name)
  if (command) return { type: 'command', command, text }
  const names = [...commands, ...ownCommands].map(command => command.name)
  if (ownCommands.some(own => own.name === name)) return { type: 'own', name, text }
  return { type: 'unknown', name, nearest: nearestName(name, names) }
}

/** @throws ParleyError INPUT_INVALID where the file cannot be read as text */
export type ReadFile = (path: string) => Promise<string>

export interface WithAttachments {
  text: string
  attachments: Attachment[]
}

const token = /"([^"\n]+)"|(\S+)/g
const textFile = /\.(txt|md|markdown|jsonl?|vtt|srt|log|csv|tsv|html?|eml|rst|org)$/i

/**
 * Reads the file that a command names. Where the command works on a conversation, a name that leads to no file is an error;
 * elsewhere only a lone word that is a file counts, since any other may be meant as it stands.
 * @throws ParleyError INPUT_INVALID
 */
export async function attachToCommand(
  command: CommandDescription,
  text: string,
  readFile: ReadFile,
): Promise<WithAttachments> {
  if (text.includes('\n')) return { text, attachments: [] }
  const flags = command.options.filter(option => option.kind !== 'boolean').map(option => option.flag)
  const words = [...text.matchAll(token)].map(match => ({
    value: match[1] ?? match[2]!,
    start: match.index,
    end: match.index + match[0].length,
  }))
  const own = words.filter((word, i) => !word.value.startsWith('--') && !flags.includes(words[i - 1]?.value ?? ''))
  const file = own.length === 1 && looksLikeFile(own[0]!.value) ? own[0] : undefined
  if (!file) return { text, attachments: [] }
  const without = `${text.slice(0, file.start)} ${text.slice(file.end)}`.trim()
  const read = await readOrReason(file.value, readFile)
  if ('text' in read) return { text: without, attachments: [{ name: file.value, text: read.text }] }
  if (command.inputKind === 'conversation' || /^(\.\.?|~)?\//.test(file.value)) throw read.error
  return { text, attachments: [] }
}

/**
 * Reads the first file that plain words name by its path; the words stay as they are.
 * @throws ParleyError INPUT_INVALID for a path of a text file that cannot be read
 */
export async function attachToMessage(text: string, readFile: ReadFile): Promise<WithAttachments> {
  const paths = [...text.slice(0, 400).matchAll(token)]
    .map(match => (match[1] ?? match[2]!).replace(/^[("'<]+|[)"'>,;:?!]+$|\.$/g, ''))
    .filter(path => textFile.test(path) && !/^https?:/i.test(path))
  for (const path of paths) {
    const read = await readOrReason(path, readFile)
    if ('text' in read) return { text, attachments: [{ name: path, text: read.text }] }
    if (path.includes('/')) throw read.error
  }
  return { text, attachments: [] }
}

async function readOrReason(path: string, readFile: ReadFile): Promise<{ text: string } | { error: Error }> {
  try {
    return { text: await readFile(path) }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(messageOf(error)) }
  }
}

function looksLikeFile(word: string): boolean {
  return /^(\.\.?|~)?\//.test(word) || textFile.test(word) || /^[^\s/]+(\/[^\s/]+)+$/.test(word)
}

/** The commands that the word at the end of a line may become. */
export function completeCommand(line: string, commands: readonly CommandDescription[]): [string[], string] {
  const names = [...commands, ...ownCommands].map(command => command.name)
  const help = /^\/help\s+(\S*)$/.exec(line)
  if (help) return [commands.map(command => command.name).filter(name => name.startsWith(help[1]!)), help[1]!]
  if (/^\/\S*$/.test(line)) return [names.map(name => `/${name} `).filter(name => name.startsWith(line)), line]
  const options = /^\/(\S+)\s(?:.*\s)?(--\S*)$/.exec(line)
  const command = commands.find(command => command.name === options?.[1])
  if (!command || !options) return [[], line]
  const flags = command.options.map(option => `${option.flag} `)
  return [flags.filter(flag => flag.startsWith(options[2]!)), options[2]!]
}
