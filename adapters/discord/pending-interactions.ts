/** Interactions that wait for their answer: how each was acknowledged, and what its answer is sent by. */
import { InteractionResponseType, MessageFlags, type REST, RESTJSONErrorCodes, Routes } from 'discord.js'
import type { Logger } from 'pino'
import { createExpiringMap } from '../expiring-map.ts'
import { callDiscord, type DiscordTiming, discordCodeOf } from './call-discord.ts'

/**
 * `private` and `public`: a reply is announced that one person sees, or all. `update`: nothing shows; the message with the button
 * may be changed. `form`: a form was opened. `lost`: Discord took no acknowledgement in time.
 */
export type Acknowledgement = 'private' | 'public' | 'update' | 'form' | 'lost'

export interface InteractionFacts {
  id: string
  token: string
  applicationId: string
  /** Where it happened, as Discord calls it. */
  channelId: string
  /** The message whose button was clicked, or that a form was opened from. */
  source?: { message: string; isPrivate: boolean }
}

export interface PendingInteraction extends InteractionFacts {
  /** The first one counts. @returns how it was acknowledged */
  acknowledge(as: 'private' | 'public' | 'update'): Promise<Acknowledgement>
  /** @returns false where it was acknowledged already @throws ParleyError PLATFORM_… */
  openForm(modal: object): Promise<boolean>
  readonly isAcknowledged: boolean
}

export interface PendingInteractions {
  add(facts: InteractionFacts): PendingInteraction
  find(eventId: string): PendingInteraction | undefined
}

/** Discord's tokens live for 15 minutes. */
const TTL_MS = 15 * 60_000
const MAX_PENDING = 2000

export function createPendingInteractions(options: {
  rest: REST
  timing: DiscordTiming
  log: Logger
}): PendingInteractions {
  const { rest, timing, log } = options
  const pending = createExpiringMap<PendingInteraction>({ max: MAX_PENDING, ttlMs: TTL_MS, now: Date.now })

  async function call(facts: InteractionFacts, body: object): Promise<void> {
    const route = Routes.interactionCallback(facts.id, facts.token)
    try {
      const short = { ...timing, patienceMs: Math.min(timing.patienceMs, 3000) }
      await callDiscord(signal => rest.post(route, { body, auth: false, signal }), { timing: short, repeatable: true })
    } catch (error) {
      // The answer to an earlier try was lost on its way.
      if (discordCodeOf(error) !== RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged) throw error
    }
  }

  function create(facts: InteractionFacts): PendingInteraction {
    let acknowledged: Promise<Acknowledgement> | undefined
    return {
      ...facts,
      get isAcknowledged() {
        return acknowledged !== undefined
      },
      acknowledge(as) {
        acknowledged ??= call(facts, bodyOf(as)).then(
          () => as,
          error => {
            log.info({ err: error }, 'Discord: an interaction could not be acknowledged; its answer comes as a message')
            return 'lost'
          },
        )
        return acknowledged
      },
      async openForm(modal) {
        if (acknowledged) return false
        const opening = call(facts, { type: InteractionResponseType.Modal, data: modal })
        acknowledged = opening.then(
          () => 'form',
          () => 'lost',
        )
        await opening
        return true
      },
    }
  }

  return {
    add(facts) {
      const earlier = pending.get(facts.id)
      if (earlier) return earlier
      const interaction = create(facts)
      pending.set(facts.id, interaction)
      return interaction
    },
    find: eventId => pending.get(eventId),
  }
}

function bodyOf(as: 'private' | 'public' | 'update'): object {
  if (as === 'update') return { type: InteractionResponseType.DeferredMessageUpdate }
  const data = as === 'private' ? { data: { flags: MessageFlags.Ephemeral } } : {}
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, ...data }
}
