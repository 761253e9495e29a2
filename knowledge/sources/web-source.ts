/** Web pages as a source of knowledge: one page, the pages it leads to, or those that a sitemap lists. */
import { openCrawl } from './crawl.ts'
import type { PageRecords } from './page-records.ts'
import type { KnowledgeSource } from './source.ts'
import { isSitemapAddress, normaliseAddress } from './web-address.ts'
import type { WebClient } from './web-client.ts'
import type { WebOptions } from './web-options.ts'

export interface WebSourceParts {
  client: WebClient
  pages: PageRecords
}

/** @param url as `normaliseAddress` gives it */
export function createWebSource(url: string, options: WebOptions, { client, pages }: WebSourceParts): KnowledgeSource {
  const scope = isWhole(url, options) ? scopeOf(url) : undefined
  return {
    kind: 'web',
    name: url,
    options: { ...options },
    covers: scope === undefined ? { uri: url, below: false } : { uri: scope, below: true },
    open: async context => {
      const entries = await openCrawl({ url, scope, ...options, client, pages, context })
      return { bytes: 0, entries }
    },
  }
}

/**
 * The address that a new source is known by: of several pages, the one that the given one leads to, since what is read are the pages beside it.
 * @throws ParleyError as `WebClient.fetch`
 */
export async function resolveAddress(
  url: string,
  options: WebOptions,
  client: WebClient,
  signal?: AbortSignal,
): Promise<string> {
  if (!isWhole(url, options)) return url
  const { url: found } = await client.fetch(url, { signal })
  return normaliseAddress(found) ?? url
}

/** True where more than the one page is wanted. */
function isWhole(url: string, { depth }: WebOptions): boolean {
  return depth > 0 || isSitemapAddress(url)
}

/** Everything beside and below a page: `https://example.org/docs/` for `https://example.org/docs/intro.html`. */
function scopeOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.slice(0, pathname.lastIndexOf('/') + 1)
}
