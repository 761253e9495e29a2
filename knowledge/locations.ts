/** Where in its source a stretch of a document lies: the page, the slide, the minute. */
import type { Location } from './loaders/loader.ts'
import { isWebAddress, sourceKindOf } from './sources/source.ts'

/** Those that fall into the stretch: the one at its start, and those that begin before its end. */
export function locationsWithin(locations: readonly Location[], start: number, end: number): Location[] {
  const first = locations.findLastIndex(location => location.start <= start)
  return locations.filter((location, i) => i >= Math.max(0, first) && location.start < end)
}

/**
 * The label of the place that holds an offset, such as `p. 3`.
 * @param locations in order, of a document or a passage
 * @param offset into the document's text
 */
export function locationAt(locations: readonly Location[] | undefined, offset: number): string | undefined {
  return locations?.findLast(location => location.start <= offset)?.label
}

/**
 * The address at which to look up what stands at an offset: of a web page with its nearest heading, of a conversation with the message,
 * as `conversation://PLATFORM/CHANNEL/…#message:ID`; undefined for a file, which its name alone finds.
 */
export function addressAt(
  { uri, locations }: { uri: string; locations?: readonly Location[] },
  offset: number,
): string | undefined {
  if (sourceKindOf(uri) === 'files') return undefined
  const place = locations?.findLast(location => location.start <= offset)?.uri
  if (place === undefined) return uri
  return isWebAddress(place) ? place : `${uri}${place.startsWith('#') ? '' : '#'}${place}`
}
