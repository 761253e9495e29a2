/** Lets the model say what a segment of a conversation comes to, and ties every sentence to the messages it rests on. */
import type { Embedder } from '../../models/embedder.ts'
import type { LanguageModel } from '../../models/language-model.ts'
import { dot } from '../../models/vectors.ts'
import { parsePrompt, renderPrompt } from '../../prompts/prompt.ts'
import summarizeFile from '../../prompts/summarize.json' with { type: 'json' }
import { formatExcerpt } from '../../text/excerpt.ts'
import { findUnsupportedFacts } from '../../text/facts.ts'
import { contradictsByNegation } from '../../text/negation.ts'
import { functionWords } from '../../text/question-words.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { generateText } from '../generate-text.ts'
import { rankUnits } from './choose-units.ts'
import type { Unit } from './to-units.ts'

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
/** The most messages a sentence is tied to for what it says, and the most beside them for the figures and names in it. */
const MAX_SOURCES = 3
const MAX_FACT_SOURCES = 2
/** A unit of so many characters tells something by itself; what that counts, where scores of near units differ by some 0.1. */
const TELLING_CHARS = 120
const TELLING_WEIGHT = 0.15
const TELLING_FROM = 6
/** Shorter names are words as well. */
const MIN_NAME_CHARS = 3
/** Of the score of the nearest unit: what is further off bears on something else. */
const SOURCE_MARGIN = 0.08
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

/** Without a model: the units that tell most, word for word, or those that are most relevant. */
export function quotePoints(segment: Segment, maxPoints: number, lang: string, relevance?: readonly number[]): Point[] {
  const best = rankUnits(segment.units, segment.vectors, maxPoints, relevance).map(index => segment.units[index]!)
  const points = best.map(unit => ({ text: quoteMessage(unit, unit.text, lang), messages: [unit.message] }))
  return points.sort((a, b) => a.messages[0]! - b.messages[0]!)
}

/** Of the units nearest to what could not be borne out, the one that says most. */
function quoteTelling(ranked: readonly RankedUnit[], wanted: string, lang: string): Point {
  const worth = ({ unit, score }: RankedUnit) => score + TELLING_WEIGHT * Math.min(1, unit.text.length / TELLING_CHARS)
  const { unit } = ranked.slice(0, TELLING_FROM).reduce((best, other) => (worth(other) > worth(best) ? other : best))
  return { text: quoteMessage(unit, wanted, lang), messages: [unit.message], isQuote: true }
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
export function quoteMessage({ author, text }: Pick<Unit, 'author' | 'text'>, wanted: string, lang: string): string {
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
  unit: Unit
  score: number
}

/** By meaning and by shared words: the cosine alone confuses messages on one subject. Best first. */
function rankSources({ units, vectors }: Segment, sentence: string, vector: Float32Array, lang: string): RankedUnit[] {
  const terms = new Set(analyzeTerms(sentence, lang))
  return units
    .map((unit, index) => {
      const own = new Set(analyzeTerms(`${unit.author} ${unit.text}`, lang))
      const shared = [...terms].filter(term => own.has(term)).length / Math.max(1, terms.size)
      return { unit, score: dot(vectors[index]!, vector) + 0.3 * shared }
    })
    .sort((a, b) => b.score - a.score)
}

/**
 * The units that bear a sentence out: the nearest, and those without which a figure or a name in it would stand in none.
 * @returns undefined where no few units hold all of its facts, or what they say is the opposite
 */
function findSources(sentence: string, ranked: readonly RankedUnit[], lang: string): Unit[] | undefined {
  const best = ranked[0]!.score
  const sources = ranked
    .slice(0, MAX_SOURCES)
    .filter(({ score }) => score > best - SOURCE_MARGIN)
    .map(({ unit }) => unit)
  const speakers = [...new Set(ranked.map(({ unit }) => unit.author))].filter(name => holdsName(sentence, name))
  const missing = () => {
    const held = formatUnits(sources)
    return [...findUnsupportedFacts(sentence, held, lang), ...speakers.filter(name => !holdsName(held, name))]
  }
  let open = missing()
  for (const { unit } of ranked) {
    if (open.length === 0 || sources.length >= MAX_SOURCES + MAX_FACT_SOURCES) break
    const own = formatUnits([unit]).toLowerCase()
    if (sources.includes(unit) || !open.some(fact => own.includes(fact.toLowerCase()))) continue
    sources.push(unit)
    open = missing()
  }
  if (!isOfSpeaker(sentence, sources)) return undefined
  if (open.length > 0 || contradictsByNegation(sentence, sources.map(({ text }) => text).join('\n'), lang))
    return undefined
  return sources
}

/** Words by which a sentence says that somebody asked, in the languages of the prompts. */
const asking =
  /\b(?:ask|wonder|question|request|want(?:s|ed)? to know|frag|bitte|erkundig|demand|s['’]interrog|pregunt|pid[ei])|问|询|请求|尋ね|聞|質問|依頼/iu

/** What a sentence says of somebody, they said themselves, and not in a question, or somebody said of them. */
function isOfSpeaker(sentence: string, sources: readonly Unit[]): boolean {
  const subject = sources.map(({ author }) => author).find(author => beginsWithName(sentence, author))
  if (subject === undefined) return true
  return sources.some(({ author, text }) =>
    author === subject ? asking.test(sentence) || !/[?？]\s*$/u.test(text) : holdsName(text, subject),
  )
}

function beginsWithName(sentence: string, name: string): boolean {
  return name !== '' && (sentence.startsWith(name) || sentence.startsWith(`${name.split(/\s+/)[0]} `))
}

/** As a whole name, or by its first word. */
export function holdsName(text: string, name: string): boolean {
  if (name === '') return false
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return text.includes(name)
  const names = [name, name.split(/\s+/)[0]!].filter(part => part.length >= MIN_NAME_CHARS).map(RegExp.escape)
  return names.length > 0 && new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'u').test(text)
}

function toMessages(units: readonly Unit[]): number[] {
  return [...new Set(units.map(({ message }) => message))].sort((a, b) => a - b)
}
