/** Shows messages in the place of sentences: where there is no language model, or what it wrote is not borne out. */
import { formatExcerpt } from '../../text/excerpt.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { rankUnits } from './choose-units.ts'
import type { RankedUnit } from './rank-sources.ts'
import type { Unit } from './to-units.ts'
import type { Point, Segment } from './write-points.ts'

/** A message is shown up to here. */
const MAX_QUOTE_CHARS = 240
/** A unit of so many characters tells something by itself; what that counts, where scores of near units differ by some 0.1. */
const TELLING_CHARS = 120
const TELLING_WEIGHT = 0.15
const TELLING_FROM = 6

/** Without a model: the units that tell most, word for word, or those that are most relevant. */
export function quotePoints(segment: Segment, maxPoints: number, lang: string, relevance?: readonly number[]): Point[] {
  const best = rankUnits(segment.units, segment.vectors, maxPoints, relevance).map(index => segment.units[index]!)
  const points = best.map(unit => ({ text: quoteMessage(unit, unit.text, lang), messages: [unit.message] }))
  return points.sort((a, b) => a.messages[0]! - b.messages[0]!)
}

/** Of the units nearest to what could not be borne out, the one that says most. */
export function quoteTelling(ranked: readonly RankedUnit[], wanted: string, lang: string): Point {
  const worth = ({ unit, score }: RankedUnit) => score + TELLING_WEIGHT * Math.min(1, unit.text.length / TELLING_CHARS)
  const { unit } = ranked.slice(0, TELLING_FROM).reduce((best, other) => (worth(other) > worth(best) ? other : best))
  return { text: quoteMessage(unit, wanted, lang), messages: [unit.message], isQuote: true }
}

/** Of a long message the sentence that shares most with `wanted`. */
export function quoteMessage({ author, text }: Pick<Unit, 'author' | 'text'>, wanted: string, lang: string): string {
  const terms = new Set(analyzeTerms(wanted, lang))
  const share = (part: string) => analyzeTerms(part, lang).filter(term => terms.has(term)).length
  const parts = text.length <= MAX_QUOTE_CHARS ? [text] : splitSentences(text, lang).map(({ text }) => text.trim())
  const best = parts.reduce((best, part) => (share(part) > share(best) ? part : best))
  const quote = formatExcerpt(best, MAX_QUOTE_CHARS)
  return author === '' ? quote : `${author}: ${quote}`
}
