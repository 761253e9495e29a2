/** Checks an output format before a model sees it: the grammar of a bad schema is silently `null` or anything at all. */
import { ParleyError } from '../errors.ts'
import type { JsonSchema, OutputFormat } from './language-model.ts'

/** @throws ParleyError INPUT_INVALID */
export function checkOutputFormat(format: OutputFormat): void {
  if (format.type === 'json') checkSchema(format.schema, 'schema')
  else if (format.type === 'choice') checkStrings(format.options, 'options')
  else throw invalid('format.type', "'json' or 'choice'", (format as { type: unknown }).type)
}

function checkSchema(schema: JsonSchema, path: string): void {
  if (typeof schema !== 'object' || schema === null) throw invalid(path, 'an object', schema)
  if ('enum' in schema) {
    checkStrings(schema.enum, `${path}.enum`)
    return
  }
  switch (schema.type) {
    case 'object':
      if (typeof schema.properties !== 'object' || schema.properties === null) {
        throw invalid(`${path}.properties`, 'an object', schema.properties)
      }
      for (const [key, value] of Object.entries(schema.properties)) checkSchema(value, `${path}.properties.${key}`)
      return
    case 'array':
      checkLength(schema.minItems, `${path}.minItems`)
      checkLength(schema.maxItems, `${path}.maxItems`)
      if ((schema.minItems ?? 0) > (schema.maxItems ?? Number.POSITIVE_INFINITY)) {
        throw invalid(`${path}.minItems`, `at most maxItems (${schema.maxItems})`, schema.minItems)
      }
      checkSchema(schema.items, `${path}.items`)
      return
    case 'string':
      checkLength(schema.maxLength, `${path}.maxLength`)
      return
    case 'number':
    case 'integer':
    case 'boolean':
      return
    default:
      throw invalid(
        `${path}.type`,
        'object, array, string, number, integer or boolean',
        (schema as { type: unknown }).type,
      )
  }
}

function checkStrings(values: readonly string[], path: string): void {
  if (!Array.isArray(values) || values.length === 0) throw invalid(path, 'at least one string', values)
  const odd = values.find((value, index) => typeof value !== 'string' || value === '' || values.indexOf(value) < index)
  if (odd !== undefined) throw invalid(path, 'strings that are neither empty nor twice there', odd)
}

function checkLength(value: number | undefined, path: string): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0)) throw invalid(path, 'a whole number', value)
}

function invalid(path: string, expected: string, got: unknown): ParleyError {
  return new ParleyError(
    'INPUT_INVALID',
    `The output format's ${path} must be ${expected}; it is ${JSON.stringify(got)}.`,
  )
}
