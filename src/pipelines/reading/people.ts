/** Who speaks in a log and whom a message is said to, under all the spellings that people use for each other. */
import { functionWords } from '../../text/question-words.ts'
import type { Utterance } from '../../text/utterance.ts'
import { isNotice, readRename } from './notices.ts'

export interface People {
  /** Of each message, the number of its author; -1 where it has none. */
  authors: number[]
  /** Of each message, the numbers of those it is said to by name, in order of naming; never its author. */
  addressees: number[][]
  /** Of each message, the numbers of those it only speaks of. */
  mentions: number[][]
}

/** A nick without what people and programs put around it: `@Ann`, `ann_`, `ann|away`, `[ann]afk`. */
function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^[@+%&~]+/, '')
    .replace(/(?:[|[_-]+(?:away|afk|off|work|wrk|wrkn|home|busy|zzz+|sleep)\]?)$/u, '')
    .replace(/[_`^]+$/u, '')
  return folded === '' ? name.toLowerCase().trim() : folded
}

/** As short a nick is as often a word. */
const MIN_BARE_CHARS = 3
const salutation =
  /^(?:hi|hello|hey|hiya|thanks?|thank you|thx|ty|ok|okay|yes|yeah|yep|no|nope|sorry|well|ah|oh|but|and|so|cheers|welcome|hallo|danke|ja|nein|bonjour|salut|merci|oui|non|hola|gracias|sí)[\s,!.]+/iu
/** After a name that is spoken of, not to. */
const spokenOf =
  /^\s+(?:is|was|are|has|had|said|says|does|did|will|would|can|could|and|or|ist|hat|war|est|a|es|era|ha)(?!\p{L})/iu
const name = /^[\p{L}\p{N}_[\]\\`^{}|][\p{L}\p{N}_[\]\\`^{}|.'’-]*/u
/** Names of more words than this are found by their first four. */
const MAX_NAME_WORDS = 4

/** @param messages of one channel, in order */
export function findPeople(messages: readonly Utterance[]): People {
  const numbers = new Map<string, number>()
  const numberOf = (author: string) => {
    const key = foldName(author)
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  }
  const authors = messages.map(message => {
    if (isNotice(message)) {
      const renamed = readRename(message)
      // The person of the new name is the person of the old one, unless somebody spoke under it before.
      if (renamed && !numbers.has(foldName(renamed.to))) numbers.set(foldName(renamed.to), numberOf(renamed.from))
      return -1
    }
    return message.author === '' ? -1 : numberOf(message.author)
  })
  const directory = createDirectory(numbers)
  const common = findCommonWords(messages, authors, directory)
  const found = messages.map((message, index) =>
    authors[index]! < 0 ? { to: [], of: [] } : findNames(message.text, authors[index]!, directory, common),
  )
  return { authors, addressees: found.map(({ to }) => to), mentions: found.map(({ of }) => of) }
}

/** First names are added to full ones, where only one person has them. */
function createDirectory(numbers: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const directory = new Map(numbers)
  const firstNames = new Map<string, number>()
  for (const [full, number] of numbers) {
    const first = full.split(' ')[0]!
    if (first === full || first.length < 2) continue
    firstNames.set(first, firstNames.has(first) && firstNames.get(first) !== number ? -1 : number)
  }
  for (const [first, number] of firstNames) if (number >= 0 && !directory.has(first)) directory.set(first, number)
  return directory
}

/** Names that are used as words more than their bearers speak: `root`, `test`, `will`. */
function findCommonWords(
  messages: readonly Utterance[],
  authors: readonly number[],
  directory: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const spoken = new Map<number, number>()
  for (const author of authors) spoken.set(author, (spoken.get(author) ?? 0) + 1)
  const used = new Map<string, number>()
  for (const [index, { text }] of messages.entries()) {
    if (authors[index]! < 0) continue
    // In the middle of a message and not before a colon or a comma, where people are rarely addressed.
    for (const [token] of text.slice(text.indexOf(' ') + 1).matchAll(/(?<=\s)[\p{L}\p{N}_|[\]-]+(?=\s)/gu)) {
      const key = foldName(token)
      if (directory.has(key)) used.set(key, (used.get(key) ?? 0) + 1)
    }
  }
  const common = [...used].filter(([key, count]) => count > 3 + (spoken.get(directory.get(key)!) ?? 0))
  return new Set(common.map(([key]) => key))
}

function findNames(
  text: string,
  author: number,
  directory: ReadonlyMap<string, number>,
  common: ReadonlySet<string>,
): { to: number[]; of: number[] } {
  const to = new Set<number>()
  const of = new Set<number>()
  const isWord = (key: string) => functionWords.has(key) || common.has(key)
  let rest = text.trimStart()
  // At the start: "ann: …", "ann, bob: …", "@ann …", "hey ann, …", "ann …".
  for (let turns = 0; turns < 6; turns++) {
    const plain = rest.replace(/^@/, '')
    const found = readName(plain, directory)
    if (!found) {
      const greeting = turns === 0 ? salutation.exec(rest) : null
      if (!greeting) break
      rest = rest.slice(greeting[0].length)
      continue
    }
    const after = plain.slice(found.length)
    const isMarked = plain !== rest || /^\s?(?::|>|;)/.test(after)
    const isSetOff = /^\s?(?:,|\.\.|-\s|!|\/(?=\p{L}))/u.test(after)
    const isBare = found.key.length >= MIN_BARE_CHARS && !spokenOf.test(after)
    if (isMarked ? functionWords.has(found.key) && plain === rest : isWord(found.key) || !(isSetOff || isBare)) break
    to.add(found.number)
    rest = after.replace(/^[\s,:;>.!/-]+|^(?:and|und|et|y|&)\s+/u, '')
    if (!isMarked && !isSetOff) break
  }
  for (const match of rest.matchAll(/@/g)) {
    const found = readName(rest.slice(match.index + 1), directory)
    if (found) to.add(found.number)
  }
  const last = /(?:^|[\s,])([\p{L}\p{N}_[\]\\`^{}|-]+)[\s.!?]*(?:[:;=][-']?[()DPp|/]+)?\s*$/u.exec(rest)
  if (last && to.size === 0) {
    const key = foldName(last[1]!)
    const number = directory.get(key)
    if (number !== undefined && key.length >= MIN_BARE_CHARS && !isWord(key)) to.add(number)
  }
  for (const [token] of rest.matchAll(/[\p{L}\p{N}_|[\]-]+/gu)) {
    const key = foldName(token)
    const number = directory.get(key)
    if (number !== undefined && key.length >= MIN_BARE_CHARS && !isWord(key) && !to.has(number)) of.add(number)
  }
  to.delete(author)
  of.delete(author)
  return { to: [...to], of: [...of] }
}

/** The longest name that the text begins with. */
function readName(
  text: string,
  directory: ReadonlyMap<string, number>,
): { key: string; number: number; length: number } | undefined {
  let length = 0
  let best: { key: string; number: number; length: number } | undefined
  for (let words = 0; words < MAX_NAME_WORDS; words++) {
    const gap = words === 0 ? '' : /^ /.exec(text.slice(length))?.[0]
    const part = gap === undefined ? null : name.exec(text.slice(length + gap.length))
    if (!part) break
    if (words === 0 && cjk.test(part[0])) return readCjkName(part[0], directory)
    length += gap!.length + part[0].length
    // A dot or an apostrophe inside belongs to the name; after it, to the sentence.
    const spelt = text.slice(0, length).replace(/[.'’-]+$/u, '')
    const key = foldName(spelt)
    const number = directory.get(key)
    if (number !== undefined) best = { key, number, length: spelt.length }
  }
  return best
}

const cjk = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const MAX_CJK_NAME_CHARS = 10
const honorific = /^(?:さん|様|さま|君|くん|ちゃん|先生|老师|同学|总|哥|姐|님|씨)/u

/** Nothing stands between a name and the words after it. */
function readCjkName(
  text: string,
  directory: ReadonlyMap<string, number>,
): { key: string; number: number; length: number } | undefined {
  for (let length = Math.min(MAX_CJK_NAME_CHARS, text.length); length >= 2; length--) {
    const key = foldName(text.slice(0, length))
    const number = directory.get(key)
    if (number !== undefined) {
      return { key, number, length: length + (honorific.exec(text.slice(length))?.[0].length ?? 0) }
    }
  }
  return undefined
}
