/** The workspaces Parley is installed in: who it is there, and the clients that speak for it. */
import type { Logger } from 'pino'
import { ParleyError } from '../../src/errors.ts'
import { createExpiringMap } from '../expiring-map.ts'
import { callSlack, createWebClient, type SlackTiming, type WebClient } from './web-client.ts'

export interface Workspace {
  /** Slack's team id; that of the organisation, `E…`, where Parley is installed in all of it at once. */
  team: string
  /** An organisation: some calls must name the workspace that they are about. */
  isOrganisation: boolean
  /** Ends in a slash: `https://example.slack.com/`. */
  url: string
  botUser: string
  botId: string
  token: string
  /** Writes. Two clients, since a rate limit on reading must not hold up answers. */
  posting: WebClient
  /** Reads. */
  reading: WebClient
}

/** Finds the token of a workspace. @throws ParleyError PLATFORM_REJECTED where there is none */
export type FindToken = (team: string, enterprise: string | undefined) => Promise<string>

export interface Workspaces {
  /** @throws ParleyError PLATFORM_… */
  of(team: string | undefined, enterprise?: string): Promise<Workspace>
  /** The workspace that an address belongs to, where it is known by now. */
  byUrl(address: string): Workspace | undefined
  byTeam(team: string | undefined): Workspace | undefined
  forget(team: string): void
}

export interface WorkspacesOptions {
  apiUrl?: string
  timing: SlackTiming
  log: Logger
  closing: AbortSignal
  /** The token of the only workspace, or how to find the one of each. */
  tokens: string | FindToken
}

/** Rotated tokens live for 12 hours; whoever is asked less often asks again. */
const TOKEN_TTL_MS = 30 * 60_000
const MAX_WORKSPACES = 500

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { tokens, timing } = options
  const fresh = createExpiringMap<Promise<Workspace>>({ max: MAX_WORKSPACES, ttlMs: TOKEN_TTL_MS, now: Date.now })
  /** For links, which are made without waiting. */
  const known = new Map<string, Workspace>()
  let only: Promise<Workspace> | undefined

  async function connect(token: string): Promise<Workspace> {
    const posting = createWebClient({ ...options, token })
    const reading = createWebClient({ ...options, token })
    const identity = await callSlack(() => reading.auth.test(), { timing, repeatable: true })
    const { user_id: botUser, bot_id: botId, url } = identity
    const isOrganisation = identity.is_enterprise_install ?? false
    // What is kept carries this id, and by it the token is found after a restart.
    const team = isOrganisation ? identity.enterprise_id : identity.team_id
    if (!team || !botUser || !botId || !url) {
      throw new ParleyError(
        'PLATFORM_REJECTED',
        'Expected a Slack bot token (xoxb-…), found a token of another kind: copy the "Bot User OAuth Token".',
      )
    }
    const address = url.endsWith('/') ? url : `${url}/`
    const workspace = { team, isOrganisation, url: address, botUser, botId, token, posting, reading }
    known.delete(team)
    known.set(team, workspace)
    if (known.size > MAX_WORKSPACES) known.delete(known.keys().next().value!)
    return workspace
  }

  function connectOnly(token: string): Promise<Workspace> {
    only ??= connect(token).catch(error => {
      only = undefined
      throw error
    })
    return only
  }

  return {
    async of(team, enterprise) {
      if (typeof tokens === 'string') return connectOnly(tokens)
      const key = team ?? enterprise
      if (!key) throw new ParleyError('PLATFORM_REJECTED', 'Slack did not say which workspace an event belongs to.')
      const cached = fresh.get(key)
      if (cached) return cached
      const connecting = tokens(key, enterprise).then(connect)
      fresh.set(key, connecting)
      connecting.catch(() => fresh.delete(key))
      return connecting
    },
    byUrl(address) {
      return [...known.values()].find(workspace => address.startsWith(workspace.url))
    },
    byTeam(team) {
      return team === undefined ? undefined : known.get(team)
    },
    forget(team) {
      fresh.delete(team)
      known.delete(team)
    },
  }
}
