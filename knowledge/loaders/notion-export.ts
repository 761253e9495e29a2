/** What Notion adds to its exports: an id of 32 hexadecimal digits in every name and link. */
import type { FileInput } from './loader.ts'
import { openBytes } from './open-file.ts'

const idInName = /[ _-]?(?<![0-9a-f])[0-9a-f]{32}(?=\/|\.[a-z]+$|_all\.csv$|$)/gi

/** `Handbook 1f…9a/Leave 2b…7c.md` is `Handbook/Leave.md`; the complete table of a database has its plain name. */
export function withoutNotionIds(path: string): string {
  return path.replace(idInName, '').replace(/_all(?=\.csv$)/, '')
}

/** True for a path with such an id. */
export function isNotionPath(path: string): boolean {
  return path.search(idInName) >= 0
}

/** Links between pages lead nowhere outside the archive: their words stay. */
export function openNotionPage(name: string, bytes: Uint8Array): FileInput {
  if (!/\.(?:md|csv)$/i.test(name)) return openBytes(name, bytes)
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/\[([^\]\n]*)\]\((?!https?:)[^()\n]*[0-9a-f]{32}[^()\n]*\)/gi, '$1')
    .replace(/ \((?!https?:)[^()\n]*(?:%20|[ /])[0-9a-f]{32}[^()\n]*\)/gi, '')
  return openBytes(name, new TextEncoder().encode(text))
}
