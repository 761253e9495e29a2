import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Console, type ConsoleOptions, createConsole } from '../../../adapters/console/console.ts'
import type { ChatEvent, QuestionEvent, Reply } from '../../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../../src/conversation/command.ts'
import { ParleyError } from '../../../src/errors.ts'

let folder: string
let open: Console | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-console-'))
})
afterEach(async () => {
  await open?.stop()
  open = undefined
  await rm(folder, { recursive: true })
})

const commands: CommandDescription[] = [
  {
    name: 'translate',
    summary: 'Translate a text',
    usage: '--to LANGUAGE TEXT',
    inputKind: 'text',
    options: [{ field: 'to', flag: '--to', kind: 'text', description: 'Target language', required: true }],
  },
  { name: 'summarize', summary: 'Summarise messages', usage: 'FILE or TEXT', inputKind: 'conversation', options: [] },
]

const replyOptions = {
  eventId: 'x',
  replyId: 'r1',
  person: { id: 'me', name: 'me' },
  attempt: 1,
  private: false,
  onPosted: () => {},
}

type Answer = (event: QuestionEvent, reply: Reply) => Promise<void>
const echo: Answer = async (event, reply) => {
  await reply.append(`heard ${event.text}`)
  await reply.finish({ sources: [], stopped: false, actions: [] })
}

interface Session {
  events: ChatEvent[]
  /** Everything written to the output so far. */
  shown(): string
  errors(): string
  type(keys: string): void
  /** Waits until the output has `text` in it, `times` times. */
  sees(text: string, times?: number): Promise<void>
  port: Console
}

async function begin(
  answer: Answer,
  options: Partial<ConsoleOptions> & { tty?: boolean; columns?: number } = {},
): Promise<Session> {
  const { tty = true, columns = 80, ...more } = options
  const input = Object.assign(new PassThrough(), { isTTY: tty }) as unknown as NodeJS.ReadStream
  const output = Object.assign(new PassThrough(), { isTTY: tty, columns }) as unknown as NodeJS.WriteStream
  const errorOutput = new PassThrough()
  let shown = ''
  let errors = ''
  const waiting: (() => void)[] = []
  output.on('data', chunk => {
    shown += chunk
    for (const check of waiting) check()
  })
  errorOutput.on('data', chunk => {
    errors += chunk
  })
  const port = createConsole({
    input,
    output,
    errorOutput,
    person: { id: 'me', name: 'me' },
    commands,
    folder: tmpdir(),
    readFile: async path => {
      try {
        return await readFile(path, 'utf8')
      } catch {
        throw new ParleyError('INPUT_INVALID', `The file ${path} does not exist.`)
      }
    },
    ...more,
  })
  open = port
  const events: ChatEvent[] = []
  await port.start(async event => {
    events.push(event)
    if (event.type !== 'message' && event.type !== 'command') return
    const options = { ...replyOptions, eventId: event.id, person: event.person }
    void port.open(event.place, options).then(reply => answer(event, reply))
  })
  return {
    events,
    port,
    shown: () => shown,
    errors: () => errors,
    type: keys => void (input as unknown as PassThrough).write(keys),
    sees: (text, times = 1) =>
      new Promise(resolve => {
        const check = () => {
          if (shown.split(text).length > times) resolve()
        }
        waiting.push(check)
        check()
      }),
  }
}

async function pipe(text: string, answer: Answer = echo, more: Partial<ConsoleOptions> = {}) {
  const session = await begin(answer, { tty: false, ...more })
  session.type(text)
  ;(session as unknown as { end?: () => void }).end?.()
  return session
}

