/** Makes command-line options from a pipeline's parameters: scalar fields and fields that are read from a file. */
import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { readJsonlFile } from './read-input.ts'

/** What a field's JSON schema may say about its option. */
interface FieldSchema {
  type?: string
  enum?: string[]
  description?: string
  default?: unknown
  /** From the field's `.meta()`: on a command line, the rows are read from a file of JSON lines. */
  file?: true
  /** From the field's `.meta()`: what stands for the value in usage lines. */
  placeholder?: string
}

/** `maxWords` is written `--max-words`. */
export function optionName(field: string): string {
  return `--${field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/** Adds an option for every field but the main input that a command line can hold. */
export function addPipelineOptions(command: Command, pipeline: Pipeline): void {
  for (const [field, schema] of fieldsOf(pipeline)) {
    const option = toOption(field, schema)
    if (option) command.addOption(option)
  }
}

function fieldsOf(pipeline: Pipeline): [string, FieldSchema][] {
  const schema = z.toJSONSchema(pipeline.parameters, { io: 'input', unrepresentable: 'any' })
  const fields = Object.entries((schema.properties ?? {}) as Record<string, FieldSchema>)
  return fields.filter(([field]) => field !== pipeline.input.field)
}

function toOption(field: string, schema: FieldSchema): Option | undefined {
  const name = optionName(field)
  const description = schema.description ?? ''
  if (schema.file) return new Option(`${name} <file>`, description)
  if (schema.type === 'boolean')
    return new Option(schema.default === true ? name.replace('--', '--no-') : name, description)
  const isNumber = schema.type === 'number' || schema.type === 'integer'
  if (!isNumber && schema.type !== 'string') return undefined
  // The values are only told here: the schema checks them, and names the nearest right one.
  const facts = [schema.enum?.join(', '), schema.default === undefined ? undefined : `default: ${schema.default}`]
  const told = facts.filter(fact => fact !== undefined).join('; ')
  const placeholder = schema.placeholder ?? (isNumber ? 'number' : 'text')
  return new Option(`${name} <${placeholder}>`, told ? `${description} (${told})` : description)
}

/**
 * @param options what commander read
 * @returns field values as the schema expects them; files are read
 * @throws ParleyError INPUT_INVALID where a file can't be read
 */
export async function readPipelineOptions(
  pipeline: Pipeline,
  options: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [field, { file, type }] of fieldsOf(pipeline)) {
    const value = options[field]
    if (value === undefined) continue
    if (file) values[field] = await readJsonlFile(String(value))
    else if (type === 'number' || type === 'integer') values[field] = value === '' ? value : toNumber(value)
    else values[field] = value
  }
  return values
}

/** A text that is no number stays as it is, for the schema to refuse it by name. */
function toNumber(value: unknown): unknown {
  const number = Number(value)
  return Number.isNaN(number) ? value : number
}
