/** Commands as a platform shows them, made from the pipelines' declarations, and the words after a command as parameters. */
import { z } from 'zod'
import { ParleyError } from '../errors.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { parseConversation } from '../text/chat-log.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { Attachment } from './chat-port.ts'

export interface CommandOption {
  /** The parameter's name. */
  field: string
  /** As typed: `--to`. */
  flag: string
  kind: 'text' | 'number' | 'boolean'
  /** The only values it takes, where it is a choice. */
  choices?: readonly string[]
  description: string
  required: boolean
}

/** What an adapter needs to offer a command. */
export interface CommandDescription {
  name: string
  summary: string
  /** What follows the name: `--to TEXT TEXT`. */
  usage: string
  /** `conversation` takes a file as well as words. */
  inputKind: 'text' | 'conversation'
  options: readonly CommandOption[]
}

/** Commands that are called on a message, and how its menu names them; at most five, the most that platforms show. */
export const messageCommands: readonly { name: string; label: string }[] = [
  { name: 'summarize', label: 'Summarise from here' },
  { name: 'translate', label: 'Translate' },
  { name: 'classify', label: 'Classify' },
  { name: 'minutes', label: 'Minutes from here' },
  { name: 'remember', label: 'Add to knowledge' },
]

interface FieldSchema {
  type?: string
  enum?: readonly string[]
  description?: string
}

/** A pipeline's command: its scalar parameters as options, its input as what follows. */
export function describeCommand(pipeline: Pipeline): CommandDescription {
  const options = optionsOf(pipeline)
  const shown = options.map(option => {
    const value = option.choices?.join('|') ?? (option.kind === 'number' ? 'NUMBER' : 'TEXT')
    const words = option.kind === 'boolean' ? option.flag : `${option.flag} ${value}`
    return option.required ? words : `[${words}]`
  })
  const input =
    pipeline.input.kind === 'conversation' ? `FILE or ${pipeline.input.placeholder}` : pipeline.input.placeholder
  return {
    name: pipeline.name,
    summary: pipeline.summary,
    usage: [...shown, input].join(' '),
    inputKind: pipeline.input.kind,
    options,
  }
}

/** How a parameter is written in a command: `maxWords` is `--max-words`. */
export function flagOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

function optionsOf(pipeline: Pipeline): CommandOption[] {
  const schema = z.toJSONSchema(pipeline.parameters, { io: 'input', unrepresentable: 'any' })
  const options: CommandOption[] = []
  for (const [field, value] of Object.entries(schema.properties ?? {})) {
    const { type, enum: choices, description = '' } = value as FieldSchema
    const kind = type === 'integer' || type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'text'
    if (field === pipeline.input.field || !['string', 'number', 'integer', 'boolean'].includes(type ?? '')) continue
    options.push({
      field,
      flag: flagOf(field),
      kind,
      choices,
      description,
      required: schema.required?.includes(field) ?? false,
    })
  }
  return options
}

/**
 * Takes the options off both ends of what followed a command; the words between are kept as they are.
 * An unknown option in front is refused; at the end it is text. `--` in front ends the options.
 * @returns the raw parameters, unchecked, without the input
 * @throws ParleyError INPUT_INVALID
 */
export function parseCommandText(pipeline: Pipeline, text: string): { params: Record<string, unknown>; rest: string } {
  const options = optionsOf(pipeline)
  const params: Record<string, unknown> = {}
  let rest = text.trim()
  for (;;) {
    const front = /^--(?:\s+|$|([a-z][a-z-]*))/i.exec(rest)
    if (!front) break
    rest = rest.slice(front[0].length)
    if (front[1] === undefined) return { params, rest: rest.trim() }
    const flag = `--${front[1].toLowerCase()}`
    const option = options.find(option => option.flag === flag)
    if (!option) throw unknownOption(pipeline, flag, options)
    const value = option.kind === 'boolean' ? /^=(\S*)/.exec(rest) : /^(?:=|\s+)("[^"]*"|\S+)/.exec(rest)
    if (!value && option.kind !== 'boolean') {
      throw new ParleyError('INPUT_INVALID', `Expected a value after ${flag}: ${option.description}.`)
    }
    if (value) rest = rest.slice(value[0].length)
    params[option.field] = toValue(option, value?.[1])
    rest = rest.trimStart()
  }
  for (;;) {
    const back = /(?:^|\s)(--[a-z][a-z-]*)(?:(?:=|\s+)("[^"]*"|[^\s"]+))?$/i.exec(rest)
    const option = options.find(option => option.flag === back?.[1]?.toLowerCase())
    if (!back || !option || (option.kind === 'boolean') !== (back[2] === undefined)) break
    params[option.field] = toValue(option, back[2])
    rest = rest.slice(0, back.index).trimEnd()
  }
  return { params, rest }
}

function unknownOption(pipeline: Pipeline, flag: string, options: readonly CommandOption[]): ParleyError {
  const flags = options.map(option => option.flag)
  const advice = flags.length > 0 ? suggestName(flag, flags) : 'it takes none'
  return new ParleyError('INPUT_INVALID', `${pipeline.name} has no option ${flag}: ${advice}.`.replace('?.', '?'))
}

function toValue(option: CommandOption, written: string | undefined): unknown {
  const value = written?.replace(/^"(.*)"$/s, '$1')
  if (option.kind === 'boolean') return value === undefined || value === 'true'
  if (option.kind !== 'number') return value
  const number = Number(value)
  if (value === '' || !Number.isFinite(number)) {
    throw new ParleyError('INPUT_INVALID', `Expected a number after ${option.flag}, found ${JSON.stringify(value)}.`)
  }
  return number
}

/**
 * Puts the pipeline's input into its parameters: the words, or the messages read from the attachment or the words.
 * @throws ParleyError INPUT_INVALID where there is nothing to work on
 */
export function withInput(
  pipeline: Pipeline,
  params: Record<string, unknown>,
  text: string,
  attachments: readonly Attachment[] = [],
): Record<string, unknown> {
  const file = attachments[0]
  const input = file?.text ?? text
  if (input.trim() === '') {
    const what = pipeline.input.kind === 'conversation' ? 'a file or pasted messages' : 'some text'
    throw new ParleyError(
      'INPUT_INVALID',
      `Expected ${what} to ${pipeline.name}: /${pipeline.name} ${describeCommand(pipeline).usage}`,
    )
  }
  if (pipeline.input.kind === 'text') return { ...params, [pipeline.input.field]: input }
  return { ...params, [pipeline.input.field]: parseConversation(input, file?.name ?? 'the message').utterances }
}
