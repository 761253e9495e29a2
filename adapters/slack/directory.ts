/** Who people are and how channels are called, asked of Slack and kept for a while. */
import type { Person } from '../../src/conversation/chat-port.ts'
import { createExpiringMap } from '../expiring-map.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface ChannelInfo {
  name: string
  isDirect: boolean
  isGroupDirect: boolean
  isPrivate: boolean
  isArchived: boolean
  /** Shared with another organisation. */
  isShared: boolean
  /** The other person of a direct message. */
  user?: string
  creator?: string
}

export interface UserInfo extends Person {
  isGone: boolean
  isBot: boolean
  /** Sees only the channels it was invited to. */
  isGuest: boolean
  isAdmin: boolean
  team?: string
}

export interface Directory {
  /** From the cache, or asked; undefined where Slack does not say, or not soon enough. */
  user(workspace: Workspace, id: string): Promise<UserInfo | undefined>
  channel(workspace: Workspace, id: string): Promise<ChannelInfo | undefined>
  /** Asked now. @throws ParleyError PLATFORM_… */
  askUser(workspace: Workspace, id: string): Promise<UserInfo>
  /** Asked now. @throws ParleyError PLATFORM_… */
  askChannel(workspace: Workspace, id: string): Promise<ChannelInfo>
  forgetChannel(workspace: Workspace, id: string): void
}

const NAME_TTL_MS = 3600_000
const MAX_NAMES = 10_000
/** An event must be acknowledged within 3 s; it goes without a name rather than late. */
const NAME_WAIT_MS = 1500

export function createDirectory({ timing }: { timing: SlackTiming }): Directory {
  const limits = { max: MAX_NAMES, ttlMs: NAME_TTL_MS, now: Date.now }
  const users = createExpiringMap<Promise<UserInfo | undefined>>(limits)
  const channels = createExpiringMap<Promise<ChannelInfo | undefined>>(limits)

  async function askUser(workspace: Workspace, id: string): Promise<UserInfo> {
    const call = () => workspace.reading.users.info({ user: id, include_locale: true })
    const { user = {} } = await callSlack(call, { timing, repeatable: true })
    const { profile } = user
    return {
      id,
      name: profile?.display_name || profile?.real_name || user.real_name || user.name || id,
      language: user.locale?.split(/[-_]/)[0]?.toLowerCase(),
      timeZone: user.tz,
      isGone: user.deleted ?? false,
      isBot: user.is_bot ?? false,
      isGuest: (user.is_restricted || user.is_ultra_restricted) ?? false,
      isAdmin: (user.is_admin || user.is_owner || user.is_primary_owner) ?? false,
      team: user.team_id,
    }
  }

  async function askChannel(workspace: Workspace, id: string): Promise<ChannelInfo> {
    const call = () => workspace.reading.conversations.info({ channel: id })
    const result = await callSlack(call, { timing, repeatable: true })
    // The library's type leaves out the other person of a direct message.
    const channel: NonNullable<typeof result.channel> & { user?: string } = result.channel ?? {}
    return {
      name: channel.name ?? id,
      isDirect: channel.is_im ?? false,
      isGroupDirect: channel.is_mpim ?? false,
      isPrivate: channel.is_private ?? false,
      isArchived: channel.is_archived ?? false,
      isShared: channel.is_ext_shared ?? false,
      user: channel.user,
      creator: channel.creator,
    }
  }

  async function cached<V>(
    cache: ReturnType<typeof createExpiringMap<Promise<V | undefined>>>,
    key: string,
    ask: () => Promise<V>,
  ): Promise<V | undefined> {
    let value = cache.get(key)
    if (!value) {
      value = ask().catch(() => {
        cache.delete(key)
        return undefined
      })
      cache.set(key, value)
    }
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => resolve(undefined), NAME_WAIT_MS)
    try {
      return await Promise.race([value, late])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    user: (workspace, id) => cached(users, `${workspace.team}/${id}`, () => askUser(workspace, id)),
    channel: (workspace, id) => cached(channels, `${workspace.team}/${id}`, () => askChannel(workspace, id)),
    askUser,
    askChannel,
    forgetChannel: (workspace, id) => channels.delete(`${workspace.team}/${id}`),
  }
}
