/** Addresses of web pages, in the one form in which they are compared and stored. */

/** A sitemap is known by its name, before anything is fetched. */
export function isSitemapAddress(url: string): boolean {
  return /\.xml(?:\.gz)?$/i.test(new URL(url).pathname)
}

/** Longer ones are made by programs that never end. */
const MAX_ADDRESS_LENGTH = 1000

/** @returns the address as it is compared and stored: absolute, without a fragment; undefined for what is no web page */
export function normaliseAddress(address: string, base?: string): string | undefined {
  const url = URL.parse(address.trim(), base)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  // Passwords have no place in the store.
  url.username = ''
  url.password = ''
  return url.href.length > MAX_ADDRESS_LENGTH ? undefined : url.href
}
