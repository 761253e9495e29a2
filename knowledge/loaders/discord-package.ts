/** The data package that Discord sends a person on request: that person's own messages, by channel. */
import { z } from 'zod'
import { messageOf } from '../../src/errors.ts'
import { type ChatMessage, loadChannelDays } from './chat-document.ts'
import type { Loaded } from './loader.ts'
import type { Archive } from './open-archive.ts'

const account = z.object({ username: z.string().optional(), global_name: z.string().nullish() })
const channel = z.object({
  type: z.union([z.string(), z.number()]).transform(String),
  name: z.string().nullish(),
  guild: z.object({ name: z.string() }).nullish(),
})
const message = z.object({
  ID: z.union([z.string(), z.number()]).transform(String),
  Timestamp: z.string(),
  Contents: z.string(),
})

const messagesPath = /^(messages\/c?\d+)\/messages\.json$/i

export function isDiscordPackage(archive: Archive): boolean {
  return (
    archive.entries.some(({ path }) => messagesPath.test(path)) &&
    archive.entries.some(({ path }) => /^account\/user\.json$/i.test(path))
  )
}

/** Text and voice channels of a server, announcements, and public threads. */
const publicTypes = /^(?:0|2|5|10|11|GUILD_TEXT|GUILD_VOICE|GUILD_ANNOUNCEMENT|ANNOUNCEMENT_THREAD|PUBLIC_THREAD)$/

/** Channels of servers, a document a day. Direct messages and what names no server are passed over. */
export async function* loadDiscordPackage(archive: Archive): AsyncGenerator<Loaded> {
  const readJson = async (path: string) => {
    const entry = archive.entries.find(candidate => candidate.path.toLowerCase() === path.toLowerCase())
    return entry === undefined ? undefined : (JSON.parse(new TextDecoder().decode(await entry.read())) as unknown)
  }
  const owner = account.safeParse(await readJson('account/user.json')).data
  const author = owner?.global_name || owner?.username || ''
  let hidden = 0
  for (const { path, read } of archive.entries) {
    const folder = messagesPath.exec(path)?.[1]
    if (folder === undefined) continue
    try {
      const { type = '', name, guild } = channel.safeParse(await readJson(`${folder}/channel.json`)).data ?? {}
      if (!publicTypes.test(type) || !name || !guild) {
        hidden++
        continue
      }
      const values = z.array(z.unknown()).parse(JSON.parse(new TextDecoder().decode(await read())))
      const messages = values.flatMap(value => toMessage(value, author))
      yield* loadChannelDays({ title: `#${name} (${guild.name})`, key: `${guild.name}/${name}` }, messages)
    } catch (error) {
      yield { failure: { where: path, reason: messageOf(error) } }
    }
  }
  if (hidden > 0) {
    const where = `${hidden} conversation${hidden === 1 ? '' : 's'}`
    yield { passedOver: { where, reason: 'private, or of a server that the package does not name' } }
  }
}

function toMessage(value: unknown, author: string): ChatMessage[] {
  const { data } = message.safeParse(value)
  // "2026-03-02 09:15:00", in UTC, or with a zone.
  const stamp = data?.Timestamp.trim().replace(' ', 'T') ?? ''
  const at = new Date(/[Z+]|-\d\d:\d\d$/.test(stamp) ? stamp : `${stamp}Z`)
  if (data === undefined || data.Contents.trim() === '' || Number.isNaN(at.getTime())) return []
  return [{ id: data.ID, author, at, text: data.Contents }]
}
