/** Files and folders as a source of knowledge. */
import { documentIds } from '../document-id.ts'
import { type FoundFile, findFiles } from '../find-files.ts'
import { openFile } from '../loaders/open-file.ts'
import { plainTextLoader } from '../loaders/plain-text.ts'
import { findLoader } from '../loaders/registry.ts'
import type { KnowledgeSource, SourceEntry, SourceFile } from './source.ts'

export interface FilesSourceOptions {
  /** A file or folder, absolute. */
  root: string
  /** A folder that is left out: Parley's own. */
  skip: string
  /** Files that may have changed: others are taken for unchanged where they are stored. All where absent. */
  changed?: ReadonlySet<string>
  /** Principals that may read its files, whatever these say. */
  fixedAcl?: readonly string[]
}

export function createFilesSource({ root, skip, changed, fixedAcl }: FilesSourceOptions): KnowledgeSource {
  return {
    ...(fixedAcl === undefined ? {} : { acl: fixedAcl, options: { aclIsFixed: true } }),
    kind: 'files',
    name: root,
    covers: { uri: root, below: true },
    async open(context) {
      const { files, passedOver, unreadable } = await findFiles(root, skip, context.signal)
      const isUnchanged = ({ path }: FoundFile) => changed?.has(path) === false && context.isStored(path)
      const toRead = files.filter(file => !isUnchanged(file))
      async function* entries(): AsyncGenerator<SourceEntry> {
        for (const group of passedOver) yield { type: 'problem', problem: { ...group, kind: 'passed over' } }
        for (const { path, reason } of unreadable) {
          yield { type: 'problem', problem: { where: path, reason, kind: 'failed' } }
          yield { type: 'kept', uri: path }
        }
        for (const file of files) if (isUnchanged(file)) yield { type: 'unchanged', uri: file.path }
        for (const file of toRead) yield { type: 'file', file: toSourceFile(root, file) }
      }
      return { bytes: toRead.reduce((sum, { bytes }) => sum + bytes, 0), entries: entries() }
    },
  }
}

function toSourceFile(root: string, { path, bytes, modifiedAt }: FoundFile): SourceFile {
  const loader = findLoader(path) ?? plainTextLoader
  const ids = (key: string) => documentIds(root, path, key)
  return { uri: path, bytes, modifiedAt, ids, load: () => loader.load(openFile(path)) }
}
