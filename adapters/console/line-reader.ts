/** Reads what a person types: one message at a time, of one line or more, with history and completion. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { InputHistory } from './history-file.ts'

export interface LineReaderOptions {
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  history: InputHistory
  /** What the word at the end of a line may become, and that word. */
  complete: (line: string) => [string[], string]
  /** Ctrl-C while the prompt is hidden. */
  onInterrupt: () => void
}

export interface LineReader {
  /** The next message; undefined when the person leaves (Ctrl-D, or Ctrl-C at an empty prompt). */
  read(): Promise<string | undefined>
  /** Takes the prompt away while something else writes; keys typed meanwhile are kept. */
  hide(): void
  show(): void
  close(): void
}

const PROMPT = '> '
const CONTINUED_PROMPT = '| '
/** Ask the terminal to mark what is pasted, and to stop doing so (xterm, DEC private mode 2004). */
const MARK_PASTES = '\x1b[?2004h'
const UNMARK_PASTES = '\x1b[?2004l'
/** Messages typed while an answer is written. */
const MAX_TYPED_AHEAD = 20

export function createLineReader(options: LineReaderOptions): LineReader {
  const { input, output, history } = options
  let hidden = false
  let pasting = false
  let goesOn = false
  let closed = false
  let lines: string[] = []
  const typedAhead: string[] = []
  let waiting: ((message: string | undefined) => void) | undefined
  /** Readline's own list; it is put right after each message, because a message may have several lines. */
  let shownHistory: string[] | undefined

  const gate = Object.defineProperties(
    new Writable({
      write(chunk, _encoding, done) {
        if (!hidden) output.write(chunk)
        done()
      },
    }),
    { columns: { get: () => output.columns }, rows: { get: () => output.rows }, isTTY: { value: true } },
  )
  const resize = () => gate.emit('resize')
  output.on('resize', resize)

  const readline = createInterface({
    input,
    output: gate,
    terminal: true,
    prompt: PROMPT,
    history: [...history.entries],
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: options.complete,
    escapeCodeTimeout: 50,
  })
  output.write(MARK_PASTES)

  const onKey = (_text: string | undefined, key: { name?: string; meta?: boolean }) => {
    if (key.name === 'paste-start') pasting = true
    else if (key.name === 'paste-end') pasting = false
    else if (key.meta && (key.name === 'return' || key.name === 'enter')) {
      goesOn = true
      readline.write(null, { name: 'return' })
    }
  }
  input.on('keypress', onKey)

  readline.on('history', list => {
    shownHistory = list
  })
  readline.on('line', text => {
    const line = text.replaceAll('\r', '\n')
    const backslash = !pasting && !goesOn && line.endsWith('\\')
    lines.push(backslash ? line.slice(0, -1) : line)
    if (pasting || goesOn || backslash || hasOpenFence(lines)) {
      goesOn = false
      readline.setPrompt(CONTINUED_PROMPT)
      if (waiting) readline.prompt()
      return
    }
    take(lines.join('\n'))
  })
  readline.on('SIGINT', () => {
    if (hidden) return options.onInterrupt()
    if (readline.line === '' && lines.length === 0) return leave()
    readline.write(null, { ctrl: true, name: 'e' })
    readline.write(null, { ctrl: true, name: 'u' })
    output.write('\n')
    restart()
    readline.prompt()
  })
  readline.on('close', () => {
    closed = true
    input.off('keypress', onKey)
    output.off('resize', resize)
    output.write(UNMARK_PASTES)
    leave()
  })

  function restart(): void {
    lines = []
    readline.setPrompt(PROMPT)
  }

  function take(message: string): void {
    restart()
    if (message.trim() === '') {
      if (waiting) readline.prompt()
      return
    }
    history.add(message)
    shownHistory?.splice(0, shownHistory.length, ...history.entries)
    if (waiting) answer(message)
    else if (typedAhead.length < MAX_TYPED_AHEAD) typedAhead.push(message)
  }

  function answer(message: string | undefined): void {
    const resolve = waiting
    waiting = undefined
    resolve?.(message)
  }

  function leave(): void {
    if (waiting && !hidden) output.write('\n')
    answer(undefined)
  }

  return {
    read() {
      const next = typedAhead.shift()
      if (next !== undefined) {
        output.write(`${PROMPT}${next.replaceAll('\n', `\n${CONTINUED_PROMPT}`)}\n`)
        return Promise.resolve(next)
      }
      if (closed) return Promise.resolve(undefined)
      readline.prompt(true)
      return new Promise(resolve => {
        waiting = resolve
      })
    },
    hide() {
      if (hidden) return
      if (waiting) output.write('\r\x1b[J')
      hidden = true
    },
    show() {
      hidden = false
      if (waiting && !closed) readline.prompt(true)
    },
    close() {
      hidden = false
      if (!closed) readline.close()
    },
  }
}

function hasOpenFence(lines: readonly string[]): boolean {
  return lines.flatMap(line => line.split('\n')).filter(line => /^\s*```/.test(line)).length % 2 === 1
}
