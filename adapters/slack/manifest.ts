/** The app manifest: everything Slack has to know of Parley, made from the commands. */
import { type CommandDescription, messageCommands } from '../../src/conversation/command.ts'
import { ParleyError } from '../../src/errors.ts'

/** What the bot token must be allowed. */
export const BOT_SCOPES: readonly string[] = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'reactions:read',
  'reactions:write',
  'users:read',
]

const BOT_EVENTS: readonly string[] = [
  'agent_session_stopped',
  'app_context_changed',
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_rename',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
]

const MAX_COMMANDS = 50
/** Slack's limits, in characters. */
const LIMITS = { command: 32, description: 2000, usage: 1000, shortcut: 24, agent: 300, prompt: 60 }

export interface ManifestOptions {
  /** `https://…`, where Slack sends events to it instead of to a socket. */
  requestUrl?: string
  suggestions?: readonly string[]
}

/**
 * @returns an object to be written as JSON
 * @throws ParleyError CONFIG_INVALID where a command is beyond Slack's limits
 */
export function createSlackManifest(commands: readonly CommandDescription[], options: ManifestOptions = {}) {
  const { requestUrl, suggestions = [] } = options
  const url = requestUrl ? { url: eventsUrl(requestUrl) } : {}
  const request = requestUrl ? { request_url: eventsUrl(requestUrl) } : {}
  const slash = [
    { name: 'parley', summary: 'Ask, or change settings', usage: '[help|settings|forget] or a question' },
    ...commands,
  ].map(({ name, summary, usage }) => ({
    command: within(`/${name}`, LIMITS.command, 'command'),
    description: within(summary, LIMITS.description, 'summary'),
    usage_hint: within(usage, LIMITS.usage, 'usage'),
    should_escape: true,
    ...url,
  }))
  if (slash.length > MAX_COMMANDS) {
    throw new ParleyError('CONFIG_INVALID', `Slack takes ${MAX_COMMANDS} commands, there are ${slash.length}.`)
  }
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: 'Parley',
      description: 'A private assistant that answers from your own documents and conversations',
      background_color: '#2b3a55',
    },
    features: {
      agent_view: {
        agent_description: within(
          'Answers from your documents and conversations, summarises channels, writes minutes, translates and helps to write. It runs on your own machine.',
          LIMITS.agent,
          'description',
        ),
        suggested_prompts: suggestions
          .slice(0, 4)
          .map(message => ({ title: message.slice(0, LIMITS.prompt), message })),
      },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Parley', always_online: true },
      slash_commands: slash,
      shortcuts: messageCommands.map(({ name, label }) => ({
        name: within(label, LIMITS.shortcut, 'shortcut'),
        type: 'message',
        callback_id: name,
        description: commands.find(command => command.name === name)?.summary.slice(0, 150) ?? label,
      })),
    },
    oauth_config: {
      scopes: { bot: [...BOT_SCOPES] },
      ...(requestUrl ? { redirect_urls: [new URL('/slack/oauth_redirect', requestUrl).href] } : {}),
    },
    settings: {
      event_subscriptions: { ...request, bot_events: [...BOT_EVENTS] },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: !requestUrl,
      token_rotation_enabled: false,
    },
  }
}

function eventsUrl(requestUrl: string): string {
  return new URL('/slack/events', requestUrl).href
}

function within(text: string, maxChars: number, what: string): string {
  if (text.length <= maxChars) return text
  throw new ParleyError(
    'CONFIG_INVALID',
    `Slack takes a ${what} of ${maxChars} characters, found ${text.length}: ${text.slice(0, 40)}…`,
  )
}
