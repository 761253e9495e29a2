/** A Slack workspace export: users, channels, and a file of messages a channel and day. */
import { z } from 'zod'
import { messageOf } from '../../src/errors.ts'
import { type ChatMessage, loadChannelDays } from './chat-document.ts'
import type { Loaded } from './loader.ts'
import type { Archive, ArchiveEntry } from './open-archive.ts'
import { readSlackText, type SlackNames } from './slack-text.ts'

const text = z.string().nullish().catch(undefined)

const user = z.object({
  id: z.string(),
  name: text,
  real_name: text,
  profile: z.object({ display_name: text, real_name: text }).optional().catch(undefined),
})
const channel = z.object({ id: z.string(), name: z.string(), is_private: z.boolean().optional().catch(undefined) })
const message = z.object({
  type: z.literal('message'),
  subtype: text,
  user: text,
  username: text,
  user_profile: z.object({ display_name: text, real_name: text }).nullish().catch(undefined),
  text: z.string().catch(''),
  ts: z.string(),
  thread_ts: text,
  reply_count: z.number().optional().catch(undefined),
  files: z.array(z.object({ title: text, name: text })).catch([]),
  attachments: z.array(z.object({ title: text, text, fallback: text })).catch([]),
})

/** Folder of the export in the archive: some put it into a folder of its own. */
function findRoot(archive: Archive): string | undefined {
  const path = archive.entries.find(entry => /^(?:[^/]+\/)?channels\.json$/.test(entry.path))?.path
  const root = path?.slice(0, -'channels.json'.length)
  return root !== undefined && archive.find(`${root}users.json`) ? root : undefined
}

export function isSlackExport(archive: Archive): boolean {
  return findRoot(archive) !== undefined
}

/** Public channels, a document a day. What only some could read is passed over: who imports it may not publish it. */
export async function* loadSlackExport(archive: Archive): AsyncGenerator<Loaded> {
  const root = findRoot(archive)!
  const readList = async <T>(name: string, item: z.ZodType<T>) => {
    const entry = archive.find(`${root}${name}`)
    return entry === undefined ? [] : parseList(await entry.read(), item)
  }
  const channels = await readList('channels.json', channel)
  const users = await readList('users.json', user)
  const names: SlackNames = {
    users: new Map(
      users.map(({ id, name, real_name, profile }) => [
        id,
        profile?.display_name || profile?.real_name || real_name || name || id,
      ]),
    ),
    channels: new Map(channels.map(({ id, name }) => [id, name])),
  }
  const days = groupDays(archive, root)
  for (const { name, is_private } of channels) {
    const entries = days.get(name) ?? []
    days.delete(name)
    if (is_private) yield { passedOver: { where: `#${name}`, reason: 'private channel' } }
    else yield* loadChannel(name, entries, names)
  }
  for (const { name } of await readList('groups.json', channel)) {
    if (days.delete(name)) yield { passedOver: { where: `#${name}`, reason: 'private channel' } }
  }
  if (days.size > 0) {
    const others = `${days.size} other conversation${days.size === 1 ? '' : 's'}`
    yield { passedOver: { where: others, reason: 'private, or of no channel that the export lists' } }
  }
}

/** Files of messages by their folder, which has the channel's name. */
function groupDays(archive: Archive, root: string): Map<string, ArchiveEntry[]> {
  const days = new Map<string, ArchiveEntry[]>()
  for (const entry of archive.entries) {
    if (!entry.path.startsWith(root)) continue
    const [, folder] = /^([^/]+)\/\d{4}-\d\d-\d\d\.json$/.exec(entry.path.slice(root.length)) ?? []
    if (folder === undefined) continue
    const known = days.get(folder)
    if (known === undefined) days.set(folder, [entry])
    else known.push(entry)
  }
  return days
}

async function* loadChannel(name: string, entries: readonly ArchiveEntry[], names: SlackNames): AsyncGenerator<Loaded> {
  const messages: ChatMessage[] = []
  for (const entry of entries) {
    try {
      messages.push(...parseList(await entry.read(), message).flatMap(found => toMessage(found, names)))
    } catch (error) {
      yield { failure: { where: entry.path, reason: messageOf(error) } }
    }
  }
  yield* loadChannelDays({ title: `#${name}`, key: name }, messages)
}

/** What does not have the shape is passed over: exports hold much that is no message. @throws Error where it is no list */
function parseList<T>(bytes: Uint8Array, item: z.ZodType<T>): T[] {
  const values = z.array(z.unknown(), 'expected a list').parse(JSON.parse(new TextDecoder().decode(bytes)))
  return values.flatMap(value => {
    const { data } = item.safeParse(value)
    return data === undefined ? [] : [data]
  })
}

/** Other subtypes tell of joins, topics and pins. */
const spokenTypes = new Set([undefined, null, '', 'bot_message', 'thread_broadcast', 'me_message', 'file_share'])

function toMessage(found: z.infer<typeof message>, names: SlackNames): ChatMessage[] {
  const { ts, thread_ts, subtype, user: id, username, user_profile: profile, files, attachments } = found
  if (!spokenTypes.has(subtype)) return []
  const attached = attachments.map(({ title, text: words, fallback }) =>
    [title, words || fallback].filter(Boolean).join(': '),
  )
  const named = files.map(({ title, name }) => title || name).filter(Boolean)
  const parts = [
    ...[found.text, ...attached].map(part => readSlackText(part, names)),
    named.length > 0 ? `Attachments: ${named.join(', ')}` : '',
  ]
  const words = parts.filter(part => part.trim() !== '').join('\n')
  const at = new Date(Number(ts) * 1000)
  if (words === '' || Number.isNaN(at.getTime())) return []
  const author = names.users.get(id ?? '') || profile?.display_name || profile?.real_name || username || id || ''
  // A first message names itself as its thread only once it was answered.
  const thread = thread_ts && (thread_ts !== ts || found.reply_count !== 0) ? { thread: thread_ts } : {}
  return [{ id: ts, author, at, text: words, ...thread }]
}
