/** Who reads what is written somewhere, as principals that the knowledge base asks for. */
import type { Person, Place } from './chat-port.ts'

/** Principals of everybody who will read what is written in a place; where its audience is a person, that person. */
export type ReadersOf = (place: Place, person: Person) => readonly string[]

/** Whoever can read a channel. */
export function placePrincipal({ platform, channel }: Place): string {
  return `place:${platform}:${channel}`
}

export function personPrincipal(platform: string, person: string): string {
  return `user:${platform}:${person}`
}

/** A channel's members share its own documents; a person who asks in it has theirs besides. */
export const readersOfPlace: ReadersOf = (place, person) => {
  if (place.audience === 'channel') return [placePrincipal(place)]
  return [personPrincipal(place.platform, person.id), placePrincipal(place)]
}
