/** Addresses of messages and channels in Slack. */
import type { LinkedPlace, Place } from '../../src/conversation/chat-port.ts'
import type { Workspace, Workspaces } from './workspaces.ts'

/** `https://example.slack.com/archives/C0123/p1700000001123456?thread_ts=…&cid=C0123` */
export function formatLink(workspace: Workspace, place: Place, messageId: string): string {
  const link = `${workspace.url}archives/${place.channel}/p${messageId.replace('.', '')}`
  const inThread = place.thread !== undefined && place.thread !== messageId
  return inThread ? `${link}?thread_ts=${place.thread}&cid=${place.channel}` : link
}

/** @returns undefined where the address is none of a known workspace */
export function parseSlackLink(address: string, workspaces: Workspaces): LinkedPlace | undefined {
  const url = URL.parse(address)
  if (!url) return undefined
  const client = /^https:\/\/app\.slack\.com\/client\/([A-Z0-9]+)\/([CDG][A-Z0-9]+)/.exec(address)
  const archive = /^\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?\/?$/.exec(url.pathname)
  const workspace = client ? workspaces.byTeam(client[1]) : workspaces.byUrl(address)
  const channel = client?.[2] ?? archive?.[1]
  if (!workspace || !channel) return undefined
  const messageId = archive?.[2] ? `${archive[2]}.${archive[3]}` : undefined
  const thread = url.searchParams.get('thread_ts') ?? undefined
  return {
    place: {
      platform: 'slack',
      workspace: workspace.team,
      channel,
      ...(thread && /^\d+\.\d+$/.test(thread) ? { thread } : {}),
      audience: channel.startsWith('D') ? 'person' : 'channel',
    },
    ...(messageId ? { messageId } : {}),
  }
}
