/** Reads a conversation of any length: part by part, or what has to do with a question. */
import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { Utterance } from '../../text/utterance.ts'
import { mapInOrder } from '../map-in-order.ts'
import type { Part, Services } from '../pipeline.ts'
import { chooseUnits } from './choose-units.ts'
import { divideIntoParts, type SummaryLength, tokensOf } from './conversation-tree.ts'
import { divideByPauses } from './divide-by-pauses.ts'
import { embedLeaves } from './kept-vectors.ts'
import { quoteMessage } from './quote-message.ts'
import { rankByQuery } from './rank-by-query.ts'
import { type PartReading, READ_TOKENS, readPart, recallPart, writeOrQuote } from './read-part.ts'
import type { SummaryContext } from './summary-context.ts'
import type { Unit } from './to-units.ts'

export interface Reading {
  /** What was made of each part, in order. */
  parts: readonly PartReading[]
}

type Reader = Pick<Services, 'model' | 'embedder' | 'summaries' | 'classifiers'>
type Status = Extract<Part, { type: 'status' }>

/** As many as keep a small model busy: more would wait for each other. */
const PARALLEL_PARTS = 2
/** So many sentences tell enough of a conversation. */
const ENOUGH_POINTS = 4
/** A question is read in as many parts: of one, a small model tells the beginning. */
const QUERY_PARTS = 2
const QUERY_POINTS = 3
/** Leaves that are embedded between two reports of how far it is. */
const LEAVES_AT_ONCE = 16

/**
 * @yields how far it is, with what was read last
 * @throws ParleyError as the model and the embedder do
 */
export async function* readConversation(
  units: readonly Unit[],
  length: SummaryLength,
  context: SummaryContext,
  services: Reader,
): AsyncGenerator<Status, Reading> {
  const { messages } = context
  const places = groupByChannel(units, messages)
  // Of several channels each gets less room.
  const own = places.length > 1 && length === 'medium' ? 'short' : length
  const parts = places.flatMap(place => divideIntoParts(place, messages, own))
  const maxPoints = pointsOf(own, parts.length / places.length)
  yield { type: 'status', text: `Reading ${messages.length} messages…` }
  const readings = mapInOrder(parts, PARALLEL_PARTS, async part => {
    const recalled = await recallPart(part, maxPoints, context, services)
    if (recalled) return recalled
    const vectors = await embedLeaves(part.leaves, context, services)
    return readPart({ part, vectors, maxPoints }, context, services)
  })
  const done: PartReading[] = []
  for await (const reading of readings) {
    done.push(withoutDoubles(reading, done))
    const latest = done.findLast(({ points }) => points.length > 0)?.points.at(-1)
    if (done.length < parts.length && latest) {
      yield { type: 'status', text: `Read ${done.length} of ${parts.length} parts. ${latest.text}` }
    }
  }
  return { parts: length === 'long' || places.length > 1 ? done : withoutNeedlessQuotes(done) }
}

/** Where enough is told, a message that only stands in for a sentence is left out: by itself it tells little. */
function withoutNeedlessQuotes(parts: readonly PartReading[]): PartReading[] {
  const sound = parts.flatMap(({ points }) => points.filter(({ isQuote }) => !isQuote)).length
  if (sound < ENOUGH_POINTS) return [...parts]
  return parts.map(part => ({ ...part, points: part.points.filter(({ isQuote }) => !isQuote) }))
}

/** Units of the same place together, in the order in which the places come. */
function groupByChannel(units: readonly Unit[], messages: readonly Utterance[]): Unit[][] {
  return [...Map.groupBy(units, ({ message }) => messages[message]!.channel ?? '').values()]
}

function withoutDoubles(reading: PartReading, before: readonly PartReading[]): PartReading {
  const told = new Set(before.flatMap(({ points }) => points.map(({ text }) => text)))
  return { ...reading, points: reading.points.filter(({ text }) => !told.has(text)) }
}

/** Of each part: a long conversation in as many sentences as it has parts, because more of each told more of what does not matter. */
function pointsOf(length: SummaryLength, parts: number): number {
  if (length === 'short') return parts <= 1 ? 2 : 1
  if (length === 'long') return parts <= 1 ? 6 : 3
  if (parts <= 1) return 4
  return parts <= 3 ? 2 : 1
}

/**
 * What a question asks for is looked for everywhere, and what was found read in order.
 * @yields how far it is
 * @throws ParleyError as the model and the embedder do
 */
export async function* readForQuery(
  units: readonly Unit[],
  query: string,
  context: SummaryContext,
  services: Reader,
): AsyncGenerator<Status, Reading> {
  const { messages, lang, signal } = context
  const leaves = divideIntoParts(units, messages, 'long').flatMap(part => part.leaves)
  const vectors: Float32Array[] = []
  for (let from = 0; from < leaves.length; from += LEAVES_AT_ONCE) {
    const share = Math.round((100 * from) / leaves.length)
    yield { type: 'status', text: `Looking through ${messages.length} messages, ${share}%…` }
    vectors.push(...(await embedLeaves(leaves.slice(from, from + LEAVES_AT_ONCE), context, services)))
  }
  const [focus] = await services.embedder.embed([query], 'query', signal)
  const relevance = rankByQuery(units, vectors, { query, focus: focus!, lang })
  const chosen = chooseUnits(units, vectors, QUERY_PARTS * READ_TOKENS, relevance)
  const read = chosen.map(index => units[index]!)
  const placeOf = new Map(chosen.map(index => [units[index]!, index]))
  const stretches = tokensOf(read) <= READ_TOKENS ? [read] : divideByPauses(read, messages, READ_TOKENS)
  yield { type: 'status', text: `Reading ${read.length} messages of ${messages.length} that have to do with it…` }
  const written = mapInOrder(stretches, PARALLEL_PARTS, async stretch => {
    const places = stretch.map(unit => placeOf.get(unit)!)
    const segment = { units: stretch, vectors: places.map(index => vectors[index]!) }
    const own = places.map(index => relevance[index]!)
    return { ...(await writeOrQuote(segment, QUERY_POINTS, context, services, own)), statements: [], units: stretch }
  })
  const done: PartReading[] = []
  for await (const reading of written) done.push(withoutDoubles(reading, done))
  const best = chosen.reduce((a, b) => (relevance[b]! > relevance[a]! ? b : a))
  return { parts: withBest(done, units[best]!, lang) }
}

/** Of the words of a message, the share that a point must hold to tell it. */
const TOLD_SHARE = 0.4

/** The message that has most to do with the question is told, whatever the model made of it; others that only stand in for a sentence are not. */
function withBest(parts: readonly PartReading[], best: Unit, lang: string): PartReading[] {
  const told = parts.map(part => ({ ...part, points: part.points.filter(({ isQuote }) => !isQuote) }))
  const wanted = new Set(analyzeTerms(best.text, lang).filter(term => !functionWords.has(term)))
  const tells = (text: string) =>
    new Set(analyzeTerms(text, lang)).intersection(wanted).size >= TOLD_SHARE * Math.max(1, wanted.size)
  if (told.some(({ points }) => points.some(({ messages, text }) => messages.includes(best.message) && tells(text)))) {
    return told
  }
  const quote = { text: quoteMessage(best, best.text, lang), messages: [best.message] }
  return [{ points: [quote], statements: [], units: [best], isExtractive: false }, ...told]
}
