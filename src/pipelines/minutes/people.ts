/** Who speaks in a conversation, and by which names the others speak of them. */
import { functionWords } from '../../text/question-words.ts'
import type { Utterance } from '../../text/utterance.ts'
import { isNotice } from '../reading/notices.ts'
import { isHeading } from './find-attendees.ts'

export interface People {
  /** Everybody who spoke, in the order in which they first did; programs are not among them. */
  speakers: readonly string[]
  /** The text with `⟦n⟧` in place of every name, and of what is added to it out of courtesy. */
  mark(text: string): string
  /** The name behind `⟦n⟧`. */
  nameOf(mark: string): string
  /** Whom a name means that is written alone, in whatever case. */
  find(name: string): string | undefined
}

/** Roles that transcripts write before a name or instead of one. */
const titles =
  /^(?:professor|prof|phd|grad|dr|mr|mrs|ms|miss|sir|project|industrial|user|marketing|product|speaker|person|the|am|mp|manager|designer|expert|herr|frau|monsieur|madame|m|mme|señor|señora|don|doña|am:?)\.?$/iu
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const courtesy = '(?:さん|さま|様|君|くん|ちゃん|氏|先生|老师|老師|经理|总)?'

/** Not said by anybody: a program's echoes of what people wrote (`isBot`), a notice, a heading. */
export function isUnspoken(message: Utterance): boolean {
  return message.isBot === true || message.author.trim() === '' || isHeading(message.author) || isNotice(message)
}

/**
 * @param more names of people who did not speak but were named as taking part
 */
export function createPeople(messages: readonly Utterance[], more: readonly string[] = []): People {
  const spoken = messages.filter(message => !isUnspoken(message)).map(({ author }) => author.trim())
  const speakers = [...new Set(spoken)]
  const known = [...new Set([...speakers, ...more])]
  const aliases = collectAliases(known)
  // Found in vocatives on the way: "Maria, can you…", where no Maria ever speaks.
  const strangers: string[] = []
  const finder = toFinder(aliases)

  function numberOf(stranger: string): number {
    const at = strangers.indexOf(stranger)
    return known.length + (at < 0 ? strangers.push(stranger) - 1 : at)
  }

  return {
    speakers,
    mark(text) {
      const marked = finder
        ? text.replace(finder, found => {
            const plain = found.replace(/^@/, '').replace(new RegExp(`(?<=.)${courtesy}$`, 'u'), '')
            const at = aliases.get(plain) ?? aliases.get(found.replace(/^@/, '')) ?? aliases.get(plain.toLowerCase())
            return at === undefined ? found : `${found.startsWith('@') ? '@' : ''}⟦${at}⟧`
          })
        : text
      return marked.replace(vocative, (found, latin?: string, chinese?: string, japanese?: string) => {
        const stranger = latin ?? chinese ?? japanese!
        if (latin && commonStarts.has(latin.toLowerCase())) return found
        return found.replace(
          new RegExp(`@?${RegExp.escape(stranger)}(?:さん|様|君|氏)?`, 'u'),
          `⟦${numberOf(stranger)}⟧`,
        )
      })
    },
    find(name) {
      const wanted = name.toLowerCase()
      const alias = [...aliases.keys()].find(alias => alias.toLowerCase() === wanted)
      return alias === undefined ? undefined : known[aliases.get(alias)!]
    },
    nameOf(mark) {
      const number = Number(/\d+/.exec(mark)![0])
      return known[number] ?? strangers[number - known.length]!
    },
  }
}

