/** Tells programs among the authors: by what the platform says, by their names, and by answering commands. */
import type { Utterance } from '../../text/utterance.ts'

/** Ends in "bot" after a capital, a mark or a digit (`GitBot`, `build-bot`), or is one of the programs that every second channel has. */
const botName =
  /(?:[a-z0-9]B|[^\p{L}]b|^[Bb])ot(?:\d{0,2}|[[_-]\S*)$|\[bot\]$|^(?:ubot\w{1,3}|ubotu|slackbot|mootbot|meetbot|meetingology|supybot|limnoria|hubot|statusbot|github|gitlab|jenkins|dependabot|zapier|jira(?: cloud)?|sentry|pagerduty|google calendar|google drive|polly|mee6|carl-bot|dyno|chanserv|nickserv)_*$/iu
const startsLower = /^[\p{Ll}]/u

/** What meeting bots of free software projects take: `#startmeeting`, `[TOPIC] Budget`. */
const meetingCommand =
  /^\s*[#[](?:startmeeting|endmeeting|(?:sub)?topic|meetingtopic|action|agreed|accepted|rejected|info|link|idea|vote|startvote|endvote|chair|help)\b/iu

/** Whether it opens a meeting, or an item of its agenda, for such a program. */
export function opensTopic(text: string): boolean {
  return /^\s*[#[](?:startmeeting|(?:sub)?topic|meetingtopic)\b/iu.test(text)
}

/** A command to a program: `!fact`, `!fact | ann`, `!fact > ann`, `/poll …`, `[TOPIC] …`. */
export function isTrigger(text: string): boolean {
  return (
    meetingCommand.test(text) ||
    /^\s*(?:!{1,2}|\/)[\p{L}][\p{L}\p{N}_-]{1,30}(?:\s*[|>]\s*\S+\s*|(?:\s+\S+){0,6})?\s*$/u.test(text)
  )
}

/** Answers to commands that show a program, where the name does not. */
const MIN_ANSWERS = 3

/** Indexes of the messages that programs wrote. */
export function findBots(messages: readonly Utterance[]): ReadonlySet<number> {
  const written = new Map<string, number>()
  const answered = new Map<string, number>()
  let wasTrigger = false
  for (const { author, text } of messages) {
    written.set(author, (written.get(author) ?? 0) + 1)
    const isCommand = isTrigger(text)
    if (wasTrigger && !isCommand) answered.set(author, (answered.get(author) ?? 0) + 1)
    wasTrigger = isCommand
  }
  const isBotName = (author: string) =>
    author !== '' &&
    (hasBotName(author) ||
      ((answered.get(author) ?? 0) >= MIN_ANSWERS && answered.get(author)! * 2 > written.get(author)!))
  const byName = new Map([...written.keys()].map(author => [author, isBotName(author)]))
  return new Set(messages.flatMap(({ author, isBot }, index) => (isBot || byName.get(author) ? [index] : [])))
}

/** Talbot and Abbot are people. */
function hasBotName(author: string): boolean {
  return botName.test(author) && !(startsLower.test(author) && /^(?:abbot|talbot|cabot)$/i.test(author))
}
