/** People in the local Slack: what they write, click and see. */
import type { SayOptions as PlainSayOptions, ShownMessage } from '../contract/chat-platform.ts'
import { type SlackServer, startSlackServer } from './slack-server.ts'
import {
  APP_ID,
  BOT_ID,
  BOT_USER,
  buttonsOf,
  exportMessage,
  findMessage,
  OTHER_TEAM,
  pingsOf,
  type StoredBlock,
  type StoredChannel,
  type StoredMessage,
  TEAM,
  visibleText,
} from './slack-state.ts'

export interface SayOptions extends PlainSayOptions {
  /** What the person looks at beside a direct message. */
  viewing?: string
}

export interface SlackPeople {
  say(user: string, channel: string, text: string, options?: SayOptions): Promise<string>
  edit(channel: string, ts: string, text: string): Promise<void>
  delete(channel: string, ts: string): Promise<void>
  command(user: string, channel: string, name: string, text: string): Promise<void>
  shortcut(user: string, channel: string, callback: string, ts: string): Promise<void>
  click(user: string, channel: string, label: string): Promise<void>
  /** Sends off the form that was opened last. */
  submit(values: Record<string, string>): Promise<void>
  react(user: string, channel: string, ts: string, reaction: string): Promise<void>
  openHome(user: string, tab: 'home' | 'messages'): Promise<void>
  clickHome(user: string, action: string): Promise<void>
  /** Slack's own Stop button. */
  stop(user: string, channel: string, thread: string): Promise<void>
  leave(user: string, channel: string): Promise<void>
  see(user: string, channel: string): ShownMessage[]
  directOf(user: string): string
}

export const USERS = {
  ada: 'U0ADA',
  ben: 'U0BEN',
  eve: 'U0EVE',
  guest: 'U0GUEST',
  foreigner: 'U0FOREIGN',
  bot: 'U0OTHERBOT',
}
export const CHANNELS = {
  general: 'C0GENERAL',
  closed: 'C0CLOSED',
  archived: 'C0ARCHIVED',
  shared: 'C0SHARED',
  foreign: 'C0FOREIGN',
}

/** A workspace with the people and channels that the contract suite wants. */
export async function startSlackWorkspace(): Promise<{ server: SlackServer; people: SlackPeople }> {
  const server = await startSlackServer()
  const { state } = server
  const user = (id: string, name: string, more: object = {}) =>
    state.users.set(id, { id, name, real_name: name, team_id: TEAM, tz: 'Europe/Berlin', locale: 'de-DE', ...more })
  user(USERS.ada, 'Ada', { is_admin: false })
  user(USERS.ben, 'Ben', { locale: 'en-GB', tz: 'Europe/London' })
  user(USERS.eve, 'Eve', { locale: 'en-US' })
  user(USERS.guest, 'Gus', { is_restricted: true })
  user(USERS.foreigner, 'Finn', { team_id: OTHER_TEAM })
  user(USERS.bot, 'Deploys', { is_bot: true })
  user(BOT_USER, 'Parley', { is_bot: true })
  const channel = (id: string, name: string, members: string[], more: Partial<StoredChannel> = {}) =>
    state.channels.set(id, {
      id,
      name,
      kind: 'channel',
      members: new Set(members),
      creator: USERS.ada,
      isArchived: false,
      isShared: false,
      ...more,
    })
  channel(CHANNELS.general, 'general', [USERS.ada, USERS.ben, USERS.bot, BOT_USER])
  channel(CHANNELS.closed, 'closed', [USERS.ada, BOT_USER], { kind: 'group' })
  channel(CHANNELS.archived, 'archived', [USERS.ada, BOT_USER], { isArchived: true })
  channel(CHANNELS.shared, 'shared', [USERS.ada, USERS.foreigner, BOT_USER], { isShared: true })
  channel(CHANNELS.foreign, 'foreign', [USERS.ada])
  for (const id of Object.values(USERS)) {
    channel(`D${id.slice(1)}`, '', [id, BOT_USER], { kind: 'im', user: id, creator: id })
  }
  return { server, people: createPeople(server) }
}

