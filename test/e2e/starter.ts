/** Runs the real program on the starter model, in a data folder of its own; the model comes from the user's cache, or is fetched into it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'src/main.ts')

export interface Run {
  exitCode: number | null
  stdout: string
  stderr: string
}

export function createStarterWorkplace() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
  const env = {
    ...process.env,
    PARLEY_DATA: folder,
    PARLEY_MODEL: 'qwen2.5-coder-0.5b',
    PARLEY_MODEL_URL: '',
    NO_COLOR: '1',
  }

  function start(args: readonly string[]) {
    return spawn(process.execPath, [main, ...args], { cwd: root, env })
  }

  function run(args: readonly string[], input = ''): Promise<Run> {
    const child = start(args)
    const result: Run = { exitCode: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
      result.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      result.stderr += text
    })
    child.stdin.end(input)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', exitCode => resolve({ ...result, exitCode }))
    })
  }

  /** Runs requests through a pipeline's `--jsonl`. @returns the result objects, in order */
  async function runLines(args: readonly string[], requests: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const lines = requests.map(request => (typeof request === 'string' ? request : JSON.stringify(request)))
    const { stdout, stderr } = await run([...args, '--jsonl'], lines.join('\n'))
    const results = stdout.trim().split('\n')
    if (results.length !== requests.length)
      throw new Error(`${results.length} results for ${requests.length} requests: ${stderr}`)
    return results.map(line => JSON.parse(line) as Record<string, unknown>)
  }

  return { folder, root, start, run, runLines, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
