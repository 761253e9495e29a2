/** Who can read and who manages what, asked of Slack at the moment. */
import type { Person, Place } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import type { ChannelInfo, Directory } from './directory.ts'
import { callSlack, type SlackTiming, slackErrorOf } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface Access {
  /** @throws ParleyError PLATFORM_… */
  canRead(workspace: Workspace, person: Person, place: Place): Promise<boolean>
  /** @throws ParleyError PLATFORM_… */
  canManage(workspace: Workspace, person: Person, place: Place): Promise<boolean>
}

/** Slack gives up to 999 members at a time. */
const PAGE = 900

export function createAccess(directory: Directory, timing: SlackTiming): Access {
  /** @returns undefined where Parley sees no such channel, and so can vouch for nobody */
  async function findChannel(workspace: Workspace, channel: string): Promise<ChannelInfo | undefined> {
    return directory.askChannel(workspace, channel).catch(orNotFound)
  }

  async function isMember(workspace: Workspace, user: string, channel: string): Promise<boolean> {
    let cursor: string | undefined
    do {
      const page = { channel, cursor, limit: PAGE }
      const call = () => workspace.reading.conversations.members(page)
      const result = await callSlack(call, { timing, repeatable: true }).catch(orNotFound)
      if (result?.members?.includes(user)) return true
      cursor = result?.response_metadata?.next_cursor || undefined
    } while (cursor)
    return false
  }

  async function canRead(workspace: Workspace, person: Person, place: Place): Promise<boolean> {
    const [channel, user] = await Promise.all([
      findChannel(workspace, place.channel),
      directory.askUser(workspace, person.id).catch(orNotFound),
    ])
    if (!channel || !user || user.isGone) return false
    if (channel.isDirect) return channel.user === person.id
    const isOpen = !channel.isPrivate && !channel.isGroupDirect && !channel.isShared
    // Guests and people of other organisations see only what they were let into.
    if (isOpen && !user.isGuest && user.team === workspace.team) return true
    return isMember(workspace, person.id, place.channel)
  }

  return {
    canRead,
    async canManage(workspace, person, place) {
      if (place.audience === 'person') return canRead(workspace, person, place)
      const [channel, user] = await Promise.all([
        findChannel(workspace, place.channel),
        directory.askUser(workspace, person.id).catch(orNotFound),
      ])
      if (!channel || !user || user.isGone) return false
      if (channel.creator === person.id || (user.isAdmin && user.team === workspace.team)) {
        return canRead(workspace, person, place)
      }
      // Nobody manages a group conversation.
      return channel.isGroupDirect && isMember(workspace, person.id, place.channel)
    },
  }
}

function orNotFound(error: unknown): undefined {
  const word = slackErrorOf(error) ?? ''
  if (['channel_not_found', 'user_not_found', 'user_not_visible', 'not_in_channel'].includes(word)) return undefined
  throw error instanceof ParleyError
    ? error
    : new ParleyError('PLATFORM_UNREACHABLE', 'Slack did not say who may read a channel.', { cause: error })
}
