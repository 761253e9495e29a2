/** Checks a request from outside against a pipeline's declaration; every problem becomes one line that names the field. */
import type { z } from 'zod'
import { ParleyError } from '../errors.ts'
import { nearestName, suggestName } from '../text/nearest-name.ts'
import type { Pipeline } from './pipeline.ts'

/**
 * @param request field values as they came; fields that are undefined count as absent
 * @param nameOf how the person knows a field: `--to` on the command line; by default the field's own name
 * @throws ParleyError INPUT_INVALID: unknown fields with the nearest right name, missing fields, wrong values
 */
export function parseParameters<P extends object>(
  pipeline: Pipeline<P>,
  request: Readonly<Record<string, unknown>>,
  nameOf: (field: string) => string = field => field,
): P {
  const fields = Object.keys(pipeline.parameters.shape)
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined))
  for (const name of Object.keys(given)) {
    if (!fields.includes(name)) {
      throw new ParleyError('INPUT_INVALID', `Unknown field ${name}: ${suggestName(name, fields)}`)
    }
  }
  const checked = pipeline.parameters.safeParse(given)
  if (checked.success) return checked.data as P
  const problems = checked.error.issues.map(issue => formatIssue(pipeline, issue, given, nameOf))
  throw new ParleyError('INPUT_INVALID', `${[...new Set(problems)].slice(0, 3).join('; ')}.`)
}

function formatIssue(
  pipeline: Pipeline,
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  nameOf: (field: string) => string,
): string {
  const [field, ...rest] = issue.path
  if (field === undefined) return issue.message
  const name =
    nameOf(String(field)) + rest.map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  const value = issue.path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
    given,
  )
  if (value === undefined && issue.code !== 'custom') {
    const help = rest.length === 0 ? pipeline.parameters.shape[String(field)]?.description : undefined
    return `${name} is missing${help ? ` (${help})` : ''}`
  }
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String)
    const nearest = typeof value === 'string' ? nearestName(value, options) : undefined
    return `${name}: expected one of ${options.join(', ')}, found ${show(value)}${nearest ? ` (did you mean ${nearest}?)` : ''}`
  }
  return `${name}: ${issue.message}, found ${show(value)}`
}

/** A value in a line, cut to what a person needs to know it again. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
