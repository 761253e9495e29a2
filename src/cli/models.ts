/** `parley models`: what the catalogue offers this machine, getting a model, and checking the files that are there. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Command } from 'commander'
import { type CatalogEntry, type Fit, findModel, fitOf, loadCatalog, pickModels } from '../models/catalog.ts'
import { isModelReady, verifyModel } from '../models/download/ensure-model.ts'
import type { DownloadProgress } from '../models/download/progress-meter.ts'
import { inspectMachine, type Machine } from '../models/machine.ts'
import { rememberedChoice } from '../models/resolve-model.ts'
import { formatBytes } from '../text/format-bytes.ts'
import { formatTable } from '../text/format-table.ts'
import type { AddCommand, CliContext } from './context.ts'
import { getModelFile, toProgress } from './get-model-file.ts'
import { createProgressBar } from './progress-bar.ts'

export const addModelsCommand: AddCommand = (program, context) => {
  const models = program.command('models').summary('language models').description('Language models: list, get, verify.')
  addList(models, context)
  models
    .command('get')
    .summary('get a model into the models folder')
    .description('Gets a model into the models folder; `auto` picks one for this machine anew.')
    .argument('<name>', 'a name from `parley models list`, or auto')
    .action(async (name: string) => {
      const value = name === 'auto' ? name : findModel(name).name
      const { path } = await getModelFile(context, value, { decideAgain: true })
      context.write(`${path}\n`)
    })
  models
    .command('verify')
    .summary('compare model files with their digests')
    .description('Reads model files whole and compares their SHA-256 with the catalogue: all that are there, or one.')
    .argument('[name]', 'a name from `parley models list`')
    .action((name: string | undefined) => verify(context, name))
}

function addList(models: Command, context: CliContext): void {
  models
    .command('list')
    .summary('models of the catalogue and how they suit this machine')
    .description('Lists the models of the catalogue, from the best to the smallest, and how they suit this machine.')
    .option('--json', 'print one result object')
    .action(async ({ json }: { json?: true }) => {
      const { modelsFolder: directory, gpu } = context.config
      const machine = await inspectMachine({ gpu, signal: context.signal })
      const rows = await describeModels(directory, machine)
      if (json) context.write(`${JSON.stringify({ directory, machine, models: rows })}\n`)
      else context.write(formatList(rows, machine, directory))
    })
}

/** One model of the list, as `--json` prints it. */
interface ModelRow {
  name: string
  title: string
  bytes: number
  licence: string
  contextTokens: number
  languages: string[]
  /** Its file is in the models folder and was checked, is there but was not, or is not there. */
  file: 'checked' | 'unchecked' | 'absent'
  fit: Fit
  /** What `auto` takes: what it chose earlier, or what it would try first. */
  auto: boolean
}

async function describeModels(directory: string, machine: Machine): Promise<ModelRow[]> {
  const picked = (await rememberedChoice(directory)) ?? pickModels(machine)[0]
  return Promise.all(
    loadCatalog().map(async entry => {
      const { name, title, bytes, licence, contextTokens, languages } = entry
      const file = await fileState(entry, directory)
      const fit = fitOf(entry, machine)
      return { name, title, bytes, licence, contextTokens, languages, file, fit, auto: entry === picked }
    }),
  )
}

async function fileState(entry: CatalogEntry, directory: string): Promise<ModelRow['file']> {
  if (await isModelReady(entry, directory)) return 'checked'
  const isThere = await stat(join(directory, entry.file)).then(
    () => true,
    () => false,
  )
  return isThere ? 'unchecked' : 'absent'
}

const fitWords: Record<Fit, string> = {
  gpu: 'runs on the GPU',
  cpu: 'runs on the processor',
  'too large': 'needs more memory',
  'too slow': 'would be slow',
}
const fileWords: Record<ModelRow['file'], string> = { checked: 'yes', unchecked: 'not checked', absent: '' }

function formatList(rows: readonly ModelRow[], machine: Machine, directory: string): string {
  const table = formatTable(
    ['', 'NAME', 'SIZE', 'LICENCE', 'HERE', 'THIS MACHINE'],
    rows.map(row => [
      row.auto ? '*' : '',
      row.name,
      formatBytes(row.bytes),
      row.licence,
      fileWords[row.file],
      fitWords[row.fit],
    ]),
  )
  const { cores, memoryBytes, gpuMemoryBytes } = machine
  const gpu = gpuMemoryBytes > 0 ? `, GPU memory ${formatBytes(gpuMemoryBytes)}` : ', no GPU seen'
  const facts = `${cores} ${cores === 1 ? 'core' : 'cores'}, ${formatBytes(memoryBytes)} of memory${gpu}`
  return `${table}\n* is what PARLEY_MODEL=auto takes. This machine: ${facts}.\nModels folder: ${directory}\n`
}

async function verify(context: CliContext, name: string | undefined): Promise<void> {
  const { modelsFolder: directory } = context.config
  const bar = createProgressBar(process.stderr)
  const onProgress = (progress: DownloadProgress) => bar.update(toProgress(progress))
  let found = 0
  try {
    for (const entry of name === undefined ? loadCatalog() : [findModel(name)]) {
      const result = await verifyModel(entry, { directory, onProgress, signal: context.signal })
      bar.end()
      if (result === 'missing' && name === undefined) continue
      found++
      if (result !== 'good') process.exitCode = 1
      context.write(`${entry.name}: ${verdict(result, entry, directory)}\n`)
    }
  } finally {
    bar.end()
  }
  if (found === 0) context.write(`No model of the catalogue is in ${directory}.\n`)
}

function verdict(result: Awaited<ReturnType<typeof verifyModel>>, entry: CatalogEntry, directory: string): string {
  if (result === 'good') return 'good'
  const get = `\`parley models get ${entry.name}\` gets it`
  if (result === 'missing') return `not in ${directory}; ${get}`
  return `${entry.file} is damaged (its SHA-256 is not the catalogue's); ${get} anew`
}
