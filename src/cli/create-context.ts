/** Builds what commands are given: every part of Parley opened at its first use, and closed in reverse order at the end. */
import { basename } from 'node:path'
import type { Writable } from 'node:stream'
import { loadConfig } from '../config.ts'
import { loadLanguageDetector } from '../text/language.ts'
import type { CliContext } from './context.ts'
import { createLog } from './log.ts'

export interface ContextOptions {
  env: NodeJS.ProcessEnv
  cwd: string
  stdout: Writable
  stderr: Writable
  signal: AbortSignal
}

interface Closable {
  close(): Promise<void>
}

/**
 * @returns the context, and `close`, which ends everything that was opened, the last first
 */
export function createContext(options: ContextOptions): { context: CliContext; close(): Promise<void> } {
  const { env, cwd, stdout, stderr, signal } = options
  const opened: Closable[] = []
  let isClosed = false
  const config = once(() => loadConfig(env, cwd))
  const log = once(() => createLog(config(), stderr))

  /** Opens a part at the first call; what is ready only after the end is closed at once. */
  function part<T extends Closable>(open: () => Promise<T>): () => Promise<T> {
    return once(async () => {
      const made = await open()
      if (isClosed) await made.close()
      else opened.push(made)
      return made
    })
  }

  const store = part(async () => {
    const { openStore } = await import('../store/store.ts')
    return openStore({ folder: config().dataFolder })
  })

  const embedder = part(async () => {
    const { createTransformersEmbedder } = await import('../models/transformers/transformers-embedder.ts')
    return createTransformersEmbedder()
  })

  const model = part(async () => {
    const { modelUrl, modelKey, model: value, contextTokens, gpu } = config()
    if (modelUrl) {
      const { createOpenAiModel } = await import('../models/openai-model.ts')
      return createOpenAiModel({ baseUrl: modelUrl, apiKey: modelKey, contextTokens })
    }
    const { getModelFile } = await import('./get-model-file.ts')
    const { path, entry } = await getModelFile(context, value)
    const { createLlamaModel } = await import('../models/llama/llama-model.ts')
    const opening = createLlamaModel({
      path,
      name: entry?.name ?? basename(path),
      contextTokens,
      gpu: gpu === 'off' ? false : gpu,
      sampling: entry?.sampling,
    })
    // The pipelines will need it; its tables are read here while the child reads the model.
    loadLanguageDetector()
    return opening
  })

  const knowledge = part(async () => {
    const { openKnowledge } = await import('../../knowledge/open-knowledge.ts')
    const { createConversationSource } = await import('../conversation/conversation-source.ts')
    const kept = await store()
    const openConversations = (name: string) => createConversationSource(kept.db, name)
    const folder = config().dataFolder
    return openKnowledge({ folder, store: kept, embedder: await embedder(), openConversations })
  })

  async function services({ withoutModel = false } = {}) {
    const { createClassifiers } = await import('../learning/create-classifiers.ts')
    const { createContradictions } = await import('../../knowledge/contradictions.ts')
    const { createSummaryCache } = await import('../store/summary-cache.ts')
    const { createCuratedAnswers } = await import('../../knowledge/curated-answers.ts')
    const language = withoutModel ? lazyModel() : model()
    const [opened, vectors, index] = await Promise.all([language, embedder(), knowledge()])
    const { db } = await store()
    const now = () => new Date()
    return {
      ...{ model: opened, embedder: vectors, knowledge: index, now },
      curated: createCuratedAnswers({ db, embedder: vectors, now }),
      contradictions: createContradictions({ db, now }),
      classifiers: createClassifiers({ embedder: vectors }),
      summaries: createSummaryCache({ db, now }),
    }
  }

  async function lazyModel() {
    const { createLazyModel } = await import('../models/lazy-model.ts')
    const { model: name, modelUrl, contextTokens = 0 } = config()
    return createLazyModel(model, { name, contextTokens, canScore: !modelUrl, canWeigh: !modelUrl })
  }

  const context: CliContext = {
    get config() {
      return config()
    },
    get log() {
      return log()
    },
    signal,
    write: text => void stdout.write(text),
    note: text => void stderr.write(`${text}\n`),
    store,
    embedder,
    knowledge,
    model,
    services,
  }

  async function close(): Promise<void> {
    isClosed = true
    for (const made of opened.reverse()) {
      try {
        await made.close()
      } catch (error) {
        log().warn({ err: error }, 'a part did not close')
      }
    }
  }
  return { context, close }
}

/** Remembers what `make` gave, or threw away: one try a command. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
