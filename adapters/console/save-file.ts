/** Saves a file that goes with a reply, beside what is there already. */
import { writeFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import process from 'node:process'
import type { ReplyFile } from '../../src/conversation/chat-port.ts'
import { messageOf, ParleyError } from '../../src/errors.ts'

/** Nobody keeps more of one name in a folder. */
const MAX_NUMBER = 1000

/**
 * Nothing is overwritten: the second `actions.ics` is `actions-2.ics`.
 * @returns the path, from where the program runs
 * @throws ParleyError INPUT_INVALID where the folder can't be written
 */
export async function saveFile(folder: string, { name, text }: ReplyFile): Promise<string> {
  const ending = extname(name)
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const free = number === 1 ? name : `${name.slice(0, name.length - ending.length)}-${number}${ending}`
    const path = join(folder, free)
    try {
      await writeFile(path, text, { flag: 'wx' })
      return relative(process.cwd(), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new ParleyError('INPUT_INVALID', `${name} could not be saved in ${folder}: ${messageOf(error)}`, {
        cause: error,
      })
    }
  }
  throw new ParleyError('INPUT_INVALID', `${folder} has ${MAX_NUMBER} files called like ${name} already.`)
}
