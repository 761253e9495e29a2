/** What Git leaves out of a working tree, by its `.gitignore` files and `info/exclude`. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'

/** The rules that hold in a folder: its own and those of the folders above it. */
export interface IgnoreRules {
  /** @param name of a file or folder in it */
  isIgnored(name: string, isFolder: boolean): boolean
}

const NO_RULES: IgnoreRules = { isIgnored: () => false }
/** A longer file is no list of patterns. */
const MAX_RULES_BYTES = 1024 * 1024

interface Tree {
  /** The top of the working tree. */
  top: string
  rules: Ignore
}

export interface IgnoreReader {
  /** To be asked for a folder after the one it lies in. */
  rulesIn(folder: string): Promise<IgnoreRules>
}

/** Reads each file of rules once; a working tree in another one has rules of its own. */
export function createIgnoreReader(): IgnoreReader {
  const trees = new Map<string, Tree | undefined>()

  async function treeOf(folder: string): Promise<Tree | undefined> {
    if (trees.has(folder)) return trees.get(folder)
    const gitFolder = await findGitFolder(folder)
    const parent = dirname(folder)
    const above = gitFolder !== undefined || parent === folder ? undefined : await treeOf(parent)
    const base =
      gitFolder === undefined
        ? above
        : { top: folder, rules: ignore().add(await readRules(join(gitFolder, 'info/exclude'))) }
    const own = base === undefined ? '' : await readRules(join(folder, '.gitignore'))
    const tree =
      base === undefined || own === ''
        ? base
        : {
            ...base,
            rules: ignore()
              .add(base.rules)
              .add(placeRules(own, below(base.top, folder))),
          }
    trees.set(folder, tree)
    return tree
  }

  return {
    async rulesIn(folder) {
      const tree = await treeOf(folder)
      if (tree === undefined) return NO_RULES
      const path = below(tree.top, folder)
      return { isIgnored: (name, isFolder) => tree.rules.ignores(`${path}${name}${isFolder ? '/' : ''}`) }
    },
  }
}

/** With slashes, and one at its end unless it is empty. */
function below(top: string, folder: string): string {
  const path = relative(top, folder).split(sep).join('/')
  return path === '' ? '' : `${path}/`
}

/**
 * Rules of a folder as rules of the tree's top: what comes later, and so deeper, wins there, as it does in Git.
 * @param path of the folder, with a slash at its end
 */
function placeRules(text: string, path: string): string[] {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '' && !line.startsWith('#'))
  if (path === '') return lines
  // Signs that mean something in a pattern stand for themselves in a folder's name.
  const folder = path.replace(/[\\*?[\]!# ]/g, '\\$&')
  return lines.map(line => {
    const [, mark = '', pattern = ''] = /^(!?)(.*)$/.exec(line) ?? []
    const isAnchored = /\/(?!\s*$)/.test(pattern)
    return `${mark}/${folder}${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`
  })
}

/** Where Git keeps what belongs to the working tree: `.git`, or what a file of that name points to (submodules, linked trees). */
async function findGitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git')
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined || stats.isDirectory()) return stats && path
  const pointed = /^gitdir: (.+)$/m.exec(await readRules(path))?.[1]
  if (pointed === undefined) return undefined
  const own = resolve(folder, pointed.trim())
  // A linked tree shares the rules of the one it was made from.
  const shared = (await readRules(join(own, 'commondir'))).trim()
  return shared === '' ? own : resolve(own, shared)
}

/** Empty where there is none, or none that can be read. */
async function readRules(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile() || stats.size > MAX_RULES_BYTES) return ''
  return readFile(path, 'utf8').catch(() => '')
}
