/** Takes what Slack sends: hands it on in order, and says how it is to be acknowledged. */
import type { Logger } from 'pino'
import type { ChatEvent, Place } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { ParleyError } from '../../src/errors.ts'
import { createLanes } from '../event-lanes.ts'
import { createExpiringMap } from '../expiring-map.ts'
import type { Directory } from './directory.ts'
import { formatPrompts, renderHome } from './home.ts'
import type { SlackBody, SlackEvent } from './payloads.ts'
import type { PendingInteractions } from './pending-interactions.ts'
import { createEventReader } from './read-event.ts'
import { createInteractionReader, type Interaction, parseTrigger } from './read-interaction.ts'
import type { MessageReader } from './read-message.ts'
import { escapeMrkdwn } from './reply-blocks.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace, Workspaces } from './workspaces.ts'

export type Deliver = (event: ChatEvent) => Promise<void>

export interface EventHandler {
  /** @returns what the acknowledgement carries; rejects where the event must come again */
  handle(body: SlackBody, deliver: Deliver): Promise<object | undefined>
  /** What a form needs that is opened at an event. @throws ParleyError PLATFORM_REJECTED where it is too late */
  takeTrigger(trigger: string): Promise<{ workspace: Workspace; place: Place; triggerId: string }>
}

export interface EventHandlerOptions {
  workspaces: Workspaces
  directory: Directory
  reader: MessageReader
  pending: PendingInteractions
  commands: readonly CommandDescription[]
  suggestions: readonly string[]
  timing: SlackTiming
  log: Logger
  /** Parley was taken out of a workspace. */
  onRemoved(team: string, enterprise: string | undefined): Promise<void>
}

/** Slack's triggers live for 3 s; an event that comes again has one that is older. */
const TRIGGER_TTL_MS = 60_000
const MAX_TRIGGERS = 2000

export function createEventHandler(options: EventHandlerOptions): EventHandler {
  const { workspaces, directory, reader, pending, commands, timing, log } = options
  const events = createEventReader(reader)
  const interactions = createInteractionReader({ commands, directory, reader })
  const triggers = createExpiringMap<{ place: Place; eventId: string }>({
    max: MAX_TRIGGERS,
    ttlMs: TRIGGER_TTL_MS,
    now: Date.now,
  })
  const lanes = createLanes()

  async function handle(body: SlackBody, deliver: Deliver): Promise<object | undefined> {
    const installation = body.authorizations?.[0]
    const enterprise =
      body.enterprise_id ?? body.enterprise?.id ?? body.team?.enterprise_id ?? installation?.enterprise_id ?? undefined
    // A boolean, or a word in commands.
    const isEnterprise = String(installation?.is_enterprise_install ?? body.is_enterprise_install) === 'true'
    const team = body.context_team_id ?? body.team_id ?? body.team?.id
    const key = isEnterprise ? enterprise : team
    const { event } = body
    // The tokens of people are revoked too; Parley has none.
    const isRevoked = event?.type === 'tokens_revoked' && (event.tokens?.bot?.length ?? 0) > 0
    if (event?.type === 'app_uninstalled' || isRevoked) {
      log.warn({ team: key }, 'Parley was taken out of a Slack workspace')
      if (key) await options.onRemoved(key, enterprise)
      return undefined
    }
    const workspace = await workspaces.of(key, enterprise)
    const channel = typeof event?.channel === 'string' ? event.channel : (body.channel_id ?? body.channel?.id)
    // What happened in a channel is handed on in the order in which it happened.
    const inOrder = <T>(work: () => Promise<T>) => lanes.run(`${workspace.team}/${channel ?? ''}`, work)
    if (event) {
      await inOrder(() => handleEvent(workspace, body, event, deliver))
      return undefined
    }
    const interaction = await inOrder(() => handleInteraction(workspace, body, deliver))
    return interaction && acknowledge(body, interaction)
  }

  async function handleEvent(
    workspace: Workspace,
    body: SlackBody,
    event: SlackEvent,
    deliver: Deliver,
  ): Promise<void> {
    if (event.type === 'channel_rename' && typeof event.channel === 'object' && event.channel.id) {
      directory.forgetChannel(workspace, event.channel.id)
    }
    const read = await events.read(workspace, body)
    if (read) await deliver(read)
    // Nobody waits for these two.
    if (event.type === 'app_home_opened') void openHome(workspace, event)
  }

  async function openHome(workspace: Workspace, event: SlackEvent): Promise<void> {
    const { user, channel, tab } = event
    try {
      if (tab === 'messages' && typeof channel === 'string') {
        const prompts = formatPrompts(options.suggestions)
        const [first, ...rest] = prompts
        if (!first) return
        const call = () =>
          workspace.posting.assistant.threads.setSuggestedPrompts({ channel_id: channel, prompts: [first, ...rest] })
        await callSlack(call, { timing, repeatable: true })
      } else if (user) {
        const call = () => workspace.posting.views.publish({ user_id: user, view: renderHome(commands) })
        await callSlack(call, { timing, repeatable: true })
      }
    } catch (error) {
      log.warn({ err: error }, 'what Parley can do could not be shown')
    }
  }

  async function handleInteraction(
    workspace: Workspace,
    body: SlackBody,
    deliver: Deliver,
  ): Promise<Interaction | undefined> {
    const interaction = await interactions.read(workspace, body)
    if (!interaction) return undefined
    const { event, origin } = interaction
    pending.add(event.id, origin)
    if (event.trigger) triggers.set(event.trigger, { place: event.place, eventId: event.id })
    await deliver(event)
    return interaction
  }

  /** A slash command shows at once that it was heard: to all where the answer is for all, to one person otherwise. */
  async function acknowledge(body: SlackBody, { event }: Interaction): Promise<object | undefined> {
    if (!body.command) return undefined
    const interaction = pending.find(event.id)
    const opening = await interaction?.opening(timing.acknowledgeMs)
    if (opening === 'form') return undefined
    if (opening === 'public') return { response_type: 'in_channel' }
    const words = escapeMrkdwn((interaction?.words ?? '').slice(0, 200)).replaceAll('`', "'")
    return { response_type: 'ephemeral', text: `Working on \`${words}\`…` }
  }

  return {
    handle,
    async takeTrigger(trigger) {
      const { team, triggerId } = parseTrigger(trigger)
      const known = triggers.get(trigger)
      triggers.delete(trigger)
      if (!known) throw new ParleyError('PLATFORM_REJECTED', 'It is too late to open a form; try it once more.')
      pending.find(known.eventId)?.opened('form')
      return { workspace: await workspaces.of(team), place: known.place, triggerId }
    },
  }
}
