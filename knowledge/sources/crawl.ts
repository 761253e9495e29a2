/** Reads the pages of a site one after the other, two at a time at most, and asks again for those that are known. */
import { ParleyError, throwIfCancelled } from '../../src/errors.ts'
import { openBytes } from '../loaders/open-file.ts'
import { findLoader } from '../loaders/registry.ts'
import { bytesOf, fileNameOf, readPageRules } from './page-format.ts'
import type { PageRecords } from './page-records.ts'
import { createSite } from './site.ts'
import { parseSitemap } from './sitemap.ts'
import type { OpenContext, SourceEntry, SourceFile } from './source.ts'
import { isSitemapAddress, normaliseAddress } from './web-address.ts'
import type { FetchedPage, WebClient } from './web-client.ts'

export interface CrawlOptions {
  /** Where it begins; a sitemap where its name ends in `.xml` or `.xml.gz`. */
  url: string
  /** Only addresses that begin so are read; absent for the one page, wherever it leads. */
  scope?: string
  depth: number
  maxPages: number
  client: WebClient
  pages: PageRecords
  context: OpenContext
}

interface Visit {
  entries: SourceEntry[]
  links: string[]
  /** It counts as one of the pages that were asked for. */
  isPage: boolean
  /** The site did not answer. */
  isDown?: boolean
}

/** After so many pages in a row without an answer, the rest of the site is left for another time. */
const MAX_SILENT = 5
const MAX_SITEMAPS = 100

