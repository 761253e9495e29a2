/** Puts the points of a summary in the order in which a reader needs them: what concerns them, decisions, open questions, the rest. */
import type { Classifiers } from '../../learning/classifiers.ts'
import type { Utterance } from '../../text/utterance.ts'
import { findStatements } from '../minutes/find-statements.ts'
import type { SummaryContext } from './summary-context.ts'
import type { SummaryWords } from './summary-words.ts'
import { holdsName, type Point, quoteMessage } from './write-points.ts'

export type PointKind = 'for you' | 'decision' | 'question' | 'other'

export interface KindPoint extends Point {
  kind: PointKind
}

/** Messages that name the reader and that no point tells of are shown as they are, the last ones. */
const MAX_MENTIONS = 5

/**
 * @param userName what the reader is called in the messages
 * @returns the same points, each with its kind, in their order
 * @throws ParleyError as the embedder does
 */
export async function findKinds(
  points: readonly Point[],
  userName: string | undefined,
  { messages, lang, signal }: SummaryContext,
  classifiers: Classifiers,
): Promise<KindPoint[]> {
  const cited = [...new Set(points.flatMap(point => point.messages))].sort((a, b) => a - b)
  const statements = await findStatements(
    cited.map(index => messages[index]!),
    lang,
    classifiers,
    signal,
  )
  const kinds = new Map(statements.map(({ message, kind }) => [cited[message]!, kind]))
  return points.map(point => {
    if (userName !== undefined && point.messages.some(index => addresses(messages[index]!, userName))) {
      return { ...point, kind: 'for you' }
    }
    const found = point.messages.map(index => kinds.get(index))
    if (found.includes('decision')) return { ...point, kind: 'decision' }
    return { ...point, kind: found.includes('question') ? 'question' : 'other' }
  })
}

/** @returns the last messages of others that name the reader and that no point cites, word for word, in order */
export function findMentions(
  points: readonly Point[],
  userName: string,
  { messages, lang }: Pick<SummaryContext, 'messages' | 'lang'>,
): KindPoint[] {
  const cited = new Set(points.flatMap(point => point.messages))
  return messages
    .flatMap((message, index) => (!cited.has(index) && addresses(message, userName) ? [index] : []))
    .slice(-MAX_MENTIONS)
    .map(index => ({ text: quoteMessage(messages[index]!, userName, lang), messages: [index], kind: 'for you' }))
}

export interface Section {
  /** Absent where there is no other section. */
  heading?: string
  points: KindPoint[]
}

/** By what readers need first; of several channels, the rest channel by channel. */
export function toSections(
  points: readonly KindPoint[],
  messages: readonly Utterance[],
  words: SummaryWords,
): Section[] {
  const channelOf = (point: Point) => messages[point.messages[0]!]!.channel
  const first = [
    ['for you', words.forYou],
    ['decision', words.decisions],
    ['question', words.questions],
  ] as const
  const sections: Section[] = first.map(([kind, heading]) => ({
    heading,
    points: points
      .filter(point => point.kind === kind)
      .map(point => ({ ...point, text: [channelOf(point), point.text].filter(Boolean).join(': ') })),
  }))
  const rest = Map.groupBy(
    points.filter(({ kind }) => kind === 'other'),
    point => channelOf(point) ?? words.others,
  )
  for (const [heading, own] of rest) sections.push({ heading, points: own })
  const filled = sections.filter(section => section.points.length > 0)
  const isAlone = filled.length === 1 && filled[0]!.heading === words.others
  return isAlone ? [{ points: filled[0]!.points }] : filled
}

function addresses({ author, text }: Utterance, name: string): boolean {
  return author !== name && holdsName(text, name)
}
