/** Fetches pages of public hosts for the knowledge base: an honest name, a limit on size and time, redirects one by one. */
import { isIP } from 'node:net'
import { Agent, fetch } from 'undici'
import { messageOf, ParleyError, throwIfCancelled } from '../../src/errors.ts'
import { type AddressCheck, checkAddress, createCheckedLookup } from './public-address.ts'

/** How sites tell Parley from others; `robots.txt` rules are looked up under it. */
export const PRODUCT = 'Parley'
const USER_AGENT = `${PRODUCT} (reads pages that its owner asked for into a private knowledge base)`

const MAX_PAGE_BYTES = 32 * 1024 * 1024
const TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 10_000
/** As browsers have it (Fetch standard). */
const MAX_REDIRECTS = 20

/** What a server gave with a page, to be asked later whether it has changed. */
export interface PageValidators {
  etag?: string
  lastModified?: string
}

export interface FetchedPage {
  /** Where it was found in the end. */
  url: string
  status: number
  /** In lower case, without parameters; empty where the server says nothing. */
  contentType: string
  charset?: string
  /** Empty unless the status is 200. */
  bytes: Uint8Array
  validators: PageValidators
  /** The `X-Robots-Tag` header. */
  robotsTag: string
  /** Of `Retry-After`, where it names seconds. */
  retryAfterSeconds?: number
}

export interface FetchPageOptions extends PageValidators {
  signal?: AbortSignal
  /** Asked before each redirect is followed. @throws whatever is wrong with it */
  onRedirect?: (url: string) => Promise<void> | void
}

export interface WebClient {
  /**
   * @returns whatever the server says, failures included
   * @throws ParleyError SOURCE_UNREACHABLE, INPUT_TOO_LARGE; INPUT_INVALID for a private address; CANCELLED
   */
  fetch(url: string, options?: FetchPageOptions): Promise<FetchedPage>
  close(): Promise<void>
}

export function createWebClient(check: AddressCheck & { timeoutMs?: number; maxBytes?: number } = {}): WebClient {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_PAGE_BYTES } = check
  const agent = new Agent({ connect: { lookup: createCheckedLookup(check), timeout: CONNECT_TIMEOUT_MS } })

  async function request(url: string, options: FetchPageOptions, signal: AbortSignal) {
    const { hostname } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    // What is no name is not looked up.
    if (isIP(host) !== 0) checkAddress(host, host, check)
    const { etag, lastModified } = options
    return fetch(url, {
      dispatcher: agent,
      redirect: 'manual',
      signal,
      headers: {
        'user-agent': USER_AGENT,
        accept: 'text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, */*;q=0.5',
        ...(etag ? { 'if-none-match': etag } : {}),
        ...(lastModified ? { 'if-modified-since': lastModified } : {}),
      },
    })
  }

  async function follow(url: string, options: FetchPageOptions, signal: AbortSignal): Promise<FetchedPage> {
    let at = url
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await request(
        at,
        hops === 0 ? options : { ...options, etag: undefined, lastModified: undefined },
        signal,
      )
      const target = isRedirect(response.status) ? response.headers.get('location') : null
      if (target === null) return await toPage(at, response, maxBytes)
      await response.body?.cancel()
      const next = URL.parse(target, at)
      if (next === null || !/^https?:$/.test(next.protocol)) {
        throw new ParleyError('INPUT_INVALID', `${at} leads to ${target}, which is no web page.`)
      }
      next.hash = ''
      await options.onRedirect?.(next.href)
      at = next.href
    }
    throw new ParleyError(
      'SOURCE_UNREACHABLE',
      `${url} leads from one address to the next, more than ${MAX_REDIRECTS} times.`,
    )
  }

  return {
    async fetch(url, options = {}) {
      throwIfCancelled(options.signal)
      const timeout = AbortSignal.timeout(timeoutMs)
      const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
      try {
        return await follow(url, options, signal)
      } catch (error) {
        throwIfCancelled(options.signal)
        throw toFetchError(error, url, timeout.aborted ? timeoutMs : undefined)
      }
    },
    close: () => agent.destroy(),
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

type Response = Awaited<ReturnType<typeof fetch>>

async function toPage(url: string, response: Response, maxBytes: number): Promise<FetchedPage> {
  const { headers, status } = response
  const [contentType = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = /charset=["']?([\w-]+)/.exec(parameters.join(';'))?.[1]
  const retryAfter = headers.get('retry-after') ?? ''
  const page = {
    ...{ url, status, contentType: contentType.trim(), charset },
    validators: {
      etag: headers.get('etag') ?? undefined,
      lastModified: headers.get('last-modified') ?? undefined,
    },
    robotsTag: headers.get('x-robots-tag') ?? '',
    ...(/^\d+$/.test(retryAfter) ? { retryAfterSeconds: Number(retryAfter) } : {}),
  }
  if (status !== 200) {
    await response.body?.cancel()
    return { ...page, bytes: new Uint8Array() }
  }
  return { ...page, bytes: await readBody(url, response, maxBytes) }
}

async function readBody(url: string, response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    // Counted after decompression: a small answer can hold a large page. Leaving the loop closes the connection.
    if (length > maxBytes) {
      throw new ParleyError('INPUT_TOO_LARGE', `${url} is larger than ${Math.ceil(maxBytes / 1024 / 1024)} MiB.`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What undici throws says little; its cause does. */
function toFetchError(error: unknown, url: string, timeoutMs: number | undefined): ParleyError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ParleyError) return cause
  const { host } = new URL(url)
  if (timeoutMs !== undefined) {
    return new ParleyError('SOURCE_UNREACHABLE', `${host} did not answer within ${timeoutMs / 1000} seconds.`)
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const reason = reasons[code] ?? messageOf(cause)
  return new ParleyError('SOURCE_UNREACHABLE', `${host} cannot be reached: ${reason}.`, { cause: error })
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'its name cannot be looked up at the moment',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke the connection off',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_SOCKET: 'it broke the connection off',
}
