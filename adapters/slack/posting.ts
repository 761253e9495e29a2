/** One message of Parley's in Slack: posting, changing and finding it again, whatever Slack does not like about it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { types } from '@slack/bolt'
import { ParleyError } from '../../src/errors.ts'
import { splitMarkdown } from '../../src/text/markdown/split-markdown.ts'
import type { SlackMessage } from './payloads.ts'
import { renderMarkdownBlock } from './render-markdown-block.ts'
import { renderMrkdwn } from './render-mrkdwn.ts'
import { type Block, escapeMrkdwn } from './reply-blocks.ts'
import { callSlack, type SlackTiming, slackErrorOf } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

/** Where a reply goes. */
export interface Target {
  channel: string
  thread?: string
}

/** One part of a reply: its Markdown, and what stands under it. */
export interface MessageContent {
  markdown: string
  /** @param feedback whether Slack's own thumbs may be among the blocks */
  footer: (feedback: boolean) => Block[]
}

/** Names a message, so that it is found again where Slack's answer was lost. */
export interface MessageName {
  event: string
  reply: string
  part: number
}

/** One for each reply, for it learns what Slack takes. */
export interface Posting {
  /** @returns the message's ts @throws ParleyError PLATFORM_… */
  post(target: Target, content: MessageContent, name: MessageName): Promise<string>
  /** @throws ParleyError PLATFORM_… */
  update(message: { channel: string; id: string }, content: MessageContent, name: MessageName): Promise<void>
  /** Parley's own messages in a target, oldest first. @throws ParleyError PLATFORM_… */
  findOwn(target: Target, since: Date): Promise<SlackMessage[]>
}

/** All of it; no feedback buttons; sections instead of Markdown; nothing but text, which every server takes. */
type Level = 0 | 1 | 2 | 3

const EVENT_TYPE = 'parley_reply'
/** `chat.update` refuses a `text` above 4,000 characters; it is only what notifications show. */
const FALLBACK_CHARS = 2900
/** A section takes 3,000 characters. */
const SECTION_CHARS = 2900
const MAX_POST_TRIES = 3
const PAGE = 200
const MAX_PAGES = 5

export function createPosting(workspace: Workspace, timing: SlackTiming): Posting {
  /** How much of Block Kit Slack took of this reply so far. */
  let level: Level = 0

  /** Makes a call with the richest blocks that Slack accepts. */
  async function withBlocks<T>(content: MessageContent, call: (body: ReturnType<typeof bodyOf>) => Promise<T>) {
    for (;;) {
      try {
        return await call(bodyOf(content, level))
      } catch (error) {
        if (level === 3 || !isBlocksError(slackErrorOf(error))) throw error
        level = (level + 1) as Level
      }
    }
  }

  async function findOwn({ channel, thread }: Target, since: Date): Promise<SlackMessage[]> {
    const oldest = String(since.getTime() / 1000)
    const found: SlackMessage[] = []
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page++) {
      const common = { channel, oldest, limit: PAGE, cursor, include_all_metadata: true }
      const read = async () =>
        thread
          ? workspace.reading.conversations.replies({ ...common, ts: thread })
          : workspace.reading.conversations.history(common)
      const result = await callSlack(read, { timing, repeatable: true })
      found.push(...((result.messages ?? []) as SlackMessage[]))
      cursor = result.response_metadata?.next_cursor
      if (!cursor) break
    }
    const own = found.filter(message => message.user === workspace.botUser || message.bot_id === workspace.botId)
    return own.sort((a, b) => Number(a.ts) - Number(b.ts))
  }

  return {
    async post(target, content, name) {
      const begun = new Date(Date.now() - 60_000)
      for (let attempt = 1; ; attempt++) {
        try {
          const call = (body: ReturnType<typeof bodyOf>) =>
            callSlack(
              () =>
                workspace.posting.chat.postMessage({
                  channel: target.channel,
                  thread_ts: target.thread,
                  ...body,
                  metadata: metadataOf(name),
                  unfurl_links: false,
                  unfurl_media: false,
                }),
              { timing, repeatable: false },
            )
          const { ts } = await withBlocks(content, call)
          if (ts) return ts
          throw new ParleyError('PLATFORM_UNREACHABLE', 'Slack took a message without naming it.')
        } catch (error) {
          const unclear = error instanceof ParleyError && error.code === 'PLATFORM_UNREACHABLE'
          if (!unclear || attempt >= MAX_POST_TRIES) throw error
          await sleep(timing.retryMs * attempt)
          const posted = (await findOwn(target, begun)).find(message => isNamed(message, name))
          if (posted?.ts) return posted.ts
        }
      }
    },
    async update({ channel, id }, content, name) {
      const call = (body: ReturnType<typeof bodyOf>) =>
        callSlack(() => workspace.posting.chat.update({ channel, ts: id, ...body, metadata: metadataOf(name) }), {
          timing,
          repeatable: true,
        })
      await withBlocks(content, call)
    },
    findOwn,
  }
}

