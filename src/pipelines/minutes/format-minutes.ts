/** The parts of minutes as Markdown. */
import type { DueDate } from '../../text/due-date.ts'
import type { Utterance } from '../../text/utterance.ts'
import type { Unit } from '../summarize/to-units.ts'
import type { FoundAction } from './find-actions.ts'
import type { FoundStatement } from './find-decisions.ts'
import type { MinutesWords } from './minutes-words.ts'
import type { MeetingRecord } from './read-meeting.ts'
import { divideEvenly, type TopicStretch } from './write-topics.ts'

/** Title, date, attendance and agenda. */
export function formatHead(
  { attendees, agenda, meeting }: MeetingRecord,
  messages: readonly Utterance[],
  date: string | undefined,
  words: MinutesWords,
): string {
  const day =
    date ?? messages.map(({ ts }) => /^\d{4}-\d\d-\d\d/.exec(ts ?? '')?.[0]).find(found => found !== undefined)
  const colon = /^(?:zh|ja)$/.test(meeting.lang) ? '：' : meeting.lang === 'fr' ? ' : ' : ': '
  const comma = /^(?:zh|ja)$/.test(meeting.lang) ? '、' : ', '
  const lines = [day && `${words.date}${colon}${day}`, `${words.attendees}${colon}${attendees.join(comma)}`]
  const list = agenda.map(title => `\n- ${title}`).join('')
  const shown = agenda.length === 0 ? '' : `\n\n## ${words.agenda}\n${list}`
  return `# ${words.title}\n\n${lines.filter(line => line).join('\n\n')}${shown}`
}

/** What was announced, from message to message; else stretches of the whole. */
export function topicsOf(
  { topics, meeting }: MeetingRecord,
  units: readonly Unit[],
  messages: readonly Utterance[],
): TopicStretch[] {
  if (topics.length === 0) return divideEvenly(units, messages)
  const indexOf = (position: number) => meeting.spoken[position]?.index ?? messages.length
  return topics.map(({ title, from, until }) => ({ title, from: indexOf(from), until: indexOf(until) }))
}

/** A short message stands whole: what "then we do that" is about is mostly said beside it. */
const MAX_WHOLE_CHARS = 240

export function formatStatement({ text: sentence }: FoundStatement, { author, text: whole }: Utterance): string {
  const isMarked = !whole.includes(sentence.slice(0, 20)) || /^\s*[#[]/.test(whole)
  const text = (whole.length <= MAX_WHOLE_CHARS && !isMarked ? whole : sentence).replace(/\s+/g, ' ').trim()
  return author === '' ? text : `${author}: ${text}`
}

export function formatAction(owner: string | null, task: string, { due }: FoundAction, words: MinutesWords): string {
  return `**${owner ?? words.nobody}**: ${task}${due ? ` (${words.until.replace('{due}', formatDue(due))})` : ''}`
}

function formatDue({ said, date }: DueDate): string {
  return date === undefined || date === said ? said : `${said}, ${date}`
}
