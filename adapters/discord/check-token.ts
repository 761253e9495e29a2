/** Checks the token of a Discord application: whose it is, what it lacks, and where it is invited. */
import { type RESTGetAPICurrentUserGuildsResult, type RESTGetCurrentApplicationResult, Routes } from 'discord.js'
import { CHECK_MS, formatFailure, type TokenCheck } from '../token-check.ts'
import { callDiscord, createRest, DISCORD_TIMING } from './call-discord.ts'
import { createInviteUrl, MESSAGE_CONTENT_FLAGS } from './invite.ts'

export interface DiscordTokenReport {
  /** The application's name. */
  application?: string
  /** Invites Parley into a server with the permissions that it needs. */
  inviteUrl?: string
  checks: TokenCheck[]
}

const MAX_SERVERS_NAMED = 5

/**
 * Asks Discord about a token.
 * @throws the reason of `signal` where that ends it
 */
export async function checkDiscordToken(options: {
  token: string
  apiUrl?: string
  signal: AbortSignal
}): Promise<DiscordTokenReport> {
  const { token, apiUrl, signal } = options
  const within = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)])
  const rest = createRest(token, apiUrl, DISCORD_TIMING)
  const ask = <T>(route: `/${string}`) =>
    callDiscord(inner => rest.get(route, { signal: inner }), {
      timing: DISCORD_TIMING,
      repeatable: true,
      signal: within,
    }) as Promise<T>
  try {
    const { id, name, flags } = await ask<RESTGetCurrentApplicationResult>(Routes.currentApplication())
    const guilds = await ask<RESTGetAPICurrentUserGuildsResult>(`${Routes.userGuilds()}?limit=100`)
    const inviteUrl = createInviteUrl(id)
    const servers = checkServers(
      guilds.map(guild => guild.name),
      inviteUrl,
    )
    return {
      application: name,
      inviteUrl,
      checks: [{ name: 'discord bot', state: 'ok', detail: name }, checkIntent(flags ?? 0), servers],
    }
  } catch (error) {
    signal.throwIfAborted()
    const advice = 'Copy it from the developer portal, “Bot”, “Reset Token”.'
    return { checks: [formatFailure(error, { name: 'discord bot', token: 'token', advice })] }
  }
}

function checkIntent(flags: number): TokenCheck {
  const name = 'discord intent'
  if ((flags & MESSAGE_CONTENT_FLAGS) !== 0) return { name, state: 'ok', detail: 'message content is on' }
  return {
    name,
    state: 'warn',
    detail: 'The message content intent is off: without it Parley reads only direct messages, mentions and commands',
    advice: 'Switch it on in the developer portal under “Bot”, “Privileged Gateway Intents”.',
  }
}

function checkServers(names: readonly string[], inviteUrl: string): TokenCheck {
  const name = 'discord server'
  if (names.length === 0) {
    return { name, state: 'warn', detail: 'Parley is in no server yet', advice: `Invite it: ${inviteUrl}` }
  }
  const more = names.length > MAX_SERVERS_NAMED ? ` and ${names.length - MAX_SERVERS_NAMED} more` : ''
  return { name, state: 'ok', detail: `in ${names.slice(0, MAX_SERVERS_NAMED).join(', ')}${more}` }
}
