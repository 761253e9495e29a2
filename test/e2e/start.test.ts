/** `parley start` with piped input, and two of them on one data folder. */
import { afterAll, describe, expect, it } from 'vitest'
import { createStarterWorkplace } from './starter.ts'

const parley = createStarterWorkplace()
afterAll(parley.remove)

describe('parley start', () => {
  it('answers a line at a time without decoration', async () => {
    const { exitCode, stdout } = await parley.run(['start'], '/translate --to de Good morning, Anna!\nhello\n')
    expect(exitCode).toBe(0)
    expect(stdout).not.toMatch(/\u001B|›|\/help/)
    expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual(2)
    expect(stdout).toMatch(/Anna/)
  })

  it('does not run twice on one data folder', async () => {
    const first = parley.start(['start'])
    const closed = new Promise(resolve => first.on('close', resolve))
    first.stdin.write('hello\n')
    await new Promise(resolve => first.stdout.once('data', resolve))
    const second = await parley.run(['start'], 'hello\n')
    expect(second).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^parley: .*another Parley.*\n$/i),
    })
    first.stdin.end()
    await closed
  })
})
