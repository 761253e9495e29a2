/** The names under which documents are known: short where they can be, unique always. */
import { basename, sep } from 'node:path'

/**
 * Names for a new document, the preferred one first. A file below an indexed folder is called by its path from that folder on
 * (`docs/setup/linux.md`), a line of a `.jsonl` file by its own id; where that name is taken, more of the path stands before it.
 * @param root the file or folder that was indexed, absolute
 * @param path the file, absolute
 * @param key the document's own id in its file; empty where the file is the document
 */
export function* documentIds(root: string, path: string, key: string): Generator<string> {
  const parts = path.split(sep).filter(part => part !== '')
  const below =
    path === root
      ? 0
      : path
          .slice(root.length)
          .split(sep)
          .filter(part => part !== '').length
  const shortest = Math.min(parts.length, below + (basename(root) === '' ? 0 : 1))
  if (key !== '') yield key
  for (let length = shortest; length <= parts.length; length++) {
    const name = parts.slice(-length).join('/')
    yield key === '' ? name : `${name}#${key}`
  }
  yield key === '' ? path : `${path}#${key}`
}
