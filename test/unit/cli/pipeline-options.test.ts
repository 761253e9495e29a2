/** A pipeline's parameters as options of its command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addPipelineOptions, optionName, readPipelineOptions } from '../../../src/cli/pipeline-options.ts'
import type { Pipeline } from '../../../src/pipelines/pipeline.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-options-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pipeline: Pipeline = {
  name: 'send',
  summary: 'Send a text',
  parameters: z.object({
    text: z.string().describe('The text'),
    tone: z.enum(['friendly', 'formal']).default('friendly').describe('How it sounds'),
    maxWords: z.int().optional().describe('The most words'),
    loud: z.boolean().optional().describe('In capitals'),
    greet: z.boolean().default(true).describe('Without a greeting'),
    labels: z
      .array(z.object({ label: z.string() }))
      .optional()
      .describe('Labels')
      .meta({ file: true }),
    inner: z.object({ a: z.string() }).optional().describe('Only in requests'),
  }),
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  examples: {},
  async *run() {},
}

async function read(...args: string[]): Promise<Record<string, unknown>> {
  const command = new Command().exitOverride().configureOutput({ outputError: () => {} })
  addPipelineOptions(command, pipeline)
  return readPipelineOptions(pipeline, command.parse(args, { from: 'user' }).opts())
}

describe('addPipelineOptions', () => {
  it('makes an option of every field that a command line can hold, with its values and default in the help', () => {
    const command = new Command()
    addPipelineOptions(command, pipeline)
    expect(command.options.map(option => option.flags)).toEqual([
      '--tone <text>',
      '--max-words <number>',
      '--loud',
      '--no-greet',
      '--labels <file>',
    ])
    expect(command.helpInformation()).toContain('How it sounds (friendly, formal; default: friendly)')
  })

  it('writes names of several words with hyphens', () => {
    expect(optionName('maxWords')).toBe('--max-words')
  })
})

describe('readPipelineOptions', () => {
  it('gives the fields that were set, and leaves defaults to the schema', async () => {
    expect(await read('--max-words', '12', '--loud', '--tone', 'formal')).toMatchObject({
      maxWords: 12,
      loud: true,
      tone: 'formal',
    })
    expect(await read()).not.toHaveProperty('tone')
    expect(await read('--no-greet')).toMatchObject({ greet: false })
  })

  it('leaves a number that is none for the schema to refuse', async () => {
    expect(await read('--max-words', 'many')).toMatchObject({ maxWords: 'many' })
    expect(await read('--max-words', '')).toMatchObject({ maxWords: '' })
  })

  it('reads rows from a file of JSON lines', async () => {
    const path = join(folder, 'labels.jsonl')
    writeFileSync(path, '{"label":"a"}\r\n\n{"label":"b"}')
    expect(await read('--labels', path)).toMatchObject({ labels: [{ label: 'a' }, { label: 'b' }] })
    writeFileSync(path, '{"label":"a"}\n\nlabel b\n')
    await expect(read('--labels', path)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^Line 3 of/),
    })
  })
})
