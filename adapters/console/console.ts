/** The terminal as a chat port: a conversation with one person, or lines through a pipe. */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { ChatEvent, ChatPort, Person, Place, Reply } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { messageOf, ParleyError } from '../../src/errors.ts'
import { formatCommandHelp, formatHelp } from './help.ts'
import { loadInputHistory } from './history-file.ts'
import { attachToCommand, attachToMessage, completeCommand, parseInput, type ReadFile } from './input.ts'
import { createLineReader, type LineReader } from './line-reader.ts'
import { paint, wrapText } from './line-wrapper.ts'
import { createPlainReply, createTerminalReply, type SaveFile } from './reply.ts'
import { saveFile } from './save-file.ts'
import { createScreen, type Screen } from './screen.ts'

/** Something to try at the first start. */
export interface FirstStep {
  /** One line, without a full stop. */
  label: string
  /** What must happen before; it says what it is doing. */
  prepare?: (status: (text: string) => void, signal: AbortSignal) => Promise<void>
  /** What is then said as if it had been typed. */
  input: string
}

export interface ConsoleOptions {
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  /** Takes reasons where there is no terminal. */
  errorOutput: NodeJS.WritableStream
  person: Person
  commands: readonly CommandDescription[]
  readFile: ReadFile
  /** Where files of replies are saved. */
  folder: string
  /** NO_COLOR or a terminal without colours: https://no-color.org */
  noColour?: boolean
  /** Where typed lines are kept across sessions. */
  historyFile?: string
  /** One line shown before the first prompt. */
  welcome?: string
  /** Offered before the first prompt, by number. */
  firstSteps?: readonly FirstStep[]
}

export interface Console extends ChatPort {
  /** Resolves when the person has left or the input has ended and everything is answered. */
  readonly ended: Promise<{ failed: number }>
}

