/** Runs a stream of JSON lines: a request object a line in, a result object a line out, in the same order. */
import { messageOf, ParleyError, throwIfCancelled } from '../errors.ts'
import { formatBytes } from '../text/format-bytes.ts'
import { type Line, splitLines } from '../text/split-lines.ts'

/** A line longer than this is refused unread. */
const maxLineBytes = 16 * 1024 * 1024

/** Finished lines that wait for an earlier one, for each line in work: more would only fill the memory. */
const waitingPerWorker = 4

export interface JsonlRun<P, R> {
  input: AsyncIterable<Uint8Array>
  /** Called once a line, with its line feed. */
  write(line: string): void
  /** Checks one request, the id left out. @throws ParleyError INPUT_INVALID: becomes the line's error */
  parse(request: Record<string, unknown>): P
  /** Called before the first line is worked on; what it throws ends the run. */
  open(): Promise<R>
  /** Works on one request; what it throws becomes the line's error. */
  run(params: P, resources: R): Promise<object>
  /** Lines worked on at the same time. */
  parallel: number
  signal: AbortSignal
  /** Told of errors that are not ParleyErrors: faults of the program. */
  onFault(error: unknown): void
  maxLineBytes?: number
}

/**
 * Works through the input. A line that fails gives `{id, error: {code, message}}` and the run goes on; without an id it gives
 * `{id: null, line, error}`. Blank lines are passed over, a byte order mark and CRLF are understood.
 * @throws ParleyError CANCELLED when `signal` fires, and whatever `open` throws
 */
export async function runJsonl<P, R>(options: JsonlRun<P, R>): Promise<void> {
  const lines = splitLines(options.input, options.maxLineBytes ?? maxLineBytes)
  const finished = new Map<number, string>()
  let taken = 0
  let written = 0
  let opened: Promise<R> | undefined
  /** Settles at the next finished line. */
  let moved = Promise.withResolvers<void>()

  function finish(index: number, result: object): void {
    finished.set(index, `${JSON.stringify(result)}\n`)
    for (let next = finished.get(written); next !== undefined; next = finished.get(written)) {
      finished.delete(written++)
      options.write(next)
    }
    moved.resolve()
    moved = Promise.withResolvers()
  }

  async function work(): Promise<void> {
    for (;;) {
      while (taken - written >= options.parallel * waitingPerWorker) await moved.promise
      throwIfCancelled(options.signal)
      const next = await lines.next()
      if (next.done) return
      const line = next.value
      if (line.text !== undefined && /^[ \t]*$/.test(line.text)) continue
      const index = taken++
      finish(index, await answer(line))
    }
  }

  async function answer(line: Line): Promise<object> {
    let id: unknown = null
    let params: P
    try {
      const { id: given = null, ...request } = parseObject(line)
      id = given
      params = options.parse(request)
    } catch (error) {
      return failure(id, line, error)
    }
    opened ??= options.open()
    const resources = await opened
    try {
      return { id, ...(await options.run(params, resources)) }
    } catch (error) {
      throwIfCancelled(options.signal)
      return failure(id, line, error)
    }
  }

  function failure(id: unknown, line: Line, error: unknown): object {
    if (!(error instanceof ParleyError)) options.onFault(error)
    const code = error instanceof ParleyError ? error.code : 'INTERNAL'
    return { id, ...(id === null ? { line: line.number } : {}), error: { code, message: messageOf(error) } }
  }

  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(new ParleyError('CANCELLED', 'The run was stopped.'))
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([Promise.all(Array.from({ length: options.parallel }, work)), stopped.promise])
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
}

/** @throws ParleyError INPUT_INVALID or INPUT_TOO_LARGE */
function parseObject({ number, text, problem }: Line): Record<string, unknown> {
  if (problem === 'too long') {
    throw new ParleyError(
      'INPUT_TOO_LARGE',
      `Line ${number} is longer than a request may be (${formatBytes(maxLineBytes)}).`,
    )
  }
  if (text === undefined) throw new ParleyError('INPUT_INVALID', `Line ${number} is not UTF-8 text.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ParleyError('INPUT_INVALID', `Line ${number} is not JSON: expected one object a line.`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const came = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`
    throw new ParleyError('INPUT_INVALID', `Line ${number} is ${came}: expected one JSON object a line.`)
  }
  return value as Record<string, unknown>
}
