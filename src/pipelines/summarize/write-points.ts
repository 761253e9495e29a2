/** Lets the model say what a segment of a conversation comes to, and ties every sentence to the messages it rests on. */
import type { Embedder } from '../../models/embedder.ts'
import type { LanguageModel } from '../../models/language-model.ts'
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import summarizeFile from '../../prompts/summarize.json' with { type: 'json' }
import { findUnsupportedFacts } from '../../text/facts.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { generateText } from '../generate-text.ts'
import { findSources } from './find-sources.ts'
import { quoteTelling } from './quote-message.ts'
import { rankSources } from './rank-sources.ts'
import { speaksOfExample } from './speaks-of-example.ts'
import { formatUnits, type Unit } from './to-units.ts'

export interface Point {
  text: string
  /** Indices of the messages it rests on, in order; never empty. */
  messages: number[]
  /** A message that stands in for a sentence that was not borne out. */
  isQuote?: true
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
  /** The most points to give. */
  maxPoints: number
  signal: AbortSignal
}

const prompt = parsePrompt(summarizeFile)
/** Goes up with what the model is told. */
export const PROMPT_VERSION = prompt.version
const focusOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(prompt.examples).map(([lang, examples]) => [lang, examples![0]!.focus!]),
)

const MAX_TOKENS_PER_SENTENCE = 60
/** Sentences beyond those asked for: one that does not hold is passed over for the next. */
const SPARE_SENTENCES = 1
/** A sentence of which fewer terms were said is about something else: an example of the prompt, or nothing. */
const MIN_TERMS_SAID = 0.6

/**
 * A sentence that states a figure, name or link that the segment does not hold, or speaks of other things, is passed over for the next
 * one; where too few are left, the message that it comes nearest to stands for it.
 * @throws ParleyError as the model and the embedder do
 */
export async function writePoints(
  request: PointRequest,
  parts: { model: LanguageModel; embedder: Embedder },
): Promise<Point[]> {
  const { segment, lang, query, maxPoints, signal } = request
  const conversation = formatUnits(segment.units)
  const focus = query ?? focusOf[lang] ?? focusOf.en!
  const messages = renderPrompt(prompt, lang, { conversation, focus })
  const maxTokens = (maxPoints + SPARE_SENTENCES) * MAX_TOKENS_PER_SENTENCE
  const { text, truncated } = await generateText(parts.model, { messages, maxTokens, stop: ['\n\n'], signal })
  const written = splitSentences(text.replace(/\s*\n\s*/g, ' ').replace(/^[-*•] /, ''), lang).map(({ text }) =>
    text.trim(),
  )
  // The last one was cut by the limit.
  const isCut = truncated && written.length === 1
  if (truncated && !isCut) written.pop()
  const sentences = [...new Set(written)].filter(sentence => /\p{L}/u.test(sentence))
  const vectors = await parts.embedder.embed(sentences, 'passage', signal)
  const checked = sentences.map((sentence, index) => {
    const ranked = rankSources(segment, sentence, vectors[index]!, lang)
    const isWhole = !isCut && isSaid(sentence, conversation, lang)
    return { sentence, ranked, sources: isWhole ? findSources(sentence, ranked, lang) : undefined }
  })
  const sound = checked.filter(({ sources }) => sources !== undefined).slice(0, maxPoints)
  const unsound = checked.filter(({ sources }) => sources === undefined).slice(0, maxPoints - sound.length)
  const points: Point[] = []
  for (const each of checked) {
    if (!sound.includes(each) && !unsound.includes(each)) continue
    const { sentence, ranked, sources } = each
    const point = sources ? { text: sentence, messages: toMessages(sources) } : quoteTelling(ranked, sentence, lang)
    if (!points.some(other => other.text === point.text)) points.push(point)
  }
  return points
}

function isSaid(sentence: string, conversation: string, lang: string): boolean {
  return (
    !speaksOfExample(sentence, conversation) &&
    findUnsupportedFacts(sentence, conversation, lang).length === 0 &&
    shareOfTerms(sentence, conversation, lang) >= MIN_TERMS_SAID
  )
}

function shareOfTerms(sentence: string, conversation: string, lang: string): number {
  const terms = [...new Set(analyzeTerms(sentence, lang))]
  const said = new Set(analyzeTerms(conversation, lang))
  return terms.filter(term => said.has(term)).length / Math.max(1, terms.length)
}

function toMessages(units: readonly Unit[]): number[] {
  return [...new Set(units.map(({ message }) => message))].sort((a, b) => a - b)
}
