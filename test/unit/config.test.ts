/** The configuration: defaults, `.env`, and how mistakes are named. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'dotenv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { environmentSchema, loadConfig, secretsOf } from '../../src/config.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'parley-config-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

function messageOfLoad(env: Record<string, string>): string {
  try {
    loadConfig(env, cwd)
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    return (error as Error).message
  }
  throw new Error('the configuration was accepted')
}

describe('loadConfig', () => {
  it('needs nothing set', () => {
    expect(loadConfig({ HOME: '/home/ada' }, cwd)).toEqual({
      dataFolder: join(cwd, '.parley'),
      model: 'auto',
      modelsFolder: '/home/ada/.cache/parley/models',
      modelUrl: undefined,
      modelKey: undefined,
      contextTokens: undefined,
      gpu: 'auto',
      slack: {},
      discord: {},
      port: 3000,
      secret: undefined,
      hubUrl: 'https://huggingface.co',
      hubToken: undefined,
      logLevel: 'silent',
    })
  })

  it('reads .env, lets the environment win, and takes an empty value for none', () => {
    writeFileSync(join(cwd, '.env'), 'PARLEY_MODEL=from-file\nPARLEY_CONTEXT=2048\nPARLEY_GPU=off\nHF_TOKEN=\n')
    const config = loadConfig({ PARLEY_MODEL: 'from-environment', PARLEY_GPU: '' }, cwd)
    expect(config).toMatchObject({ model: 'from-environment', contextTokens: 2048, gpu: 'off', hubToken: undefined })
  })

  it('makes paths absolute and knows the home folder and XDG_CACHE_HOME', () => {
    const env = { HOME: '/home/ada', XDG_CACHE_HOME: '/cache' }
    expect(loadConfig({ ...env, PARLEY_DATA: '~/parley' }, cwd)).toMatchObject({
      dataFolder: '/home/ada/parley',
      modelsFolder: '/cache/parley/models',
    })
    expect(loadConfig({ ...env, XDG_CACHE_HOME: 'relative' }, cwd).modelsFolder).toBe('/home/ada/.cache/parley/models')
    expect(loadConfig({ ...env, PARLEY_MODELS: 'models' }, cwd).modelsFolder).toBe(join(cwd, 'models'))
  })

  it('takes the slash off the end of addresses', () => {
    expect(loadConfig({ PARLEY_MODEL_URL: 'http://localhost:8080/v1/' }, cwd).modelUrl).toBe('http://localhost:8080/v1')
  })

  it('names an unknown key of the environment with the nearest right one, and leaves other programs alone', () => {
    expect(messageOfLoad({ PARLEY_MODLE: 'auto' })).toMatch(
      /unknown key PARLEY_MODLE in the environment.*did you mean PARLEY_MODEL\?/,
    )
    expect(() => loadConfig({ EDITOR: 'vi' }, cwd)).not.toThrow()
  })

  it('names any unknown key of .env', () => {
    writeFileSync(join(cwd, '.env'), 'HF_TOKN=x\n')
    expect(messageOfLoad({})).toMatch(/unknown key HF_TOKN in \.env, did you mean HF_TOKEN\?/)
  })

  it.each([
    ['PARLEY_MODEL_URL', 'http://localhost:8080', /ending in \/v1, found "http:\/\/localhost:8080"/],
    ['PARLEY_MODEL_URL', 'localhost:8080/v1', /http\(s\) address/],
    ['PARLEY_CONTEXT', '8k', /whole number of tokens.*found "8k"/],
    ['PARLEY_CONTEXT', '100', /from 512/],
    ['PARLEY_GPU', 'on', /expected auto or off, found "on"/],
    ['LOG_LEVEL', 'loud', /expected one of silent.*found "loud"/],
    ['HF_ENDPOINT', 'ftp://mirror', /http\(s\) address/],
  ])('refuses %s=%s, saying what was expected and what came', (key, value, message) => {
    const line = messageOfLoad({ [key]: value })
    expect(line).toMatch(message)
    expect(line).toContain(`${key} in the environment`)
    expect(line).not.toContain('\n')
  })

  it('names all mistakes at once', () => {
    expect(messageOfLoad({ PARLEY_GPU: 'on', PARLEY_CONTEXT: 'x', PARLEY_DTA: 'y' })).toMatch(
      /PARLEY_DTA.*PARLEY_CONTEXT.*PARLEY_GPU/,
    )
  })

  it('never shows a password', () => {
    expect(messageOfLoad({ PARLEY_MODEL_URL: 'http://ada:hunter2@localhost/v1' })).not.toContain('hunter2')
    expect(secretsOf(loadConfig({ HF_TOKEN: 'hf_1', PARLEY_MODEL_KEY: 'sk_2' }, cwd)).sort()).toEqual(['hf_1', 'sk_2'])
  })

  it('says so where .env cannot be read', () => {
    mkdirSync(join(cwd, '.env'))
    expect(messageOfLoad({})).toMatch(/\.env can't be read/)
  })
})

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')

  it('holds every key with its default and its help, and no other', () => {
    const schema = z.toJSONSchema(environmentSchema, { io: 'input', unrepresentable: 'any' })
    const properties = schema.properties as Record<string, { default?: string; description: string }>
    expect(parse(text)).toEqual(
      Object.fromEntries(Object.entries(properties).map(([key, { default: value = '' }]) => [key, value])),
    )
    for (const [key, { description }] of Object.entries(properties)) expect(text).toContain(`# ${description}\n${key}=`)
  })

  it('is a configuration that works', () => {
    writeFileSync(join(cwd, '.env'), text)
    expect(loadConfig({}, cwd).model).toBe('auto')
  })
})
