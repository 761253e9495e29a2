/** Slack's messages as the core knows them: names for ids, Markdown for mrkdwn, places for channel links. */
import type { Author, FileReference, Message, Person, Place } from '../../src/conversation/chat-port.ts'
import type { Directory } from './directory.ts'
import { parseMrkdwn } from './parse-mrkdwn.ts'
import { type SlackMessage, timeOf } from './payloads.ts'
import type { Workspace } from './workspaces.ts'

export interface MessageReader {
  /** @param direct whether it stands in Parley's direct message with a person */
  read(workspace: Workspace, raw: SlackMessage, direct: boolean): Promise<Message>
  person(workspace: Workspace, id: string): Promise<Person>
  /** Text as people read it; times in the zone given. */
  text(workspace: Workspace, mrkdwn: string, timeZone?: string, language?: string): Promise<string>
  /** The words after a slash command. They are no Markdown: `--to de` and `*` stay as they are. */
  commandText(workspace: Workspace, text: string): Promise<string>
}

/** Nobody names more people and channels in one message; those after stay ids. */
const MAX_NAMES_PER_MESSAGE = 100

export function createMessageReader(directory: Directory): MessageReader {
  async function person(workspace: Workspace, id: string): Promise<Person> {
    const user = await directory.user(workspace, id)
    return user ? { id, name: user.name, language: user.language, timeZone: user.timeZone } : { id, name: id }
  }

  /** Asks for all names that a text needs, at once. */
  async function namesIn(workspace: Workspace, text: string) {
    const ids = [...new Set([...text.matchAll(/<[@#]([A-Z0-9]+)/g)].map(match => match[1]!))]
    const names = new Map<string, string>()
    const find = async (id: string) => {
      const found = /^[UW]/.test(id) ? await directory.user(workspace, id) : await directory.channel(workspace, id)
      if (found) names.set(id, found.name)
    }
    await Promise.all(ids.slice(0, MAX_NAMES_PER_MESSAGE).map(find))
    return names
  }

  async function text(workspace: Workspace, mrkdwn: string, timeZone?: string, language = 'en'): Promise<string> {
    const names = await namesIn(workspace, mrkdwn)
    return parseMrkdwn(mrkdwn, {
      user: id => names.get(id),
      channel: id => names.get(id),
      group: () => undefined,
      date: (epochSeconds, format) => formatDate(epochSeconds, format, timeZone, language),
    })
  }

  async function commandText(workspace: Workspace, raw: string): Promise<string> {
    const names = await namesIn(workspace, raw)
    return raw
      .replace(/<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g, (_, sigil: string, target: string, label?: string) => {
        if (sigil === '@' || sigil === '#') return `${sigil}${names.get(target) || label || target}`
        if (sigil === '!') return label || `@${target.split('^')[0]}`
        return target.replace(/^mailto:/, '')
      })
      .replace(/&(lt|gt|amp);/g, (_, name: 'lt' | 'gt' | 'amp') => ({ lt: '<', gt: '>', amp: '&' })[name])
      .trim()
  }

  async function read(workspace: Workspace, raw: SlackMessage, direct: boolean): Promise<Message> {
    const author = await readAuthor(workspace, raw)
    const words = wordsOf(raw, author.isSelf)
    const mention = `<@${workspace.botUser}>`
    const isMention = words.includes(mention)
    const spoken = words.replaceAll(mention, '').trim()
    const files = readFiles(workspace, raw)
    const inThread = raw.thread_ts !== undefined && raw.thread_ts !== raw.ts
    return {
      id: raw.ts ?? '',
      ...(inThread ? { thread: raw.thread_ts } : {}),
      author,
      text: author.isSelf ? spoken : await text(workspace, spoken, author.timeZone, author.language),
      sentAt: timeOf(raw.ts),
      ...(raw.edited?.ts ? { editedAt: timeOf(raw.edited.ts) } : {}),
      addressed: !author.isSelf && (direct || isMention),
      ...(files.length > 0 ? { files } : {}),
    }
  }

  async function readAuthor(workspace: Workspace, raw: SlackMessage): Promise<Author> {
    const isSelf = raw.user === workspace.botUser || raw.bot_id === workspace.botId
    if (isSelf) return { id: workspace.botUser, name: 'Parley', isBot: true, isSelf: true }
    const isBot = raw.bot_id !== undefined || raw.app_id !== undefined || raw.subtype === 'bot_message'
    const name = raw.username ?? raw.bot_profile?.name
    if (isBot && name) return { id: raw.user ?? raw.bot_id ?? name, name, isBot, isSelf }
    const id = raw.user ?? raw.bot_id ?? 'unknown'
    const user = await directory.user(workspace, id)
    // Slackbot is no bot by Slack's own account.
    const isProgram = isBot || id === 'USLACKBOT' || (user?.isBot ?? false)
    return { ...(await person(workspace, id)), isBot: isProgram, isSelf }
  }

  return { read, person, text, commandText }
}

/** The channels that a text names, as places. */
export function readMentionedPlaces(workspace: Workspace, text: string): Place[] {
  const ids = new Set([...text.matchAll(/<#([CG][A-Z0-9]+)/g)].map(match => match[1]!))
  return [...ids].map(channel => ({ platform: 'slack', workspace: workspace.team, channel, audience: 'channel' }))
}

function readFiles(workspace: Workspace, raw: SlackMessage): FileReference[] {
  return (raw.files ?? []).flatMap(({ id, name, title, size, mode }) => {
    // Deleted ones, and those beyond what a free workspace keeps.
    if (!id || mode === 'tombstone' || mode === 'hidden_by_limit') return []
    return [
      { name: name || title || id, id: `${workspace.team}/${id}`, ...(size === undefined ? {} : { bytes: size }) },
    ]
  })
}

function wordsOf(raw: SlackMessage, isSelf: boolean): string {
  // Parley's own text was sent as Markdown; `text` beside it is a shortened fallback.
  const markdown = (raw.blocks ?? []).flatMap(block => (block.type === 'markdown' ? [String(block.text ?? '')] : []))
  if (isSelf && markdown.length > 0) return markdown.join('\n\n')
  if (raw.text) return raw.text
  const attached = raw.attachments ?? []
  return attached
    .map(({ pretext, title, text, fallback }) => [pretext, title, text].filter(Boolean).join('\n') || fallback || '')
    .filter(words => words !== '')
    .join('\n\n')
}

/** `{date_short_pretty} at {time}` in words; https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function formatDate(epochSeconds: number, format: string, timeZone = 'UTC', language = 'en'): string {
  const date = new Date(epochSeconds * 1000)
  const show = (options: Intl.DateTimeFormatOptions) => {
    try {
      return new Intl.DateTimeFormat(language, { ...options, timeZone }).format(date)
    } catch {
      return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(date)
    }
  }
  const forms: Record<string, Intl.DateTimeFormatOptions> = {
    date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
    date: { dateStyle: 'long' },
    date_short: { dateStyle: 'medium' },
    date_long: { dateStyle: 'full' },
    date_pretty: { dateStyle: 'long' },
    date_short_pretty: { dateStyle: 'medium' },
    date_long_pretty: { dateStyle: 'full' },
    time: { timeStyle: 'short' },
    time_secs: { timeStyle: 'medium' },
  }
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === 'ago') return show({ dateStyle: 'medium', timeStyle: 'short' })
    return forms[name] ? show(forms[name]) : whole
  })
}
