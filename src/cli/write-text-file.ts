/** Writes a file that an option of a command names. */
import { rename, rm, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { messageOf, ParleyError } from '../errors.ts'

/**
 * Whole or not at all: what stood there before is replaced at the end.
 * @throws ParleyError INPUT_INVALID where it can't be written
 */
export async function writeTextFile(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`
  try {
    await writeFile(part, text)
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {})
    throw new ParleyError(
      'INPUT_INVALID',
      `Expected a file that can be written, but ${path} cannot: ${messageOf(cause)}.`,
      {
        cause,
      },
    )
  }
}
