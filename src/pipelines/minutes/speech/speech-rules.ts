/** What the words of a language tell about a sentence of a conversation: who takes a task, who is asked, what is agreed, what is only talk. */

/**
 * Names of people stand as `⟦3⟧` in the sentences that these are tried on. Behind the words that made out a task, `¦` is set before
 * `state` and `meeting` are tried: what follows it is what is to be done.
 */
export interface SpeechRules {
  /** The speaker takes a task, in so many words: "I'll send it". */
  commit: RegExp
  /** The speaker takes what was just spoken of: "I'll do it", "leave it with me". */
  takes: RegExp
  /** The speaker might: "I can look into it". A task once somebody wants it. */
  offer: RegExp
  /** The speaker says what is to be done, as a plan: "I have to call them". A task where a day is given. */
  intend: RegExp
  /** Somebody is asked or told: "can you…", "please send…". */
  ask: RegExp
  /** Anybody is asked: "somebody has to…", "who can…". */
  anyone: RegExp
  /** Somebody named gets a task; group `who`. */
  assign: RegExp
  /** Somebody named should or could; group `who`. A task once taken. */
  expect: RegExp
  /** Work of the kind that people give each other, behind `¦` where the language has its verb there. */
  work: RegExp
  /** Being somewhere, feeling, knowing: no task. */
  state: RegExp
  /** What somebody does in the meeting itself; a task only where a day is given. */
  meeting: RegExp
  /** Before the words of the task: it is only thought of. */
  hedged: RegExp
  /** A habit, or long done. */
  habit: RegExp
  /** What somebody else is said to have said. */
  reported: RegExp
  accept: RegExp
  decline: RegExp
  /** "Done", "I've sent it". */
  done: RegExp
  /** "Forget that", "never mind the slides". */
  dropped: RegExp
  /** "Actually", "instead". */
  changed: RegExp
  /** Something is decided, in so many words. */
  decide: RegExp
  /** Something is put up: decided once others agree. */
  propose: RegExp
  agree: RegExp
  object: RegExp
  /** Not decided, or long ago, or by others. */
  undecided: RegExp
  /** "We still don't know…", "that stays open". */
  open: RegExp
  /** The answer that is none: "no idea". */
  unknown: RegExp
  /** Questions that want no answer in minutes: "right?", "can you hear me?". */
  small: RegExp
  /** What makes a question one about the matter: "who", "whether", "do we". */
  asksMatter: RegExp
  /** A new item of the agenda; group `topic`. */
  topic: RegExp
}

/** The name of somebody, and several with "and" between them. */
export const name = '⟦\\d+⟧'
export const names = `(?<who>${name}(?:\\s*(?:,|、|和|と|&|/|,?\\s(?:and|und|et|y))\\s*${name})*)`
/** Alternatives as one pattern; a word's edges are its own to write. */
export function any(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.map(pattern => `(?:${pattern})`).join('|'), 'iu')
}
