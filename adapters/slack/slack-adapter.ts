/** Slack as a chat port. */
import type { InstallationStore } from '@slack/bolt'
import type { Logger } from 'pino'
import type { ChatEvent, ChatPort, Form, Place, PostedMessage } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { ParleyError } from '../../src/errors.ts'
import { createAccess } from './access.ts'
import { createHttpConnection, createSocketConnection, type HandleBody, type SlackOAuth } from './connection.ts'
import { createDirectory } from './directory.ts'
import { createEventHandler } from './event-handler.ts'
import { renderForm } from './form.ts'
import { readHistory } from './history.ts'
import { formatLink, parseSlackLink } from './links.ts'
import { listPlaces } from './list-places.ts'
import { MESSAGE_CHARS } from './message-reply.ts'
import { createOpenReply } from './open-reply.ts'
import { createPendingInteractions } from './pending-interactions.ts'
import { isMessageGone } from './posting.ts'
import { readSlackFile } from './read-file.ts'
import { createMessageReader } from './read-message.ts'
import { callSlack, SLACK_TIMING, type SlackTiming } from './web-client.ts'
import { createWorkspaces, type Workspace } from './workspaces.ts'

/** Where the tokens of several workspaces lie. */
export interface SlackInstallations
  extends Required<Pick<InstallationStore, 'fetchInstallation' | 'storeInstallation'>> {
  deleteInstallation: NonNullable<InstallationStore['deleteInstallation']>
  /** Ids of the workspaces that have installed Parley: team ids, or those of organisations. */
  list(): Promise<readonly string[]>
}

export interface SlackAdapterOptions {
  /** Of the only workspace; without it `oauth` brings the tokens. */
  botToken?: string
  /** `xapp-…`: events come by a socket. */
  appToken?: string
  /** Without an app token events come as requests, whose signatures are checked by it. */
  signingSecret?: string
  http?: { port: number }
  oauth?: SlackOAuth & { installations: SlackInstallations }
  /** Ends in a slash; Slack's own unless another server stands in. */
  apiUrl?: string
  commands: readonly CommandDescription[]
  /** Prompts offered in a new conversation. */
  suggestions: readonly string[]
  log: Logger
  timing?: Partial<SlackTiming>
}

const DEFAULT_PORT = 3000

