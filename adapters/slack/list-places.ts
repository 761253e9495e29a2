/** The channels and direct messages that Parley is in. */
import type { Place } from '../../src/conversation/chat-port.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface ListPlacesOptions {
  timing: SlackTiming
  closing: AbortSignal
}

const PAGE = 200

/** @throws ParleyError PLATFORM_… */
export async function* listPlaces(workspace: Workspace, { timing, closing }: ListPlacesOptions): AsyncGenerator<Place> {
  const call = { timing, repeatable: true, signal: closing }
  const listed = new Set<string>()

  async function* listTeam(team_id: string | undefined): AsyncGenerator<Place> {
    let cursor: string | undefined
    do {
      const page = { types: 'public_channel,private_channel,mpim,im', exclude_archived: true, limit: PAGE, cursor }
      const result = await callSlack(() => workspace.reading.users.conversations({ ...page, team_id }), call)
      for (const { id, is_im: isDirect } of result.channels ?? []) {
        // Several workspaces of an organisation may share a channel.
        if (!id || listed.has(id)) continue
        listed.add(id)
        const audience = isDirect ? 'person' : 'channel'
        yield { platform: 'slack', workspace: workspace.team, channel: id, audience }
      }
      cursor = result.response_metadata?.next_cursor || undefined
    } while (cursor)
  }

  if (!workspace.isOrganisation) return yield* listTeam(undefined)
  let cursor: string | undefined
  do {
    const result = await callSlack(() => workspace.reading.auth.teams.list({ limit: PAGE, cursor }), call)
    for (const { id } of result.teams ?? []) if (id) yield* listTeam(id)
    cursor = result.response_metadata?.next_cursor || undefined
  } while (cursor)
}
