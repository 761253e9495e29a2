/** Which of the indexable formats a page has, and what a page says of itself to programs that read it. */
import { extname } from 'node:path'
import { parseHTML } from 'linkedom'
import { findLoader } from '../loaders/registry.ts'
import { normaliseAddress } from './web-address.ts'
import type { FetchedPage } from './web-client.ts'

const extensions: Readonly<Record<string, string>> = {
  'text/html': '.html',
  'application/xhtml+xml': '.html',
  'application/pdf': '.pdf',
  'text/markdown': '.md',
  'text/csv': '.csv',
  'application/epub+zip': '.epub',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': '.pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
}
const readable = new Set([...Object.values(extensions), '.htm', '.txt', '.rst', '.mdx'])
/** Types that say no more than that there are bytes: the name says what they are. */
const unspecific = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream'])

/** @returns the name under which a loader knows the page; undefined where it is of no kind that is read from the web */
export function fileNameOf({ url, contentType }: Pick<FetchedPage, 'url' | 'contentType'>): string | undefined {
  const path = decodePath(new URL(url).pathname)
  const last = path.split('/').findLast(part => part !== '') ?? new URL(url).hostname
  const known = extensions[contentType]
  if (known !== undefined) return extname(last).toLowerCase() === known ? last : `${last}${known}`
  if (!unspecific.has(contentType)) return undefined
  if (readable.has(extname(last).toLowerCase()) && findLoader(last) !== undefined) return last
  return contentType === 'text/plain' ? `${last}.txt` : undefined
}

/** The page's bytes as a loader reads them: where only the server says the encoding, they become UTF-8. */
export function bytesOf({
  bytes,
  charset,
  contentType,
}: Pick<FetchedPage, 'bytes' | 'charset' | 'contentType'>): Uint8Array {
  if (charset === undefined || /^utf-?8$/.test(charset) || !contentType.startsWith('text/')) return bytes
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 2048))
  if (/<meta[^>]+charset=/i.test(beginning)) return bytes
  try {
    return new TextEncoder().encode(new TextDecoder(charset, { fatal: true }).decode(bytes))
  } catch {
    // An encoding nobody knows, or bytes that are not in it: the loader finds out.
    return bytes
  }
}

export interface PageRules {
  /** The addresses that it links to, absolute, without fragments. */
  links: string[]
  /** The page asks not to be found. */
  noIndex: boolean
}

/** @param page of HTML; others have no links, and their header alone says the rest */
export function readPageRules({ url, bytes, robotsTag }: FetchedPage, isHtml: boolean): PageRules {
  const said = [robotsTag]
  const links = new Set<string>()
  if (isHtml) {
    const { document } = parseHTML(new TextDecoder().decode(bytes))
    for (const meta of document.querySelectorAll('meta[name]')) {
      const name = meta.getAttribute('name')?.toLowerCase()
      if (name === 'robots' || name === 'parley') said.push(meta.getAttribute('content') ?? '')
    }
    const base = URL.parse(document.querySelector('base[href]')?.getAttribute('href') ?? '', url)?.href ?? url
    for (const anchor of document.querySelectorAll('a[href]')) {
      if (/\bnofollow\b/i.test(anchor.getAttribute('rel') ?? '')) continue
      const target = normaliseAddress(anchor.getAttribute('href') ?? '', base)
      if (target !== undefined) links.add(target)
    }
  }
  const rules = said.join(',')
  const isMeant = (word: string) => new RegExp(`\\b(?:${word}|none)\\b`, 'i').test(rules)
  return { links: isMeant('nofollow') ? [] : [...links], noIndex: isMeant('noindex') }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
