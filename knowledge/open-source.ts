/** Opens sources by their names: paths, web addresses, and what the caller knows besides. */
import { resolve } from 'node:path'
import type { Kysely } from 'kysely'
import { ParleyError } from '../src/errors.ts'
import type { Database } from '../src/store/database.ts'
import type { IndexRequest } from './knowledge.ts'
import type { SourceRecords } from './source-records.ts'
import { createFilesSource } from './sources/files-source.ts'
import { createPageRecords } from './sources/page-records.ts'
import type { AddressCheck } from './sources/public-address.ts'
import { isWebAddress, type KnowledgeSource, sourceKindOf } from './sources/source.ts'
import { normaliseAddress } from './sources/web-address.ts'
import type { WebClient } from './sources/web-client.ts'
import { DEFAULT_MAX_PAGES, type WebOptions } from './sources/web-options.ts'

/** Makes a source of conversations from its name; undefined where there is none. */
export type OpenConversations = (name: string) => KnowledgeSource | undefined

export interface SourceOpener {
  /** The name under which a path or an address is kept. */
  nameOf(pathOrAddress: string): string
  /**
   * A source that somebody names, perhaps for the first time.
   * @throws ParleyError INPUT_INVALID, SOURCE_UNREACHABLE
   */
  openNew(pathOrAddress: string, request: Omit<IndexRequest, 'paths'>): Promise<KnowledgeSource>
  /** A source as it was asked for before. @throws ParleyError INPUT_INVALID where nobody can open it */
  openKnown(name: string, changed?: ReadonlySet<string>): Promise<KnowledgeSource>
  /** To be called when sources were read or removed. */
  tidy(): Promise<void>
  close(): Promise<void>
}

export interface SourceOpenerOptions {
  db: Kysely<Database>
  sources: SourceRecords
  /** Never indexed. */
  dataFolder: string
  /** Of reading and dividing documents. */
  version: string
  web?: AddressCheck
  openConversations?: OpenConversations
}

export function createSourceOpener(options: SourceOpenerOptions): SourceOpener {
  const { db, sources, dataFolder, openConversations } = options
  const pages = createPageRecords(db, options.version)
  let opened: WebClient | undefined

  /** Loaded only where there are web pages. */
  async function loadWeb() {
    const { createWebClient } = await import('./sources/web-client.ts')
    const { createWebSource, resolveAddress } = await import('./sources/web-source.ts')
    opened ??= createWebClient(options.web)
    return { createWebSource, resolveAddress, client: opened }
  }

  function nameOf(pathOrAddress: string): string {
    if (isWebAddress(pathOrAddress)) return normaliseAddress(pathOrAddress) ?? pathOrAddress
    return sourceKindOf(pathOrAddress) === 'conversations' ? pathOrAddress : resolve(pathOrAddress)
  }

  async function openWeb(url: string, web: WebOptions): Promise<KnowledgeSource> {
    const { createWebSource, client } = await loadWeb()
    return createWebSource(url, web, { client, pages })
  }

  async function openFiles(root: string, changed?: ReadonlySet<string>): Promise<KnowledgeSource> {
    const known = await sources.find(root)
    const fixedAcl = known?.options.aclIsFixed === true ? known.acl : undefined
    return createFilesSource({ root, skip: dataFolder, changed, fixedAcl })
  }

  return {
    nameOf,

    async openNew(pathOrAddress, { acl, aclIsFixed, web, signal }) {
      const name = nameOf(pathOrAddress)
      if (!isWebAddress(name)) {
        if (acl !== undefined && aclIsFixed) return createFilesSource({ root: name, skip: dataFolder, fixedAcl: acl })
        return openFiles(name)
      }
      if (normaliseAddress(name) === undefined) {
        throw new ParleyError('INPUT_INVALID', `Expected a web address such as https://example.org/, got ${name}.`)
      }
      const known = await sources.find(name)
      const wanted = { ...defaults, ...known?.options, ...web } as WebOptions
      if (known) return openWeb(name, wanted)
      const { resolveAddress, client } = await loadWeb()
      return openWeb(await resolveAddress(name, wanted, client, signal), wanted)
    },

    async openKnown(name, changed) {
      const kind = sourceKindOf(name)
      if (kind === 'files') return openFiles(name, changed)
      if (kind === 'web') return openWeb(name, { ...defaults, ...(await sources.find(name))?.options } as WebOptions)
      const source = openConversations?.(name)
      if (source === undefined) throw new ParleyError('INPUT_INVALID', `There is no source ${name}.`)
      return source
    },

    tidy: () => pages.deleteOrphans(),
    close: async () => opened?.close(),
  }
}

const defaults: WebOptions = { depth: 0, maxPages: DEFAULT_MAX_PAGES }
