/** Interactions that wait for their answer: where it may be sent without a message in the channel, and whether it was begun. */
import { createExpiringMap } from '../expiring-map.ts'

/** How an interaction was answered at first. */
export type Opening = 'private' | 'public' | 'form'

export interface PendingInteraction {
  /** Slack takes 5 answers there within 30 minutes; a form has none. */
  responseUrl?: string
  usesLeft: number
  /** The thread that the interaction happened in: there an answer for one person is seen. */
  thread?: string
  /** The message that it happened at: under it goes an answer for all. */
  root?: string
  /** It came from a message that only one person sees: the answer may take its place. */
  replaces: boolean
  /** What was typed, for the acknowledgement. */
  words?: string
  opened(opening: Opening): void
  /** @returns undefined where nobody answered in time */
  opening(waitMs: number): Promise<Opening | undefined>
}

/** What is known of an interaction when it comes. */
export type InteractionOrigin = Pick<PendingInteraction, 'responseUrl' | 'thread' | 'root' | 'replaces' | 'words'>

export interface PendingInteractions {
  add(eventId: string, interaction: InteractionOrigin): PendingInteraction
  find(eventId: string): PendingInteraction | undefined
}

const RESPONSE_URL_USES = 5
/** A minute less than Slack's 30. */
const RESPONSE_URL_TTL_MS = 29 * 60_000
const MAX_PENDING = 2000

export function createPendingInteractions(now: () => number): PendingInteractions {
  const pending = createExpiringMap<PendingInteraction>({ max: MAX_PENDING, ttlMs: RESPONSE_URL_TTL_MS, now })
  return {
    add(eventId, given) {
      // What is redelivered was perhaps answered by now, or is waiting for it.
      const earlier = pending.get(eventId)
      if (earlier) return earlier
      const { promise, resolve } = Promise.withResolvers<Opening>()
      const interaction: PendingInteraction = {
        ...given,
        usesLeft: RESPONSE_URL_USES,
        opened: resolve,
        async opening(waitMs) {
          const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>()
          const timer = setTimeout(() => giveUp(undefined), waitMs)
          try {
            return await Promise.race([promise, late])
          } finally {
            clearTimeout(timer)
          }
        },
      }
      pending.set(eventId, interaction)
      return interaction
    },
    find: eventId => pending.get(eventId),
  }
}
