/** Reads one part of a conversation, or takes what was made of the same words before. */
import { ParleyError } from '../../errors.ts'
import type { Services } from '../pipeline.ts'
import { chooseUnits } from './choose-units.ts'
import { type ConversationPart, type Stretch, WHOLE_TOKENS } from './conversation-tree.ts'
import { findStatements, type Statement } from './find-statements.ts'
import { idsOf } from './kept-vectors.ts'
import { quotePoints } from './quote-message.ts'
import type { SummaryContext } from './summary-context.ts'
import type { Unit } from './to-units.ts'
import { type Point, PROMPT_VERSION, type Segment, writePoints } from './write-points.ts'

/** What the model reads of a part that is too long to be read whole; measured on two cores, where 1,000 tokens take ten seconds. */
export const READ_TOKENS = 800

/** A message tells less than a sentence about several. */
const QUOTES_A_POINT = 2

export interface PartReading {
  points: Point[]
  /** Of a conversation with several parts: what was decided, left open and given to do in it. */
  statements: readonly Statement[]
  /** What was read of it. */
  units: readonly Unit[]
  /** No language model was there: the points are messages. */
  isExtractive: boolean
}

/** As it is kept: by the places of units in the part, because the same words may stand elsewhere next time. */
interface KeptReading {
  points: (Omit<Point, 'messages'> & { units: number[] })[]
  statements: (Omit<Statement, 'messages'> & { units: number[] })[]
  /** The units that were read. */
  read: number[]
}

/** @returns what was made of it before; undefined where it was not read yet, with these words and this model */
export async function recallPart(
  part: ConversationPart,
  maxPoints: number,
  context: SummaryContext,
  { model, summaries }: Pick<Services, 'model' | 'summaries'>,
): Promise<PartReading | undefined> {
  const key = keyOf(part, maxPoints, context, model.info.name)
  const kept = (await summaries.read([key])).get(key) as KeptReading | undefined
  if (!kept) return undefined
  const toMessages = (units: readonly number[]) => units.map(index => part.units[index]!.message)
  return {
    points: kept.points.map(({ units, ...point }) => ({ ...point, messages: toMessages(units) })),
    statements: kept.statements.map(({ units, ...statement }) => ({ ...statement, messages: toMessages(units) })),
    units: kept.read.map(index => part.units[index]!),
    isExtractive: false,
  }
}

/** @throws ParleyError as the model and the embedder do; none where there is no model: then the part's own messages stand for it */
export async function readPart(
  { part, vectors, maxPoints }: { part: ConversationPart; vectors: readonly Float32Array[]; maxPoints: number },
  context: SummaryContext,
  services: Pick<Services, 'model' | 'embedder' | 'summaries' | 'classifiers'>,
): Promise<PartReading> {
  const isWhole = part.leaves.length === 1
  const read = chooseUnits(part.units, vectors, isWhole ? WHOLE_TOKENS : READ_TOKENS)
  const units = read.map(index => part.units[index]!)
  const segment = { units, vectors: read.map(index => vectors[index]!) }
  const [{ points, isExtractive }, statements] = await Promise.all([
    writeOrQuote(segment, maxPoints, context, services),
    findStatements(part, context, services.classifiers),
  ])
  if (!isExtractive) {
    const placesOf = (own: readonly number[]) =>
      own.map(message => part.units.findIndex(unit => unit.message === message))
    const kept: KeptReading = {
      points: points.map(({ messages, ...point }) => ({ ...point, units: placesOf(messages) })),
      statements: statements.map(({ messages, ...statement }) => ({ ...statement, units: placesOf(messages) })),
      read,
    }
    const key = keyOf(part, maxPoints, context, services.model.info.name)
    await services.summaries.write([{ key, value: kept, messages: idsOf(part.units, context.messages) }])
  }
  return { points, statements, units, isExtractive }
}

/**
 * @param relevance of the segment's units, where it is not what the conversation is about that counts
 * @throws ParleyError as `writePoints`, but for MODEL_UNAVAILABLE
 */
export async function writeOrQuote(
  segment: Segment,
  maxPoints: number,
  { lang, query, signal }: SummaryContext,
  services: Pick<Services, 'model' | 'embedder'>,
  relevance?: readonly number[],
): Promise<{ points: Point[]; isExtractive: boolean }> {
  try {
    return { points: await writePoints({ segment, lang, query, maxPoints, signal }, services), isExtractive: false }
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'MODEL_UNAVAILABLE') throw error
    return { points: quotePoints(segment, QUOTES_A_POINT * maxPoints, lang, relevance), isExtractive: true }
  }
}

function keyOf({ key }: Stretch, maxPoints: number, { lang }: SummaryContext, model: string): string {
  return `points ${model} ${PROMPT_VERSION} ${lang} ${maxPoints} ${key}`
}
