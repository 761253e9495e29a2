/** What a site's `robots.txt` lets Parley read, and how fast (RFC 9309). */
import robotsModule from 'robots-parser'
import { ParleyError } from '../../src/errors.ts'
import { PRODUCT, type WebClient } from './web-client.ts'

export interface Robots {
  isAllowed(url: string): boolean
  /** Between two requests; 0 where the site does not say. */
  delayMs: number
}

// The package's types describe an ES module; it is a CommonJS one whose export is the function.
const parseRobots = robotsModule as unknown as typeof robotsModule.default

/** A site that asks for more is read at this pace: a day has 8,640 such pauses. */
const MAX_DELAY_MS = 10_000

/**
 * @param origin such as `https://docs.example.org`
 * @throws ParleyError SOURCE_UNREACHABLE where the site does not say for now: nothing of it may be read then
 */
export async function fetchRobots(client: WebClient, origin: string, signal?: AbortSignal): Promise<Robots> {
  const url = `${origin}/robots.txt`
  const { status, bytes } = await client.fetch(url, { signal })
  if (status === 429 || status >= 500) {
    throw new ParleyError('SOURCE_UNREACHABLE', `${url} answers with status ${status}; try again later.`)
  }
  // No such file: everything may be read.
  if (status !== 200) return { isAllowed: () => true, delayMs: 0 }
  const rules = parseRobots(url, new TextDecoder().decode(bytes))
  const delay = rules.getCrawlDelay(PRODUCT) ?? 0
  return {
    isAllowed: address => rules.isAllowed(address, PRODUCT) !== false,
    delayMs: Math.min(MAX_DELAY_MS, Math.max(0, delay * 1000)),
  }
}
