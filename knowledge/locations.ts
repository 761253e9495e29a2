/** Where in its source a stretch of a document lies: the page, the slide, the minute. */
import type { Location } from './loaders/loader.ts'

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
