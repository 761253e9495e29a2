/** What a Slack workspace holds, and what a person sees of it: the data behind the local server. */
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as toPlainText } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'

export const TEAM = 'T0PARLEY'
export const ORGANISATION = 'E0PARLEY'
export const OTHER_TEAM = 'T0OTHER'
export const APP_ID = 'A0PARLEY'
export const BOT_USER = 'U0PARLEY'
export const BOT_ID = 'B0PARLEY'

export interface StoredUser {
  id: string
  name: string
  real_name: string
  team_id: string
  tz: string
  locale: string
  deleted?: boolean
  is_bot?: boolean
  is_restricted?: boolean
  is_admin?: boolean
}

export interface StoredChannel {
  id: string
  name: string
  kind: 'channel' | 'group' | 'im' | 'mpim'
  members: Set<string>
  creator: string
  isArchived: boolean
  isShared: boolean
  /** The person of a direct message with Parley. */
  user?: string
}

// biome-ignore lint/suspicious/noExplicitAny: blocks are whatever the client sent
export type StoredBlock = Record<string, any>

export interface StoredFile {
  id: string
  name: string
  title?: string
  content: Buffer
  user: string
  shares: Record<string, { ts: string }[]>
}

export interface StoredMessage {
  type: 'message'
  subtype?: string
  ts: string
  thread_ts?: string
  channel: string
  user?: string
  bot_id?: string
  username?: string
  text: string
  blocks?: StoredBlock[]
  files?: StoredFile[]
  metadata?: unknown
  edited?: { user: string; ts: string }
  streaming_state?: 'in_progress' | 'completed'
  /** Only this person sees it. */
  ephemeralFor?: string
}

export interface SlackState {
  /** The app is installed in this organisation as a whole, not in its workspace. */
  organisation?: string
  users: Map<string, StoredUser>
  channels: Map<string, StoredChannel>
  messages: StoredMessage[]
  files: Map<string, StoredFile>
  /** Set by `assistant.threads.setStatus`, by channel and thread; every change in order. */
  statuses: { channel: string; thread: string; status: string; lines: string[] }[]
  sessions: Map<string, string>
  prompts: Map<string, { title: string; message: string }[]>
  homes: Map<string, StoredBlock>
  views: { user: string; view: StoredBlock & { id: string } }[]
  nextTs(): string
}

export function createSlackState(): SlackState {
  let last = 0
  return {
    users: new Map(),
    channels: new Map(),
    messages: [],
    files: new Map(),
    statuses: [],
    sessions: new Map(),
    prompts: new Map(),
    homes: new Map(),
    views: [],
    nextTs() {
      // Microseconds since 1970 are exact in a double.
      last = Math.max(last + 1, Date.now() * 1000)
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`
    },
  }
}

/** What bodies say of the installation that they are sent to. */
export function installationOf({ organisation }: SlackState) {
  return { enterprise_id: organisation ?? null, is_enterprise_install: organisation !== undefined }
}

export function findMessage(state: SlackState, channel: string, ts: string): StoredMessage | undefined {
  return state.messages.find(message => message.channel === channel && message.ts === ts && !message.ephemeralFor)
}

/** As Slack hands a message to apps. */
export function exportMessage(state: SlackState, message: StoredMessage, withMetadata: boolean): object {
  const { channel, ephemeralFor, files, metadata, ...rest } = message
  const replies = state.messages.filter(
    other =>
      other.channel === channel && other.thread_ts === message.ts && other.ts !== message.ts && !other.ephemeralFor,
  )
  const thread =
    replies.length > 0 ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)!.ts } : {}
  return {
    ...rest,
    ...thread,
    ...(files ? { files: files.map(exportFile) } : {}),
    ...(withMetadata && metadata ? { metadata } : {}),
  }
}

export function exportFile(file: StoredFile): object {
  const { id, name, title, content, user } = file
  return { id, name, title: title ?? name, size: content.byteLength, user, mode: 'hosted', mimetype: 'text/plain' }
}

/** The words that a person reads in a message. */
export function visibleText({ text, blocks }: StoredMessage): string {
  const shown = (blocks ?? []).flatMap(block => {
    if (block.type === 'markdown') return [visibleMarkdown(String(block.text))]
    if (block.type === 'section') return [visibleMrkdwn(String(block.text?.text ?? ''))]
    if (block.type === 'context') return (block.elements as StoredBlock[]).map(each => visibleMrkdwn(String(each.text)))
    return []
  })
  return shown.length > 0 ? shown.join('\n') : visibleMrkdwn(text)
}

function visibleMarkdown(markdown: string): string {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const lines = (node: Nodes): string[] => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') return [toPlainText(node)]
    if ('children' in node) return node.children.flatMap(lines)
    return 'value' in node ? [node.value] : []
  }
  return lines(tree).join('\n')
}

function visibleMrkdwn(text: string): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label ?? target)
    .replace(/`([^`]*)`|(?<=^|[\s(])([*_~])(\S(?:.*?\S)?)\2(?=$|[\s.,:;!?)])/gm, (_, code, __, words) => code ?? words)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Whom a message calls: Slack parses these in text, in mrkdwn and in markdown blocks. */
export function pingsOf({ text, blocks }: StoredMessage): string[] {
  const texts = (blocks ?? []).flatMap(block => {
    if (block.type === 'markdown') return [String(block.text)]
    if (block.type === 'section') return [String(block.text?.text ?? '')]
    return block.type === 'context' ? (block.elements as StoredBlock[]).map(each => String(each.text)) : []
  })
  return [text, ...texts].flatMap(each =>
    [...each.matchAll(/<(?:@(\w+)|!(channel|here|everyone)|!subteam\^(\w+))[^<>]*>/g)].map(
      ([, user, all, group]) => user ?? (all ? 'everyone' : group!),
    ),
  )
}

export interface ShownButton {
  label: string
  action_id: string
  value: string
}

export function buttonsOf({ blocks }: StoredMessage): ShownButton[] {
  return (blocks ?? []).flatMap(block => {
    const elements =
      block.type === 'actions' || block.type === 'context_actions' ? (block.elements as StoredBlock[]) : []
    return elements.flatMap((element): ShownButton[] => {
      const action_id = String(element.action_id)
      if (element.type === 'button') return [{ label: element.text.text, action_id, value: element.value }]
      if (element.type !== 'feedback_buttons') return []
      return [element.positive_button, element.negative_button].map(({ text, value }) => ({
        label: text.text,
        action_id,
        value,
      }))
    })
  })
}
