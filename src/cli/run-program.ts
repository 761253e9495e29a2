/** Builds the program, runs one command, and ends every error in one line and an exit code. */
import process from 'node:process'
import { secretsOf } from '../config.ts'
import { createContext } from './create-context.ts'
import { hideSecrets } from './log.ts'
import { createProgram } from './program.ts'
import { exitCodes, reportError } from './report-error.ts'

/** How long a command may take to end after it was told to stop. */
const stopTimeoutMs = 5_000

/** Runs the command that the process was started with, and ends the process. */
export async function runProgram(): Promise<never> {
  const stop = new AbortController()
  const { context, close } = createContext({
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
  })

  /** The exit code of whatever ended the command from outside; it wins over what the command then says. */
  let stopCode: number | undefined

  /** Tells the command to end. The second time, or where it does not end, the process goes. */
  function end(exitCode: number): void {
    if (stopCode !== undefined) process.exit(stopCode)
    stopCode = exitCode
    stop.abort()
    setTimeout(() => process.exit(exitCode), stopTimeoutMs).unref()
  }

  /** Says in one line what went wrong; the whole error goes to the log. */
  function report(error: unknown): number {
    const { exitCode, line } = reportError(error)
    let secrets: string[] = []
    try {
      secrets = secretsOf(context.config)
      context.log.debug({ err: error }, 'the command failed')
    } catch {
      // Without a configuration there is no log; the line below says what is wrong with it.
    }
    if (line !== undefined) context.note(`parley: ${hideSecrets(line, secrets)}`)
    return exitCode
  }

  async function run(): Promise<number> {
    try {
      const program = createProgram(context)
      if (process.argv.length > 2) await program.parseAsync()
      else program.outputHelp()
      // Set by a command that did its work and reports failures in its output.
      return Number(process.exitCode ?? exitCodes.ok)
    } catch (error) {
      return stopCode ?? report(error)
    } finally {
      await close()
    }
  }

  process.on('SIGINT', () => end(exitCodes.interrupted))
  process.on('SIGTERM', () => end(exitCodes.terminated))
  process.on('SIGHUP', () => end(exitCodes.terminated))
  process.on('uncaughtException', error => end(report(error)))
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Nobody reads on (`parley … | head`): no failure. The same error comes once for every write.
    if (stopCode === undefined) end(error.code === 'EPIPE' ? exitCodes.ok : report(error))
  })

  const exitCode = await run()
  // What was written may still be on its way, and its failure too.
  await new Promise<void>(resolve => process.stdout.write('', () => setImmediate(resolve)))
  return process.exit(stopCode ?? exitCode)
}
