/** Finds out who took what was asked: by the answers that follow. */
import type { Meeting } from './meeting.ts'
import { readAct } from './read-act.ts'
import type { SpokenMessage } from './read-utterances.ts'
import { says } from './speech/rules-of.ts'

export interface Request {
  /** What is asked for, in words. */
  text: string
  /** Position of the message that asks. */
  position: number
  /** Who is asked; absent for "you" and for everybody. */
  who?: string
  /** Whoever wants may take it: "somebody has to…". */
  isOpen: boolean
}

export interface Answer {
  taker?: string
  /** Position of the message that takes it. */
  position?: number
  /** Who was asked said no. */
  isDeclined: boolean
}

/** Messages after a request in which it is answered; in a chat others talk in between. */
const MAX_DISTANCE = 8
/** To "you", without a name: what comes later answers something else. */
const MAX_UNNAMED_DISTANCE = 3
/** A task beside the one that was asked for. */
export const more =
  /\b(?:also|as well|besides|too|auch|außerdem|aussi|également|también|además)\b|也|还|顺便|も(?:送|書|調|確認|や)/iu
/** "I can do that" is short; in a longer sentence "that" is anything. */
const MAX_POINTING_CHARS = 60
/** A refusal comes at the beginning. */
const MAX_REPLY_CHARS = 120

export function findTaker(request: Request, { spoken, people, lang }: Meeting): Answer {
  const { position, who, isOpen } = request
  const asker = spoken[position]!.author
  let isDeclined = false
  let others = 0
  /** "Yes" may answer something else; a refusal after it counts. */
  let accepted: Answer | undefined
  for (const [offset, reply] of spoken.slice(position + 1, position + 1 + MAX_DISTANCE).entries()) {
    const at = position + 1 + offset
    if (reply.author === asker) {
      // The next question is what later answers belong to.
      if (isDropped(reply, lang) || (who === undefined && asksAgain(reply))) return accepted ?? { isDeclined }
      continue
    }
    const isToAsker = reply.addressee !== undefined && people.nameOf(reply.addressee) === asker
    if (reply.addressee !== undefined && !isToAsker) continue
    others++
    const answer = readReply(reply, lang)
    const isFirst = others === 1 || isToAsker
    if (who === reply.author) {
      if (answer.declines) {
        isDeclined = true
        accepted = undefined
      } else if (answer.takes || (answer.accepts && isToAsker)) return { taker: who, position: at, isDeclined: false }
      else if (answer.accepts && !isDeclined) accepted ??= { taker: who, position: at, isDeclined: false }
    } else if (who !== undefined) {
      // Somebody else steps in.
      if (answer.takes === 'take' && (isDeclined || isToAsker))
        return { taker: reply.author, position: at, isDeclined: false }
    } else if (others <= MAX_UNNAMED_DISTANCE || isToAsker) {
      if (answer.declines) continue
      const isOwn = answer.takes === 'take' || isToAsker || sharesWords(request, reply)
      if (answer.takes !== undefined && isOwn) return { taker: reply.author, position: at, isDeclined: false }
      if (!isOpen && isFirst && answer.accepts) return { taker: reply.author, position: at, isDeclined: false }
    } else return { isDeclined }
  }
  return accepted ?? { isDeclined }
}

function isDropped(message: SpokenMessage, lang: string): boolean {
  return message.sentences.slice(0, 1).some(({ marked }) => says('dropped', marked, lang))
}

function asksAgain({ sentences }: SpokenMessage): boolean {
  return sentences.some(({ text }) => /[?？]\s*$/.test(text))
}

/** "I can write it": of what was asked, or by pointing at it. */
function sharesWords({ text }: Request, { sentences }: SpokenMessage): boolean {
  const said = sentences
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')
  if (said.length <= MAX_POINTING_CHARS && pointing.test(said)) return true
  const asked = new Set(text.toLowerCase().match(/\p{L}{4,}|\p{Script=Han}{2}/gu))
  return (said.toLowerCase().match(/\p{L}{4,}|\p{Script=Han}{2}/gu) ?? []).some(word => asked.has(word))
}

/** Words that stand for what was said before. */
export const pointing =
  /(?<![\p{L}])(?:it|that|this|her|him|them|those|these|one|das|es|dies|sie|ihn|die|ihm|ihr|ihnen|ça|cela|lui|leur|le|les|lo|eso|esto|la|los)(?![\p{L}])|这个?|那个?|它|我来|交给我|それ|これ|その件/iu

interface Reply {
  accepts: boolean
  declines: boolean
  takes?: 'take' | 'commit' | 'offer'
}

function readReply({ sentences }: SpokenMessage, lang: string): Reply {
  const bare = (marked: string) => marked.replace(/^@?⟦\d+⟧\s*[:,：，、]?\s*/u, '')
  const first = bare(sentences[0]?.marked ?? '')
  const start = bare(sentences.map(({ marked }) => marked).join(' ')).slice(0, MAX_REPLY_CHARS)
  const declines = says('decline', start, lang)
  const accepts = !/[?？]\s*$/.test(first) && says('accept', first, lang)
  for (const { marked } of sentences.slice(0, 2)) {
    const act = readAct(bare(marked), lang)
    const kind = act?.kind
    if (act?.isOfMeeting || more.test(marked)) continue
    if (kind === 'take' || kind === 'commit' || kind === 'offer') {
      return { accepts, declines: kind === 'take' ? false : declines, takes: kind }
    }
  }
  return { accepts, declines }
}
