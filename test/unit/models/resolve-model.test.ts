import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findModel } from '../../../src/models/catalog.ts'
import { rememberChecked } from '../../../src/models/download/digest.ts'
import {
  isModelPath,
  type ResolveModelOptions,
  rememberedChoice,
  resolveModel,
} from '../../../src/models/resolve-model.ts'

const smallMachine = { cores: 2, memoryBytes: 24e9, gpuMemoryBytes: 0 }
const starter = findModel('qwen2.5-coder-0.5b')
const better = findModel('qwen3.5-2b')

let directory: string
let notes: string[]
let options: ResolveModelOptions

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'parley-resolve-'))
  notes = []
  options = {
    directory,
    // Nothing can be reached: a proxy that is not there, no pip, no cache of other programs.
    env: { HOME: directory, PATH: '', HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' },
    hubUrl: 'http://hub.invalid',
    onNote: line => notes.push(line),
    inspect: async () => smallMachine,
  }
})

afterEach(() => rmSync(directory, { recursive: true }))

/** Puts a file there that counts as checked: its content is of no matter to the choice. */
async function makeReady(entry: typeof starter): Promise<void> {
  writeFileSync(join(directory, entry.file), 'GGUF')
  await rememberChecked(join(directory, entry.file), entry.sha256)
}

describe('auto', () => {
  it('goes down to the next fitting model where nothing can be reached, a line for each, and remembers', async () => {
    await makeReady(starter)
    expect(await resolveModel('auto', options)).toEqual({ path: join(directory, starter.file), entry: starter })
    expect(notes[0]).toBe('This machine (2 cores, 24.0 GB of memory) suits qwen3.5-2b')
    expect(notes.slice(1).map(note => note.match(/^Passing over (\S+): Hugging Face/)?.[1])).toEqual([
      'qwen3.5-2b',
      'qwen3.5-0.8b',
    ])
    expect(await rememberedChoice(directory)).toBe(starter)
  })

  it('neither looks at the machine nor asks a source the second time', async () => {
    await makeReady(starter)
    await resolveModel('auto', options)
    notes.length = 0
    const inspect = () => expect.fail('it looked at the machine')
    expect((await resolveModel('auto', { ...options, inspect })).entry).toBe(starter)
    expect(notes).toEqual([])
  })

  it('decides again when told to, and when the chosen file is gone', async () => {
    await makeReady(starter)
    await resolveModel('auto', options)
    await makeReady(better)
    expect((await resolveModel('auto', options)).entry).toBe(starter)
    expect((await resolveModel('auto', { ...options, decideAgain: true })).entry).toBe(better)
    rmSync(join(directory, better.file))
    expect((await resolveModel('auto', options)).entry).toBe(starter)
  })

  it('decides again where the remembered choice can not be read', async () => {
    await makeReady(better)
    writeFileSync(join(directory, 'auto.json'), '{"name":')
    expect((await resolveModel('auto', options)).entry).toBe(better)
    expect(JSON.parse(readFileSync(join(directory, 'auto.json'), 'utf8'))).toEqual({ name: better.name })
  })

  it('ends in an error that names every source of the last one where nothing is to be had', async () => {
    await expect(resolveModel('auto', options)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/qwen2\.5-coder-0\.5b.*Hugging Face.*ModelScope.*pip is not installed here/),
    })
    expect(existsSync(join(directory, 'auto.json'))).toBe(false)
  })

  it('goes down where the disk has no room for the better one', async () => {
    await makeReady(starter)
    await resolveModel('auto', { ...options, freeBytes: async () => 0 })
    expect(notes[1]).toMatch(/^Passing over qwen3\.5-2b: The disk of .* is too full/)
  })
})

describe('a name', () => {
  it('gives the entry and its file', async () => {
    await makeReady(better)
    expect(await resolveModel('Qwen3.5-2B', options)).toEqual({ path: join(directory, better.file), entry: better })
  })

  it('that is wrong is answered with the nearest', async () => {
    await expect(resolveModel('qwen3.5-2', options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('qwen3.5-2b'),
    })
  })
})

describe('a path', () => {
  it('is told from a name', () => {
    expect(['./x', '/m/x.gguf', 'x.GGUF', 'C:\\m\\x'].every(isModelPath)).toBe(true)
    expect(['auto', 'qwen3.5-2b'].some(isModelPath)).toBe(false)
  })

  it('gives the file of the user', async () => {
    const path = join(directory, 'own.gguf')
    writeFileSync(path, 'GGUF and more')
    expect(await resolveModel(path, options)).toEqual({ path })
  })

  it.each([
    ['is missing', 'gone.gguf', undefined, /gone\.gguf does not exist/],
    ['is a folder', '.', undefined, /can't be read/],
    ['is empty', 'empty.gguf', '', /is no GGUF model/],
    ['is another kind of file', 'page.gguf', '<html></html>', /is no GGUF model/],
  ])('is refused where it %s', async (_, name, text, message) => {
    if (text !== undefined) writeFileSync(join(directory, name), text)
    await expect(resolveModel(`${directory}/${name}`, options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    })
  })
})
