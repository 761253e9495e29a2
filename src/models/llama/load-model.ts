/** Opens a GGUF file, and says in one line for a person why it cannot be opened. */
import { stat } from 'node:fs/promises'
import {
  getLlama,
  InsufficientMemoryError,
  type Llama,
  LlamaLogLevel,
  type LlamaModel,
  NoBinaryFoundError,
  readGgufFileInfo,
} from 'node-llama-cpp'
import { messageOf } from '../../errors.ts'
import type { LoadOptions } from './messages.ts'

const VERIFY = 'Run `parley models verify`, or get the file again.'
/** Lines of the library's log that are kept to explain a failure. */
const MAX_LOG_LINES = 20

export interface OpenModel {
  llama: Llama
  model: LlamaModel
}

/** @throws Error whose message is the one line to show */
export async function loadModel(options: LoadOptions): Promise<OpenModel> {
  const { path } = options
  await checkFile(path)
  const log: string[] = []
  let llama: Llama
  try {
    llama = await getLlama({
      gpu: options.gpu,
      build: 'never',
      progressLogs: false,
      maxThreads: options.maxThreads,
      logLevel: LlamaLogLevel.error,
      logger: (_level, message) => {
        log.push(message.trim())
        if (log.length > MAX_LOG_LINES) log.shift()
      },
    })
  } catch (error) {
    if (error instanceof NoBinaryFoundError) {
      throw new Error(
        'The model runtime has no build for this system: run `npm ci`, or set PARLEY_MODEL_URL to a server.',
      )
    }
    throw error
  }
  await llama.setRamCap(options.maxMemoryBytes)
  try {
    const model = await llama.loadModel({
      modelPath: path,
      // As many layers as leave room for the context of one request; more sequences are a matter of what is left.
      gpuLayers: options.gpu === false ? 0 : { fitContext: { contextSize: options.contextTokens } },
    })
    return { llama, model }
  } catch (error) {
    if (error instanceof InsufficientMemoryError) throw new Error(formatMemoryError(path))
    const cause =
      log.find(line => /corrupt|incomplete|truncated|bounds|missing|unknown|unsupported/i.test(line)) ??
      messageOf(error)
    throw new Error(`${path} could not be opened as a model (${oneLine(cause)}). ${VERIFY}`)
  }
}

export function formatMemoryError(path: string): string {
  return `${path} does not fit into the memory of this machine: choose a smaller model (\`parley models list\`).`
}

/** What can be told from the head of the file, before llama.cpp reads it. */
async function checkFile(path: string): Promise<void> {
  const file = await stat(path).catch(error => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
    throw new Error(`The model file ${path} ${why}. Get it with \`parley models get\`, or set PARLEY_MODEL to another.`)
  })
  if (!file.isFile()) throw new Error(`${path} is not a file: PARLEY_MODEL wants a GGUF file.`)
  if (file.size === 0) throw new Error(`The model file ${path} is empty. ${VERIFY}`)
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false }).catch(error => {
    throw new Error(`${path} is no whole GGUF file (${oneLine(messageOf(error))}). ${VERIFY}`)
  })
  // A file that ends within its header is read without complaint, and without the rest.
  const general = info.metadata?.general as { type?: string; architecture: string } | undefined
  if (!general) throw new Error(`${path} is no whole GGUF file (its header ends too early). ${VERIFY}`)
  const { type, architecture } = general
  if (architecture === 'clip' || (type !== undefined && type !== 'model')) {
    throw new Error(
      `${path} is a GGUF of another kind (${type ?? architecture}), not a model by itself: choose the model's own file.`,
    )
  }
  const embeds = 'pooling_type' in (info.architectureMetadata ?? {}) || /bert/.test(architecture)
  if (embeds) {
    throw new Error(`${path} is an embedding model (${architecture}): PARLEY_MODEL wants one that writes text.`)
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
