/** What asking a platform about its tokens finds: one entry for each thing that was looked at. */
import { messageOf, ParleyError } from '../src/errors.ts'

export interface TokenCheck {
  /** At most 14 characters: `slack scopes`. */
  name: string
  /** `warn`: Parley runs, but sees or can do less than it should. */
  state: 'ok' | 'warn' | 'fail'
  /** Without a full stop. */
  detail: string
  /** What to do about it, where it is not well. */
  advice?: string
}

/** The longest that all calls of a platform's checks may take, repetitions included. */
export const CHECK_MS = 15_000

/** A call that failed, as a check. A platform that could not be asked says nothing about the token. */
export function formatFailure(
  error: unknown,
  options: {
    name: string
    /** As people know it: `bot token`. */
    token: string
    /** The platform's word for the failure, where it has one. */
    word?: string
    /** Where the platform refused the token. */
    advice: string
  },
): TokenCheck {
  const { name, token, advice } = options
  const reason = options.word ?? messageOf(error).replace(/\.$/, '')
  const isUnknown =
    error instanceof ParleyError && ['PLATFORM_UNREACHABLE', 'PLATFORM_RATE_LIMITED'].includes(error.code)
  if (isUnknown) return { name, state: 'fail', detail: `The ${token} could not be checked (${reason})` }
  return { name, state: 'fail', detail: `The ${token} does not work (${reason})`, advice }
}
