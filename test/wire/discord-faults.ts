/** What goes wrong with calls to the local Discord, as tests order it. */
import type { ServerResponse } from 'node:http'
import { sendJson } from './discord-send-json.ts'

/** What goes wrong with calls. `no-answer` does what was asked and never says so; `message-gone` happens before the call. */
export type CallFault =
  | 'rate-limited'
  | 'rate-limited-without-delay'
  | 'server-error'
  | 'no-answer'
  | 'message-gone'
  | { status: number; code: number; message: string }

export interface Faults {
  /** The next `times` calls that match `METHOD /path` fail so. */
  failCalls(calls: RegExp, fault: CallFault, times: number): void
  /** No more than so many calls that match within a while; the others are refused with 429 and the published headers. */
  limitRate(calls: RegExp, limit: number, windowMs: number): void
  /** The fault of the next call of that name, which is then used up. */
  take(name: string): CallFault | undefined
  /** @returns whether the call was refused */
  isOverRate(name: string, response: ServerResponse): boolean
}

export function createFaults(): Faults {
  const faults: { calls: RegExp; fault: CallFault }[] = []
  const rates: { calls: RegExp; limit: number; windowMs: number; used: number; until: number }[] = []
  return {
    failCalls(calls, fault, times) {
      for (let i = 0; i < times; i++) faults.push({ calls, fault })
    },
    limitRate(calls, limit, windowMs) {
      rates.push({ calls, limit, windowMs, used: 0, until: 0 })
    },
    take(name) {
      const index = faults.findIndex(({ calls }) => calls.test(name))
      return index < 0 ? undefined : faults.splice(index, 1)[0]!.fault
    },
    isOverRate(name, response) {
      const rate = rates.find(({ calls }) => calls.test(name))
      if (!rate) return false
      const now = Date.now()
      if (now >= rate.until) Object.assign(rate, { used: 0, until: now + rate.windowMs })
      const resetAfter = String((rate.until - now) / 1000)
      response.setHeader('x-ratelimit-bucket', `bucket-${rates.indexOf(rate)}`)
      response.setHeader('x-ratelimit-limit', rate.limit)
      response.setHeader('x-ratelimit-remaining', Math.max(0, rate.limit - rate.used - 1))
      response.setHeader('x-ratelimit-reset-after', resetAfter)
      if (rate.used++ < rate.limit) return false
      const body = { message: 'You are being rate limited.', retry_after: Number(resetAfter), global: false }
      sendJson(response, 429, body, { 'retry-after': resetAfter, 'x-ratelimit-scope': 'user' })
      return true
    },
  }
}

export function answerFault(response: ServerResponse, fault: Exclude<CallFault, 'no-answer' | 'message-gone'>): void {
  if (typeof fault === 'object') {
    sendJson(response, fault.status, { message: fault.message, code: fault.code })
    return
  }
  if (fault === 'server-error') {
    response.writeHead(503).end('upstream connect error')
    return
  }
  const body = { message: 'You are being rate limited.', retry_after: 0.1, global: false }
  const delay: Record<string, string> =
    fault === 'rate-limited' ? { 'retry-after': '0.1', 'x-ratelimit-scope': 'user' } : {}
  sendJson(response, 429, body, delay)
}
