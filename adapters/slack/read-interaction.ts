/** Slash commands, shortcuts, buttons and forms as the core's events. */
import { createHash } from 'node:crypto'
import { type ChatEvent, type CommandEvent, type Place, replyActionNames } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import type { Directory } from './directory.ts'
import { parseSubmission } from './form.ts'
import { type SlackBody, timeOf } from './payloads.ts'
import type { InteractionOrigin } from './pending-interactions.ts'
import { type MessageReader, readMentionedPlaces } from './read-message.ts'
import { ACTION_PREFIX, HOME_SETTINGS, parseButtonValue, STOP_ACTION } from './reply-blocks.ts'
import type { Workspace } from './workspaces.ts'

/** An interaction, and what its answer needs. */
export interface Interaction {
  event: ChatEvent
  origin: InteractionOrigin
}

export interface InteractionReader {
  /** @returns undefined for what is none of Parley's */
  read(workspace: Workspace, body: SlackBody): Promise<Interaction | undefined>
}

export interface InteractionReaderOptions {
  commands: readonly CommandDescription[]
  directory: Directory
  reader: MessageReader
}

export function createInteractionReader({ commands, directory, reader }: InteractionReaderOptions): InteractionReader {
  /** A D… channel may also be one between two other people, in which somebody used a command. */
  async function placeIn(workspace: Workspace, channel: string, thread?: string): Promise<Place> {
    const isOwn = channel.startsWith('D') && (await directory.channel(workspace, channel))?.isDirect === true
    return {
      platform: 'slack',
      workspace: workspace.team,
      channel,
      ...(thread === undefined ? {} : { thread }),
      audience: isOwn ? 'person' : 'channel',
    }
  }

  async function readCommand(workspace: Workspace, body: SlackBody): Promise<Interaction | undefined> {
    const { command = '', text = '', user_id: user, channel_id: channel, trigger_id: trigger } = body
    if (!user || !channel || !trigger) return undefined
    const name = command.replace(/^\//, '').toLowerCase()
    if (name !== 'parley' && !commands.some(command => command.name === name)) return undefined
    const mentioned = readMentionedPlaces(workspace, text)
    const words = await reader.commandText(workspace, text)
    const event: CommandEvent = {
      id: eventId('command', trigger),
      type: 'command',
      place: await placeIn(workspace, channel),
      person: await reader.person(workspace, user),
      at: new Date().toISOString(),
      trigger: triggerOf(workspace, trigger),
      name,
      text: words,
      ...(mentioned.length > 0 ? { mentioned } : {}),
    }
    return { event, origin: { responseUrl: body.response_url, replaces: false, words: `/${name} ${words}`.trim() } }
  }

  async function readShortcut(workspace: Workspace, body: SlackBody): Promise<Interaction | undefined> {
    const { callback_id: name, message: raw, trigger_id: trigger } = body
    const [user, channel] = [body.user?.id, body.channel?.id]
    if (!name || !raw?.ts || !user || !channel || !trigger) return undefined
    if (!commands.some(command => command.name === name)) return undefined
    const thread = raw.thread_ts
    const event: CommandEvent = {
      id: eventId('shortcut', trigger),
      type: 'command',
      place: await placeIn(workspace, channel, thread),
      person: await reader.person(workspace, user),
      at: new Date().toISOString(),
      trigger: triggerOf(workspace, trigger),
      name,
      text: '',
      target: await reader.read(workspace, { ...raw, channel }, false),
    }
    return { event, origin: { responseUrl: body.response_url, thread, root: thread ?? raw.ts, replaces: false } }
  }

  async function readButton(workspace: Workspace, body: SlackBody): Promise<Interaction | undefined> {
    const button = body.actions?.[0]
    const user = body.user?.id
    const trigger = body.trigger_id
    if (!button?.action_id?.startsWith(ACTION_PREFIX) || !user || !trigger) return undefined
    const base = {
      id: eventId('action', trigger),
      person: await reader.person(workspace, user),
      at: button.action_ts ? timeOf(button.action_ts) : new Date().toISOString(),
      trigger: triggerOf(workspace, trigger),
    }
    if (button.action_id === HOME_SETTINGS) {
      const place = await directPlace(workspace, user)
      return {
        event: { ...base, type: 'command', name: 'parley', text: 'settings', place },
        origin: { replaces: false },
      }
    }
    const channel = body.channel?.id ?? body.container?.channel_id
    const value = parseButtonValue(button.value)
    if (!channel || !value) return undefined
    const thread = body.message?.thread_ts ?? body.container?.thread_ts
    const place = await placeIn(workspace, channel, thread)
    const isEphemeral = body.container?.is_ephemeral ?? false
    const origin = {
      responseUrl: body.response_url,
      thread,
      // Nobody can answer under a message that only one person sees.
      root: thread ?? (isEphemeral ? undefined : body.container?.message_ts),
      replaces: isEphemeral,
    }
    if (button.action_id === STOP_ACTION) {
      return { event: { ...base, type: 'stop', place, target: value.reply }, origin }
    }
    const named = button.action_id.slice(ACTION_PREFIX.length).split(':')[0]!
    const action = replyActionNames.find(action => action === (named === 'feedback' ? value.value : named))
    if (!action) return undefined
    const given = named === 'feedback' ? undefined : value.value
    return { event: { ...base, type: 'action', place, action, reply: value.reply, value: given }, origin }
  }

  async function directPlace(workspace: Workspace, user: string): Promise<Place> {
    const { channel } = await workspace.posting.conversations.open({ users: user })
    return { platform: 'slack', workspace: workspace.team, channel: channel?.id ?? user, audience: 'person' }
  }

  async function readForm(workspace: Workspace, body: SlackBody): Promise<Interaction | undefined> {
    const submission = parseSubmission(body.view)
    const user = body.user?.id
    if (!submission || !user || !body.view?.id) return undefined
    const { form, subject, place, values } = submission
    const event: ChatEvent = {
      id: eventId('form', body.view.id),
      type: 'form',
      place,
      person: await reader.person(workspace, user),
      at: new Date().toISOString(),
      form,
      subject,
      values,
    }
    return { event, origin: { replaces: false } }
  }

  return {
    async read(workspace, body) {
      if (body.command) return readCommand(workspace, body)
      if (body.type === 'message_action') return readShortcut(workspace, body)
      if (body.type === 'block_actions') return readButton(workspace, body)
      if (body.type === 'view_submission') return readForm(workspace, body)
      return undefined
    },
  }
}

/** Slack repeats an interaction with the trigger it had at first. */
function eventId(kind: string, unique: string): string {
  return `${kind}:${createHash('sha256').update(unique).digest('hex').slice(0, 32)}`
}

/** Only a workspace's own client can use its trigger. */
function triggerOf(workspace: Workspace, trigger: string): string {
  return `${workspace.team} ${trigger}`
}

export function parseTrigger(trigger: string): { team: string; triggerId: string } {
  const space = trigger.indexOf(' ')
  return { team: trigger.slice(0, space), triggerId: trigger.slice(space + 1) }
}
