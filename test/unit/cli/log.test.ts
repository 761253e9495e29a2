/** The log writes no secret. */
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLog, hideSecrets } from '../../../src/cli/log.ts'
import { loadConfig } from '../../../src/config.ts'

function record(env: Record<string, string>) {
  let text = ''
  const output = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return { log: createLog(loadConfig(env, '/nowhere'), output), text: () => text }
}

describe('createLog', () => {
  it('is silent unless asked', () => {
    const { log, text } = record({})
    log.fatal('x')
    expect(text()).toBe('')
  })

  it('hides the values of secrets wherever they stand', () => {
    const { log, text } = record({ LOG_LEVEL: 'info', PARLEY_MODEL_KEY: 'sk-"quoted"', HF_TOKEN: 'hf_secret' })
    log.info({ headers: { authorization: 'Bearer hf_secret' } }, 'asked with sk-"quoted"')
    expect(text()).toContain('asked with [hidden]')
    expect(text()).not.toMatch(/hf_secret|quoted/)
  })
})

describe('hideSecrets', () => {
  it('leaves no secret in any text', () => {
    const property = fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'[hidden]'.includes(secret))
      expect(hideSecrets(`${before}${secret}${after}`, [secret])).not.toContain(secret)
    })
    fc.assert(property)
  })
})
