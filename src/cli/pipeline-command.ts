/** Makes a pipeline's declaration a command, for a person (streamed text) and for scripts (`--json`, `--jsonl`). */
import process from 'node:process'
import type { Command } from 'commander'
import { ParleyError } from '../errors.ts'
import { parseParameters } from '../pipelines/parse-parameters.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { parseConversation } from '../text/chat-log.ts'
import type { CliContext } from './context.ts'
import { runJsonl } from './jsonl.ts'
import { addPipelineOptions, optionName, readPipelineOptions } from './pipeline-options.ts'
import { openRequests, openStandardInput, readTextFile, readTextStream } from './read-input.ts'
import { runPipeline } from './run-pipeline.ts'
import { showParts } from './show-parts.ts'
import { writeTextFile } from './write-text-file.ts'

/** As many as a local model has sequences: more lines would wait in its queue. */
const parallelLines = 4

type Options = Record<string, unknown> & { json?: true; jsonl?: true; reader: string[] }

export function addPipelineCommand(program: Command, context: CliContext, pipeline: Pipeline): void {
  const { kind, placeholder } = pipeline.input
  const isFile = kind === 'conversation'
  const command = program
    .command(pipeline.name)
    .summary(pipeline.summary)
    .description(`${pipeline.summary}.`)
    .argument(isFile ? '[file]' : '[words...]', `${isFile ? 'a file' : placeholder}; "-" or none reads standard input`)
    .usage(`[options] ${isFile ? 'FILE' : `"${placeholder}"`}`)
  addPipelineOptions(command, pipeline)
  for (const [name, { summary }] of Object.entries(pipeline.files ?? {})) command.option(`--${name} <file>`, summary)
  command
    .option('--reader <principal>', 'answer only from what this principal may read; repeatable', addTo, [])
    .option('--json', 'print one result object')
    .option(
      '--jsonl',
      'read a request object a line (from a file or standard input), write a result object a line, in the same order',
    )
    .action(async (argument: string | string[] | undefined, options: Options) => {
      const words = [argument ?? []].flat()
      const files = Object.keys(pipeline.files ?? {}).filter(name => options[name] !== undefined)
      if (options.jsonl && files.length > 0) {
        throw new ParleyError('INPUT_INVALID', `Expected --${files[0]} with one request, got it with --jsonl.`)
      }
      if (options.json && options.jsonl) throw new ParleyError('INPUT_INVALID', 'Expected --json or --jsonl, not both.')
      if (options.jsonl) await runLines(context, pipeline, words, options)
      else await runOnce(context, pipeline, words, options)
    })
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
}

async function runOnce(context: CliContext, pipeline: Pipeline, words: string[], options: Options): Promise<void> {
  const values = await readPipelineOptions(pipeline, options)
  const input = await readInput(context, pipeline, words)
  const params = parseParameters(pipeline, { ...values, [pipeline.input.field]: input }, optionName)
  const services = await context.services(pipeline)
  const request = { params, readers: options.reader, signal: context.signal }
  if (options.json) {
    const result = await runPipeline(pipeline, request, services)
    context.write(`${JSON.stringify({ id: null, ...result })}\n`)
    await writeFiles(pipeline, result, options, services.now())
    return
  }
  const { stderr } = process
  const terminal = stderr.isTTY
    ? { columns: stderr.columns || 80, write: (text: string) => void stderr.write(text) }
    : undefined
  const shown = showParts({ write: context.write, terminal })
  try {
    const result = await runPipeline(pipeline, { ...request, onPart: shown.show }, services)
    await writeFiles(pipeline, result, options, services.now())
  } finally {
    shown.end()
  }
}

/** The files that were asked for, whole or not at all. */
async function writeFiles(pipeline: Pipeline, result: object, options: Options, now: Date): Promise<void> {
  for (const [name, { format }] of Object.entries(pipeline.files ?? {})) {
    const path = options[name]
    if (typeof path === 'string') await writeTextFile(path, format(result, now))
  }
}

/** Words, a file or standard input as the pipeline's main parameter. */
async function readInput(context: CliContext, pipeline: Pipeline, words: string[]): Promise<unknown> {
  const { kind, placeholder } = pipeline.input
  const piped = openStandardInput(context.signal, words, usageOf(pipeline))
  const typed = words.join(' ')
  if (!piped && typed.trim() === '') throw new ParleyError('INPUT_INVALID', `${placeholder} is empty; expected text.`)
  if (kind === 'text') return piped ? readTextStream(piped) : typed
  const text = piped ? await readTextStream(piped) : await readTextFile(typed)
  return parseConversation(text, piped ? 'standard input' : typed).utterances
}

function usageOf({ name, input }: Pipeline): string {
  return `parley ${name} ${input.kind === 'text' ? `"${input.placeholder}"` : 'FILE'}`
}

async function runLines(context: CliContext, pipeline: Pipeline, words: string[], options: Options): Promise<void> {
  const values = await readPipelineOptions(pipeline, options)
  await runJsonl({
    input: await openRequests(context.signal, words, `parley ${pipeline.name} --jsonl FILE`),
    write: context.write,
    parse: request => parseParameters(pipeline, { ...values, ...request }),
    open: () => context.services(pipeline),
    run: (params, services) =>
      runPipeline(pipeline, { params, readers: options.reader, signal: context.signal }, services),
    parallel: parallelLines,
    signal: context.signal,
    onFault: error => context.log.error({ err: error }, 'a line failed'),
  })
}
