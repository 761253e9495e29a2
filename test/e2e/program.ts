/** Runs the real program against local servers, with a model server that says what the test wants. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Generation, LanguageModel } from '../../src/models/language-model.ts'
import { wordModel } from '../fixtures/fake-pipelines.ts'
import { type OpenAiServer, startOpenAiServer } from '../fixtures/openai-server.ts'

const mainPath = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const MODEL_KEY = 'test-key'

export interface Program {
  /** Starts it (again) on the same data folder, and waits until it says that it is ready. */
  start(): Promise<void>
  /** Ends it as an operator would, or as a crash does. @returns the exit code; null after a crash */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
  readonly stderr: () => string
  close(): Promise<void>
}

/** @param generate what the model says; it may wait */
export async function createProgram(
  env: Readonly<Record<string, string>>,
  generate: (request: Generation) => AsyncIterable<string>,
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-program-'))
  const model: LanguageModel = { ...wordModel(8000), generate }
  const server: OpenAiServer = await startOpenAiServer(model, MODEL_KEY)
  let child: ChildProcess | undefined
  let stderr = ''

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null
    const exited = new Promise<number | null>(resolve => running.once('exit', resolve))
    running.kill(signal)
    return exited
  }

  return {
    stderr: () => stderr,
    async start() {
      const from = stderr.length
      const started = spawn(process.execPath, [mainPath, 'start'], {
        cwd: folder,
        env: {
          ...{ PATH: '/usr/bin:/bin', HOME: folder, PARLEY_DATA: join(folder, 'data') },
          ...{ PARLEY_MODEL_URL: server.baseUrl, PARLEY_MODEL_KEY: MODEL_KEY },
          ...env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child = started
      await new Promise<void>((resolve, reject) => {
        started.stderr!.setEncoding('utf8').on('data', text => {
          stderr += text
          if (stderr.slice(from).includes('ready in')) resolve()
        })
        started.once('exit', code => reject(new Error(`the program ended with ${code}: ${stderr}`)))
      })
    },
    stop,
    async close() {
      await stop()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
