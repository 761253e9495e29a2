/** Requests from outside, checked against a pipeline's declaration. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseParameters } from '../../../src/pipelines/parse-parameters.ts'
import type { Pipeline } from '../../../src/pipelines/pipeline.ts'

const parameters = z.object({
  text: z.string().describe('Text to send'),
  tone: z.enum(['friendly', 'formal']).default('friendly').describe('How it sounds'),
  maxWords: z.int().positive('expected a number above 0').optional().describe('The most words'),
  messages: z.array(z.object({ author: z.string(), text: z.string() })).optional(),
})

const pipeline: Pipeline<z.infer<typeof parameters>> = {
  name: 'send',
  summary: 'Send a text',
  parameters,
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  examples: {},
  async *run() {},
}

function problem(request: Record<string, unknown>): string {
  try {
    parseParameters(pipeline, request, field => `--${field}`)
  } catch (error) {
    expect(error).toMatchObject({ code: 'INPUT_INVALID' })
    return (error as Error).message
  }
  throw new Error('the request was accepted')
}

describe('parseParameters', () => {
  it('gives the values with their defaults', () => {
    expect(parseParameters(pipeline, { text: 'hi', maxWords: undefined })).toEqual({ text: 'hi', tone: 'friendly' })
  })

  it('names an unknown field with the nearest right one', () => {
    expect(problem({ text: 'hi', tne: 'formal' })).toMatch(/tne.*did you mean tone\?/)
    expect(problem({ text: 'hi', zzzzzzzz: 1 })).toMatch(/zzzzzzzz.*text, tone, maxWords, messages/)
  })

  it('says what a missing field is for', () => {
    expect(problem({})).toBe('--text is missing (Text to send).')
  })

  it('names the nearest right value', () => {
    expect(problem({ text: 'hi', tone: 'frendly' })).toBe(
      '--tone: expected one of friendly, formal, found "frendly" (did you mean friendly?).',
    )
  })

  it('says where in a list the problem is, in one line, cutting long values', () => {
    expect(problem({ text: 'hi', messages: [{ author: 'Ada', text: 'x' }, { author: 'Bo' }] })).toMatch(
      /^--messages\[1\]\.text is missing/,
    )
    const line = problem({ text: { inner: 'x\n'.repeat(500) } })
    expect(line).not.toContain('\n')
    expect(line.length).toBeLessThan(160)
  })

  it('keeps the words of a check of the pipeline', () => {
    expect(problem({ text: 'hi', maxWords: 0 })).toBe('--maxWords: expected a number above 0, found 0.')
  })
})
