/** Puts the points of a summary in the order in which a reader needs them: what concerns them, decisions, open questions, the rest. */
import type { Utterance } from '../../text/utterance.ts'
import type { SummaryLength } from './conversation-tree.ts'
import { holdsName } from './find-sources.ts'
import type { Statement } from './find-statements.ts'
import { quoteMessage } from './quote-message.ts'
import type { PartReading } from './read-part.ts'
import type { SummaryContext } from './summary-context.ts'
import type { SummaryWords } from './summary-words.ts'
import type { Point } from './write-points.ts'

export type PointKind = 'for you' | 'decision' | 'question' | 'other'

export interface KindPoint extends Point {
  kind: PointKind
}

/** Messages that name the reader, tasks of theirs, decisions and questions that no point tells of are told as they were said: the last ones. */
const MAX_ADDED: Readonly<Record<SummaryLength, number>> = { short: 0, medium: 3, long: 10 }
/** Whoever asks what they missed does not want to miss what was asked of them. */
const MAX_FOR_READER = 5

interface ArrangeRequest {
  parts: readonly PartReading[]
  /** What the reader is called in the messages, where known. */
  userName?: string
  length: SummaryLength
}

/** @returns all points in their order, each with its kind, and behind them what they leave out that a reader must know */
export function arrangePoints(
  { parts, userName, length }: ArrangeRequest,
  { messages, lang }: Pick<SummaryContext, 'messages' | 'lang'>,
): KindPoint[] {
  const statements = parts.flatMap(part => part.statements)
  const restsOn = (point: Point, kind: Statement['kind']) =>
    statements.some(statement => statement.kind === kind && point.messages.includes(statement.messages[0]!))
  const concerns = ({ messages: own }: Point) =>
    userName !== undefined &&
    (own.some(index => addresses(messages[index]!, userName)) ||
      statements.some(({ owners, messages: [first] }) => owners.includes(userName) && own.includes(first!)))
  const points = parts
    .flatMap(part => part.points)
    .map((point): KindPoint => {
      if (concerns(point)) return { ...point, kind: 'for you' }
      if (restsOn(point, 'decision')) return { ...point, kind: 'decision' }
      return { ...point, kind: restsOn(point, 'question') ? 'question' : 'other' }
    })
  const cited = new Set(points.flatMap(point => point.messages))
  const add = (wanted: readonly Point[], kind: PointKind, count: number) => {
    const missing = wanted.filter(({ messages: [first] }) => !cited.has(first!))
    for (const { text, messages: own } of count > 0 ? missing.slice(-count) : []) {
      points.push({ text, messages: own, kind })
      for (const index of own) cited.add(index)
    }
  }
  if (userName !== undefined) {
    const mentions = messages.flatMap((message, index) =>
      addresses(message, userName) ? [{ text: quoteMessage(message, userName, lang), messages: [index] }] : [],
    )
    add([...statements.filter(({ owners }) => owners.includes(userName)), ...mentions], 'for you', MAX_FOR_READER)
  }
  for (const kind of ['decision', 'question'] as const) {
    add(
      statements.filter(statement => statement.kind === kind),
      kind,
      MAX_ADDED[length],
    )
  }
  return points
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
