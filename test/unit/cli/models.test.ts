import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import stringWidth from 'string-width'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CliContext } from '../../../src/cli/context.ts'
import { addModelsCommand } from '../../../src/cli/models.ts'
import { loadConfig } from '../../../src/config.ts'
import { findModel, loadCatalog } from '../../../src/models/catalog.ts'
import { rememberChecked } from '../../../src/models/download/digest.ts'

const starter = findModel('qwen2.5-coder-0.5b')

let folder: string
let directory: string
let output: string
let context: CliContext

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-models-'))
  directory = join(folder, 'models')
  mkdirSync(directory)
  output = ''
  context = {
    config: loadConfig({ PARLEY_MODELS: directory, PARLEY_GPU: 'off' }, folder),
    signal: new AbortController().signal,
    write: text => {
      output += text
    },
    note: () => {},
  } satisfies Partial<CliContext> as Partial<CliContext> as CliContext
})

afterEach(() => {
  process.exitCode = undefined
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]): Promise<string> {
  const program = new Command().exitOverride()
  addModelsCommand(program, context)
  await program.parseAsync(['models', ...args], { from: 'user' })
  return output
}

async function putStarter(): Promise<void> {
  writeFileSync(join(directory, starter.file), 'GGUF')
  await rememberChecked(join(directory, starter.file), starter.sha256)
}

describe('parley models list', () => {
  it('shows every model with its size and licence, one of them as what auto takes, in 80 columns', async () => {
    const lines = (await run('list')).split('\n')
    for (const entry of loadCatalog())
      expect(lines.filter(line => line.split(/\s+/).includes(entry.name))).toHaveLength(1)
    expect(lines.filter(line => /^\* {2}\S/.test(line))).toHaveLength(1)
    for (const line of lines.slice(0, loadCatalog().length + 1)) expect(stringWidth(line)).toBeLessThanOrEqual(80)
    expect(output).toContain(`Models folder: ${directory}`)
  })

  it('prints one object with --json, and says what is here and what auto chose earlier', async () => {
    await putStarter()
    writeFileSync(join(directory, 'auto.json'), JSON.stringify({ name: starter.name }))
    writeFileSync(join(directory, findModel('qwen3-4b').file), 'GGUF')
    const { models } = JSON.parse(await run('list', '--json'))
    expect(models).toHaveLength(loadCatalog().length)
    const byName = Object.fromEntries(models.map((model: { name: string }) => [model.name, model]))
    expect(byName[starter.name]).toMatchObject({ bytes: starter.bytes, file: 'checked', auto: true })
    expect(byName['qwen3-4b']).toMatchObject({ file: 'unchecked', auto: false })
    expect(byName['qwen3.5-9b']).toMatchObject({ file: 'absent', auto: false })
  })
})

describe('parley models get', () => {
  it('prints the path of a model that is there', async () => {
    await putStarter()
    expect(await run('get', 'qwen2.5-coder-0.5b')).toBe(`${join(directory, starter.file)}\n`)
  })

  it('refuses a name that is none, with the nearest', async () => {
    await expect(run('get', 'qwen2.5-codr-0.5b')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('did you mean qwen2.5-coder-0.5b?'),
    })
  })
})

describe('parley models verify', () => {
  it('fails for a damaged file and says how to mend it', async () => {
    await putStarter()
    expect(await run('verify')).toBe(
      `qwen2.5-coder-0.5b: ${starter.file} is damaged (its SHA-256 is not the catalogue's); \`parley models get qwen2.5-coder-0.5b\` gets it anew\n`,
    )
    expect(process.exitCode).toBe(1)
  })

  it('fails for a named model that is not there', async () => {
    expect(await run('verify', 'qwen3-4b')).toMatch(/^qwen3-4b: not in .*models get qwen3-4b/)
    expect(process.exitCode).toBe(1)
  })

  it('says so where there is nothing to verify', async () => {
    expect(await run('verify')).toBe(`No model of the catalogue is in ${directory}.\n`)
    expect(process.exitCode).toBeUndefined()
  })
})