describe('through a pipe', () => {
  async function run(text: string, answer: Answer = echo) {
    const session = await pipe(`${text}\n/quit\n`, answer)
    const { failed } = await session.port.ended
    return { ...session, failed }
  }

  it('answers line by line, in order, without any decoration', async () => {
    const { shown, failed, events } = await run('one\n\n  \ntwo')
    expect(shown()).toBe('heard one\nheard two\n')
    expect(failed).toBe(0)
    expect(events.map(event => event.type)).toEqual(['message', 'message', 'forget'])
  })

  it('writes text as it is, and sources as plain lines', async () => {
    const { shown } = await run('ask', async (_event, reply) => {
      await reply.heading({ pipeline: 'answer', guessed: true })
      await reply.status('reading')
      await reply.append('**Thirty** days [1].')
      const source = { n: 1, title: 'Leave › Annual', location: 'handbook/leave.md', quote: '30 days' }
      await reply.finish({ sources: [source], stopped: false, actions: [] })
    })
    expect(shown()).toBe('**Thirty** days [1].\n[1] Leave › Annual — handbook/leave.md: 30 days\n')
  })

  it('saves the files of a reply beside what is there, and names them', async () => {
    await writeFile(join(folder, 'actions.csv'), 'mine')
    const answer: Answer = async (_event, reply) => {
      await reply.append('Two tasks.')
      const files = ['actions.ics', 'actions.csv'].map(name => ({ name, text: `new ${name}` }))
      await reply.finish({ sources: [], stopped: false, actions: [], files })
    }
    const session = await pipe('/export\n/quit\n', answer, { folder })
    await session.port.ended
    expect(session.events[0]).toMatchObject({ type: 'command', name: 'parley', text: 'export' })
    expect(session.shown()).toMatch(/^Two tasks\.\nSaved as \S*actions\.ics\nSaved as \S*actions-2\.csv\n$/)
    expect(await readFile(join(folder, 'actions.csv'), 'utf8')).toBe('mine')
    expect(await readFile(join(folder, 'actions-2.csv'), 'utf8')).toBe('new actions.csv')
  })

  it('counts what has no answer, and says why on the other stream', async () => {
    const { shown, errors, failed } = await run('/tranlsate x\none\n/summarize missing.txt', async (event, reply) => {
      await reply.append('half')
      await reply.fail(`no more of ${event.text}`)
    })
    expect(shown()).toBe('half\n')
    expect(errors().split('\n')).toEqual([
      'There is no command /tranlsate: did you mean /translate?',
      'no more of one',
      'The file missing.txt does not exist.',
      '',
    ])
    expect(failed).toBe(3)
  })

  it('reads the file that a command or a sentence names', async () => {
    const path = join(folder, 'chat.txt')
    await writeFile(path, 'A: hi')
    const { events } = await run(
      `/summarize ${path}\nsummarize ${path}, please\n/translate --to de ${path}\n/translate --to de see a/b`,
    )
    const seen = events.slice(0, 4) as QuestionEvent[]
    expect(seen.map(event => [event.text, event.attachments?.map(file => file.text)])).toEqual([
      ['', ['A: hi']],
      [`summarize ${path}, please`, ['A: hi']],
      ['--to de', ['A: hi']],
      ['--to de see a/b', []],
    ])
  })

  it('refuses a reply to a pipe that is gone', async () => {
    const { port } = await run('one')
    const place = { platform: 'console', channel: 'pipe-old', audience: 'person' as const }
    await expect(port.open(place, { ...replyOptions, attempt: 2 })).rejects.toMatchObject({
      code: 'PLATFORM_REJECTED',
    })
  })
})