/** Somebody who is spoken to before a request, or written as taking a task. */
const vocative = new RegExp(
  [
    "(?<=^|[.!?;] |; )@?(\\p{Lu}\\p{Ll}[\\p{L}'-]+)(?=,\\s+(?:(?:can|could|would|will|please|you|kannst|könntest|würdest|machst|schickst|bitte|du|tu|peux|pourrais|puedes|podrías|te)\\b))",
    '(?<=^|[，。；])([小老阿]\\p{Script=Han}{1,2}|\\p{Script=Han}{1,2}(?:总|老师|经理))(?=[，,]?(?:你|您|请|麻烦))',
    '([\\p{Script=Han}\\p{Script=Katakana}ー]{1,6})(?:さん|様|君|氏)(?=[、，がにで])',
  ].join('|'),
  'gu',
)
const commonStarts = new Set(
  'yes no ok okay so well then and but please thanks thank hello hi hey good great right sure sorry now first second third last next maybe perhaps actually also however anyway today tomorrow monday tuesday wednesday thursday friday saturday sunday everybody everyone somebody someone anybody anyone guys folks team all if when what who where why how oh ah hm morgen heute gut also dann danke hallo leute bitte ja nein alors bon donc merci bonjour oui non bueno vale entonces gracias hola pues sí'.split(
    ' ',
  ),
)

/** Full names, first names, nicknames without what is hung on them; where two people share one, it names neither. */
function collectAliases(known: readonly string[]): Map<string, number> {
  const owners = new Map<string, Set<number>>()
  const add = (alias: string, number: number) => {
    if (alias.length < 2 || functionWords.has(alias.toLowerCase())) return
    owners.set(alias, (owners.get(alias) ?? new Set()).add(number))
  }
  for (const [number, full] of known.entries()) {
    const words = full.split(/\s+/)
    for (const alias of [full, ...shortNames(full, words)]) {
      add(alias, number)
      // A nick in lower case is written with a capital as well; a name is not written without one.
      if (alias.length >= 4 && /^\p{Ll}/u.test(alias)) add(alias.charAt(0).toUpperCase() + alias.slice(1), number)
    }
    if (words.length === 1 && full.length >= 4) add(full.toLowerCase(), number)
  }
  const aliases = [...owners].filter(([alias, numbers]) => numbers.size === 1 || known.includes(alias))
  return new Map(
    aliases.map(([alias, numbers]) => [alias, known.indexOf(alias) >= 0 ? known.indexOf(alias) : [...numbers][0]!]),
  )
}

function shortNames(full: string, words: readonly string[]): string[] {
  if (wide.test(full)) {
    const han = /^\p{Script=Han}{3,4}$/u.test(full)
    return han ? [full.slice(0, 2), full.slice(-2)] : words.length > 1 ? words.filter(word => word.length > 1) : []
  }
  if (words.length > 1) {
    const own = words.filter(word => !titles.test(word) && /^\p{L}{2}/u.test(word))
    if (titles.test(words[0]!) && own.length < 2) return own.length === 1 && own[0]!.length > 3 ? own : []
    return [own[0], own.at(-1)!.length >= 4 ? own.at(-1) : undefined].filter(word => word !== undefined)
  }
  const stem = full.replace(/(?:[|[].*|[_`^]+\d*)$/u, '')
  return stem !== full && stem.length >= 3 ? [stem] : []
}

function toFinder(aliases: ReadonlyMap<string, number>): RegExp | undefined {
  if (aliases.size === 0) return undefined
  const longestFirst = [...aliases.keys()].sort((a, b) => b.length - a.length)
  const latin = longestFirst.filter(alias => !wide.test(alias)).map(alias => RegExp.escape(alias))
  const han = longestFirst.filter(alias => wide.test(alias)).map(alias => RegExp.escape(alias))
  const patterns = [
    ...(latin.length > 0
      ? [
          `@?(?<![\\p{Script=Latin}\\p{N}_@./-])@?(?:${latin.join('|')})(?![\\p{Script=Latin}\\p{N}_@/]|[-.]\\p{Script=Latin})`,
        ]
      : []),
    ...(han.length > 0 ? [`@?(?:${han.join('|')})${courtesy}`] : []),
  ]
  return new RegExp(patterns.join('|'), 'gu')
}
