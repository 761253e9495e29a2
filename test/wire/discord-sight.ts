/** What a person sees of a message in the local Discord: its words, its buttons, and whom it calls. */
import { MessageFlags, MessageType } from 'discord.js'
import { type Component, type DiscordState, findMessage, type StoredMessage } from './discord-state.ts'

/** The words that a person reads in a message. */
export function visibleText({ content, embeds, flags }: StoredMessage): string {
  if (flags & MessageFlags.Loading) return 'Parley is thinking…'
  const shown = embeds.map(({ title, description }) => [title, description].filter(Boolean).join('\n'))
  return [visibleDiscord(content), ...shown].filter(text => text !== '').join('\n')
}

/** Discord's Markdown without its marks. */
function visibleDiscord(content: string): string {
  // What stands between fences or backticks is shown as it is.
  const parts = content.split(/(```[\s\S]*?```|`[^`\n]+`)/)
  const visible = parts.map((part, i) => {
    if (i % 2 === 0) return visibleWords(part)
    return part.startsWith('```') ? part.replace(/^```[\w+#-]*\n?|\n?```$/g, '') : part.slice(1, -1)
  })
  return visible
    .join('')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

function visibleWords(text: string): string {
  return text
    .replace(/^(?:-# |#{1,3} |> )/gm, '')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\(<?[^()\s]*>?\)/g, '$1')
    .replace(/(?<!\\)<(https?:[^<>\s]+)>/g, '$1')
    .replace(/(?<!\\)(?:\*{1,3}|_{1,3}|~~|\|\|)/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}

/** Whom a message calls, as far as its author allows it: https://discord.com/developers/docs/resources/message#allowed-mentions-object */
export function pingsOf(state: DiscordState, message: StoredMessage): string[] {
  const { allowed_mentions: allowed, message_reference: reference } = message
  const words = message.content.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  const pings: string[] = []
  for (const [, user, role, everyone] of words.matchAll(/<@!?(\d+)>|<@&(\d+)>|@(everyone|here)/g)) {
    const may = (kind: string, ids: string[] | undefined, id: string | undefined) =>
      allowed === undefined || allowed.parse?.includes(kind) || (id !== undefined && ids?.includes(id))
    if (user && may('users', allowed?.users, user)) pings.push(user)
    if (role && may('roles', allowed?.roles, role)) pings.push(role)
    if (everyone && may('everyone', undefined, undefined)) pings.push('everyone')
  }
  const answered = reference && findMessage(state, reference.channel_id, reference.message_id)
  if (answered && message.type === MessageType.Reply && allowed?.replied_user !== false) pings.push(answered.author)
  return pings
}

export interface ShownButton {
  label: string
  custom_id: string
}

export function buttonsOf({ components }: StoredMessage): ShownButton[] {
  return components.flatMap(row =>
    ((row.components ?? []) as Component[]).flatMap(({ type, label, custom_id, emoji, disabled }) =>
      type === 2 && !disabled ? [{ label: String(label ?? emoji?.name ?? ''), custom_id: String(custom_id) }] : [],
    ),
  )
}
