/** Who may add to the knowledge base in a place, and who may then read what was added. */
import { ParleyError } from '../errors.ts'
import type { ChatPort, Person, Place } from './chat-port.ts'
import { personPrincipal, placePrincipal } from './readers.ts'
import type { Settings } from './settings.ts'

export interface KnowledgeRights {
  /** @throws ParleyError PERMISSION_DENIED where the channel's settings, or its members, say otherwise; what the platform throws */
  checkMayAdd(person: Person, place: Place): Promise<void>
  mayAdd(person: Person, place: Place): Promise<boolean>
  /** Principals that may read what somebody adds in a place: those who can read the place. */
  aclOf(place: Place, person: Person): Promise<string[]>
}

export function createKnowledgeRights(options: { port: ChatPort; settings: Settings }): KnowledgeRights {
  const { port, settings } = options

  async function checkMayAdd(person: Person, place: Place): Promise<void> {
    if (place.audience === 'person') return
    const { knowledge } = await settings.ofChannel(place.channel)
    const may =
      knowledge === 'everyone' || (knowledge === 'managers' && (await port.canManage?.(person, place)) === true)
    if (may && (await port.canRead(person, place))) return
    throw new ParleyError('PERMISSION_DENIED', 'The settings of this channel do not let you add to the knowledge base.')
  }

  return {
    checkMayAdd,
    async mayAdd(person, place) {
      try {
        await checkMayAdd(person, place)
        return true
      } catch (error) {
        if (error instanceof ParleyError && error.code === 'PERMISSION_DENIED') return false
        throw error
      }
    },
    async aclOf(place, person) {
      if (place.audience === 'person') return [personPrincipal(place.platform, person.id)]
      return (await port.isOpen?.(place)) ? ['public'] : [placePrincipal(place)]
    },
  }
}
