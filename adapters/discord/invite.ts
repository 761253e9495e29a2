/** What Parley needs of a Discord server: gateway intents, permissions, and the address that asks for them. */
import { ApplicationFlags, GatewayIntentBits, OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from 'discord.js'

/** What events Parley asks the gateway for. `MessageContent` is privileged: it is switched on in the developer portal. */
export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
  GatewayIntentBits.MessageContent,
] as const

/** An application has either, by its number of servers, where the intent is switched on in the developer portal. */
export const MESSAGE_CONTENT_FLAGS =
  ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited

/** Each with what stops working without it. */
const PERMISSIONS = [
  { name: 'ViewChannel', why: 'see channels' },
  { name: 'ReadMessageHistory', why: 'summarise what was written, and reply to messages' },
  { name: 'SendMessages', why: 'answer' },
  { name: 'SendMessagesInThreads', why: 'answer in threads' },
  { name: 'AttachFiles', why: 'send long answers as a file' },
] as const satisfies readonly { name: keyof typeof PermissionFlagsBits; why: string }[]

/** @param applicationId the "Application ID" of the developer portal */
export function createInviteUrl(applicationId: string): string {
  const url = new URL('https://discord.com/oauth2/authorize')
  url.searchParams.set('client_id', applicationId)
  url.searchParams.set('scope', `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`)
  const permissions = PermissionsBitField.resolve(PERMISSIONS.map(({ name }) => PermissionFlagsBits[name]))
  url.searchParams.set('permissions', permissions.toString())
  return url.href
}
