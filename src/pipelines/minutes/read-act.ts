/** Reads out of one sentence whether somebody takes a task in it, is asked for one, or is given one. */
import { rulesFor } from './speech/rules-of.ts'
import { name, type SpeechRules } from './speech/speech-rules.ts'

export type ActKind =
  /** "I'll send it": the speaker's task. */
  | 'commit'
  /** "I'll do it": the speaker's, and what it is was said before. */
  | 'take'
  /** "I can send it": once somebody wants it. */
  | 'offer'
  /** "I have to send it": where a day is given. */
  | 'intend'
  /** "Can you send it": of whom is asked, once taken. */
  | 'ask'
  /** "Somebody has to send it": of whoever takes it. */
  | 'anyone'
  /** "Ann will send it". */
  | 'assign'
  /** "Ann should send it": once she takes it. */
  | 'expect'

export interface Act {
  kind: ActKind
  /** Marks of the people it is about: who is spoken to, or named; none where the speaker means themself or just "you". */
  who: string[]
  /** What follows the words that made it out. */
  rest: string
  /** What somebody does in the meeting itself: a task only where a day is given. */
  isOfMeeting: boolean
  /** It names work of the kind that people give each other. */
  isWork: boolean
}

/** Those that say more stand first: of two at one place, the first counts. */
const kinds: readonly (readonly [ActKind, keyof SpeechRules])[] = [
  ['take', 'takes'],
  ['assign', 'assign'],
  ['commit', 'commit'],
  ['anyone', 'anyone'],
  ['expect', 'expect'],
  ['ask', 'ask'],
  ['offer', 'offer'],
  ['intend', 'intend'],
]
const joke =
  /(?:\b(?:ha(?:ha)+|lol|rofl|lmao|just kidding|j\/?k|xd|hehe)\b|;-?\)|:-?P\b|哈哈|呵呵|（笑）|\(笑\)|笑$|www$|[😂🤣😜😉🙃]|\bmdr\b|\bjaja\b)/iu

const mark = new RegExp(name, 'gu')
const spokenTo = new RegExp(
  `^(?:(?:\\p{L}+[,.!]? ){0,2})?@?(?<who>${name})\\s*[,:，、：]\\s*(?!${name}|(?:and|und|et|y|和)\\b)`,
  'u',
)
const spokenToAtEnd = new RegExp(`[,，、]\\s*(?<who>${name})\\s*[?.!？。！]*$`, 'u')
/** Of two people, the one that is meant: "not ⟦1⟧ but ⟦2⟧". */
const contrasts: readonly RegExp[] = [
  new RegExp(
    `\\b(?:not|nicht|pas|no)\\s+${name},?\\s+(?:but|sondern|mais|sino)\\s+(?:rather\\s+)?(?<who>${name})`,
    'giu',
  ),
  new RegExp(
    `(?<who>${name}),?\\s+(?:(?:and )?not|nicht|(?:et )?pas|(?:y )?no|instead of|statt|anstelle von|au lieu de|à la place de|en vez de|en lugar de)\\s+${name}`,
    'giu',
  ),
  new RegExp(`不是${name}[，,]?\\s*而?是(?<who>${name})`, 'gu'),
  new RegExp(`${name}(?:ではなく|じゃなくて?)[、,]?(?<who>${name})`, 'gu'),
]

/**
 * @param sentence with names marked, without quotes
 * @param lang of the conversation
 * @param addressee mark of the person whom the whole message speaks to
 */
export function readAct(sentence: string, lang: string, addressee?: string): Act | undefined {
  const plain = contrasts.reduce(
    (text, pattern) => text.replace(pattern, (...found) => (found.at(-1) as { who: string }).who),
    sentence,
  )
  const called = spokenTo.exec(plain)
  // "Ann and Bob, …" speaks to two.
  const vocative = called?.groups?.who ?? spokenToAtEnd.exec(plain)?.groups?.who ?? addressee
  const text = called ? plain.slice(called[0].length) : plain
  if (joke.test(text)) return undefined
  let best: (Act & { at: number; text: string; rules: SpeechRules }) | undefined
  for (const rules of rulesFor(text, lang)) {
    for (const [kind, rule] of kinds) {
      const found = rules[rule].exec(text)
      // A plan is read from the widest words: whatever else is there says more.
      if (!found || (best && (kind === 'intend' || found.index >= best.at))) continue
      const end = found.index + found[0].length
      const named = found.groups?.who?.match(mark) ?? []
      const isToYou = kind === 'ask' || (kind === 'expect' && named.length === 0)
      const who = isToYou ? [vocative].filter(one => one !== undefined) : named
      best = {
        kind,
        who,
        rest: text.slice(end),
        isOfMeeting: false,
        isWork: false,
        at: found.index,
        text: found[0],
        rules,
      }
    }
    // The conversation's own language decides where it says anything.
    if (best) break
  }
  if (!best) return undefined
  const { at, rules } = best
  const before = text.slice(0, at)
  const upToAct = before + best.text
  const marked = `${best.text}¦${best.rest}`
  if (rules.hedged.test(isAsking(best.kind) ? before : upToAct)) return undefined
  const reported = rules.reported.exec(text)
  if ((reported && reported.index <= at) || rules.state.test(marked)) return undefined
  // "She did it last time, but now I'll…"
  const clause = before.slice(
    Math.max(before.lastIndexOf(','), before.lastIndexOf('，'), before.lastIndexOf('、'), before.lastIndexOf(';')) + 1,
  )
  const isPlan = best.kind === 'intend' || best.kind === 'offer' || best.kind === 'expect'
  if (rules.habit.test((isPlan ? before : clause) + best.text + best.rest) && best.kind !== 'anyone') return undefined
  const { kind, who, rest } = best
  // "Shall I send it?", "I'll go?"
  const asks = /[?？]\s*$|吗[。]?$|か[。]?$/u.test(text)
  if (asks && kind === 'intend') return undefined
  const isAsked = asks && (kind === 'commit' || kind === 'take')
  return {
    kind: isAsked ? 'offer' : asks && kind === 'assign' ? 'expect' : kind,
    who,
    rest,
    isOfMeeting: rules.meeting.test(marked),
    isWork: rules.work.test(marked),
  }
}

/** Questions are hedged out of courtesy: "would you perhaps…". */
function isAsking(kind: ActKind): boolean {
  return kind === 'ask' || kind === 'anyone' || kind === 'offer' || kind === 'expect'
}
