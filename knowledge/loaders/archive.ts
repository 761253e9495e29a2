/** Zip archives: exports of Slack, Discord, Notion and Confluence, and folders of files, each read as its format is. */
import { basename, extname } from 'node:path'
import { ParleyError } from '../../src/errors.ts'
import { isDiscordPackage, loadDiscordPackage } from './discord-package.ts'
import { toFormatError } from './document-loader.ts'
import { createLeftOut, isGenerated, isHidden, notReadable, notWritten } from './left-out.ts'
import type { FileInput, Loaded, Loader } from './loader.ts'
import { isNotionPath, openNotionPage, withoutNotionIds } from './notion-export.ts'
import { type Archive, type ArchiveEntry, createUnpackBudget, openArchive, type UnpackBudget } from './open-archive.ts'
import { openBytes } from './open-file.ts'
import { isSlackExport, loadSlackExport } from './slack-export.ts'

/** An archive may hold archives, which hold none. */
const MAX_DEPTH = 2

interface OpenedArchive {
  archive: Archive
  /** 1 for the file itself. */
  depth: number
  budget: UnpackBudget
}

/**
 * @param findLoader gives the loader of a file in an archive
 * @param createBudget gives what one archive may take
 */
export function createArchiveLoader(
  findLoader: (path: string) => Loader | undefined,
  createBudget: () => UnpackBudget = createUnpackBudget,
): Loader {
  async function* loadArchive(file: FileInput, depth: number, budget: UnpackBudget): AsyncGenerator<Loaded> {
    const archive = await openArchive(file, 'zip', budget)
    try {
      if (isSlackExport(archive)) yield* loadSlackExport(archive)
      else if (isDiscordPackage(archive)) yield* loadDiscordPackage(archive)
      else yield* loadEntries({ archive, depth, budget })
    } catch (error) {
      throw toFormatError(error, file.name, 'zip')
    } finally {
      archive.close()
    }
  }

  async function* loadEntries(opened: OpenedArchive): AsyncGenerator<Loaded> {
    const { archive, depth } = opened
    const leftOut = createLeftOut()
    const nameOf = createNames()
    const entries = archive.entries.filter(
      entry => !entry.path.split('/').some(isHidden) && !isRepeated(entry, archive),
    )
    for (const entry of entries) {
      const name = nameOf(entry.path)
      if (isGenerated(basename(name))) leftOut.add(name, notWritten, 'such files')
      else if (isArchive(name) && depth >= MAX_DEPTH)
        leftOut.add(name, 'an archive in an archive in an archive', 'such files')
      else if (findLoader(name) === undefined) leftOut.add(name, notReadable, `${extname(name)} files`)
      // A wrapper about one archive adds nothing to the names in it.
      else yield* loadEntry(opened, entry, isArchive(name) && entries.length === 1 ? '' : name)
    }
    for (const passedOver of leftOut.list()) yield { passedOver }
  }

  async function* loadEntry(opened: OpenedArchive, entry: ArchiveEntry, name: string): AsyncGenerator<Loaded> {
    const { depth, budget } = opened
    try {
      const bytes = await entry.read()
      if (isArchive(entry.path)) {
        const within = loadArchive(openBytes(entry.path, bytes), depth + 1, budget)
        for await (const loaded of within) yield below(name, loaded, entry, '/')
      } else {
        const file = isNotionPath(entry.path) ? openNotionPage(name, bytes) : openBytes(name, bytes)
        for await (const loaded of findLoader(name)!.load(file)) yield below(name, loaded, entry, '#')
      }
    } catch (error) {
      // Once all is used up that may be unpacked, the rest would fail with the same words.
      if (!(error instanceof ParleyError) || !error.code.startsWith('INPUT_') || budget.bytes < 0) throw error
      yield {
        failure: {
          where: name || entry.path,
          reason: error.message.replace(`${entry.path} `, '').replace(`${basename(name)} `, ''),
        },
      }
    }
  }

  return { name: 'zip', extensions: ['.zip'], load: file => loadArchive(file, 1, createBudget()) }
}

function isArchive(path: string): boolean {
  return extname(path).toLowerCase() === '.zip'
}

/** What a file in an archive gives, under the file's name. */
function below(name: string, loaded: Loaded, { modifiedAt }: ArchiveEntry, separator: string): Loaded {
  const within = (part: string) => (part === '' || name === '' ? name + part : `${name}${separator}${part}`)
  if ('item' in loaded) return { item: { modifiedAt, ...loaded.item, key: within(loaded.item.key) } }
  const { where, reason } = 'failure' in loaded ? loaded.failure : loaded.passedOver
  const part = { where: [name, where].filter(Boolean).join(', '), reason }
  return 'failure' in loaded ? { failure: part } : { passedOver: part }
}

/** Without Notion's ids, two pages may have one name: the second keeps the beginning of its id. */
function createNames(): (path: string) => string {
  const taken = new Set<string>()
  return path => {
    const plain = withoutNotionIds(path)
    const extension = extname(plain)
    const id = /([0-9a-f]{8})[0-9a-f]{24}(?!.*[0-9a-f]{32})/i.exec(path)?.[1] ?? ''
    const name = taken.has(plain) ? `${plain.slice(0, plain.length - extension.length)} ${id}${extension}` : plain
    taken.add(name)
    return name
  }
}

/** Notion gives a database twice, as it is shown and whole; Confluence a list of all pages. */
function isRepeated({ path }: ArchiveEntry, archive: Archive): boolean {
  if (isNotionPath(path) && /(?<!_all)\.csv$/i.test(path))
    return archive.find(path.replace(/\.csv$/i, '_all.csv')) !== undefined
  const folder = /^(.*\/)?index\.html$/.exec(path)
  return folder !== null && archive.find(`${folder[1] ?? ''}styles/site.css`) !== undefined
}
