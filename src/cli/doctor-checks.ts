/** The checks of `parley doctor`, in the order of what depends on what. */
import { mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { prepareFolder } from '../store/data-folder.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { CliContext } from './context.ts'
import { checkModelAnswers, checkModelFile } from './doctor-model-checks.ts'

/** What a check found. `warn`: works, but not as well as it could, or not yet. */
export interface Finding {
  /** Of what it is about, where the check finds several things; else the check's own name. */
  name?: string
  state: 'ok' | 'warn' | 'fail'
  detail: string
  /** What to do about it. */
  advice?: string
}

export interface Check {
  name: string
  /** What it throws counts as a failure, with the error's line as the detail; undefined: does not apply here. */
  run(context: CliContext): Promise<Finding | readonly Finding[] | undefined>
}

/** Below the first an index soon can't grow any more, below the second hardly anything can be stored. */
const scarceBytes = 1e9
const tooFewBytes = 50e6

/** The shipped embedder's files, as weights/multilingual-e5-small/README.md lists them. */
const embedderDigests = {
  'onnx/model_quantized.onnx': 'c153ec41816b45c24ff1cc6474f814ff6a215a655e1eadc74e3a8d8f87d8a8ce',
  'tokenizer.json': 'd153a86180e421bb9c3043b7f8de3debffdc5ca5820cd91a5a97ff5b4fc18288',
}

export const checks: readonly Check[] = [
  {
    name: 'node',
    run: async () => ({ state: 'ok', detail: `${process.version} on ${process.platform} ${process.arch}` }),
  },
  { name: 'configuration', run: checkConfiguration },
  { name: 'data folder', run: checkDataFolder },
  { name: 'database', run: checkDatabase },
  { name: 'knowledge', run: checkKnowledge },
  { name: 'embedder', run: checkEmbedder },
  { name: 'machine', run: checkMachine },
  { name: 'model file', run: checkModelFile },
  { name: 'model', run: checkModelAnswers },
  { name: 'slack', run: checkSlack },
  { name: 'discord', run: checkDiscord },
]

async function checkConfiguration({ config }: CliContext): Promise<Finding> {
  const model = config.modelUrl ? `server ${config.modelUrl}` : `model ${config.model}`
  return { state: 'ok', detail: `${model}, log level ${config.logLevel}` }
}

async function checkDataFolder({ config }: CliContext): Promise<Finding> {
  const folder = config.dataFolder
  prepareFolder(folder)
  const trial = await mkdtemp(join(folder, 'doctor-')).catch(cause => {
    throw new Error(
      `${folder} can't be written to (${cause.code}). Mend its permissions, or set PARLEY_DATA to another folder.`,
    )
  })
  try {
    await writeFile(join(trial, 'trial'), 'trial')
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
  const { bavail, bsize } = await statfs(folder)
  const detail = `${folder} can be written to, ${formatBytes(bavail * bsize)} free`
  if (bavail * bsize < scarceBytes) {
    const state = bavail * bsize < tooFewBytes ? 'fail' : 'warn'
    return { state, detail, advice: 'Make room, or set PARLEY_DATA to a folder on another disk.' }
  }
  if (process.platform !== 'win32' && ((await stat(folder)).mode & 0o077) !== 0) {
    return { state: 'warn', detail: `${detail}, open to other users`, advice: `Close it: chmod 700 ${folder}` }
  }
  return { state: 'ok', detail }
}

async function checkDatabase(context: CliContext): Promise<Finding> {
  const { sql } = await import('kysely')
  const { db } = await context.store()
  const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(db)
  return { state: 'ok', detail: `SQLite ${rows[0]?.version} opens it` }
}

async function checkKnowledge(context: CliContext): Promise<Finding> {
  const documents = await (await context.knowledge()).list()
  const failed = documents.filter(document => document.state === 'failed').length
  const detail = `LanceDB opens it; ${documents.length} documents, ${failed} of them failed`
  if (failed > 0) return { state: 'warn', detail, advice: 'See why: parley knowledge list' }
  if (documents.length > 0) return { state: 'ok', detail }
  return { state: 'ok', detail, advice: 'To get answers from your own documents: parley index FOLDER' }
}

async function checkEmbedder(context: CliContext): Promise<Finding> {
  const { shippedEmbedderFolder } = await import('../models/transformers/transformers-embedder.ts')
  const { hashFile } = await import('../models/download/digest.ts')
  for (const [file, digest] of Object.entries(embedderDigests)) {
    const path = join(shippedEmbedderFolder, file)
    if ((await hashFile(path, () => {}, context.signal)) === digest) continue
    return {
      state: 'fail',
      detail: `${path} is damaged`,
      advice: 'Get it again from the repository: git checkout -- weights',
    }
  }
  const embedder = await context.embedder()
  const [near, far, question] = await embedder.embed(
    ['The office is closed on Sundays.', 'Preheat the oven.', 'When is nobody in the office?'],
    'query',
    context.signal,
  )
  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const detail = `${embedder.name}, digests right`
  if (cosine(near!, question!) > cosine(far!, question!))
    return { state: 'ok', detail: `${detail}, tells meanings apart` }
  return { state: 'fail', detail: `${detail}, but its vectors are wrong`, advice: 'Install the packages again: npm ci' }
}

async function checkMachine({ config, signal }: CliContext): Promise<Finding> {
  const { inspectMachine } = await import('../models/machine.ts')
  const { cores, memoryBytes, gpuMemoryBytes } = await inspectMachine({ gpu: config.gpu, signal })
  const processor = `${cores} ${cores === 1 ? 'core' : 'cores'}, ${formatBytes(memoryBytes)} memory`
  if (gpuMemoryBytes > 0) return { state: 'ok', detail: `${processor}, GPU with ${formatBytes(gpuMemoryBytes)}` }
  return { state: 'ok', detail: `${processor}, ${config.gpu === 'off' ? 'GPU turned off' : 'no GPU found'}` }
}

/** The tokens that are set; none are needed. */
async function checkSlack({ config, signal }: CliContext): Promise<readonly Finding[]> {
  const { botToken, appToken, apiUrl } = config.slack
  if (!botToken && !appToken) return []
  const { checkSlackTokens } = await import('../../adapters/slack/check-tokens.ts')
  return (await checkSlackTokens({ botToken, appToken, apiUrl, signal })).checks
}

async function checkDiscord({ config, signal }: CliContext): Promise<readonly Finding[]> {
  const { token, apiUrl } = config.discord
  if (!token) return []
  const { checkDiscordToken } = await import('../../adapters/discord/check-token.ts')
  return (await checkDiscordToken({ token, apiUrl, signal })).checks
}
