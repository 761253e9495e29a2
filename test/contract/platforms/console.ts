/** The terminal for the contract suite: lines through a pipe, which one person writes and reads. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createConsole } from '../../../adapters/console/console.ts'
import type { ChatPlatform, PersonName, PlatformServer } from '../chat-platform.ts'

const nobodyElse = 'a terminal has one person and one place'
const nothingFails = 'what is written to a stream is there'

export const consolePlatform: ChatPlatform = {
  name: 'console',
  missing: {
    ...{ general: nobodyElse, closed: nobodyElse, archived: nobodyElse, shared: nobodyElse, foreign: nobodyElse },
    ...{ threads: nobodyElse, edits: nobodyElse, private: nobodyElse },
    files: 'files are named in a command and read by the console itself',
    buttons: 'there is nothing to click',
    unanswered: 'the next line is read when the one before it is answered',
    redelivery: 'a line that could not be written down is told, and typed again',
    ...{ 'rate-limited': nothingFails, 'rate-limited-without-delay': nothingFails, 'server-error': nothingFails },
    ...{ 'no-answer': nothingFails, 'stream-expired': nothingFails, 'message-gone': nothingFails },
  },
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'parley-console-'))
    const input = new PassThrough()
    const output = new PassThrough()
    let shown = ''
    output.setEncoding('utf8').on('data', text => {
      shown += text
    })
    const ada = { id: 'ada', name: 'Ada' }
    const port = createConsole({
      ...{ input: input as unknown as NodeJS.ReadStream, output: output as unknown as NodeJS.WriteStream },
      ...{ errorOutput: output, person: ada, commands: [], readFile: async () => '', folder },
    })
    const absent = (name: string) => async (): Promise<never> => {
      throw new Error(`a terminal has no ${name}`)
    }
    const people = {
      ada,
      ben: { id: 'ben', name: 'Ben' },
      eve: { id: 'eve', name: 'Eve' },
      bot: { id: 'bot', name: 'Bot' },
    }
    const server: PlatformServer = {
      people,
      places: { direct: { platform: 'console', channel: 'terminal', audience: 'person' } },
      async say(_: PersonName, __, text) {
        input.write(`${text}\n`)
        return text
      },
      async shown() {
        const names = await readdir(folder)
        const files = await Promise.all(
          names.map(async name => ({ name, text: await readFile(join(folder, name), 'utf8') })),
        )
        const message = { id: '1', author: 'parley', text: shown, isPrivate: false, buttons: [], files, pings: [] }
        return shown === '' ? [] : [message]
      },
      ...{ edit: absent('edits'), delete: absent('deletions'), command: absent('menus'), click: absent('buttons') },
      ...{
        messageCommand: absent('menus'),
        submit: absent('forms'),
        stop: absent('buttons'),
        leave: absent('members'),
        expel: absent('members'),
      },
      ...{ fail: () => {}, redeliver: absent('redelivery'), disconnect: absent('connection') },
    }
    const stop = async () => {
      await port.stop()
      await rm(folder, { recursive: true })
    }
    return { server, port, stop }
  },
}
