import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setEnvKeys, updateEnvFile } from '../../../src/cli/env-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-env-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('an .env file', () => {
  it('keeps everything that is not set anew', () => {
    const text = '# mine\nA=1\n\nSLACK_BOT_TOKEN=old # note\nB="two words"\n'
    expect(setEnvKeys(text, { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-2' })).toBe(
      '# mine\nA=1\n\nSLACK_BOT_TOKEN=xoxb-1\nB="two words"\nSLACK_APP_TOKEN=xapp-2\n',
    )
  })

  it('gives back what was written into it', () => {
    const value = fc
      .stringMatching(/^[\x20-\x7e]{0,40}$/)
      .map(text => text.trim())
      .filter(text => !/[\\`]|^['"]|['"].*['"]|\$/.test(text))
    fc.assert(
      fc.property(value, value, (first, second) => {
        const text = setEnvKeys(setEnvKeys('OTHER=x\n', { A: first, B: second }), { A: second })
        expect(parse(text)).toEqual({ OTHER: 'x', A: second, B: second })
      }),
    )
  })

  it('is its owner’s alone, also where it was not before', () => {
    const path = join(folder, '.env')
    writeFileSync(path, 'A=1\n', { mode: 0o644 })
    updateEnvFile(path, { DISCORD_TOKEN: 'secret' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toBe('A=1\nDISCORD_TOKEN=secret\n')
  })
})
