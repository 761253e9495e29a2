/** Lets the model say what a segment of a conversation comes to, and ties every sentence to the messages it rests on. */
import type { Embedder } from '../../models/embedder.ts'
import type { LanguageModel } from '../../models/language-model.ts'
import { dot } from '../../models/vectors.ts'
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import summarizeFile from '../../prompts/summarize.json' with { type: 'json' }
import { findUnsupportedFacts } from '../../text/facts.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { generateText } from '../generate-text.ts'
import type { Unit } from './divide-conversation.ts'

export interface Point {
  text: string
  /** Indices of the messages it rests on, in order; never empty. */
  messages: number[]
}

export interface Segment {
  units: readonly Unit[]
  /** A unit vector a unit. */
  vectors: readonly Float32Array[]
}

export interface PointRequest {
  segment: Segment
  /** ISO 639-1 of the conversation. */
  lang: string
  /** What the reader wants to know; without it, everything that was said. */
  query?: string
  maxSentences: number
  signal: AbortSignal
}

const prompt = parsePrompt(summarizeFile)
const focusOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(prompt.examples).map(([lang, examples]) => [lang, examples![0]!.focus!]),
)

const MAX_TOKENS_PER_SENTENCE = 60
/** The most messages a sentence is tied to. */
const MAX_SOURCES = 3
/** A sentence of which fewer terms were said is about something else: an example of the prompt, or nothing. */
const MIN_TERMS_SAID = 0.6

/**
 * A sentence that states a figure, name or link that the segment does not hold, or speaks of other things, is replaced by the message it comes nearest to.
 * @throws ParleyError as the model and the embedder do
 */
export async function writePoints(
  request: PointRequest,
  parts: { model: LanguageModel; embedder: Embedder },
): Promise<Point[]> {
  const { segment, lang, query, maxSentences, signal } = request
  const conversation = formatUnits(segment.units)
  const focus = query ?? focusOf[lang] ?? focusOf.en!
  const messages = renderPrompt(prompt, lang, { conversation, focus })
  const maxTokens = maxSentences * MAX_TOKENS_PER_SENTENCE
  const { text, truncated } = await generateText(parts.model, { messages, maxTokens, stop: ['\n\n'], signal })
  const sentences = splitSentences(text.replace(/\s*\n\s*/g, ' ').replace(/^[-*•] /, ''), lang).map(({ text }) =>
    text.trim(),
  )
  // The last one was cut by the limit.
  if (truncated && sentences.length > 1) sentences.pop()
  const distinct = sentences.filter(
    (sentence, index) => /\p{L}/u.test(sentence) && sentences.indexOf(sentence) === index,
  )
  const vectors = await parts.embedder.embed(distinct, 'passage', signal)
  const points: Point[] = []
  for (const [index, sentence] of distinct.slice(0, maxSentences).entries()) {
    const ranked = rankUnits(segment, sentence, vectors[index]!, lang)
    const isSound = !truncated || distinct.length > 1
    const supported =
      isSound &&
      findUnsupportedFacts(sentence, conversation, lang).length === 0 &&
      shareOfTerms(sentence, conversation, lang) >= MIN_TERMS_SAID
    const best = segment.units[ranked[0]!.index]!
    const point = supported
      ? { text: sentence, messages: chooseSources(segment.units, ranked) }
      : { text: quoteUnit(best), messages: [best.message] }
    if (!points.some(other => other.text === point.text)) points.push(point)
  }
  return points
}

function formatUnits(units: readonly Unit[]): string {
  const lines: string[] = []
  for (const [index, { author, text, message }] of units.entries()) {
    const goesOn = index > 0 && units[index - 1]!.message === message
    if (goesOn) lines[lines.length - 1] += ` ${text}`
    else lines.push(author === '' ? text : `${author}: ${text}`)
  }
  return lines.join('\n')
}

function quoteUnit({ author, text }: Unit): string {
  const flat = text.replace(/\s+/g, ' ')
  return author === '' ? flat : `${author}: ${flat}`
}

function shareOfTerms(sentence: string, conversation: string, lang: string): number {
  const terms = [...new Set(analyzeTerms(sentence, lang))]
  const said = new Set(analyzeTerms(conversation, lang))
  return terms.filter(term => said.has(term)).length / Math.max(1, terms.length)
}

interface RankedUnit {
  index: number
  score: number
}

/** By meaning and by shared words: the cosine alone confuses messages on one subject. */
function rankUnits({ units, vectors }: Segment, sentence: string, vector: Float32Array, lang: string): RankedUnit[] {
  const terms = new Set(analyzeTerms(sentence, lang))
  return units
    .map((unit, index) => {
      const own = new Set(analyzeTerms(`${unit.author} ${unit.text}`, lang))
      const shared = [...terms].filter(term => own.has(term)).length / Math.max(1, terms.size)
      return { index, score: dot(vectors[index]!, vector) + 0.3 * shared }
    })
    .sort((a, b) => b.score - a.score)
}

function chooseSources(units: readonly Unit[], ranked: readonly RankedUnit[]): number[] {
  const best = ranked[0]!.score
  const near = ranked.slice(0, MAX_SOURCES).filter(({ score }) => score > best - 0.08)
  return [...new Set(near.map(({ index }) => units[index]!.message))].sort((a, b) => a - b)
}
