/** Divides a conversation into stretches at its longest pauses, so that what is said later, or changed elsewhere, moves no other boundary. */
import type { Utterance } from '../../text/utterance.ts'
import type { Unit } from './to-units.ts'

/**
 * A boundary lies between two messages where the pause is longer than at every other place within half of `meanTokens` to either side
 * (local maximum chunking: Bjørner, Blass and Gurevich, Content-dependent chunking for differential compression, 2010). It depends on its
 * neighbourhood alone. Boundaries for twice the size are among those for the size: the stretches of growing sizes are a tree.
 * @param units in order
 * @param meanTokens about how long a stretch shall be; few are longer than twice that, or shorter than half
 * @returns all units, in order
 */
export function divideByPauses(
  units: readonly Unit[],
  messages: readonly Utterance[],
  meanTokens: number,
): readonly (readonly Unit[])[] {
  const candidates = findCandidates(units, messages)
  const total = candidates.at(-1)?.tokensAfter ?? 0
  const cuts = cutsWithin(candidates, total, meanTokens / 2)
  const stretches: Unit[][] = []
  let from = 0
  for (const cut of [...cuts, units.length]) {
    if (cut > from) stretches.push(units.slice(from, cut))
    from = cut
  }
  return stretches
}

interface Candidate {
  /** Index of the unit that would begin a stretch. */
  unit: number
  /** Tokens of all units before it. */
  tokens: number
  /** Tokens up to the end of its message. */
  tokensAfter: number
  strength: number
}

/** The beginning of every message, and how much speaks for a boundary there. */
function findCandidates(units: readonly Unit[], messages: readonly Utterance[]): Candidate[] {
  const candidates: Candidate[] = []
  let tokens = 0
  for (const [index, unit] of units.entries()) {
    const previous = units[index - 1]
    if (previous?.message === unit.message) candidates.at(-1)!.tokensAfter += unit.tokens
    else {
      const strength = previous ? strengthOf(messages[previous.message]!, messages[unit.message]!) : 0
      candidates.push({ unit: index, tokens, tokensAfter: tokens + unit.tokens, strength })
    }
    tokens += unit.tokens
  }
  return candidates
}

/** A new thread counts like a pause of this length. */
const THREAD_PAUSE_MINUTES = 20

function strengthOf(before: Utterance, after: Utterance): number {
  const pause = (Date.parse(after.ts ?? '') - Date.parse(before.ts ?? '')) / 60_000
  const minutes = Number.isFinite(pause) ? Math.max(0, pause) : 0
  const isNewThread = (after.replyTo ?? after.id) !== (before.replyTo ?? before.id) && before.replyTo !== undefined
  // The digest decides between equals, always in the same way.
  return (
    Math.log1p(minutes + (isNewThread ? THREAD_PAUSE_MINUTES : 0)) + 0.3 * digestOf(`${after.author}\n${after.text}`)
  )
}

/** FNV-1a. @returns 0 to 1 */
function digestOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}

/** @returns indices of units that begin a stretch, in order, the first one left out */
function cutsWithin(candidates: readonly Candidate[], end: number, reach: number): number[] {
  const cuts: Candidate[] = []
  // Candidates that nothing behind them within reach is stronger than, strongest first.
  const rivals: Candidate[] = []
  let ahead = 0
  const first = candidates[0]?.tokens ?? 0
  for (const candidate of candidates) {
    while (ahead < candidates.length && candidates[ahead]!.tokens <= candidate.tokens + reach) {
      const next = candidates[ahead++]!
      while (rivals.length > 0 && rivals.at(-1)!.strength < next.strength) rivals.pop()
      rivals.push(next)
    }
    while (rivals[0]!.tokens < candidate.tokens - reach) rivals.shift()
    const isFar = candidate.tokens - first >= reach / 2 && end - candidate.tokens >= reach / 2
    if (rivals[0] === candidate && isFar) cuts.push(candidate)
  }
  return cuts.map(({ unit }) => unit)
}
