/** Decides what of the source a reader is told: a few words where they answer, else the sentence they stand in. */
import { contradictsByNegation } from '../../text/negation.ts'
import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import { echoesQuestion } from './answer-spans.ts'
import type { FoundAnswer } from './find-answer.ts'

/** "What is sid?", "What does Pre-Depends mean?", "How do I deprecate a package?", in the languages of the prompts. */
const explaining =
  /^\P{L}*(?:what (?:is|are|does|do|was|were)|how (?:do|does|can|to|should)|was (?:ist|sind|bedeutet|macht|tut)|wie (?:kann|mache|macht|geht|geh|richte|stelle)|qu['’]est-ce que|que (?:signifie|fait)|comment|qué (?:es|son|significa|hace)|cómo)(?!\p{L})|什么是|是什么|是什么意思|怎么|如何|とは|何ですか|どういう意味|どうやって|どうすれば/iu
/** A question with more words asks for something about the matter, which a few words can be. */
const MAX_ASKED_TERMS = 3

/**
 * Words that do not stand in a row in the source are the model's: they count where the cited sentence holds every one of them. The sentence
 * itself is the answer where they do not; where it denies what the words alone would say ("paid" of "is not paid"); where they only give the
 * question back; and where the question wants something explained, and the model had to be asked twice.
 */
export function wordAnswer({ answer, isSecond, located, passage }: FoundAnswer, question: string): string {
  const { lang } = passage
  const sentence = passage.text.slice(located.start, located.end)
  const words = located.exact ?? (located.overlap === 1 ? answer : undefined)
  const isEnough =
    words !== undefined &&
    !contradictsByNegation(words, sentence, lang) &&
    !echoesQuestion(words, question, lang) &&
    !(isSecond && wantsExplanation(question, lang))
  if (isEnough) return words
  const told = sentence.replace(/^\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+/, '').trim()
  return /[:：]$/u.test(told) ? `${told}${listAfter(passage.text.slice(located.end))}` : told
}

const listItem = /^\s*(?:[-*+•]|\d+[.)])\s+\S/
const MAX_LIST_CHARS = 600

/** What a sentence that ends in a colon announces: the items of the list behind it, as many as are short enough together. */
function listAfter(rest: string): string {
  let list = ''
  for (const line of rest.split('\n')) {
    if (line.trim() === '') continue
    const goesOn = /^\s+\S/.test(line) && list !== ''
    if ((!listItem.test(line) && !goesOn) || list.length + line.length > MAX_LIST_CHARS) break
    list += `\n${line.trimEnd()}`
  }
  return list === '' ? '' : `\n${list}`
}

function wantsExplanation(question: string, lang: string): boolean {
  if (!explaining.test(question)) return false
  const asked = (question.match(/[\p{L}\p{N}]+(?:[-/.][\p{L}\p{N}]+)*/gu) ?? []).filter(
    word => !functionWords.has(word.toLowerCase()) && !/^(?:does|mean|bedeutet|significa|signifie)$/iu.test(word),
  )
  const isWide = lang === 'zh' || lang === 'ja'
  return isWide ? new Set(analyzeTerms(question, lang)).size <= 3 * MAX_ASKED_TERMS : asked.length <= MAX_ASKED_TERMS
}
