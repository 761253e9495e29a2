/** What Slack sends, as far as it is used: the published shapes, every field of which may be missing. */

export interface SlackFile {
  id?: string
  name?: string | null
  title?: string | null
  size?: number
  mode?: string
}

export interface SlackMessage {
  type?: string
  subtype?: string
  hidden?: boolean
  ts?: string
  event_ts?: string
  thread_ts?: string
  channel?: string
  channel_type?: string
  user?: string
  username?: string
  bot_id?: string
  app_id?: string
  bot_profile?: { name?: string }
  text?: string
  edited?: { ts?: string }
  files?: SlackFile[]
  attachments?: { fallback?: string; text?: string; pretext?: string; title?: string }[]
  blocks?: { type?: string; text?: unknown }[]
  streaming_state?: string
  latest_reply?: string
  reply_count?: number
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> }
  /** Of `message_changed` and `message_deleted`. */
  message?: SlackMessage
  previous_message?: SlackMessage
  deleted_ts?: string
  app_context?: SlackContext
}

/** What somebody is looking at. */
export interface SlackContext {
  entities?: { type?: string; value?: unknown; team_id?: string }[]
}

export interface SlackEvent extends Omit<SlackMessage, 'channel'> {
  channel?: string | { id?: string }
  tab?: string
  context?: SlackContext
  reaction?: string
  item?: { type?: string; channel?: string; ts?: string }
  item_user?: string
  /** Of `tokens_revoked`: the users whose tokens, and the bots whose tokens. */
  tokens?: { bot?: string[] }
}

/** The body of an event, a command or an interaction. */
export interface SlackBody {
  type?: string
  team_id?: string
  context_team_id?: string
  enterprise_id?: string
  is_enterprise_install?: boolean | string
  /** Of an event: the installation it is sent to; Slack names one of them. */
  authorizations?: { enterprise_id?: string | null; is_enterprise_install?: boolean }[]
  event_id?: string
  event_time?: number
  event?: SlackEvent
  trigger_id?: string
  response_url?: string
  team?: { id?: string; enterprise_id?: string } | null
  enterprise?: { id?: string } | null
  user?: { id?: string; name?: string; username?: string }
  channel?: { id?: string; name?: string }
  /** Of a slash command. */
  command?: string
  text?: string
  user_id?: string
  user_name?: string
  channel_id?: string
  /** Of a shortcut. */
  callback_id?: string
  message?: SlackMessage
  /** Of a button. */
  actions?: { action_id?: string; value?: string; action_ts?: string }[]
  container?: { message_ts?: string; thread_ts?: string; is_ephemeral?: boolean; channel_id?: string; type?: string }
  /** Of a form. */
  view?: {
    id?: string
    callback_id?: string
    private_metadata?: string
    state?: { values?: Record<string, Record<string, SlackFieldState>> }
  }
}

export interface SlackFieldState {
  value?: string | null
  selected_option?: { value?: string } | null
}

/** `1700000001.123456` as ISO 8601; it loses the digits below a millisecond. */
export function timeOf(ts: string | undefined): string {
  const seconds = Number(ts)
  return new Date(Number.isFinite(seconds) && ts !== undefined ? seconds * 1000 : Date.now()).toISOString()
}