describe('in a terminal', () => {
  it('prompts, streams a styled answer, takes the status away, and lists sources', async () => {
    const session = await begin(async (_event, reply) => {
      await reply.heading({ pipeline: 'answer', guessed: true })
      await reply.status('reading 412 messages')
      await reply.append('**Thirty** days [1].')
      const source = { n: 1, title: 'Leave', location: 'leave.md', quote: '' }
      await reply.finish({ sources: [source], stopped: false, actions: [] })
    })
    await session.sees('> ')
    session.type('how many?\r')
    await session.sees('> ', 2)
    expect(session.shown()).toContain(
      '\x1b[2m→ answer\x1b[22m\n\r\x1b[2K\x1b[2mreading 412 messages\x1b[22m\r\x1b[2K\x1b[1mThirty\x1b[22m days [1].\n',
    )
    expect(session.shown()).toContain('\n\x1b[2m[1] Leave — leave.md\x1b[22m\n')
  })

  it('shows no colour where none is wanted', async () => {
    const session = await begin(
      async (_event, reply) => {
        await reply.append('**Thirty**')
        await reply.finish({ sources: [], stopped: false, actions: [] })
      },
      { noColour: true, welcome: 'Hello there.' },
    )
    session.type('x\r')
    await session.sees('Thirty')
    expect(session.shown()).not.toMatch(/\x1b\[\d*m/)
  })

  it.each([
    ['a backslash at the end of a line', 'one\\\rtwo\r', 'one\ntwo'],
    ['an open fence', '```js\rlet a\r```\r', '```js\nlet a\n```'],
    ['a paste of several lines', '\x1b[200~one\rtwo\rthree\x1b[201~\r', 'one\ntwo\nthree'],
    ['Alt+Enter', 'one\x1b\rtwo\r', 'one\ntwo'],
  ])('takes %s as one message', async (_name, keys, text) => {
    const session = await begin(echo)
    session.type(keys)
    await session.sees('heard')
    expect(session.events.map(event => (event as QuestionEvent).text)).toEqual([text])
  })

  it('keeps what was typed for the next session, for its owner alone', async () => {
    const historyFile = join(folder, 'history')
    const session = await begin(echo, { historyFile })
    session.type('first\r')
    await session.sees('heard first')
    session.type('second\\\rline\r')
    await session.sees('heard second')
    expect((await stat(historyFile)).mode & 0o777).toBe(0o600)
    await session.port.stop()
    const again = await begin(echo, { historyFile })
    // The first goes to the newest entry, the second to its first line, the third beyond it.
    again.type('\x1b[A\x1b[A\x1b[A\r')
    await again.sees('heard first')
    again.type('\x1b[A\x1b[A\r')
    await again.sees('heard second')
    expect((again.events.at(-1) as QuestionEvent).text).toBe('second\nline')
  })

  it('stops the answer at Ctrl-C, and leaves at the second', async () => {
    const session = await begin(async (_event, reply) => {
      await reply.append('Once upon a time ')
    })
    session.type('tell me\r')
    await session.sees('Once upon a')
    session.type('\x03')
    await new Promise(resolve => setImmediate(resolve))
    expect(session.events.at(-1)).toMatchObject({ type: 'stop', place: { channel: 'terminal' } })
    session.type('\x03')
    expect(await session.port.ended).toEqual({ failed: 0 })
  })

  it('leaves at Ctrl-D, at Ctrl-C on an empty line and at /quit, and clears a line that is not empty first', async () => {
    for (const keys of ['\x04', '\x03', '/quit\r', 'half a line\x03\x03']) {
      const session = await begin(echo)
      await session.sees('> ')
      session.type(keys)
      await session.port.ended
      expect(session.events).toEqual([])
    }
  })

  it('answers what was typed while it wrote, in order', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const session = await begin(async (event, reply) => {
      if (event.text === 'one') await promise
      await echo(event, reply)
    })
    session.type('one\r')
    await session.sees('one\r\n')
    session.type('two\rthree\r')
    resolve()
    await session.sees('heard three')
    expect(session.events.map(event => (event as QuestionEvent).text)).toEqual(['one', 'two', 'three'])
  })

  it('completes commands and their options', async () => {
    const session = await begin(echo)
    session.type('/tra')
    session.type('\t')
    session.type('--')
    session.type('\t')
    session.type('de Hello\r')
    await session.sees('heard')
    expect(session.events[0]).toMatchObject({ type: 'command', name: 'translate', text: '--to de Hello' })
  })

  it('helps at 40 columns without a line that is too long', async () => {
    const session = await begin(echo, { columns: 40, noColour: true })
    session.type('/help\r')
    await session.sees('Leave (also Ctrl-D)')
    session.type('/help translate\r')
    await session.sees('Target language; required')
    const shown = session.shown().replace(/\x1b\[[\d?]*[A-Za-z]/g, '')
    for (const line of shown.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(40)
    expect(session.events).toEqual([])
  })

  it('offers three things to try, and does them', async () => {
    const prepared: string[] = []
    const firstSteps = [
      {
        label: 'Ask the handbook',
        input: '/summarize what',
        prepare: async (status: (text: string) => void) => {
          status('Indexing…')
          prepared.push('done')
        },
      },
      { label: 'Another', input: 'another' },
    ]
    const session = await begin(echo, { firstSteps, noColour: true })
    session.type('1\r')
    await session.sees('heard what')
    expect(prepared).toEqual(['done'])
    session.type('2\r')
    await session.sees('heard another')
    session.type('something else\r')
    await session.sees('heard something else')
    session.type('2\r')
    await session.sees('heard 2')
  })

  it('forgets the conversation at /new', async () => {
    const session = await begin(echo)
    session.type('/new\r')
    await session.sees('Forgotten')
    expect(session.events).toMatchObject([{ type: 'forget', place: { channel: 'terminal' } }])
  })

  it('shows a reply that was taken up again, and gives the prompt back', async () => {
    const session = await begin(echo)
    await session.sees('> ')
    const place = { platform: 'console', channel: 'terminal', audience: 'person' as const }
    const reply = await session.port.open(place, {
      ...replyOptions,
      eventId: 'from before',
      attempt: 2,
    })
    await reply.append('late')
    await reply.finish({ sources: [], stopped: false, actions: [] })
    expect(session.shown()).toMatch(/taken up again[\s\S]*late\n\n[\s\S]*> /)
  })
})
