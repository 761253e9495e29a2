/** Brings together what was said of one task at several places: doubles, later changes, what was done or dropped on the way. */
import { findDueDate } from '../../text/due-date.ts'
import { functionWords } from '../../text/question-words.ts'
import { analyzeTerms } from '../../text/terms.ts'
import type { FoundAction } from './find-actions.ts'
import type { Meeting } from './meeting.ts'
import { says } from './speech/rules-of.ts'

const notYet =
  /[?？]|\b(?:when|once|until|after|if|before|will|wenn|sobald|bis|quand|dès|cuando|hasta|not|nicht|pas)\b|还没|まだ/iu
const takeover =
  /\b(?:leave|give) (?:it|that|this) (?:to|with) me\b|^take (?:over )?(?:the )?(?:previous|last) (?:action|item|one|task)\b|\blass mich das machen\b|\büberlass(?:t)? (?:das|es) mir\b|\blaisse-moi (?:ça|faire)\b|\bdéjamelo\b|^(?:这个)?还是(?:我来|交给我)|私が代わりに/iu
const recap =
  /^(?:(?:ok|okay|so|then|also|dann|donc|alors|entonces|那|では)[, ]+)*(?:you|du|tu|vous|你|ihr)(?![\p{L}'])[^?？]*$/iu
/** Shares of the shorter one's terms; two tasks on one subject share the subject. */
const SAME = 0.7
const SAME_WITH_CHANGE = 0.34
const MIN_SHARED = 2
/** "Done", "make it Monday" without more belong to what was just spoken of. */
const NEAR = 4
/** Another day for a task is said while it is spoken of. */
const CHANGED_WITHIN = 20

/** @param actions in the order of the conversation */
export function mergeActions(actions: readonly FoundAction[], meeting: Meeting): FoundAction[] {
  const merged: FoundAction[] = []
  for (const action of actions) {
    const before = merged.findLast(
      other => isSame(other, action, meeting.lang) || isConfirmed(other, action) || isTakenOver(other, action),
    )
    if (!before) {
      merged.push({ ...action })
      continue
    }
    before.positions = [...new Set([...before.positions, ...action.positions])].sort((a, b) => a - b)
    if (action.owners.length > 0) before.owners = action.owners
    if (action.due) before.due = action.due
  }
  return followUp(merged, meeting)
}

function isSame(a: FoundAction, b: FoundAction, lang: string): boolean {
  const shared = shareOfTerms(a, b, lang)
  const sameOwner = a.owners.length === 0 || b.owners.length === 0 || a.owners.some(owner => b.owners.includes(owner))
  if (b.isChange && shared.share >= SAME_WITH_CHANGE && shared.count >= 1) return true
  return shared.share >= (sameOwner ? SAME : 0.9) && shared.count >= MIN_SHARED
}

/** "So you write it and I check it": shortly after, the same person, and nothing but "it". */
function isConfirmed(before: FoundAction, action: FoundAction): boolean {
  const isNear = action.positions[0]! - before.positions.at(-1)! <= NEAR && action.positions[0]! > before.positions[0]!
  return isNear && recap.test(action.text) && before.owners.join() === action.owners.join()
}

/** "Leave that to me", "[ACTION] ann to take the previous action". */
function isTakenOver(before: FoundAction, action: FoundAction): boolean {
  return takeover.test(action.text) && action.positions[0]! - before.positions.at(-1)! <= NEAR
}

function shareOfTerms(a: FoundAction, b: FoundAction, lang: string): { share: number; count: number } {
  const [ours, theirs] = [termsOf(a, lang), termsOf(b, lang)]
  const count = [...ours].filter(term => theirs.has(term)).length
  return { count, share: count / Math.max(1, Math.min(ours.size, theirs.size)) }
}

/** The words that tell one task from another: stems, and pairs of characters where words are not set apart. */
export function termsOf(
  { text, owners, due }: Pick<FoundAction, 'text' | 'owners' | 'due'>,
  lang: string,
): Set<string> {
  const names = new Set(owners.flatMap(owner => owner.toLowerCase().split(/\s+/)))
  const words = (due ? text.replace(due.said, ' ') : text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    words.flatMap(word => {
      if (names.has(word) || functionWords.has(word) || common.has(word)) return []
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)) {
        return analyzeTerms(word, lang).filter(term => /[\p{Script=Han}\p{Script=Katakana}]{2}/u.test(term))
      }
      return word.length >= 4 || /\p{N}/u.test(word) ? analyzeTerms(word, lang).slice(-1) : []
    }),
  )
}

/** Words of giving and taking tasks, and of days. */
const common = new Set(
  'will would could should need also then just please today tomorrow week send make take give some somebody someone anybody anyone this that them they with about before after until have going done werde wird kann kannst könntest bitte noch auch dann heute morgen schicke mache macht jemand vais peux peut aussi pour demain quelqu puedo puedes puede también mañana para alguien'.split(
    ' ',
  ),
)

/** Later words on a task without one of its own: done, dropped, another day. */
function followUp(actions: FoundAction[], { spoken, lang, dayOf }: Meeting): FoundAction[] {
  const ended = new Set<FoundAction>()
  for (const [position, { author, sentences }] of spoken.entries()) {
    for (const { text, marked } of sentences) {
      const isDone = says('done', marked, lang) && !notYet.test(marked)
      const isDropped = says('dropped', marked, lang)
      const isChange = says('changed', marked, lang)
      if (!isDone && !isDropped && !isChange) continue
      const open = actions.filter(
        action => !ended.has(action) && action.positions[0]! < position && !action.positions.includes(position),
      )
      const words = termsOf({ text, owners: [] }, lang)
      const about = open.findLast(
        action =>
          (!isChange || position - action.positions.at(-1)! <= CHANGED_WITHIN) &&
          [...termsOf(action, lang)].filter(term => words.has(term)).length >= (isChange ? MIN_SHARED : 1),
      )
      const isBare = words.size <= 2
      const near = isBare ? open.findLast(action => position - action.positions.at(-1)! <= NEAR) : undefined
      const action = about ?? near
      if (!action) continue
      const mayEnd =
        action.owners.length === 0 || action.owners.includes(author) || spoken[action.positions[0]!]!.author === author
      if ((isDone && action.owners.includes(author)) || (isDropped && mayEnd)) ended.add(action)
      else if (isChange && mayEnd) {
        const due = findDueDate(text, dayOf(position))
        if (due) {
          action.due = due
          action.positions = [...action.positions, position]
        }
      }
    }
  }
  return actions.filter(action => !ended.has(action))
}
