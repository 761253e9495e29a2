/** What was typed before, kept across sessions in a file that only its owner can read. */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface InputHistory {
  /** Newest first. */
  readonly entries: readonly string[]
  /** Remembers an input and writes the file; an input that is there already moves to the front. */
  add(input: string): void
}

const MAX_ENTRIES = 500
/** Longer inputs (a pasted log) are not kept. */
const MAX_ENTRY_CHARS = 4000

/**
 * A file that cannot be read or written costs the history, never the conversation.
 * @param path absent: nothing is kept beyond the session
 */
export function loadInputHistory(path: string | undefined): InputHistory {
  let entries = path === undefined ? [] : readEntries(path)
  return {
    get entries() {
      return entries
    },
    add(input) {
      if (input.trim() === '' || input.length > MAX_ENTRY_CHARS) return
      entries = [input, ...entries.filter(entry => entry !== input)].slice(0, MAX_ENTRIES)
      if (path !== undefined) writeEntries(path, entries)
    },
  }
}

/** One JSON string a line, oldest first. */
function readEntries(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as unknown)
      .filter(entry => typeof entry === 'string')
      .slice(-MAX_ENTRIES)
      .reverse()
  } catch {
    return []
  }
}

function writeEntries(path: string, entries: readonly string[]): void {
  const temporary = `${path}.${process.pid}`
  try {
    const lines = entries.toReversed().map(entry => `${JSON.stringify(entry)}\n`)
    writeFileSync(temporary, lines.join(''), { mode: 0o600 })
    chmodSync(temporary, 0o600)
    renameSync(temporary, path)
  } catch {
    // The next input tries again.
  }
}