function createPeople(server: SlackServer): SlackPeople {
  const { state } = server

  /** Slack's trigger ids hold no user; ours do, so that the server knows for whom a form opens. */
  const trigger = (user: string) => `${state.nextTs().replace('.', '')}.${user}`
  const directOf = (user: string) => `D${user.slice(1)}`
  const channelOf = (id: string) => state.channels.get(id)!
  const bodyBase = (user: string) => ({
    team: { id: TEAM, domain: 'parley' },
    user: { id: user, username: state.users.get(user)!.name, team_id: TEAM },
    api_app_id: APP_ID,
    trigger_id: trigger(user),
    enterprise: state.organisation ? { id: state.organisation, name: 'Parley' } : null,
    is_enterprise_install: state.organisation !== undefined,
  })

  function respondIn(user: string, channel: string, over?: StoredMessage): string {
    return server.createResponseUrl(given => {
      const isPrivate = given.response_type !== 'in_channel'
      if (given.replace_original && over) {
        Object.assign(over, { text: given.text ?? '', blocks: given.blocks })
        return
      }
      const thread = typeof given.thread_ts === 'string' ? { thread_ts: given.thread_ts } : {}
      addResponse(channel, isPrivate ? user : undefined, given, thread)
    })
  }

  function addResponse(channel: string, user: string | undefined, given: Record<string, unknown>, more: object): void {
    state.messages.push({
      type: 'message',
      ts: state.nextTs(),
      channel,
      user: BOT_USER,
      bot_id: BOT_ID,
      text: String(given.text ?? ''),
      blocks: given.blocks as StoredBlock[] | undefined,
      ...(user ? { ephemeralFor: user } : {}),
      ...more,
    })
  }

  async function say(user: string, channel: string, text: string, options: SayOptions = {}): Promise<string> {
    const where = channelOf(channel)
    const files = (options.files ?? []).map(({ name, text }) => {
      const id = `F${state.nextTs().replace('.', '')}`
      const file = { id, name, content: Buffer.from(text), user, shares: {} }
      state.files.set(id, file)
      return file
    })
    const isBot = user === USERS.bot
    const message: StoredMessage = {
      type: 'message',
      ts: state.nextTs(),
      channel,
      user,
      text: options.mention ? `<@${BOT_USER}> ${text}` : text,
      ...(isBot ? { bot_id: 'B0OTHER', username: 'Deploys' } : {}),
      ...(options.thread ? { thread_ts: options.thread } : {}),
      ...(files.length > 0 ? { files, subtype: 'file_share' } : {}),
    }
    state.messages.push(message)
    const context = options.viewing
      ? { app_context: { entities: [{ type: 'slack#/types/channel_id', value: options.viewing, team_id: TEAM }] } }
      : {}
    const event = { ...exportMessage(state, message, false), channel, event_ts: message.ts, ...context }
    server.emit(event, where)
    if (where.kind !== 'im' && message.text.includes(`<@${BOT_USER}>`)) {
      server.emit({ ...event, type: 'app_mention', subtype: undefined }, where)
    }
    return message.ts
  }

  async function press(user: string, message: StoredMessage, label: string): Promise<void> {
    const { action_id, value } = buttonsOf(message).find(button => button.label === label)!
    const { channel, ts, thread_ts } = message
    const isEphemeral = message.ephemeralFor !== undefined
    await server.interact('interactive', {
      ...bodyBase(user),
      type: 'block_actions',
      channel: { id: channel, name: channelOf(channel).kind === 'im' ? 'directmessage' : channelOf(channel).name },
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: isEphemeral, thread_ts },
      ...(isEphemeral ? {} : { message: exportMessage(state, message, false) }),
      response_url: respondIn(user, channel, message),
      actions: [{ type: 'button', action_id, value, action_ts: state.nextTs() }],
    })
  }

  function visible(user: string, channel: string): StoredMessage[] {
    const where = channelOf(channel)
    if (!where.members.has(user) && where.kind !== 'channel') return []
    return state.messages.filter(each => each.channel === channel && (each.ephemeralFor ?? user) === user)
  }

  return {
    say,
    directOf,
    async edit(channel, ts, text) {
      const message = findMessage(state, channel, ts)!
      const before = exportMessage(state, message, false)
      const isMention = message.text.startsWith(`<@${BOT_USER}>`)
      message.text = isMention ? `<@${BOT_USER}> ${text}` : text
      message.edited = { user: message.user!, ts: state.nextTs() }
      const event = { type: 'message', subtype: 'message_changed', hidden: true, ts: state.nextTs(), channel }
      server.emit(
        { ...event, message: exportMessage(state, message, false), previous_message: before },
        channelOf(channel),
      )
    },
    async delete(channel, ts) {
      const message = findMessage(state, channel, ts)!
      const before = exportMessage(state, message, false)
      const hasReplies = state.messages.some(each => each.thread_ts === ts && each !== message)
      // The root of a thread stays as a tombstone.
      if (hasReplies)
        Object.assign(message, { subtype: 'tombstone', text: 'This message was deleted.', user: 'USLACKBOT' })
      else state.messages.splice(state.messages.indexOf(message), 1)
      const event = { type: 'message', hidden: true, ts: state.nextTs(), channel, previous_message: before }
      const what = hasReplies
        ? { subtype: 'message_changed', message: exportMessage(state, message, false) }
        : { subtype: 'message_deleted', deleted_ts: ts }
      server.emit({ ...event, ...what }, channelOf(channel))
    },
    async command(user, channel, name, text) {
      const answer = await server.interact('slash_commands', {
        token: 'deprecated',
        team_id: TEAM,
        team_domain: 'parley',
        channel_id: channel,
        channel_name: channelOf(channel).kind === 'im' ? 'directmessage' : channelOf(channel).name,
        user_id: user,
        user_name: state.users.get(user)!.name,
        command: `/${name}`,
        text,
        api_app_id: APP_ID,
        ...(state.organisation ? { enterprise_id: state.organisation } : {}),
        is_enterprise_install: String(state.organisation !== undefined),
        response_url: respondIn(user, channel),
        trigger_id: trigger(user),
      })
      if (answer.text) addResponse(channel, answer.response_type === 'in_channel' ? undefined : user, answer, {})
    },
    async shortcut(user, channel, callback, ts) {
      await server.interact('interactive', {
        ...bodyBase(user),
        type: 'message_action',
        callback_id: callback,
        action_ts: state.nextTs(),
        message_ts: ts,
        channel: { id: channel, name: channelOf(channel).name },
        response_url: respondIn(user, channel),
        message: exportMessage(state, findMessage(state, channel, ts)!, false),
      })
    },
    async click(user, channel, label) {
      const message = visible(user, channel).findLast(each => buttonsOf(each).some(button => button.label === label))
      if (!message) throw new Error(`${user} sees no button ${label} in ${channel}`)
      await press(user, message, label)
    },
    async submit(values) {
      const { user, view } = state.views.at(-1)!
      const fields = Object.entries(values).map(([name, value]) => {
        const block = (view.blocks as StoredBlock[]).find(block => block.block_id === name)!
        const isSelect = block.element.type === 'static_select'
        return [name, { value: isSelect ? { selected_option: { value } } : { value } }]
      })
      const state_ = { values: Object.fromEntries(fields) }
      await server.interact('interactive', {
        ...bodyBase(user),
        type: 'view_submission',
        view: { ...view, state: state_ },
      })
    },
    async react(user, channel, ts, reaction) {
      const item_user = findMessage(state, channel, ts)?.user
      server.emit({ type: 'reaction_added', user, reaction, item_user, item: { type: 'message', channel, ts } })
    },
    async openHome(user, tab) {
      server.emit({ type: 'app_home_opened', user, channel: directOf(user), tab })
    },
    async clickHome(user, action) {
      await server.interact('interactive', {
        ...bodyBase(user),
        type: 'block_actions',
        container: { type: 'view' },
        view: { id: 'V0HOME' },
        actions: [{ type: 'button', action_id: action, action_ts: state.nextTs() }],
      })
    },
    async stop(user, channel, thread) {
      const streaming = state.messages.filter(
        each => each.thread_ts === thread && each.streaming_state === 'in_progress',
      )
      const streaming_message_ts = streaming.map(each => each.ts)
      server.emit({ type: 'agent_session_stopped', user, channel, thread_ts: thread, streaming_message_ts })
    },
    async leave(user, channel) {
      const where = channelOf(channel)
      const event = { type: 'member_left_channel', user, channel, channel_type: 'C', team: TEAM }
      server.emit(event, user === BOT_USER ? undefined : where)
      where.members.delete(user)
    },
    see(user, channel) {
      return visible(user, channel).map(message => ({
        id: message.ts,
        ...(message.thread_ts && message.thread_ts !== message.ts ? { thread: message.thread_ts } : {}),
        author: message.bot_id === BOT_ID ? 'parley' : (message.user ?? 'unknown'),
        text: visibleText(message),
        isPrivate: message.ephemeralFor !== undefined,
        buttons: buttonsOf(message).map(button => button.label),
        files: (message.files ?? []).map(({ name, content }) => ({ name, text: content.toString() })),
        pings: pingsOf(message),
      }))
    },
  }
}
