/** Requests to a site, at the pace and within the limits that its `robots.txt` asks for. */
import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfCancelled } from '../../src/errors.ts'
import { fetchRobots, type Robots } from './robots.ts'
import type { FetchedPage, FetchPageOptions, WebClient } from './web-client.ts'

export interface Site {
  /** @throws ParleyError SOURCE_UNREACHABLE where the rules cannot be read for now */
  isAllowed(address: string): Promise<boolean>
  /** Requests that may run at the same time. */
  parallel(): number
  /** @throws ParleyError as `WebClient.fetch` */
  fetch(address: string, options: FetchPageOptions): Promise<FetchedPage>
}

const MAX_AT_ONCE = 2
/** Longer waits are left for the next run. */
const MAX_RETRY_AFTER_SECONDS = 60

/** @param client asked one address after the other, also where a redirect leads */
export function createSite(client: WebClient, signal: AbortSignal | undefined): Site {
  const robots = new Map<string, Promise<Robots>>()
  let delayMs = 0
  let nextAt = 0

  async function robotsOf(address: string): Promise<Robots> {
    const { origin } = new URL(address)
    let rules = robots.get(origin)
    if (rules === undefined) {
      rules = fetchRobots(client, origin, signal)
      robots.set(origin, rules)
    }
    const found = await rules
    delayMs = Math.max(delayMs, found.delayMs)
    return found
  }

  async function pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {})
    throwIfCancelled(signal)
  }

  return {
    isAllowed: async (address: string) => (await robotsOf(address)).isAllowed(address),
    parallel: () => (delayMs > 0 ? 1 : MAX_AT_ONCE),
    async fetch(address: string, options): Promise<FetchedPage> {
      for (let attempt = 1; ; attempt++) {
        const now = performance.now()
        const wait = Math.max(0, nextAt - now)
        nextAt = Math.max(now, nextAt) + delayMs
        await pause(wait)
        const page = await client.fetch(address, { ...options, signal })
        const seconds = page.retryAfterSeconds ?? 0
        const isBusy = page.status === 429 || page.status === 503
        if (!isBusy || attempt > 1 || seconds === 0 || seconds > MAX_RETRY_AFTER_SECONDS) return page
        await pause(seconds * 1000)
      }
    },
  }
}
