/** Writes a paragraph on every topic of a conversation; where none was announced, on stretches of about the same length. */
import { ParleyError } from '../../errors.ts'
import type { Utterance } from '../../text/utterance.ts'
import type { Services } from '../pipeline.ts'
import { chooseUnits } from '../summarize/choose-units.ts'
import { tokensOf } from '../summarize/conversation-tree.ts'
import { quotePoints } from '../summarize/quote-message.ts'
import { READ_TOKENS } from '../summarize/read-part.ts'
import { formatUnit, type Unit } from '../summarize/to-units.ts'
import { type Point, writePoints } from '../summarize/write-points.ts'

export interface TopicStretch {
  /** Absent where nobody announced it. */
  title?: string
  /** Indices of messages: the first, and behind the last. */
  from: number
  until: number
}

export interface WrittenTopic extends TopicStretch {
  /** The sentences of its paragraph, with the messages they rest on; none where too little was said. */
  points: Point[]
  /** No language model was there: they are messages, word for word. */
  isExtractive: boolean
}

/** An announced topic that was left at once has nothing to tell. */
const MIN_TOPIC_TOKENS = 40
const STRETCH_TOKENS = 1500
const MAX_STRETCHES = 8
/** Topics that the model puts into words: the longest ones; the others stand in the words of their messages. */
const MAX_WORDED = 8
const SENTENCES = 2
/** Units of a topic that are compared; the shorter ones of a long topic tell less. */
const MAX_COMPARED = 150

/** Stretches of about equal length that cover the messages, for a conversation without announced topics. */
export function divideEvenly(units: readonly Unit[], messages: readonly Utterance[]): TopicStretch[] {
  const total = tokensOf(units)
  const count = Math.min(MAX_STRETCHES, Math.ceil(total / STRETCH_TOKENS))
  const stretches: TopicStretch[] = []
  let from = 0
  let seen = 0
  for (const { message, tokens } of units) {
    if (message > from && seen >= (total * (stretches.length + 1)) / count) {
      stretches.push({ from, until: message })
      from = message
    }
    seen += tokens
  }
  return total === 0 ? [] : [...stretches, { from, until: messages.length }]
}

/**
 * @yields topics in order, those without anything to tell left out
 * @throws ParleyError as the model and the embedder do, but for a language model that is not there
 */
export async function* writeTopics(
  {
    topics,
    units,
    lang,
    signal,
  }: { topics: readonly TopicStretch[]; units: readonly Unit[]; lang: string; signal: AbortSignal },
  services: Pick<Services, 'model' | 'embedder'>,
): AsyncGenerator<WrittenTopic> {
  const parts = topics
    .map(topic => ({ topic, units: units.filter(({ message }) => message >= topic.from && message < topic.until) }))
    .filter(({ units }) => tokensOf(units) >= MIN_TOPIC_TOKENS)
  const worded = new Set([...parts].sort((a, b) => tokensOf(b.units) - tokensOf(a.units)).slice(0, MAX_WORDED))
  let hasModel = true
  for (const part of parts) {
    const compared = longest(part.units)
    const vectors = await services.embedder.embed(compared.map(formatUnit), 'passage', signal)
    const read = chooseUnits(compared, vectors, READ_TOKENS)
    const segment = { units: read.map(index => compared[index]!), vectors: read.map(index => vectors[index]!) }
    let points: Point[] | undefined
    if (hasModel && worded.has(part)) {
      try {
        points = await writePoints({ segment, lang, maxPoints: SENTENCES, signal }, services)
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code !== 'MODEL_UNAVAILABLE') throw error
        hasModel = false
      }
    }
    yield { ...part.topic, points: points ?? quotePoints(segment, SENTENCES, lang), isExtractive: !hasModel }
  }
}

function longest(units: readonly Unit[]): Unit[] {
  if (units.length <= MAX_COMPARED) return [...units]
  const kept = new Set([...units].sort((a, b) => b.tokens - a.tokens).slice(0, MAX_COMPARED))
  return units.filter(unit => kept.has(unit))
}
