/** Calls to Discord's REST API: timeouts, bounded patience with rate limits, and failures as ParleyErrors. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DefaultRestOptions,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  HTTPError,
  RateLimitError,
  REST,
  RESTJSONErrorCodes,
  type RESTOptions,
} from 'discord.js'
import { ParleyError } from '../../src/errors.ts'
import { DOWNLOAD_MS } from '../read-body.ts'

/** How long things take; only tests hold them shorter. */
export interface DiscordTiming {
  /** One call; Discord answers within a second or two. */
  callMs: number
  /** The first pause after a failure; it doubles. */
  retryMs: number
  /** One call with all its repetitions and waits. */
  patienceMs: number
  /** Between two edits of a message: more often, and Discord's limit of about 5 edits in 5 s holds them back anyway. */
  editMs: number
  /** The download of a file. */
  downloadMs: number
  /** How long an interaction waits for `open`; Discord wants its acknowledgement within 3 s. */
  acknowledgeMs: number
}

export const DISCORD_TIMING: DiscordTiming = {
  callMs: 10_000,
  retryMs: 500,
  patienceMs: 60_000,
  editMs: 1200,
  downloadMs: DOWNLOAD_MS,
  acknowledgeMs: 2000,
}

/** After a 401 the library forgets the token and says this. */
const TOKEN_IS_GONE = 'Expected token to be set'
/** With pauses that double, half a minute. */
const MAX_TRIES = 7

/** @param apiUrl such as `https://discord.com/api`, Discord's own where absent */
export function restOptions(apiUrl: string | undefined, timing: DiscordTiming): Partial<RESTOptions> {
  return {
    ...(apiUrl ? { api: apiUrl.replace(/\/+$/, '') } : {}),
    timeout: timing.callMs,
    // `callDiscord` knows what may be repeated.
    retries: 0,
    // The library waits for a limit to pass; beyond our patience it is told not to.
    rejectOnRateLimit: ({ timeToReset }) => timeToReset > timing.patienceMs,
    makeRequest: async (url, init) => {
      const response = await DefaultRestOptions.makeRequest(url, init)
      if (response.status !== 429 || response.headers.has('retry-after')) return response
      // Without this header the library would ask again at once, and without end.
      response.headers.set('retry-after', String(timing.retryMs / 1000))
      return response
    },
  }
}

export function createRest(token: string, apiUrl: string | undefined, timing: DiscordTiming): REST {
  return new REST(restOptions(apiUrl, timing)).setToken(token)
}

export interface CallOptions {
  timing: DiscordTiming
  /** A call that is done twice has the effect of one: reading, editing, posting under a nonce. */
  repeatable: boolean
  signal?: AbortSignal
}

/**
 * @returns what the call returns
 * @throws ParleyError PLATFORM_RATE_LIMITED, PLATFORM_UNREACHABLE, PLATFORM_REJECTED with the library's error as its cause
 */
export async function callDiscord<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { timing, repeatable, signal }: CallOptions,
): Promise<T> {
  const timeout = AbortSignal.timeout(timing.patienceMs)
  const within = signal ? AbortSignal.any([signal, timeout]) : timeout
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(within)
    } catch (error) {
      const failure = toParleyError(error)
      const mayRepeat = repeatable && failure.code === 'PLATFORM_UNREACHABLE' && attempt < MAX_TRIES
      if (!mayRepeat || within.aborted) throw failure
      await sleep(timing.retryMs * 2 ** (attempt - 1), undefined, { signal: within }).catch(() => {
        throw failure
      })
    }
  }
}

/** Discord's number for a failure: 10008; undefined where Discord did not answer with one. */
export function discordCodeOf(error: unknown): number | undefined {
  const cause = error instanceof ParleyError ? error.cause : error
  return cause instanceof DiscordAPIError && typeof cause.code === 'number' ? cause.code : undefined
}

/** It is certain that the call was not done: another way may be tried. */
export function isRefused(error: unknown): boolean {
  return error instanceof ParleyError && ['PLATFORM_REJECTED', 'PLATFORM_RATE_LIMITED'].includes(error.code)
}

export function isMessageGone(error: unknown): boolean {
  return discordCodeOf(error) === RESTJSONErrorCodes.UnknownMessage
}

/** What was asked for does not exist, or Parley may not see it. */
export function isNotVisible(error: unknown): boolean {
  const cause = error instanceof ParleyError ? error.cause : error
  return cause instanceof DiscordAPIError && (cause.status === 404 || cause.status === 403)
}

/** What to do about the failures that somebody can mend. */
const ADVICE: Readonly<Record<number, string>> = {
  [RESTJSONErrorCodes.UnknownChannel]: 'the channel is gone',
  [RESTJSONErrorCodes.UnknownGuild]: 'Parley is not in the server',
  [RESTJSONErrorCodes.MissingAccess]: "let Parley's role view the channel",
  [RESTJSONErrorCodes.MissingPermissions]: "give Parley's role the permissions of its invitation",
  [RESTJSONErrorCodes.CannotSendMessagesToThisUser]: 'the person takes no direct messages from this server',
}

function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error
  const options = { cause: error }
  const tokenIsWrong =
    (error instanceof Error && error.message.startsWith(TOKEN_IS_GONE)) ||
    (error instanceof DiscordAPIError && error.status === 401 && error.code === 0) ||
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
  if (tokenIsWrong) {
    const advice = 'reset it on the page "Bot" of the developer portal and enter the new one'
    return new ParleyError('CONFIG_INVALID', `Discord does not know the bot token: ${advice}.`, options)
  }
  if (error instanceof RateLimitError) {
    return new ParleyError(
      'PLATFORM_RATE_LIMITED',
      'Discord takes no more calls for a while; try again later.',
      options,
    )
  }
  if (error instanceof DiscordAPIError) {
    const code = discordCodeOf(error)
    const advice = ADVICE[code ?? 0] ?? 'see the log'
    const said = error.message.split('\n')[0]
    return new ParleyError('PLATFORM_REJECTED', `Discord refused with ${error.code} (${said}): ${advice}.`, options)
  }
  const reason = error instanceof HTTPError ? `HTTP ${error.status}` : 'no answer'
  return new ParleyError('PLATFORM_UNREACHABLE', `Discord could not be reached (${reason}); try again later.`, options)
}
