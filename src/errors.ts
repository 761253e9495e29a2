/** The one error class of Parley: a code for programs, a message for people, the cause for the log. */

/** Every way a request can end badly; `INPUT_INVALID` and `CONFIG_INVALID` are the caller's to mend. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'PLATFORM_REJECTED'
  | 'PLATFORM_UNREACHABLE'
  | 'PLATFORM_RATE_LIMITED'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_OVERLOADED'
  | 'MODEL_TIMEOUT'
  | 'OUTPUT_TRUNCATED'
  | 'OUTPUT_INVALID'
  | 'INPUT_TOO_LARGE'
  | 'INPUT_INVALID'
  | 'SOURCE_UNREACHABLE'
  | 'KNOWLEDGE_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'
  | 'PERMISSION_DENIED'
  | 'CANCELLED'

/**
 * @param code what kind of failure it is
 * @param message one line for a person: what was expected, what came, what to do
 */
export class ParleyError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ParleyError'
    this.code = code
  }
}

/** Throws CANCELLED when `signal` has fired; to be called between steps of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ParleyError('CANCELLED', 'The request was stopped.', { cause: signal.reason })
}

/** The message of anything thrown, for a line to a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
