/** Calls to Slack's Web API: timeouts, bounded patience with rate limits, and failures as ParleyErrors. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LogLevel, webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import { ParleyError } from '../../src/errors.ts'
import { DOWNLOAD_MS } from '../read-body.ts'

export type WebClient = webApi.WebClient

/** How long things take; only tests hold them shorter. */
export interface SlackTiming {
  /** One call; Slack answers within a second or two. */
  callMs: number
  /** The first pause after a failure; it doubles. */
  retryMs: number
  /** All pauses of one call together. */
  patienceMs: number
  /** Between two appends to a stream: Tier 4 allows 100 a minute. */
  appendMs: number
  /** Between two updates of a message: Tier 3 allows 50 a minute. */
  updateMs: number
  /** A stream ends by itself about 5 minutes after its start. */
  streamMs: number
  /** The download of a file. */
  downloadMs: number
  /** How long an interaction waits for `open`; Slack wants its acknowledgement within 3 s. */
  acknowledgeMs: number
}

export const SLACK_TIMING: SlackTiming = {
  callMs: 15_000,
  retryMs: 500,
  patienceMs: 180_000,
  appendMs: 700,
  updateMs: 1500,
  streamMs: 4 * 60_000,
  downloadMs: DOWNLOAD_MS,
  acknowledgeMs: 2000,
}

export interface WebClientOptions {
  token?: string
  apiUrl?: string
  timing: SlackTiming
  log: Logger
  /** Ends every call. */
  closing: AbortSignal
}

/** The client repeats nothing by itself: `callSlack` knows what may be repeated. */
export function createWebClient(options: WebClientOptions): WebClient {
  return new webApi.WebClient(options.token, webClientOptions(options))
}

/** For the clients that Bolt makes on its own. */
export function webClientOptions({ apiUrl, timing, log, closing }: WebClientOptions): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: timing.callMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(log),
    fetch: async (url, init) => {
      const signal = init?.signal ? AbortSignal.any([init.signal, closing]) : closing
      const response = await fetch(url, { ...init, signal })
      // The client gives up with an error of no kind on a 429 that does not say how long to wait.
      if (response.status !== 429 || response.headers.has('retry-after')) return response
      return new Response(await response.text(), { status: 429, headers: { 'retry-after': '0' } })
    },
  }
}

/** Bolt's debug lines hold people's messages, so they are not written at any level. */
export function createBoltLogger(log: Logger) {
  return {
    debug() {},
    info: (...parts: unknown[]) => log.debug(parts.join(' ')),
    warn: (...parts: unknown[]) => log.debug(parts.join(' ')),
    error: (...parts: unknown[]) => log.warn(parts.join(' ')),
    setLevel() {},
    setName() {},
    getLevel: () => LogLevel.INFO,
  }
}

export interface CallOptions {
  timing: SlackTiming
  /** A call that is done twice has the effect of one: reading, updating. Others are not repeated where it is unclear whether they were done. */
  repeatable: boolean
  signal?: AbortSignal
}

const MAX_TRIES = 4

/**
 * @returns what the call returns
 * @throws ParleyError PLATFORM_RATE_LIMITED, PLATFORM_UNREACHABLE, PLATFORM_REJECTED with the library's error as its cause
 */
export async function callSlack<T>(call: () => Promise<T>, options: CallOptions): Promise<T> {
  const { timing, repeatable, signal } = options
  let waitedMs = 0
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      const failure = toParleyError(error)
      const isLimited = error instanceof webApi.WebAPIRateLimitedError
      const mayRepeat = isLimited || (repeatable && failure.code === 'PLATFORM_UNREACHABLE')
      const backoffMs = timing.retryMs * 2 ** (attempt - 1)
      const waitMs = isLimited ? Math.max(error.retryAfter * 1000, backoffMs) : backoffMs
      if (!mayRepeat || (!isLimited && attempt >= MAX_TRIES) || waitedMs + waitMs > timing.patienceMs) throw failure
      waitedMs += waitMs
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw failure
      })
    }
  }
}

/** Slack's word for a failure: `channel_not_found`; undefined where Slack did not answer with one. */
export function slackErrorOf(error: unknown): string | undefined {
  const cause = error instanceof ParleyError ? error.cause : error
  return cause instanceof webApi.WebAPIPlatformError ? cause.data.error : undefined
}

/** What to do about the failures that an owner can mend. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: 'the bot token is wrong: copy it again from "OAuth & Permissions"',
  not_authed: 'the bot token is missing',
  account_inactive: 'the app was removed from the workspace: install it again',
  token_revoked: 'the token was revoked: install the app again',
  token_expired: 'the token has expired: install the app again',
  missing_scope: 'the app lacks a scope: compare it with the manifest and install it again',
  not_in_channel: 'Parley is not in the channel: /invite it',
  channel_not_found: 'Parley cannot see the channel: /invite it',
  is_archived: 'the channel is archived',
  restricted_action: 'the workspace does not let apps post there',
}

export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error
  const options = { cause: error }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new ParleyError('PLATFORM_RATE_LIMITED', 'Slack takes no more calls for a while; try again later.', options)
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: word, needed } = error.data as { error: string; needed?: string }
    if (word === 'ratelimited') {
      return new ParleyError(
        'PLATFORM_RATE_LIMITED',
        'Slack takes no more calls for a while; try again later.',
        options,
      )
    }
    if (['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(word)) {
      return new ParleyError('PLATFORM_UNREACHABLE', `Slack failed (${word}); try again later.`, options)
    }
    const advice = ADVICE[word] ?? 'see the log'
    const scope = needed ? ` (${needed})` : ''
    return new ParleyError('PLATFORM_REJECTED', `Slack refused with ${word}${scope}: ${advice}.`, options)
  }
  const status = error instanceof webApi.WebAPIHTTPError ? error.statusCode : undefined
  if (status !== undefined && status >= 400 && status < 500) {
    return new ParleyError('PLATFORM_REJECTED', `Slack refused a call with HTTP ${status}.`, options)
  }
  const reason = status === undefined ? 'no answer' : `HTTP ${status}`
  return new ParleyError('PLATFORM_UNREACHABLE', `Slack could not be reached (${reason}); try again later.`, options)
}
