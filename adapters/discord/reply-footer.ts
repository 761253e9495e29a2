/** The small lines under a reply: its sources, what was guessed, that it was stopped. */
import type { ReplyEnd, ReplyHeading, Source } from '../../src/conversation/chat-port.ts'
import { separateMentions } from './separate-mentions.ts'

const TITLE_CHARS = 200
/** Browsers and servers take about this much; a longer address is shown as its title alone. */
const URL_CHARS = 1500

/** Lines of Discord's Markdown, each far below the limit of a message. */
export function renderFooter(footer: { heading?: ReplyHeading; end: ReplyEnd; note?: string }): string[] {
  const { heading, end, note } = footer
  const lines = note ? [note] : []
  if (end.stopped) lines.push('Stopped.')
  if (heading?.guessed) lines.push(`→ ${plain(heading.pipeline)}`)
  lines.push(...end.sources.map(formatSource))
  return lines.map(line => `-# ${line}`)
}

function formatSource({ n, title, location }: Source): string {
  const name = plain(title)
  if (/^https?:\/\/[^\s<>()]+$/.test(location) && location.length <= URL_CHARS)
    return `\\[${n}\\] [${name}](<${location}>)`
  const path = plain(location)
  return path === '' || path === name ? `\\[${n}\\] ${name}` : `\\[${n}\\] ${name} — ${path}`
}

/** Words that are no markup and ping nobody. */
function plain(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  const short =
    characters.length > TITLE_CHARS ? `${characters.slice(0, TITLE_CHARS - 1).join('')}…` : characters.join('')
  return separateMentions(short.replace(/[\\*_~`|<>[\]()#]/g, '\\$&'))
}
