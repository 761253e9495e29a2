/** Checks the token of a Discord application: whose it is, what it lacks, and where it is invited. */
import { type RESTGetAPICurrentUserGuildsResult, type RESTGetCurrentApplicationResult, Routes } from 'discord.js'
import { ParleyError } from '../../src/errors.ts'
import { callDiscord, createRest, DISCORD_TIMING } from './call-discord.ts'
import { createInviteUrl, MESSAGE_CONTENT_FLAGS } from './invite.ts'

export interface DiscordTokenReport {
  /** The application's name. */
  application?: string
  /** Invites Parley into a server with the permissions that it needs. */
  inviteUrl?: string
  /** Names of the servers that it is in; the first 100. */
  servers: string[]
  /** Everything that is missing or wrong, each with what to do; empty where all is well. */
  problems: string[]
}

/** Asks Discord about a token. */
export async function checkDiscordToken(options: {
  token: string
  apiUrl?: string
  signal: AbortSignal
}): Promise<DiscordTokenReport> {
  const { token, apiUrl, signal } = options
  const rest = createRest(token, apiUrl, DISCORD_TIMING)
  const ask = <T>(route: `/${string}`) =>
    callDiscord(inner => rest.get(route, { signal: inner }), {
      timing: DISCORD_TIMING,
      repeatable: true,
      signal,
    }) as Promise<T>
  try {
    const application = await ask<RESTGetCurrentApplicationResult>(Routes.currentApplication())
    const guilds = await ask<RESTGetAPICurrentUserGuildsResult>(`${Routes.userGuilds()}?limit=100`)
    const problems: string[] = []
    if (((application.flags ?? 0) & MESSAGE_CONTENT_FLAGS) === 0) {
      problems.push(
        'The message content intent is off: without it Parley reads only direct messages, mentions and commands. Switch it on in the developer portal under “Bot”, “Privileged Gateway Intents”.',
      )
    }
    const inviteUrl = createInviteUrl(application.id)
    if (guilds.length === 0) problems.push(`Parley is in no server yet: open ${inviteUrl}`)
    return { application: application.name, inviteUrl, servers: guilds.map(({ name }) => name), problems }
  } catch (error) {
    const reason = error instanceof ParleyError ? error.message.replace(/\.$/, '') : String(error)
    const advice = 'copy it from the developer portal, “Bot”, “Reset Token”'
    return { servers: [], problems: [`The token does not work (${reason}): ${advice}.`] }
  }
}
