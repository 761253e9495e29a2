/** Where errors end: one line for a person, and the exit code that scripts read. */
import { CommanderError } from 'commander'
import { messageOf, ParleyError } from '../errors.ts'

/** Misuse is the caller's to mend; everything else is a failure. */
export const exitCodes = { ok: 0, failure: 1, misuse: 2, interrupted: 130, terminated: 143 } as const

const systemReasons: Record<string, string> = {
  ENOSPC: 'No space is left on the disk',
  EDQUOT: 'The disk quota of this user is used up',
  EROFS: 'The file system is read-only',
  EACCES: 'A file or folder may not be used by this user',
  EMFILE: 'Too many files are open',
}

/**
 * @returns the exit code for what was thrown, and the line to show; no line where there is nothing to say
 */
export function reportError(error: unknown): { exitCode: number; line?: string } {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exitCode: exitCodes.ok }
    // The help was shown instead of a line: a command was named without saying which of its own.
    if (error.code === 'commander.help') return { exitCode: exitCodes.misuse }
    return { exitCode: exitCodes.misuse, line: inOneLine(error.message.replace(/^error: /, '')) }
  }
  if (error instanceof ParleyError) {
    const isMisuse = error.code === 'INPUT_INVALID' || error.code === 'CONFIG_INVALID'
    return { exitCode: isMisuse ? exitCodes.misuse : exitCodes.failure, line: inOneLine(error.message) }
  }
  const reason = systemReasons[(error as NodeJS.ErrnoException | null)?.code ?? '']
  const line = reason
    ? `${reason}: ${messageOf(error)}`
    : `Unexpected error: ${messageOf(error)} (LOG_LEVEL=debug shows where)`
  return { exitCode: exitCodes.failure, line: inOneLine(line) }
}

function inOneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ')
}
