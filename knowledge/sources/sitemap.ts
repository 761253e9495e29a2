/** Sitemaps (sitemaps.org): lists of a site's pages, and lists of such lists. */
import { gunzipSync } from 'node:zlib'
import { messageOf, ParleyError } from '../../src/errors.ts'
import { parseXml } from '../loaders/xml.ts'

export interface Sitemap {
  pages: string[]
  sitemaps: string[]
}

/** The limit of the protocol. */
const MAX_SITEMAP_BYTES = 50 * 1024 * 1024
const MAX_ENTRIES = 50_000

/**
 * @param bytes XML, also packed with gzip
 * @throws ParleyError INPUT_INVALID where it is no sitemap
 */
export function parseSitemap(bytes: Uint8Array, url: string): Sitemap {
  const sitemap: Sitemap = { pages: [], sitemaps: [] }
  let place = ''
  try {
    const root = parseXml(unpack(bytes), ({ name, text }, depth) => {
      // Images and other extensions have addresses of their own, deeper down.
      if (name === 'loc' && depth === 3) place = text.trim()
      else if (depth === 2 && place !== '') {
        const list = name === 'url' ? sitemap.pages : name === 'sitemap' ? sitemap.sitemaps : undefined
        if (list !== undefined && list.length < MAX_ENTRIES) list.push(place)
        place = ''
      }
      return depth > 1
    })
    if (root.name !== 'urlset' && root.name !== 'sitemapindex') throw new Error(`it begins with <${root.name}>`)
  } catch (error) {
    throw new ParleyError('INPUT_INVALID', `${url} is no sitemap (${messageOf(error).split('\n')[0]}).`, {
      cause: error,
    })
  }
  return sitemap
}

function unpack(bytes: Uint8Array): Uint8Array {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  return isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_SITEMAP_BYTES }) : bytes
}
