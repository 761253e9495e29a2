/** Files and folders that programs fill, and the account of what is left out. */
import type { SourceFailure } from './loader.ts'

const generatedFolders = new Set(['node_modules', 'bower_components', '__pycache__', '__MACOSX'])
const generatedNames =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json)$|[.-](?:min|bundle)\.(?:js|mjs|cjs|css)$/i

/** Hidden files and folders, and those of package managers. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || generatedFolders.has(name)
}

/** Lock files and packed code. */
export function isGenerated(name: string): boolean {
  return generatedNames.test(name)
}

export const notReadable = 'not a format that can be read'
export const notWritten = 'written by programs, not by people'

export interface LeftOut {
  /** @param kind what the files have in common, such as `.png files` */
  add(path: string, reason: string, kind: string): void
  /** One for each kind, however many files there are. */
  list(): SourceFailure[]
}

export function createLeftOut(): LeftOut {
  const groups = new Map<string, { reason: string; kind: string; first: string; count: number }>()
  return {
    add(path, reason, kind) {
      const key = `${reason} ${kind}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { reason, kind, first: path, count: 1 })
      else group.count++
    },
    list: () =>
      [...groups.values()].map(({ reason, kind, first, count }) => ({
        where: count === 1 ? first : `${first} and ${count - 1} more ${kind}`,
        reason,
      })),
  }
}
