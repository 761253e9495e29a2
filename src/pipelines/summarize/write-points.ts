/** Lets the model say what a segment of a conversation comes to, and ties every sentence to the messages it rests on. */
import type { Embedder } from '../../models/embedder.ts'
import type { LanguageModel } from '../../models/language-model.ts'
import { dot } from '../../models/vectors.ts'
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import summarizeFile from '../../prompts/summarize.json' with { type: 'json' }
import { formatExcerpt } from '../../text/excerpt.ts'
import { findUnsupportedFacts } from '../../text/facts.ts'
import { functionWords } from '../../text/question-words.ts'
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
  /** The most points to give. */
  maxPoints: number
  signal: AbortSignal
}

const prompt = parsePrompt(summarizeFile)
const focusOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(prompt.examples).map(([lang, examples]) => [lang, examples![0]!.focus!]),
)

/** What is said in the examples, and by whom: a sentence that holds some of it speaks of an example. */
const exampleConversations = Object.values(prompt.examples).flatMap(examples =>
  examples!.map(({ conversation }) => conversation!.toLowerCase()),
)
const exampleSpeakers = [
  ...new Set(exampleConversations.flatMap(text => [...text.matchAll(/^(\p{L}+) ?[:：]/gmu)].map(match => match[1]!))),
]
const examplePhrases = new Set(exampleConversations.flatMap(phrasesOf))

const MAX_TOKENS_PER_SENTENCE = 60
/** Sentences beyond those asked for: one that does not hold is passed over for the next. */
const SPARE_SENTENCES = 1
/** A message that stands for a sentence is shown up to here. */
const MAX_QUOTE_CHARS = 240
/** The most messages a sentence is tied to. */
const MAX_SOURCES = 3
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
  const said = new Set(isCut ? [] : sentences.filter(sentence => isSaid(sentence, conversation, lang)))
  const sound = [...said].slice(0, maxPoints)
  const rest = sentences.filter(sentence => !said.has(sentence)).slice(0, maxPoints - sound.length)
  const chosen = sentences.filter(sentence => sound.includes(sentence) || rest.includes(sentence))
  const vectors = await parts.embedder.embed(chosen, 'passage', signal)
  const points: Point[] = []
  for (const [index, sentence] of chosen.entries()) {
    const ranked = rankUnits(segment, sentence, vectors[index]!, lang)
    const best = segment.units[ranked[0]!.index]!
    const point = said.has(sentence)
      ? { text: sentence, messages: chooseSources(segment.units, ranked) }
      : { text: quoteUnit(best, sentence, lang), messages: [best.message] }
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

function speaksOfExample(sentence: string, conversation: string): boolean {
  const folded = sentence.toLowerCase()
  const words = new Set(folded.match(/\p{L}+/gu))
  // Scripts that write without blanks join a name to what follows it.
  const names = exampleSpeakers.filter(
    name => words.has(name) || (/^\p{Script=Han}{2,3}$/u.test(name) && folded.includes(name)),
  )
  const phrases = phrasesOf(folded).filter(phrase => examplePhrases.has(phrase))
  const said = conversation.toLowerCase()
  return [...names, ...phrases].some(mark => !said.includes(mark))
}

/** Pairs of neighbouring words that both say something; of scripts that write without blanks, four characters in a row. */
function phrasesOf(folded: string): string[] {
  const runs = folded.match(/[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*/gu) ?? []
  return runs.flatMap(run => {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(run)) {
      return Array.from({ length: Math.max(0, run.length - 3) }, (_, i) => run.slice(i, i + 4))
    }
    const words = run.split(' ')
    return words.slice(1).flatMap((word, i) => ([words[i]!, word].some(saysNothing) ? [] : [`${words[i]} ${word}`]))
  })
}

function saysNothing(word: string): boolean {
  return word.length < 4 || functionWords.has(word)
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

/** Of a long message the sentence that shares most with `wanted`. */
function quoteUnit({ author, text }: Unit, wanted: string, lang: string): string {
  const terms = new Set(analyzeTerms(wanted, lang))
  const share = (part: string) => analyzeTerms(part, lang).filter(term => terms.has(term)).length
  const parts = text.length <= MAX_QUOTE_CHARS ? [text] : splitSentences(text, lang).map(({ text }) => text.trim())
  const best = parts.reduce((best, part) => (share(part) > share(best) ? part : best))
  const quote = formatExcerpt(best, MAX_QUOTE_CHARS)
  return author === '' ? quote : `${author}: ${quote}`
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
