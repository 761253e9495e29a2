/** Finds the messages that bear a sentence out: its figures, names and links, who said it, and that they do not say the opposite. */
import { findUnsupportedFacts } from '../../text/facts.ts'
import { contradictsByNegation } from '../../text/negation.ts'
import { splitSentences } from '../../text/sentences.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { RankedUnit } from './rank-sources.ts'
import { formatUnits, type Unit } from './to-units.ts'

/** The most messages a sentence is tied to for what it says, and the most beside them for the figures and names in it. */
const MAX_SOURCES = 3
const MAX_FACT_SOURCES = 2
/** Of the score of the nearest unit: what is further off bears on something else. */
const SOURCE_MARGIN = 0.08
/** Shorter names are words as well. */
const MIN_NAME_CHARS = 3

/**
 * The units that bear a sentence out: the nearest, and those without which a figure or a name in it would stand in none.
 * @returns undefined where no few units hold all of its facts, or what they say is the opposite
 */
export function findSources(sentence: string, ranked: readonly RankedUnit[], lang: string): Unit[] | undefined {
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
  if (!isOfSpeaker(sentence, sources, lang)) return undefined
  if (open.length > 0 || contradictsByNegation(sentence, sources.map(({ text }) => text).join('\n'), lang))
    return undefined
  return sources
}

/** Words by which a sentence says that somebody asked, and that somebody said, in the languages of the prompts. */
const asking =
  /\b(?:ask|wonder|question|request|want(?:s|ed)? to know|frag|bitte|erkundig|demand|s['’]interrog|pregunt|pid[ei])|问|询|请求|尋ね|聞|質問|依頼/iu
const reporting =
  /\b(?:say|said|tell|told|explain|mention|suggest|propos|recommend|think|thought|believe|note|report|point|argu|announc|add(?:s|ed)\b|remind|confirm|describ|inform|state|sagt|sagte|erklär|erwähn|schlug|schläg|vorschlag|mein|findet|bericht|weist|dit\b|expliqu|mentionn|propos|pens|trouv|indiqu|rappel|dice|dijo|explic|mencion|propon|propus|sugier|opin|cre[ey]|indic)|说|表示|指出|认为|建议|提议|解释|提到|介绍|言|述べ|説明|提案|考え|指摘|紹介/iu
const firstPerson =
  /\b(?:I|I['’]\w+|me|my|mine|we|we['’]\w+|our|us|ich|mich|mir|meine?[rmns]?|wir|uns|unsere?|je|j['’]|moi|m['’]|mon|ma|mes|nous|on|notre|yo|me|mi|mis|nosotros|nos)\b|我|咱|私|僕|俺|うち|こちら/iu
/** Of the words that others said of it, the share that its subject must have said. */
const OWN_SHARE = 0.8

/** What a sentence says of somebody, they said, of themselves and not in a question, or somebody said of them. */
function isOfSpeaker(sentence: string, sources: readonly Unit[], lang: string): boolean {
  const subject = sources.map(({ author }) => author).find(author => beginsWithName(sentence, author))
  if (subject === undefined) return true
  if (sources.some(({ author, text }) => author !== subject && holdsName(text, subject))) return true
  const rest = new Set(analyzeTerms(sentence.replace(subject, ''), lang))
  const shared = (text: string) => new Set(analyzeTerms(text, lang)).intersection(rest).size
  const share = ({ text }: Unit) => shared(text)
  const own = sources.filter(({ author }) => author === subject)
  const ownShare = Math.max(...own.map(share))
  const othersShare = Math.max(0, ...sources.filter(({ author }) => author !== subject).map(share))
  if (ownShare < OWN_SHARE * othersShare) return false
  const isReported = reporting.test(sentence) || asking.test(sentence)
  const said = own.map(({ text }) => {
    const sentences = splitSentences(text, lang).map(each => each.text)
    return sentences.reduce((best, each) => (shared(each) > shared(best) ? each : best), sentences[0] ?? text)
  })
  return said.some(
    text =>
      (asking.test(sentence) || !/[?？]\s*$/u.test(text)) &&
      (isReported || firstPerson.test(text) || !WITH_SUBJECT.has(lang)),
  )
}

/** Languages whose sentences name who does something; in the others it is left out. */
const WITH_SUBJECT: ReadonlySet<string> = new Set(['en', 'de', 'fr'])

/** "The Project Manager" too. */
const article = /^(?:the|der|die|das|le|la|el)\s+/iu

function beginsWithName(sentence: string, name: string): boolean {
  const rest = sentence.replace(article, '')
  return name !== '' && (rest.startsWith(name) || rest.startsWith(`${name.split(/\s+/)[0]} `))
}

/** As a whole name, or by its first word. */
export function holdsName(text: string, name: string): boolean {
  if (name === '') return false
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return text.includes(name)
  const names = [name, name.split(/\s+/)[0]!].filter(part => part.length >= MIN_NAME_CHARS).map(RegExp.escape)
  return names.length > 0 && new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'u').test(text)
}
