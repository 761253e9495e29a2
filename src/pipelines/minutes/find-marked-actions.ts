/** Reads the tasks that are written down as such: who is to do them, and until when. */
import { findDueDate } from '../../text/due-date.ts'
import type { FoundAction } from './find-actions.ts'
import type { Meeting } from './meeting.ts'
import { names } from './speech/speech-rules.ts'

const to = '(?:to|will|shall|should|has to|must|soll|muss|wird|zu|à|va|doit|de|debe|va a|a)'
const named = new RegExp(`^@?${names}\\s*(?:[:：,，–-]\\s*(?:to\\s+)?|\\s+(?:${to}\\s+)?|(?=\\S))(?<task>\\S.*)$`, 'su')
/** Of somebody who does not speak: a nick or a name before "to", or before a colon. */
const stranger =
  /^(?<who>(?!(?:need|try|have|has|remember|someone|somebody|everyone|everybody|anyone|we|all|ask|how|want|plan|going|add|get)\b)[\p{L}][\p{L}\p{N}_-]{1,24})(?:\s+to|[:：])\s+(?<task>\S.*)$/isu
const atEnd = new RegExp(
  `^(?<task>\\S.*?)\\s*(?:[(（[]\\s*@?${names}\\s*[)）\\]]|(?:->|→|[–-])\\s*@?${names}|@${names})\\s*[.。]?$`,
  'su',
)
const everybody = /^(?:all|everyone|everybody|alle|tous|todos|大家|全员|全員)\s*[:：,]?\s*/iu

/** In the order of the conversation. */
export function findMarkedActions({ spoken, people, dayOf }: Meeting): FoundAction[] {
  return spoken.flatMap(({ marks }, position) =>
    marks.flatMap(mark => {
      if (mark.kind !== 'action') return []
      const marked = people.mark(mark.text)
      const groups = (named.exec(marked) ?? atEnd.exec(marked))?.groups
      const whole = groups ? undefined : stranger.exec(mark.text)?.groups
      const isForAll = everybody.test(mark.text)
      const unmark = (text: string) => text.replace(/⟦\d+⟧/gu, found => people.nameOf(found))
      const owners = mark.owner
        ? (people
            .mark(mark.owner)
            .match(/⟦\d+⟧/gu)
            ?.map(found => people.nameOf(found)) ?? [people.find(mark.owner) ?? mark.owner])
        : isForAll
          ? []
          : (groups?.who?.match(/⟦\d+⟧/gu)?.map(found => people.nameOf(found)) ??
            (whole ? [people.find(whole.who!) ?? whole.who!] : []))
      const text = isForAll
        ? mark.text.replace(everybody, '')
        : groups
          ? unmark(groups.task!)
          : (whole?.task ?? mark.text)
      if (!/\p{L}{2}/u.test(text)) return []
      const due = findDueDate(text, dayOf(position))
      return [{ owners, text, positions: [position], isChange: false, ...(due ? { due } : {}) }]
    }),
  )
}