/** @throws ParleyError SOURCE_UNREACHABLE where not even the rules of the site can be read, INPUT_INVALID, CANCELLED */
export async function openCrawl(options: CrawlOptions): Promise<AsyncIterable<SourceEntry>> {
  const { url, scope, depth, maxPages, client, pages, context } = options
  const { signal } = context
  const site = createSite(client, signal)
  const seen = new Set<string>()
  const isInScope = (address: string) => scope === undefined || address.startsWith(scope)

  async function visit(address: string): Promise<Visit> {
    if (!(await site.isAllowed(address))) return leftOut(address, 'its robots.txt keeps programs away')
    const known = context.isStored(address) ? await pages.find(address) : undefined
    const onRedirect = async (target: string) => {
      if (!isInScope(target)) throw new ParleyError('INPUT_INVALID', `it leads to ${target}, which was not asked for`)
      if (!(await site.isAllowed(target))) throw new ParleyError('INPUT_INVALID', `${target} keeps programs away`)
    }
    try {
      const page = await site.fetch(address, { ...known, onRedirect })
      if (page.status === 304 && known !== undefined) {
        return { entries: [{ type: 'unchanged', uri: address }], links: known.links, isPage: true }
      }
      return readPage(address, page)
    } catch (error) {
      if (!(error instanceof ParleyError) || !(error.code === 'SOURCE_UNREACHABLE' || error.code.startsWith('INPUT_')))
        throw error
      return { ...failed(address, error.message), isDown: error.code === 'SOURCE_UNREACHABLE' }
    }
  }

  function readPage(address: string, page: FetchedPage): Visit {
    const { status } = page
    if (status === 404 || status === 410) {
      // What was stored of it goes; what was asked for by name is missed.
      const entries =
        address === url ? failed(address, `there is no such page (status ${status})`).entries.slice(0, 1) : []
      return { entries, links: [], isPage: false }
    }
    if (status !== 200) return failed(address, `the site answers with status ${status}`)
    // A page that leads elsewhere is the page it leads to, unless it alone was asked for.
    const uri = scope === undefined ? address : (normaliseAddress(page.url) ?? address)
    if (uri !== address) {
      if (seen.has(uri)) return { entries: [], links: [], isPage: false }
      seen.add(uri)
    }
    const name = fileNameOf(page)
    if (name === undefined)
      return leftOut(uri, `of a kind that is not read from the web (${page.contentType || 'unnamed'})`)
    const rules = readPageRules(page, /\.html?$/i.test(name))
    const links = rules.links.filter(link => scope !== undefined && link !== uri && isInScope(link))
    if (rules.noIndex) return { ...leftOut(uri, 'it asks not to be found'), links }
    const file = toSourceFile(uri, name, page, () => pages.save({ url: uri, ...page.validators, links }))
    return { entries: [{ type: 'file', file }], links, isPage: true }
  }

  /** Visits the addresses and what they lead to, level by level. */
  async function* walk(start: readonly string[], levels: number): AsyncGenerator<SourceEntry> {
    const queue = start.map(address => ({ address, level: 0 }))
    const running = new Map<string, Promise<{ address: string; level: number; visit: Visit }>>()
    for (let read = 0, silent = 0; ; ) {
      while (running.size < site.parallel() && queue.length > 0 && read + running.size < maxPages) {
        const { address, level } = queue.shift()!
        if (seen.has(address)) continue
        seen.add(address)
        const visiting = visit(address).then(done => ({ address, level, visit: done }))
        // It may fail while nobody looks: whoever reads the entries is storing what came before.
        visiting.catch(() => {})
        running.set(address, visiting)
      }
      if (running.size === 0) {
        const rest = new Set(queue.map(({ address }) => address).filter(address => !seen.has(address)))
        if (rest.size > 0) {
          yield problem(url, `${rest.size} more pages are left out: at most ${maxPages} were asked for`, 'passed over')
          yield* keepAll()
        }
        return
      }
      const done = await Promise.race(running.values())
      running.delete(done.address)
      if (done.visit.isPage) read++
      silent = done.visit.isDown ? silent + 1 : 0
      yield* done.visit.entries
      if (silent >= MAX_SILENT) {
        await Promise.allSettled(running.values())
        yield problem(url, 'the site does not answer any more; the rest is left for the next run', 'failed')
        yield* keepAll()
        return
      }
      if (done.level < levels) for (const address of done.visit.links) queue.push({ address, level: done.level + 1 })
    }
  }

  let isCut = false
  function* keepAll(): Generator<SourceEntry> {
    isCut = true
    yield { type: 'kept', uri: scope ?? url }
  }

  async function* readSitemaps(): AsyncGenerator<SourceEntry, string[]> {
    const found = new Set<string>()
    const queue = [url]
    for (let count = 0; queue.length > 0; count++) {
      const address = queue.shift()!
      if (count >= MAX_SITEMAPS) {
        yield problem(url, `it has more than ${MAX_SITEMAPS} parts; the rest is left out`, 'passed over')
        break
      }
      throwIfCancelled(signal)
      try {
        if (!(await site.isAllowed(address))) throw new ParleyError('INPUT_INVALID', 'robots.txt keeps programs away')
        const { status, bytes } = await site.fetch(address, {})
        if (status !== 200) throw new ParleyError('INPUT_INVALID', `${address} answers with status ${status}.`)
        const sitemap = parseSitemap(bytes, address)
        for (const page of sitemap.pages) addIfInScope(found, page, address)
        const parts = new Set<string>()
        for (const part of sitemap.sitemaps) if (new URL(part, address).origin === new URL(url).origin) parts.add(part)
        queue.push(...parts)
      } catch (error) {
        if (address === url || !(error instanceof ParleyError) || error.code === 'CANCELLED') throw error
        // Its pages are not known today; they stay.
        yield problem(address, error.message, 'failed')
        yield* keepAll()
      }
    }
    return [...found]
  }

  function addIfInScope(found: Set<string>, page: string, base: string): void {
    const address = normaliseAddress(page, base)
    if (address !== undefined && isInScope(address)) found.add(address)
  }

  async function* crawl(): AsyncGenerator<SourceEntry> {
    const isSitemap = scope !== undefined && isSitemapAddress(url)
    yield* walk(isSitemap ? yield* readSitemaps() : [url], depth)
    if (!isCut) yield* askForUnseen()
  }

  /** Known pages that no page led to any more: that alone does not mean that they are gone. */
  async function* askForUnseen(): AsyncGenerator<SourceEntry> {
    const unseen = [...context.storedUris()].filter(address => !seen.has(address) && isInScope(address))
    for (const address of unseen) {
      throwIfCancelled(signal)
      seen.add(address)
      const { entries, isDown } = await visit(address)
      yield* entries
      if (isDown) yield* keepAll()
      if (isDown) return
    }
  }

  // Fails here, before anything is touched, where the site is down.
  await site.isAllowed(url)
  return crawl()
}

function toSourceFile(uri: string, name: string, page: FetchedPage, stored: () => Promise<void>): SourceFile {
  const bytes = bytesOf(page)
  const modified = new Date(page.validators.lastModified ?? Number.NaN)
  return {
    uri,
    bytes: bytes.length,
    ...(Number.isNaN(modified.getTime()) ? {} : { modifiedAt: modified }),
    *ids() {
      yield uri.replace(/^https?:\/\//, '').replace(/\/$/, '')
      yield uri
    },
    load: () => findLoader(name)!.load(openBytes(name, bytes)),
    stored,
  }
}

function problem(where: string, reason: string, kind: 'failed' | 'passed over'): SourceEntry {
  return { type: 'problem', problem: { where, reason, kind } }
}

/** Nothing of it is stored any more. */
function leftOut(address: string, reason: string): Visit {
  return { entries: [problem(address, reason, 'passed over')], links: [], isPage: false }
}

/** What is stored of it stays. */
function failed(address: string, reason: string): Visit {
  return { entries: [problem(address, reason, 'failed'), { type: 'kept', uri: address }], links: [], isPage: false }
}
