/** A channel's conversations as a source of knowledge, read from the mirror: a document for each thread and each stretch of talk. */
import type { Kysely } from 'kysely'
import { buildChat, type ChatMessage, goesOn } from '../../knowledge/loaders/chat-document.ts'
import type { KnowledgeSource, SourceEntry } from '../../knowledge/sources/source.ts'
import { throwIfCancelled } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { readSetting } from '../store/setting-values.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import type { Place } from './chat-port.ts'
import { placePrincipal } from './readers.ts'
import { createSettings } from './settings.ts'

type Channel = Pick<Place, 'platform' | 'channel'>

/** The name of a channel's conversations in the knowledge base. */
export function conversationName({ platform, channel }: Channel): string {
  return `${conversationsOf(platform)}${encodeURIComponent(channel)}`
}

/** What the names of all of a platform begin with. */
export function conversationsOf(platform: string): string {
  return `conversation://${platform}/`
}

/** What a location of a conversation says of the message that stands there. */
export function messageUri(messageId: string): string {
  return `message:${encodeURIComponent(messageId)}`
}

/** A message of a channel, as a citation names it. */
export interface CitedMessage extends Channel {
  thread?: string
  messageId: string
}

/** @param uri as `addressAt` gives it; undefined where it names no message */
export function parseMessageAddress(uri: string): CitedMessage | undefined {
  const found = /^conversation:\/\/([^/]+)\/([^/#]+)(?:\/(thread|window)\/([^/#]+))?#message:(.+)$/.exec(uri)
  if (found === null) return undefined
  const [platform, channel, kind, begin, messageId] = found.slice(1).map(part => part && decodeURIComponent(part))
  const thread = kind === 'thread' && begin !== messageId ? { thread: begin! } : {}
  return { platform: platform!, channel: channel!, ...thread, messageId: messageId! }
}

/** Where the name of a channel is kept, for the titles of its documents. */
export function channelNameKey({ platform, channel }: Channel): string {
  return `channel-name:${platform}:${channel}`
}

/** Messages read at once. */
const PAGE = 500
const MAX_EXCERPT_CHARS = 60

/**
 * @param name as `conversationName` gives it
 * @returns undefined for a name of another kind
 */
export function createConversationSource(db: Kysely<Database>, name: string): KnowledgeSource | undefined {
  const [, platform, encoded] = /^conversation:\/\/([^/]+)\/([^/]+)$/.exec(name) ?? []
  if (platform === undefined || encoded === undefined) return undefined
  const channel = decodeURIComponent(encoded)
  const acl = [placePrincipal({ platform, channel, audience: 'channel' })]
  const settings = createSettings({ db, platform })

  /** What people said to each other: nothing of programs, nothing to Parley. */
  const spoken = () =>
    db
      .selectFrom('messages')
      .select(['id', 'thread', 'author_name', 'text', 'sent_at'])
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .where('author_kind', '=', PERSON)
      .where('addressed', '=', 0)

  async function threadIds(): Promise<string[]> {
    const rows = await db
      .selectFrom('messages')
      .select('thread')
      .distinct()
      .where('platform', '=', platform!)
      .where('channel', '=', channel)
      .where('thread', 'is not', null)
      .orderBy('thread')
      .execute()
    return rows.map(({ thread }) => thread!)
  }

  async function readThread(thread: string): Promise<ChatMessage[]> {
    const rows = await spoken()
      .where(row => row.or([row('thread', '=', thread), row('id', '=', thread)]))
      .orderBy('sent_at')
      .orderBy('id')
      .execute()
    return rows.map(row => ({ ...toChatMessage(row), thread })).filter(isSaid)
  }

  async function* readWindows(threads: ReadonlySet<string>): AsyncGenerator<ChatMessage[]> {
    let open: ChatMessage[] = []
    let last = { sent_at: '', id: '' }
    for (;;) {
      const { sent_at, id } = last
      const rows = await spoken()
        .where('thread', 'is', null)
        .where(row =>
          row.or([row('sent_at', '>', sent_at), row.and([row('sent_at', '=', sent_at), row('id', '>', id)])]),
        )
        .orderBy('sent_at')
        .orderBy('id')
        .limit(PAGE)
        .execute()
      for (const message of rows
        .filter(row => !threads.has(row.id))
        .map(toChatMessage)
        .filter(isSaid)) {
        if (!goesOn(open, message)) {
          if (open.length > 0) yield open
          open = []
        }
        open.push(message)
      }
      if (rows.length < PAGE) break
      last = rows.at(-1)!
    }
    if (open.length > 0) yield open
  }

  async function* entries(signal: AbortSignal | undefined): AsyncGenerator<SourceEntry> {
    // What the channel does not want to be found any more is gone.
    if (!sharesConversations(await settings.ofChannel(channel))) return
    const channelName =
      ((await readSetting(db, channelNameKey({ platform: platform!, channel }))) as string) ?? 'Conversation'
    const threads = await threadIds()
    for (const thread of threads) {
      throwIfCancelled(signal)
      const messages = await readThread(thread)
      if (messages.length > 0) yield toEntry('thread', thread, channelName, messages)
    }
    for await (const messages of readWindows(new Set(threads))) {
      throwIfCancelled(signal)
      yield toEntry('window', messages[0]!.id, channelName, messages)
    }
  }

  function toEntry(kind: 'thread' | 'window', id: string, channelName: string, messages: ChatMessage[]): SourceEntry {
    const [first] = messages
    const day = first!.at.toISOString().slice(0, 10)
    const about = kind === 'thread' ? `: ${formatExcerpt(first!.text, MAX_EXCERPT_CHARS)}` : ''
    const title = `${channelName}, ${day}${about}`
    const content = JSON.stringify([title, messages])
    const uri = `${name}/${kind}/${encodeURIComponent(id)}`
    const item = { key: '', content, parse: () => buildChat(title, [messages]) }
    return {
      type: 'file',
      file: {
        uri,
        bytes: Buffer.byteLength(content),
        ids: () => [uri],
        async *load() {
          yield { item }
        },
      },
    }
  }

  return {
    kind: 'conversations',
    name,
    acl,
    covers: { uri: name, below: true },
    open: async ({ signal }) => ({ bytes: 0, entries: entries(signal) }),
  }
}

const PERSON = 0

/** Whether a channel lets what is said in it be found. */
export function sharesConversations({ conversations, remember }: { conversations: string; remember: string }): boolean {
  return conversations === 'members' && remember === 'yes'
}

function isSaid({ text, at }: ChatMessage): boolean {
  return text.trim() !== '' && !Number.isNaN(at.getTime())
}

function toChatMessage(row: { id: string; author_name: string; text: string; sent_at: string }): ChatMessage {
  const { id, author_name: author, text, sent_at } = row
  return { id, author, text, at: new Date(sent_at), uri: messageUri(id) }
}