/** @throws ParleyError CONFIG_INVALID where tokens are missing */
export function createSlackAdapter(options: SlackAdapterOptions): ChatPort {
  const { apiUrl, log, commands } = options
  const timing = { ...SLACK_TIMING, ...options.timing }
  const closed = new AbortController()
  const closing = closed.signal
  const common = { apiUrl, timing, log, closing }
  const { connection, installer } = createConnection()
  const workspaces = createWorkspaces({ ...common, tokens: options.botToken ?? findToken })
  const directory = createDirectory({ timing })
  const reader = createMessageReader(directory)
  const access = createAccess(directory, timing)
  const pending = createPendingInteractions(Date.now)
  const openReply = createOpenReply({ pending, timing, log, closing })
  const events = createEventHandler({
    ...common,
    workspaces,
    directory,
    reader,
    pending,
    commands,
    suggestions: options.suggestions,
    onRemoved: removeInstallation,
  })

  function createConnection() {
    const { appToken, signingSecret, oauth } = options
    if (!options.botToken && !oauth) throw new ParleyError('CONFIG_INVALID', 'Expected SLACK_BOT_TOKEN, found nothing.')
    if (appToken) return { connection: createSocketConnection(appToken, common), installer: undefined }
    if (!signingSecret) {
      throw new ParleyError('CONFIG_INVALID', 'Expected SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, found neither.')
    }
    const store = oauth && { ...oauth, store: oauth.installations }
    const port = options.http?.port ?? DEFAULT_PORT
    const connection = createHttpConnection({ ...common, signingSecret, port, oauth: store })
    return { connection, installer: connection.installer }
  }

  async function findToken(team: string, enterprise: string | undefined): Promise<string> {
    const query = formatInstallationQuery(team, enterprise)
    const found = installer
      ? (await installer.authorize(query)).botToken
      : (await options.oauth?.installations.fetchInstallation(query))?.bot?.token
    if (found) return found
    throw new ParleyError('PLATFORM_REJECTED', `Parley is not installed in the workspace ${team}: open /slack/install.`)
  }

  async function removeInstallation(team: string, enterprise: string | undefined): Promise<void> {
    workspaces.forget(team)
    await options.oauth?.installations.deleteInstallation(formatInstallationQuery(team, enterprise))
  }

  const workspaceOf = (place: Place): Promise<Workspace> => workspaces.of(place.workspace)

  async function remove(messages: readonly PostedMessage[], place: Place): Promise<void> {
    const { posting } = await workspaceOf(place)
    for (const { channel, id } of messages) {
      const call = () => posting.chat.delete({ channel, ts: id })
      await callSlack(call, { timing, repeatable: true }).catch(error => {
        if (!isMessageGone(error)) throw error
      })
    }
  }

  async function openForm(trigger: string, form: Form): Promise<void> {
    const { workspace, place, triggerId } = await events.takeTrigger(trigger)
    const view = renderForm(form, place)
    const call = () => workspace.posting.views.open({ trigger_id: triggerId, view })
    await callSlack(call, { timing, repeatable: false })
  }

  async function* places(workspace?: string): AsyncGenerator<Place> {
    const installed = async () => (options.botToken ? [undefined] : ((await options.oauth?.installations.list()) ?? []))
    const teams = workspace === undefined ? await installed() : [workspace]
    for (const team of teams) yield* listPlaces(await workspaces.of(team), { timing, closing })
  }

  async function nameOf(place: Place): Promise<string> {
    const workspace = await workspaceOf(place)
    const channel = await directory.channel(workspace, place.channel)
    if (!channel) return 'a channel'
    if (channel.isGroupDirect) return 'a group conversation'
    if (!channel.isDirect) return `#${channel.name}`
    const user = channel.user ? await directory.user(workspace, channel.user) : undefined
    return user ? `${user.name} in a direct message` : 'a direct message'
  }

  return {
    name: 'slack',
    can: {
      streaming: true,
      private: true,
      threads: true,
      buttons: true,
      history: true,
      maxMessageChars: MESSAGE_CHARS,
    },
    async start(deliver: (event: ChatEvent) => Promise<void>) {
      if (options.botToken) await workspaces.of(undefined)
      const handle: HandleBody = body => events.handle(body, deliver)
      await connection.start(handle)
    },
    async stop() {
      await connection.stop()
      closed.abort()
    },
    async open(place, replyOptions) {
      return openReply(await workspaceOf(place), place, replyOptions)
    },
    async *history(place, range) {
      yield* readHistory(await workspaceOf(place), place, range, { reader, timing, closing })
    },
    async canRead(person, place) {
      return access.canRead(await workspaceOf(place), person, place)
    },
    async canManage(person, place) {
      return access.canManage(await workspaceOf(place), person, place)
    },
    async notice(place, messageId) {
      const { posting } = await workspaceOf(place)
      const thread = { channel_id: place.channel, thread_ts: place.thread ?? messageId }
      await posting.assistant.threads.setStatus({ ...thread, status: 'is reading…' }).catch(error => {
        log.debug({ err: error }, 'Slack did not take a status')
      })
    },
    places,
    async readFile(file, signal) {
      const team = file.id.split('/')[0]
      return readSlackFile(await workspaces.of(team), file, signal, { apiUrl, timing })
    },
    linkTo(place, messageId) {
      const workspace = workspaces.byTeam(place.workspace)
      return workspace && formatLink(workspace, place, messageId)
    },
    parseLink: address => parseSlackLink(address, workspaces),
    nameOf,
    remove,
    openForm,
  }
}

/** Slack's ids of organisations begin with E, those of workspaces with T. */
function formatInstallationQuery(id: string, enterprise: string | undefined) {
  const isEnterpriseInstall = id.startsWith('E')
  return isEnterpriseInstall
    ? { teamId: undefined, enterpriseId: id, isEnterpriseInstall }
    : { teamId: id, enterpriseId: enterprise, isEnterpriseInstall }
}
