/** One channel as DiscordChatExporter writes it: a JSON file with the server, the channel and its messages. */
import { z } from 'zod'
import { buildChat, type ChatMessage, loadChannelDays } from './chat-document.ts'
import type { Loaded } from './loader.ts'

const person = z.object({ name: z.string(), nickname: z.string().nullish() })

const message = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  content: z.string(),
  author: person,
  attachments: z.array(z.object({ fileName: z.string() })).catch([]),
  embeds: z.array(z.object({ title: z.string().nullish(), description: z.string().nullish() })).catch([]),
  mentions: z.array(z.object({ id: z.string(), ...person.shape })).catch([]),
})

const exportedChannel = z.object({
  guild: z.object({ name: z.string() }),
  channel: z.object({ type: z.string(), name: z.string(), category: z.string().nullish() }),
  messages: z.array(z.unknown()),
})

export type DiscordChannel = z.infer<typeof exportedChannel>

/** @returns undefined for JSON of another kind */
export function parseDiscordChannel(value: unknown): DiscordChannel | undefined {
  return exportedChannel.safeParse(value).data
}

const privateTypes = /^(?:Direct|GuildPrivateThread)/

/** A document a day; a thread is one document. What only some could read is passed over: who imports it may not publish it. */
export function* loadDiscordChannel({ guild, channel, messages }: DiscordChannel): Generator<Loaded> {
  if (privateTypes.test(channel.type)) {
    yield { passedOver: { where: channel.name, reason: 'private channel' } }
    return
  }
  const read = messages.flatMap(toMessage)
  const title = `#${channel.name} (${guild.name})`
  const key = `${guild.name}/${channel.name}`
  if (read.length === 0) return
  if (!channel.type.endsWith('Thread')) {
    yield* loadChannelDays({ title, key }, read)
    return
  }
  const thread = read.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  yield { item: { key, content: JSON.stringify([title, thread]), parse: () => buildChat(title, [thread]) } }
}

/** Others tell of joins, pins and calls. */
const spokenTypes = new Set(['Default', 'Reply', 'ChatInputCommand', 'ThreadStarterMessage', '0', '19', '20', '21'])

function toMessage(value: unknown): ChatMessage[] {
  const { data } = message.safeParse(value)
  if (data === undefined || !spokenTypes.has(data.type)) return []
  const { id, content, author, attachments, embeds, mentions } = data
  const at = new Date(data.timestamp)
  const names = new Map(mentions.map(mention => [mention.id, mention.nickname || mention.name]))
  const parts = [
    content
      .replace(/<@!?(\d+)>/g, (whole, user: string) => (names.has(user) ? `@${names.get(user)}` : whole))
      .replace(/<a?(:\w+:)\d+>/g, '$1'),
    ...embeds.map(embed => [embed.title, embed.description].filter(Boolean).join(': ')),
    attachments.length > 0 ? `Attachments: ${attachments.map(({ fileName }) => fileName).join(', ')}` : '',
  ]
  const text = parts.filter(part => part.trim() !== '').join('\n')
  return text === '' || Number.isNaN(at.getTime()) ? [] : [{ id, author: author.nickname || author.name, at, text }]
}
