import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createWorkplace } from './run-parley.ts'

const workplace = createWorkplace()
afterAll(workplace.remove)
/** An address that refuses: there is no language model. */
const env = { PARLEY_MODEL_URL: 'http://127.0.0.1:9/v1' }

describe('files of a result', () => {
  it('are written beside the text, without a language model', { timeout: 120_000 }, async () => {
    writeFileSync(
      join(workplace.folder, 'meeting.txt'),
      "Ann: Bob, can you print the map by Friday?\nBob: Sure.\nAnn: I'll call the printer.\n",
    )
    const args = ['minutes', 'meeting.txt', '--date', '2026-11-24', '--ics', 'tasks.ics', '--csv', 'tasks.csv']
    const { exitCode, stdout, stderr } = await workplace.run(args, { env })
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('parley:')])
    expect(stdout).toMatch(/^# Minutes[\s\S]*\*\*Bob\*\*: print the map by Friday \(due: Friday, 2026-11-27\)/)
    expect(readFileSync(join(workplace.folder, 'tasks.ics'), 'utf8')).toContain('DTSTART;VALUE=DATE:20261127\r\n')
    expect(readFileSync(join(workplace.folder, 'tasks.csv'), 'utf8')).toContain(
      '\r\nBob,print the map by Friday,2026-11-27,1 2\r\n',
    )
  })

  it('are refused for many requests at once', async () => {
    const { exitCode, stderr } = await workplace.run(['minutes', '--jsonl', '--ics', 'tasks.ics'], { env, input: '' })
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--ics .*--jsonl/)])
  })
})
