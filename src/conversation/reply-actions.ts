/** The buttons under a reply: which ones it gets, and the question that a click amounts to. */
import { languageName } from '../text/language.ts'
import type { ActionEvent, CommandEvent, Person, ReplyAction } from './chat-port.ts'
import type { Question } from './inbox.ts'
import type { ReplyRecord } from './replies.ts'

export interface OfferRequest {
  pipeline: string
  /** What it would have been instead, where the pipeline was a guess. */
  otherwise?: string
  lang: string
  person: Person
  /** What was read lies in the very channel that the reply could be shared in. The reply itself may stand in a direct message. */
  canShare: boolean
  /** Nothing answered the question, and there is a channel to put it to. */
  canAsk: boolean
  /** Who can be reminded of what is to be done by a day that is still to come. */
  canRemind?: 'us' | 'me'
  /** Something is to be done. */
  canExport: boolean
}

/** "Summarise instead" and the like; a pipeline without one of its own says its name. */
const insteadLabels: Readonly<Record<string, string>> = {
  answer: 'Answer instead',
  summarize: 'Summarise instead',
  minutes: 'Minutes instead',
  translate: 'Translate instead',
  classify: 'Classify instead',
  write: 'Write instead',
  chat: 'Just chat instead',
}

/** What can be done with a reply that has ended well, in the order in which it is shown. */
export function offerActions(request: OfferRequest): ReplyAction[] {
  const { otherwise, lang, person, canShare, canAsk, canRemind, canExport } = request
  const actions: ReplyAction[] = []
  if (canShare) actions.push({ name: 'share', label: 'Share in the channel' })
  if (canAsk) actions.push({ name: 'ask', label: 'Ask the channel' })
  if (canRemind) actions.push({ name: 'remind', label: `Remind ${canRemind}` })
  if (canExport) actions.push({ name: 'export', label: 'Export' })
  if (otherwise)
    actions.push({ name: 'reroute', label: insteadLabels[otherwise] ?? `${otherwise} instead`, value: otherwise })
  actions.push({ name: 'regenerate', label: 'Regenerate' })
  const to = otherLanguage(person, lang)
  if (request.pipeline !== 'translate' && to) {
    actions.push({ name: 'translate', label: `Translate to ${languageName(to)}`.slice(0, 40), value: to })
  }
  actions.push({ name: 'good', label: '👍' }, { name: 'bad', label: '👎' })
  return actions
}

/** The person's own language, where the text is in another one; else English, where it is not that. */
function otherLanguage(person: Person, lang: string): string | undefined {
  if (person.language && person.language !== lang) return person.language
  return lang === 'en' ? undefined : 'en'
}

/**
 * What is to be answered after a click on `regenerate`, `reroute` or `translate`; undefined for the other buttons.
 * A translation is shown to whoever asked for it, beside the reply; the other two take the reply's place.
 */
export function questionOf(event: ActionEvent, record: ReplyRecord): Question | undefined {
  const { id, person, at, place } = event
  const asked = { id, at, place: record.place }
  if (event.action === 'regenerate') return { ...record.event, ...asked, replaces: record.id }
  if (event.action === 'reroute' && event.value !== undefined) {
    const { text, attachments, files, mentioned } = record.event
    const command: CommandEvent = { type: 'command', ...asked, person: record.event.person, name: event.value, text }
    return { ...command, attachments, files, mentioned, replaces: record.id }
  }
  if (event.action === 'translate') {
    const own = person.language && person.language !== record.lang ? person.language : event.value
    const text = `--to ${own ?? 'en'} -- ${record.text}`
    return { type: 'command', id, at, person, place, name: 'translate', text, private: true }
  }
  return undefined
}