export function metadataOf({ event, reply, part }: MessageName) {
  return { event_type: EVENT_TYPE, event_payload: { event, reply, part } }
}

/** Whether a message is the part of a reply; without a part, whether it belongs to an answer to the event. */
export function isNamed(message: SlackMessage, name: Pick<MessageName, 'event'> & Partial<MessageName>): boolean {
  if (message.metadata?.event_type !== EVENT_TYPE) return false
  const { event, reply, part } = message.metadata.event_payload ?? {}
  return event === name.event && (name.part === undefined || (reply === name.reply && part === name.part))
}

function bodyOf({ markdown, footer }: MessageContent, level: Level) {
  if (level === 3) {
    const contexts = footer(false).flatMap(block => (block.type === 'context' ? block.elements : []))
    const lines = contexts.flatMap(element => ('text' in element ? [element.text] : []))
    return { text: [renderMrkdwn(markdown), ...lines].join('\n') }
  }
  const main: Block[] =
    level < 2 ? [{ type: 'markdown', text: renderMarkdownBlock(markdown) }] : renderSections(markdown)
  return { text: formatFallback(markdown), blocks: [...main, ...footer(level === 0)] }
}

/** Where `markdown` blocks are not taken. */
export function renderSections(markdown: string): types.SectionBlock[] {
  const pieces = splitMarkdown(markdown, { maxChars: SECTION_CHARS, render: renderMrkdwn })
  return pieces.map(piece => ({
    type: 'section',
    text: { type: 'mrkdwn', text: renderMrkdwn(piece), verbatim: true },
    expand: true,
  }))
}

/** What notifications and screen readers get; the blocks hold the whole. */
export function formatFallback(markdown: string): string {
  let chars = FALLBACK_CHARS
  let text = escapeMrkdwn(markdown)
  // Escaping lengthens, and an escape must not be cut in two.
  while (text.length > FALLBACK_CHARS) {
    text = `${escapeMarkdownHead(markdown, chars)}…`
    chars = Math.floor(chars * 0.8)
  }
  return text
}

function escapeMarkdownHead(markdown: string, chars: number): string {
  const head = markdown.slice(0, chars)
  // Half of a surrogate pair is no character.
  return escapeMrkdwn(/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head)
}

function isBlocksError(word: string | undefined): boolean {
  return word !== undefined && (word.includes('block') || word === 'invalid_arguments' || word === 'msg_too_long')
}

/** The message is gone, or may no longer be changed. */
export function isMessageGone(error: unknown): boolean {
  const word = slackErrorOf(error) ?? ''
  return ['message_not_found', 'cant_update_message', 'edit_window_closed', 'streaming_state_conflict'].includes(word)
}

/** Nothing can be written in the place, and nothing will be. */
export function isPlaceClosed(error: unknown): boolean {
  const word = slackErrorOf(error) ?? ''
  if (word.startsWith('restricted_action')) return true
  return [
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'thread_not_found',
    'cannot_reply_to_message',
    'posting_to_general_channel_denied',
    'ekm_access_denied',
    'team_access_not_granted',
    'messages_tab_disabled',
  ].includes(word)
}
