/** What stands under a reply: its sources, what was guessed, and its buttons. */
import type { types } from '@slack/bolt'
import type { ReplyAction, ReplyEnd, ReplyHeading, Source } from '../../src/conversation/chat-port.ts'
import { plain } from './form.ts'

export type Block = types.KnownBlock

export const ACTION_PREFIX = 'parley:'
export const STOP_ACTION = `${ACTION_PREFIX}stop`
export const HOME_SETTINGS = `${ACTION_PREFIX}settings`
const FEEDBACK_ACTION = `${ACTION_PREFIX}feedback`

/** A context element takes 3,000 characters like every text object, a context block 10 elements. */
const CONTEXT_CHARS = 2900
const CONTEXT_ELEMENTS = 10
const BUTTONS_PER_BLOCK = 25
const BUTTON_VALUE_CHARS = 2000

export interface FooterOptions {
  replyId: string
  heading?: ReplyHeading
  end: ReplyEnd
  /** A line in front of the others. */
  note?: string
  /** Slack's own thumbs; without them the two are ordinary buttons. */
  feedback: boolean
}

export function renderFooter({ replyId, heading, end, note, feedback }: FooterOptions): Block[] {
  const lines = note ? [note] : []
  if (end.stopped) lines.push('_Stopped._')
  if (heading?.guessed) lines.push(`→ ${escapeMrkdwn(heading.pipeline)}`)
  lines.push(...end.sources.map(formatSource))
  return [...renderContext(lines), ...renderButtons(replyId, end.actions, feedback)]
}

function renderContext(lines: readonly string[]): Block[] {
  const texts: string[] = []
  for (const line of lines) {
    const last = texts.at(-1)
    if (last !== undefined && last.length + line.length < CONTEXT_CHARS) texts[texts.length - 1] = `${last}\n${line}`
    else texts.push(line)
  }
  const blocks: Block[] = []
  for (let i = 0; i < texts.length; i += CONTEXT_ELEMENTS) {
    const elements = texts.slice(i, i + CONTEXT_ELEMENTS)
    blocks.push({ type: 'context', elements: elements.map(text => ({ type: 'mrkdwn', text, verbatim: true })) })
  }
  return blocks
}

function formatSource({ n, title, location }: Source): string {
  const name = escapeMrkdwn(cut(title.replace(/\s+/g, ' '), 300))
  if (/^https?:\/\/[^\s<>|]+$/.test(location)) return `[${n}] <${location.replaceAll('&', '&amp;')}|${name}>`
  const path = escapeMrkdwn(cut(location.replace(/\s+/g, ' '), 300))
  return path === '' || path === name ? `[${n}] ${name}` : `[${n}] ${name} — ${path}`
}

function renderButtons(replyId: string, actions: readonly ReplyAction[], feedback: boolean): Block[] {
  const good = actions.find(action => action.name === 'good')
  const bad = actions.find(action => action.name === 'bad')
  const apart = feedback && good !== undefined && bad !== undefined
  const buttons = actions.filter(action => !(apart && (action === good || action === bad)))
  const blocks: Block[] = []
  for (let i = 0; i < buttons.length; i += BUTTONS_PER_BLOCK) {
    const elements = buttons.slice(i, i + BUTTONS_PER_BLOCK).map((action, j): types.Button => {
      // An action id may occur once in a message; what follows the second colon only makes it so.
      const unique = actions.filter(other => other.name === action.name).length > 1 ? `:${i + j}` : ''
      return {
        type: 'button',
        action_id: `${ACTION_PREFIX}${action.name}${unique}`,
        text: plain(action.label, 75),
        value: formatButtonValue(replyId, action.value),
      }
    })
    blocks.push({ type: 'actions', elements })
  }
  if (apart) {
    const element: types.FeedbackButtons = {
      type: 'feedback_buttons',
      action_id: FEEDBACK_ACTION,
      positive_button: { text: plain(good.label, 75), value: formatButtonValue(replyId, 'good') },
      negative_button: { text: plain(bad.label, 75), value: formatButtonValue(replyId, 'bad') },
    }
    blocks.push({ type: 'context_actions', elements: [element] })
  }
  return blocks
}

/** Under a reply that is being written, where Slack offers no stop button of its own. */
export function renderStopButton(replyId: string): Block[] {
  const value = formatButtonValue(replyId, undefined)
  return [{ type: 'actions', elements: [{ type: 'button', action_id: STOP_ACTION, text: plain('Stop', 75), value }] }]
}

function formatButtonValue(reply: string, value: string | undefined): string {
  return JSON.stringify({ r: reply, v: value }).slice(0, BUTTON_VALUE_CHARS)
}

/** @returns undefined where the button is none of a reply's */
export function parseButtonValue(text: string | undefined): { reply: string; value?: string } | undefined {
  try {
    const { r: reply, v: value } = JSON.parse(text ?? '') as { r?: unknown; v?: unknown }
    if (typeof reply !== 'string') return undefined
    return { reply, ...(typeof value === 'string' ? { value } : {}) }
  } catch {
    return undefined
  }
}

/** The three characters that mean something in mrkdwn; what names nobody pings nobody. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cut(text: string, maxChars: number): string {
  return text.length > maxChars ? `${[...text].slice(0, maxChars - 1).join('')}…` : text
}