/** Decoration, prompt and colours only where both ends are a terminal. */
export function createConsole(options: ConsoleOptions): Console {
  const { input, output, person, commands } = options
  const interactive = Boolean(input.isTTY && output.isTTY)
  const screen = createScreen(output, interactive && !options.noColour)
  const place: Place = {
    platform: 'console',
    // A pipe is a conversation of its own, and gone with its process.
    channel: interactive ? 'terminal' : `pipe-${randomUUID()}`,
    audience: 'person',
  }
  const awaited = new Map<string, (answered: boolean) => void>()
  const leaving = new AbortController()
  let reader: LineReader | undefined
  let deliver: ((event: ChatEvent) => Promise<void>) | undefined
  let end: (result: { failed: number }) => void = () => {}
  const ended = new Promise<{ failed: number }>(resolve => {
    end = resolve
  })
  /** Replies are written one after the other, whatever order they are opened in. */
  let writing: Promise<void> = Promise.resolve()

  function envelope() {
    return { id: randomUUID(), place, person, at: new Date().toISOString() }
  }

  /** Hands an event on and waits until its reply has ended. */
  async function ask(event: ChatEvent): Promise<boolean> {
    if (!deliver) throw new ParleyError('PLATFORM_UNREACHABLE', 'The console has not been started.')
    const { promise, resolve } = Promise.withResolvers<boolean>()
    awaited.set(event.id, resolve)
    const gone = () => resolve(false)
    leaving.signal.addEventListener('abort', gone)
    try {
      await deliver(event)
      return await promise
    } finally {
      awaited.delete(event.id)
      leaving.signal.removeEventListener('abort', gone)
    }
  }

  /** @returns false where there is no answer */
  async function submit(line: string): Promise<boolean> {
    const parsed = parseInput(line, commands)
    if (parsed.type === 'unknown') {
      const advice = parsed.nearest ? `did you mean /${parsed.nearest}?` : 'see /help.'
      return complain(`There is no command /${parsed.name}: ${advice}`)
    }
    if (parsed.type === 'own') return runOwn(parsed.name, parsed.text)
    try {
      if (parsed.type === 'message') {
        const read = await attachToMessage(parsed.text, options.readFile)
        return await ask({ ...envelope(), type: 'message', ...read })
      }
      const read = await attachToCommand(parsed.command, parsed.text, options.readFile)
      return await ask({ ...envelope(), type: 'command', name: parsed.command.name, ...read })
    } catch (error) {
      return complain(messageOf(error))
    }
  }

  async function runOwn(name: string, text: string): Promise<boolean> {
    if (name === 'new') {
      await deliver?.({ ...envelope(), type: 'forget' })
      if (interactive) say('Forgotten. This is a new conversation.')
      return true
    }
    if (name === 'export') return ask({ ...envelope(), type: 'command', name: 'parley', text: 'export' })
    const wanted = text.replace(/^\//, '')
    const command = commands.find(command => command.name === wanted)
    if (wanted !== '' && !command) return complain(`There is no command /${wanted}: see /help.`)
    const columns = interactive ? screen.columns() : 80
    screen.write(`${command ? formatCommandHelp(command, columns) : formatHelp(commands, columns)}\n`)
    return true
  }

  function say(text: string): void {
    screen.write(`${paint(wrapText(text, screen.columns()), 'dim', screen.colour)}\n\n`)
  }

  function complain(reason: string): false {
    if (interactive) screen.write(`${paint(wrapText(`! ${reason}`, screen.columns(), 2), 'error', screen.colour)}\n\n`)
    else options.errorOutput.write(`${reason}\n`)
    return false
  }

  async function runTerminal(): Promise<void> {
    const history = loadInputHistory(options.historyFile)
    let busy: AbortController | undefined
    reader = createLineReader({
      input,
      output,
      history,
      complete: line => completeCommand(line, commands),
      onInterrupt() {
        if (!busy || busy.signal.aborted) return leave()
        busy.abort()
        void deliver?.({ ...envelope(), type: 'stop' }).catch(() => leave())
      },
    })
    if (options.welcome) say(options.welcome)
    let steps = options.firstSteps ?? []
    if (steps.length > 0) offer(steps, screen)
    for (;;) {
      const line = await reader.read()
      if (line === undefined || leaving.signal.aborted || /^\s*\/quit\s*$/i.test(line)) return
      reader.hide()
      busy = new AbortController()
      const step = steps[Number(line.trim()) - 1]
      if (step) await takeStep(step, busy.signal)
      else await submit(line)
      // Once somebody talks in words of their own, a bare number is theirs again.
      if (!step && !line.trim().startsWith('/')) steps = []
      busy = undefined
      if (leaving.signal.aborted) return
      reader.show()
    }
  }

  async function takeStep(step: FirstStep, signal: AbortSignal): Promise<void> {
    screen.write(`${paint(`> ${step.input}`, 'bold', screen.colour)}\n`)
    try {
      await step.prepare?.(text => screen.status(text), signal)
    } catch (error) {
      complain(messageOf(error))
      return
    }
    if (!signal.aborted) await submit(step.input)
  }

  async function runPipe(): Promise<number> {
    let failed = 0
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
    leaving.signal.addEventListener('abort', () => lines.close())
    for await (const line of lines) {
      if (leaving.signal.aborted || /^\s*\/quit\s*$/i.test(line)) break
      if (line.trim() !== '' && !(await submit(line))) failed++
    }
    lines.close()
    if (!leaving.signal.aborted) await deliver?.({ ...envelope(), type: 'forget' })
    return failed
  }

  function leave(): void {
    leaving.abort()
    reader?.close()
  }

  return {
    name: 'console',
    can: {
      streaming: true,
      private: false,
      threads: false,
      buttons: false,
      history: false,
      maxMessageChars: Number.POSITIVE_INFINITY,
    },
    ended,
    async start(hand) {
      deliver = hand
      const run = interactive ? runTerminal().then(() => 0) : runPipe()
      run
        .catch(error => {
          complain(messageOf(error))
          return 1
        })
        .then(failed => {
          leave()
          end({ failed })
        })
    },
    async open(where, { eventId, attempt }): Promise<Reply> {
      if (where.channel !== place.channel) {
        throw new ParleyError('PLATFORM_REJECTED', 'The pipe that asked is gone; nobody is there to read the answer.')
      }
      const before = writing
      const { promise, resolve } = Promise.withResolvers<void>()
      writing = promise
      await before
      const asked = awaited.get(eventId)
      if (!asked) {
        reader?.hide()
        if (attempt > 1) say('An answer that was cut off, taken up again:')
      }
      const onEnd = (answered: boolean) => {
        resolve()
        asked?.(answered)
        if (!asked) reader?.show()
      }
      const save: SaveFile = file => saveFile(options.folder, file)
      if (interactive) return createTerminalReply(screen, onEnd, save)
      return createPlainReply(output, options.errorOutput, onEnd, save)
    },
    // A terminal keeps no history of its own; what was said lies in the store.
    async *history() {},
    async canRead(somebody) {
      return somebody.id === person.id
    },
    async stop() {
      if (leaving.signal.aborted) return
      // Whoever ends a pipe does not come back for the answer; in a terminal it is taken up at the next start.
      if (!interactive) await deliver?.({ ...envelope(), type: 'stop' })
      leave()
      await ended
    },
  }
}

function offer(steps: readonly FirstStep[], screen: Screen): void {
  const lines = steps.map((step, i) => wrapText(`  ${i + 1}  ${step.label}`, screen.columns(), 5))
  const intro = wrapText('Three things to try on the sample company in examples/:', screen.columns())
  const outro = wrapText('Type 1, 2 or 3, or write whatever you like.', screen.columns())
  screen.write(`${intro}\n${lines.join('\n')}\n${outro}\n\n`)
}
