/** Runs the real program in a folder of its own, without a language model. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const mainPath = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
/** Every workplace has a home of its own, where nothing is compiled yet: without this each start would take seconds. */
const compiledPath = fileURLToPath(new URL('../../../node_modules/.cache/parley-compiled', import.meta.url))

export interface Outcome {
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Sent to standard input, which is closed then. */
  input?: string | Uint8Array
  env?: Record<string, string>
  signal?: AbortSignal
}

/** A working folder with a home of its own; `remove` deletes it. */
export function createWorkplace() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'))
  return {
    folder,
    run: (args: readonly string[], options: RunOptions = {}) => runParley(folder, args, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function runParley(folder: string, args: readonly string[], { input, env, signal }: RunOptions): Promise<Outcome> {
  const child = spawn(process.execPath, [mainPath, ...args], {
    cwd: folder,
    // Nothing of the developer's own configuration; an address that refuses in place of the hub.
    env: {
      ...{ PATH: '/usr/bin:/bin', HOME: folder, HF_ENDPOINT: 'http://127.0.0.1:9', NODE_COMPILE_CACHE: compiledPath },
      ...env,
    },
    signal,
  })
  const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    outcome.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    outcome.stderr += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', exitCode => resolve({ ...outcome, exitCode }))
  })
}
