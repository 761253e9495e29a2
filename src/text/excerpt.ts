/** A stretch of a document on one line, as lists of sources show it. */

/** @param maxChars the most characters, the ellipsis included */
export function formatExcerpt(text: string, maxChars: number): string {
  const flat = text
    .replace(/^\s*#{1,6}\s/gm, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (flat.length <= maxChars) return flat
  const head = flat
    .slice(0, maxChars - 1)
    .toWellFormed()
    .replace(/\uFFFD$/u, '')
  // A word cut in the middle only where it would leave too little.
  const atWord = head.lastIndexOf(' ')
  return `${atWord > maxChars / 2 ? head.slice(0, atWord) : head}…`
}
