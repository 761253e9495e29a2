/** Reads what a command is to work on: a text file or standard input, checked to be text. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import process from 'node:process'
import { addAbortSignal } from 'node:stream'
import { ParleyError } from '../errors.ts'
import { decodeText } from '../text/decode-text.ts'

/** The most bytes one input may have; far more than any model reads. */
const maxInputBytes = 64 * 1024 * 1024

const ioReasons: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ENAMETOOLONG: 'is no possible file name',
  ELOOP: 'is a link that leads back to itself',
}

/**
 * @returns the file's text, without a byte order mark
 * @throws ParleyError INPUT_INVALID for a file that is missing, unreadable, a folder, binary, not UTF-8 or empty; INPUT_TOO_LARGE
 */
export async function readTextFile(path: string): Promise<string> {
  return readTextStream(await openFile(path), `The file ${path}`)
}

/**
 * Reads a file of JSON lines, a value a line; blank lines are passed over.
 * @throws ParleyError INPUT_INVALID naming the line that is not JSON, and as `readTextFile`
 */
export async function readJsonlFile(path: string): Promise<unknown[]> {
  const lines = (await readTextFile(path)).split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line) as unknown]
    } catch (cause) {
      throw new ParleyError('INPUT_INVALID', `Line ${index + 1} of ${path} is not JSON: expected one object a line.`, {
        cause,
      })
    }
  })
}

/**
 * Opens a file for reading, so that a wrong path is found before anything else is started.
 * @throws ParleyError INPUT_INVALID for a file that is missing, unreadable or a folder, at once or while it is read
 */
async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    if ((await stat(path)).isDirectory())
      throw new ParleyError('INPUT_INVALID', `Expected a file, but ${path} is a folder.`)
  } catch (cause) {
    throw toInputError(cause, path)
  }
  return readChunks(path)
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (cause) {
    throw toInputError(cause, path)
  }
}

function toInputError(cause: unknown, path: string): ParleyError {
  if (cause instanceof ParleyError) return cause
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  return new ParleyError('INPUT_INVALID', `The file ${path} ${ioReasons[code] ?? `can't be read (${code})`}.`, {
    cause,
  })
}

/**
 * What stands for standard input on a command line: `-`, or nothing.
 * @param usage how to write it instead, said where nothing was given and standard input is a terminal
 * @returns standard input, which ends when `signal` fires; undefined where `words` say something else
 * @throws ParleyError INPUT_INVALID
 */
export function openStandardInput(
  signal: AbortSignal,
  words: readonly string[],
  usage: string,
): AsyncIterable<Uint8Array> | undefined {
  if (words.length > 1 || (words.length === 1 && words[0] !== '-')) return undefined
  if (words.length === 0 && process.stdin.isTTY) {
    throw new ParleyError('INPUT_INVALID', `Expected input: ${usage}, or pipe it in.`)
  }
  return addAbortSignal(signal, process.stdin)
}

/**
 * The lines of a `--jsonl` run: from the one file that was named, or from standard input.
 * @throws ParleyError INPUT_INVALID
 */
export async function openRequests(
  signal: AbortSignal,
  words: readonly string[],
  usage: string,
): Promise<AsyncIterable<Uint8Array>> {
  const [path = '', ...more] = words
  if (more.length > 0)
    throw new ParleyError('INPUT_INVALID', `Expected one file of request lines, found ${words.length} words.`)
  return openStandardInput(signal, words, usage) ?? openFile(path)
}

/**
 * Reads a stream to its end.
 * @param name begins an error's sentence
 * @throws ParleyError as `readTextFile`
 */
export async function readTextStream(stream: AsyncIterable<Uint8Array>, name = 'Standard input'): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxInputBytes) {
      const limit = `${maxInputBytes / 1024 / 1024} MiB, the most one input may have`
      throw new ParleyError('INPUT_TOO_LARGE', `${name} is larger than ${limit}; split it.`)
    }
    chunks.push(chunk)
  }
  return decodeText(Buffer.concat(chunks), name)
}
