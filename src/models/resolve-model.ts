/** From the configured value to a model file: `auto`, a name of the catalogue, or the path of a GGUF file. */
import { open, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { messageOf, ParleyError } from '../errors.ts'
import { formatBytes } from '../text/format-bytes.ts'
import { type CatalogEntry, findModel, loadCatalog, pickModels } from './catalog.ts'
import { type EnsureModelOptions, ensureModel, isModelReady, NoSourceError } from './download/ensure-model.ts'
import { inspectMachine, type Machine } from './machine.ts'

export interface ResolvedModel {
  readonly path: string
  /** What the catalogue knows of it; undefined for a file of the user's own. */
  readonly entry?: CatalogEntry
}

export interface ResolveModelOptions extends EnsureModelOptions {
  /** `off` leaves the GPU out of the choice. Default: `auto`. */
  gpu?: 'auto' | 'off'
  /** Decides anew although `auto` was decided before. */
  decideAgain?: boolean
  /** Looks at the machine; replaced in tests. */
  inspect?: () => Promise<Machine>
}

/** What `auto` chose, kept beside the models: the next start neither decides again nor asks a source. */
const choiceSchema = z.object({ name: z.string() })

/**
 * Gives the model file for a configured value, fetching it where it is not there.
 * `auto` takes the best model that suits the machine; where none of its sources can be reached, or the disk is too full for it, the next best.
 * @throws ParleyError INPUT_INVALID (no such model or file, or no GGUF file), and as `ensureModel`
 */
export async function resolveModel(value: string, options: ResolveModelOptions): Promise<ResolvedModel> {
  if (value === 'auto') return resolveAuto(options)
  if (isModelPath(value)) {
    const path = resolve(value)
    await checkGguf(path)
    return { path }
  }
  const entry = findModel(value)
  return { path: await ensureModel(entry, options), entry }
}

/** True for a configured value that means a file: one with a slash in it, or ending in `.gguf`. */
export function isModelPath(value: string): boolean {
  return /[/\\]|\.gguf$/i.test(value)
}

/** The model that `auto` chose earlier in this folder, where its file is still there and good. */
export async function rememberedChoice(directory: string): Promise<CatalogEntry | undefined> {
  try {
    const { name } = choiceSchema.parse(JSON.parse(await readFile(choicePath(directory), 'utf8')))
    const entry = loadCatalog().find(candidate => candidate.name === name)
    return entry !== undefined && (await isModelReady(entry, directory)) ? entry : undefined
  } catch {
    // Nothing was chosen yet, or what was written is of no use: the choice is made anew.
    return undefined
  }
}

async function resolveAuto(options: ResolveModelOptions): Promise<ResolvedModel> {
  const { directory, onNote } = options
  const remembered = options.decideAgain ? undefined : await rememberedChoice(directory)
  if (remembered !== undefined) return { path: join(directory, remembered.file), entry: remembered }
  const machine = await (options.inspect ?? (() => inspectMachine(options)))()
  const unreachableHosts = options.unreachableHosts ?? new Set<string>()
  const candidates = pickModels(machine)
  const { cores, memoryBytes, gpuMemoryBytes } = machine
  const gpu = gpuMemoryBytes > 0 ? `, GPU with ${formatBytes(gpuMemoryBytes)}` : ''
  onNote?.(`This machine (${cores} cores, ${formatBytes(memoryBytes)} of memory${gpu}) suits ${candidates[0]!.name}`)
  for (const entry of candidates.slice(0, -1)) {
    try {
      // All its sources go into the one line below.
      return await getChosen(entry, { ...options, unreachableHosts, onSourceFailed: () => {} })
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'MODEL_UNAVAILABLE') throw error
      onNote?.(`Passing over ${entry.name}: ${error instanceof NoSourceError ? error.reasons : error.message}`)
    }
  }
  return getChosen(candidates.at(-1)!, { ...options, unreachableHosts })
}

async function getChosen(entry: CatalogEntry, options: EnsureModelOptions): Promise<ResolvedModel> {
  const path = await ensureModel(entry, options)
  const choice: z.infer<typeof choiceSchema> = { name: entry.name }
  // Where the folder can't be written to, the next start decides again.
  await writeFile(choicePath(options.directory), JSON.stringify(choice)).catch(() => {})
  return { path, entry }
}

function choicePath(directory: string): string {
  return join(directory, 'auto.json')
}

/** The first bytes of every GGUF file, after the format's specification. */
const GGUF_MAGIC = 'GGUF'

async function checkGguf(path: string): Promise<void> {
  const magic = Buffer.alloc(GGUF_MAGIC.length)
  try {
    const file = await open(path)
    try {
      await file.read(magic, 0, magic.length, 0)
    } finally {
      await file.close()
    }
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = missing ? 'does not exist' : `can't be read (${messageOf(cause)})`
    throw new ParleyError(
      'INPUT_INVALID',
      `The model file ${path} ${reason}. Set PARLEY_MODEL to a GGUF file, a name from \`parley models list\`, or auto.`,
      { cause },
    )
  }
  if (magic.toString('latin1') === GGUF_MAGIC) return
  throw new ParleyError(
    'INPUT_INVALID',
    `The file ${path} is no GGUF model: it does not begin with "${GGUF_MAGIC}". Set PARLEY_MODEL to a GGUF file, a name from \`parley models list\`, or auto.`,
  )
}
