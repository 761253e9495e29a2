/** The messages of a channel or a thread, read back from Slack. */
import type { Message, Place, TimeRange } from '../../src/conversation/chat-port.ts'
import type { SlackMessage } from './payloads.ts'
import type { MessageReader } from './read-message.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

/** Slack gives up to 999; it advises 200. */
const PAGE = 200
/**
 * Threads that began before the range may have gone on in it: as many messages before it are looked through.
 * A thread that is taken up again after more than that is not found; the core keeps messages as they come.
 */
const LOOK_BACK_MESSAGES = 1000
/** Reading back is Tier 3, 50 calls a minute: a long channel takes its time rather than fail. */
const PATIENCE_MS = 5 * 60_000

const WRITTEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message'])

export interface HistoryOptions {
  reader: MessageReader
  timing: SlackTiming
  closing: AbortSignal
}

/** Oldest first; the replies of all its threads belong to a channel. @throws ParleyError PLATFORM_… */
export async function* readHistory(
  workspace: Workspace,
  place: Place,
  range: TimeRange,
  options: HistoryOptions,
): AsyncGenerator<Message> {
  const { reader } = options
  const raw = place.thread
    ? await readThread(workspace, place.channel, place.thread, range, options)
    : await readChannel(workspace, place.channel, range, options)
  const unique = new Map(raw.filter(isWritten).map(message => [message.ts, message]))
  const sorted = [...unique.values()].sort((a, b) => Number(a.ts) - Number(b.ts))
  const wanted = range.last === undefined ? sorted : sorted.slice(Math.max(0, sorted.length - range.last))
  for (const message of wanted) {
    yield reader.read(workspace, { ...message, channel: place.channel }, place.audience === 'person')
  }
}

async function readChannel(
  workspace: Workspace,
  channel: string,
  range: TimeRange,
  options: HistoryOptions,
): Promise<SlackMessage[]> {
  const roots: SlackMessage[] = []
  let before = 0
  let cursor: string | undefined
  /** Nothing older than this is wanted: the beginning of the range, or the oldest of the newest `last`. */
  let floor = secondsOf(range.since) ?? 0
  const ceiling = range.until ? Number(endOf(range.until)) : Number.POSITIVE_INFINITY
  do {
    const page = { channel, cursor, limit: PAGE, ...(range.until ? { latest: endOf(range.until) } : {}) }
    const call = () => workspace.reading.conversations.history({ ...page, inclusive: true })
    const result = await read(call, options)
    for (const message of (result.messages ?? []) as SlackMessage[]) {
      if (Number(message.ts) < floor) before++
      roots.push(message)
    }
    // The newest `last` messages are among these roots and replies that are no older than they are.
    const oldestWanted = range.last === undefined ? undefined : roots[range.last - 1]
    if (oldestWanted) {
      floor = Math.max(floor, Number(oldestWanted.ts))
      before = roots.filter(root => Number(root.ts) < floor).length
    }
    cursor = result.response_metadata?.next_cursor || undefined
  } while (cursor && before < LOOK_BACK_MESSAGES)

  const within = (message: SlackMessage) => Number(message.ts) >= floor && Number(message.ts) <= ceiling
  const found = roots.filter(within)
  for (const root of roots) {
    const isThread = (root.thread_ts ?? root.ts) === root.ts && (root.reply_count ?? 0) > 0
    if (!isThread || (root.latest_reply !== undefined && Number(root.latest_reply) < floor)) continue
    const replies = await readThread(workspace, channel, root.ts!, range, options)
    found.push(...replies.filter(within))
  }
  return found
}

async function readThread(
  workspace: Workspace,
  channel: string,
  thread: string,
  range: TimeRange,
  options: HistoryOptions,
): Promise<SlackMessage[]> {
  const found: SlackMessage[] = []
  let cursor: string | undefined
  const bounds = {
    ...(range.since ? { oldest: slackTime(range.since) } : {}),
    ...(range.until ? { latest: endOf(range.until) } : {}),
  }
  do {
    const page = { channel, ts: thread, cursor, limit: PAGE, inclusive: true, ...bounds }
    const result = await read(() => workspace.reading.conversations.replies(page), options)
    found.push(...((result.messages ?? []) as SlackMessage[]))
    cursor = result.response_metadata?.next_cursor || undefined
  } while (cursor)
  // Slack puts the root in front whatever the range.
  const [from, to] = [secondsOf(range.since) ?? 0, range.until ? Number(endOf(range.until)) : Number.POSITIVE_INFINITY]
  return found.filter(message => Number(message.ts) >= from && Number(message.ts) <= to)
}

function read<T>(call: () => Promise<T>, { timing, closing }: HistoryOptions): Promise<T> {
  const patienceMs = Math.max(timing.patienceMs, PATIENCE_MS)
  return callSlack(call, { timing: { ...timing, patienceMs }, repeatable: true, signal: closing })
}

function isWritten(message: SlackMessage): boolean {
  return WRITTEN.has(message.subtype) && message.ts !== undefined
}

function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Number(slackTime(time))
}

/** Slack's times have microseconds, ours milliseconds: all of a millisecond belongs to it. */
function endOf(time: string): string {
  return slackTime(time).replace(/000$/, '999')
}

function slackTime(time: string): string {
  return (Date.parse(time) / 1000).toFixed(6)
}
