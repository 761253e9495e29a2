/** Finds until when a task is to be done: in its own sentence, beside it, or in what was answered. */
import { type DueDate, findDueDate } from '../../text/due-date.ts'
import type { FoundAction, ReadAct } from './find-actions.ts'
import type { Meeting } from './meeting.ts'
import { readAct } from './read-act.ts'
import type { SpokenMessage } from './read-utterances.ts'

/** Answers about the day are short. */
const MAX_DAY_CHARS = 60
const DAY_ANSWERS = 3

/** In the sentence; else beside it in its message; else in the answer, and in short words on it: "By when?" "Friday." */
export function findActionDue(
  { act, position, sentence }: ReadAct,
  action: FoundAction,
  answer: number | undefined,
  meeting: Meeting,
): DueDate | undefined {
  const { spoken, dayOf, people } = meeting
  const read = (text: string, at: number) => findDueDate(text, dayOf(at))
  if (answer !== undefined) {
    // "Sure. I'll also…" speaks of another task.
    const [first, second] = spoken[answer]!.sentences
    const goesOn = second && !(readAct(second.marked, meeting.lang)?.isWork ?? false)
    const agreed = read(goesOn ? `${first!.text} ${second.text}` : (first?.text ?? ''), answer)
    if (agreed) return agreed
  }
  // The first day behind "I'll": what follows may speak of something else.
  const own = findDueDate(unmarked(act.rest, people), dayOf(position), 'first') ?? read(sentence.text, position)
  if (own) return own
  const { sentences, author } = spoken[position]!
  const at = sentences.indexOf(sentence)
  const next = sentences[at + 1]
  if (
    next &&
    next.text.length <= MAX_DAY_CHARS &&
    !readAct(next.marked, meeting.lang)?.kind.match(/ask|assign|commit/)
  ) {
    const beside = read(next.text, position)
    if (beside) return beside
  }
  // "We have to print the map by Friday. Ann, you take that?"
  const before = sentences[at - 1]
  const told = before && before.text === action.context ? read(before.text, position) : undefined
  if (told) return told
  const last = Math.max(position, answer ?? position)
  for (const [offset, reply] of spoken.slice(last + 1, last + 1 + DAY_ANSWERS).entries()) {
    const isInvolved = action.owners.includes(reply.author) || reply.author === author
    const isAddressed =
      reply.addressee === undefined || [author, ...action.owners].includes(people.nameOf(reply.addressee))
    const text = firstWords(reply)
    if (!isAddressed || text.length > MAX_DAY_CHARS) return undefined
    if (!isInvolved && !/[?？]/.test(text)) return undefined
    if (readAct(reply.sentences[0]?.marked ?? '', meeting.lang)?.kind.match(/commit|ask|assign|take/)) return undefined
    const later = read(text, last + 1 + offset)
    if (later && isInvolved) return later
    if (
      later &&
      /[?？]/.test(text) &&
      /^\P{L}*(?:yes|ok|sure|ja|oui|sí|好|可以|はい|fine|good)/iu.test(
        spoken[last + 2 + offset]?.sentences[0]?.text ?? '',
      )
    )
      return later
  }
  return undefined
}

function unmarked(text: string, { nameOf }: Meeting['people']): string {
  return text.replace(/⟦\d+⟧/gu, nameOf)
}

function firstWords({ sentences }: SpokenMessage): string {
  return sentences
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')
}
