/** Whatever is done wrong on the command line ends in one clear line, the right exit code and no stack trace. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkplace, type RunOptions } from './run-parley.ts'

const { folder, run, remove } = createWorkplace()
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const latin1 = Buffer.from('Gr\xFC\xDFe aus K\xF6ln', 'latin1')

beforeAll(() => {
  mkdirSync(join(folder, 'folder'))
  writeFileSync(join(folder, 'image.png'), png)
  writeFileSync(join(folder, 'latin1.txt'), latin1)
  writeFileSync(join(folder, 'empty.txt'), '')
  writeFileSync(join(folder, 'chat.txt'), 'Ada: hello\nBo: hi\n')
  writeFileSync(join(folder, 'broken.jsonl'), '{"author":"Ada","text":"hi"}\nnot json\n')
  writeFileSync(join(folder, 'one-label.jsonl'), '{"label":"billing","examples":["my invoice is wrong"]}\n')
  writeFileSync(join(folder, 'labels.txt'), 'billing\n')
  writeFileSync(join(folder, 'cut.gguf'), 'GGUF\u0003')
  writeFileSync(join(folder, 'other.gguf'), 'this is no model')
})
afterAll(remove)

type Case = [what: string, args: string[], message: RegExp, options?: RunOptions]

const misuse: Case[] = [
  ['an unknown command', ['sumarize', 'chat.txt'], /unknown command 'sumarize'.*summarize/],
  ['an unknown option', ['translate', '--too', 'de', 'hello'], /unknown option '--too'.*--to/],
  ['an option without its value', ['translate', '--to'], /--to.*argument missing/],
  ['a missing option', ['translate', 'hello'], /--to is missing/],
  ['a missing argument', ['models', 'get'], /missing required argument 'name'/],
  ['two ways of output', ['answer', '--json', '--jsonl', 'x'], /--json or --jsonl/],
  ['a wrong language code', ['translate', '--to', 'xx', 'hello'], /"xx"/],
  ['a missing file', ['summarize', 'missing.txt'], /missing\.txt does not exist/],
  ['a folder for a file', ['summarize', 'folder'], /folder is a folder/],
  ['a binary file', ['minutes', 'image.png'], /image\.png is binary/],
  ['a file in the wrong encoding', ['summarize', 'latin1.txt'], /latin1\.txt is not in UTF-8/],
  ['an empty file', ['summarize', 'empty.txt'], /empty\.txt is empty/],
  ['empty words', ['answer', ''], /is empty/],
  ['empty standard input', ['answer'], /Standard input is empty/],
  ['binary standard input', ['answer', '-'], /Standard input is binary/, { input: png }],
  ['a chat log with a line that is not JSON', ['summarize', 'broken.jsonl'], /[Ll]ine 2 of broken\.jsonl is not JSON/],
  ['a file of requests that is missing', ['answer', '--jsonl', 'missing.jsonl'], /missing\.jsonl does not exist/],
  ['two files of requests', ['answer', '--jsonl', 'a', 'b'], /one file/],
  ['a label file with one label', ['classify', '--labels', 'one-label.jsonl', 'hello'], /two labels/],
  [
    'a label file that is not JSON',
    ['classify', '--labels', 'labels.txt', 'hello'],
    /Line 1 of labels\.txt is not JSON/,
  ],
  ['a mistyped key', ['answer', 'x'], /PARLEY_MODLE.*PARLEY_MODEL\?/, { env: { PARLEY_MODLE: 'auto' } }],
  ['a wrong value', ['answer', 'x'], /PARLEY_CONTEXT.*tokens.*"8k"/, { env: { PARLEY_CONTEXT: '8k' } }],
  ['an unknown model', ['answer', 'x'], /no model "gemma".*known are|did you mean/, { env: { PARLEY_MODEL: 'gemma' } }],
  ['a model file that is missing', ['answer', 'x'], /nowhere\.gguf/, { env: { PARLEY_MODEL: './nowhere.gguf' } }],
  ['a model file of another kind', ['answer', 'x'], /other\.gguf/, { env: { PARLEY_MODEL: './other.gguf' } }],
]

const failures: Case[] = [
  ['a model file cut short', ['answer', 'x'], /cut\.gguf/, { env: { PARLEY_MODEL: './cut.gguf' } }],
  ['a data folder that is a file', ['knowledge', 'list'], /chat\.txt/, { env: { PARLEY_DATA: 'chat.txt' } }],
  [
    'a data folder that cannot be made',
    ['knowledge', 'list'],
    /\/proc\/parley/,
    { env: { PARLEY_DATA: '/proc/parley' } },
  ],
  [
    'a model server that is not there',
    ['answer', 'x'],
    /127\.0\.0\.1:9/,
    { env: { PARLEY_MODEL_URL: 'http://127.0.0.1:9/v1' } },
  ],
]

function expectOneLine(stderr: string, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).not.toMatch(/^\s+at /m)
}

describe.concurrent('misuse ends in one line and exit code 2:', () => {
  it.each(misuse)('%s', async (_, args, message, options) => {
    const { exitCode, stdout, stderr } = await run(args, options)
    expectOneLine(stderr, message)
    expect([exitCode, stdout]).toEqual([2, ''])
  })
})

describe.concurrent('a failure ends in one line and exit code 1:', () => {
  it.each(failures)('%s', async (_, args, message, options) => {
    const { exitCode, stdout, stderr } = await run(args, options)
    expectOneLine(stderr, message)
    expect([exitCode, stdout]).toEqual([1, ''])
  })
})

describe('request lines', () => {
  it('that are all wrong give an error object each, and the run itself succeeds', async () => {
    const input = 'not json\r\n\r\n{"id":7,"txt":"hello"}\n{"id":8,"text":"hello","to":"xx"}\n'
    const { exitCode, stdout, stderr } = await run(['translate', '--to', 'de', '--jsonl'], { input })
    const results = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(results).toMatchObject([
      { id: null, line: 1, error: { code: 'INPUT_INVALID' } },
      { id: 7, error: { code: 'INPUT_INVALID', message: expect.stringMatching(/txt.*text/) } },
      { id: 8, error: { code: 'INPUT_INVALID', message: expect.stringMatching(/to.*xx/) } },
    ])
    expect([exitCode, stderr]).toEqual([0, ''])
  })
})
