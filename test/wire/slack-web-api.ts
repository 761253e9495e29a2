/** The methods of Slack's Web API that Parley uses, over the local server's state, after the published reference. */
import {
  BOT_ID,
  BOT_USER,
  exportFile,
  exportMessage,
  findMessage,
  type SlackState,
  type StoredBlock,
  type StoredChannel,
  type StoredMessage,
  TEAM,
} from './slack-state.ts'

export type Arguments = Record<string, string | undefined>

/** Tells apps of something that happened. */
export type Emit = (event: Record<string, unknown>, channel?: StoredChannel) => void

export interface WebApiOptions {
  state: SlackState
  baseUrl: () => string
  emit: Emit
  /** The most of a page, whatever is asked for. */
  pageSize: () => number
}

/** Answers with Slack's word for what is wrong. */
class Refusal extends Error {}

const fail = (word: string): never => {
  throw new Refusal(word)
}

export function createWebApi({ state, baseUrl, emit, pageSize }: WebApiOptions) {
  const json = <T>(text: string | undefined): T | undefined =>
    text === undefined ? undefined : (JSON.parse(text) as T)

  function channelOf(id: string | undefined): StoredChannel {
    const channel = state.channels.get(id ?? '')
    if (!channel || (channel.kind !== 'channel' && !channel.members.has(BOT_USER))) return fail('channel_not_found')
    return channel
  }

  function writable(id: string | undefined): StoredChannel {
    const channel = channelOf(id)
    if (!channel.members.has(BOT_USER)) return fail('not_in_channel')
    if (channel.isArchived) return fail('is_archived')
    return channel
  }

  function checkBlocks(blocks: StoredBlock[] | undefined): void {
    if (!blocks) return
    if (blocks.length > 50) fail('invalid_blocks')
    const markdown = blocks.filter(block => block.type === 'markdown').map(block => String(block.text))
    if (markdown.join('').length > 12_000) fail('msg_blocks_too_long')
    if (markdown.some(text => text.length === 0)) fail('invalid_blocks')
    for (const block of blocks) {
      if (block.type === 'section' && (block.text.text.length > 3000 || block.text.text.length === 0))
        fail('invalid_blocks')
      if (block.type === 'context' && (block.elements.length > 10 || block.elements.length === 0))
        fail('invalid_blocks')
      if (block.type === 'actions' && (block.elements.length > 25 || block.elements.length === 0))
        fail('invalid_blocks')
    }
    const ids = blocks
      .flatMap(block => ((block.elements ?? []) as StoredBlock[]).map(each => each.action_id))
      .filter(Boolean)
    if (new Set(ids).size < ids.length) fail('invalid_blocks')
  }

  function add(channel: StoredChannel, message: Omit<StoredMessage, 'type' | 'ts' | 'channel'>): StoredMessage {
    const { thread_ts: thread } = message
    if (thread && !findMessage(state, channel.id, thread)) fail('thread_not_found')
    const added: StoredMessage = { type: 'message', ts: state.nextTs(), channel: channel.id, ...message }
    state.messages.push(added)
    if (!added.ephemeralFor) emit({ ...exportMessage(state, added, true), channel: channel.id }, channel)
    return added
  }

  function changed(message: StoredMessage, before: object): void {
    const channel = state.channels.get(message.channel)!
    const now = { ...exportMessage(state, message, true) }
    const event = { type: 'message', subtype: 'message_changed', hidden: true, ts: state.nextTs() }
    emit({ ...event, channel: channel.id, message: now, previous_message: before }, channel)
  }

  function own(channel: string | undefined, ts: string | undefined): StoredMessage {
    const message = findMessage(state, channel ?? '', ts ?? '') ?? fail('message_not_found')
    return message.bot_id === BOT_ID ? message : fail('cant_update_message')
  }

  function streaming(args: Arguments): StoredMessage {
    writable(args.channel)
    const message = own(args.channel, args.ts)
    return message.streaming_state === 'in_progress' ? message : fail('message_not_in_streaming_state')
  }

  function appendText(message: StoredMessage, text: string | undefined): void {
    if (!text) return
    if (text.length > 12_000) fail('msg_too_long')
    message.text += text
    message.blocks = [{ type: 'markdown', text: message.text }]
    checkBlocks(message.blocks)
  }

  function page<T>(items: T[], args: Arguments): { page: T[]; response_metadata: { next_cursor: string } } {
    const from = Number(args.cursor ?? 0)
    const to = from + Math.min(Number(args.limit ?? 100), pageSize())
    return { page: items.slice(from, to), response_metadata: { next_cursor: to < items.length ? String(to) : '' } }
  }

  function within(args: Arguments) {
    const [from, to] = [Number(args.oldest ?? 0), Number(args.latest ?? Number.POSITIVE_INFINITY)]
    return ({ ts }: StoredMessage) =>
      args.inclusive ? Number(ts) >= from && Number(ts) <= to : Number(ts) > from && Number(ts) < to
  }

  function exportChannel(channel: StoredChannel): object {
    const { id, name, kind, creator, isArchived, isShared, user } = channel
    return {
      id,
      name: kind === 'im' ? undefined : name,
      creator,
      user,
      is_channel: kind === 'channel',
      is_group: kind === 'group',
      is_im: kind === 'im',
      is_mpim: kind === 'mpim',
      is_private: kind === 'group' || kind === 'mpim',
      is_archived: isArchived,
      is_ext_shared: isShared,
      is_member: channel.members.has(BOT_USER),
    }
  }

  const methods: Record<string, (args: Arguments) => object> = {
    'auth.test': () => ({
      url: `${baseUrl()}/`,
      team: 'Parley',
      user: 'parley',
      team_id: state.organisation ?? TEAM,
      enterprise_id: state.organisation,
      is_enterprise_install: state.organisation !== undefined,
      user_id: BOT_USER,
      bot_id: BOT_ID,
    }),
    'auth.teams.list': () => ({ teams: [{ id: TEAM, name: 'Parley' }], response_metadata: { next_cursor: '' } }),
    'chat.postMessage'(args) {
      const channel = writable(args.channel)
      const blocks = json<StoredBlock[]>(args.blocks)
      if (args.markdown_text && (args.text || blocks)) fail('markdown_text_conflict')
      if (!args.text && !blocks) fail('no_text')
      checkBlocks(blocks)
      const from = { user: BOT_USER, bot_id: BOT_ID, metadata: json(args.metadata) }
      const message = add(channel, {
        text: (args.text ?? '').slice(0, 40_000),
        blocks,
        thread_ts: args.thread_ts,
        ...from,
      })
      return { channel: channel.id, ts: message.ts, message: exportMessage(state, message, true) }
    },
    'chat.update'(args) {
      writable(args.channel)
      const message = own(args.channel, args.ts)
      if (message.streaming_state === 'in_progress') fail('streaming_state_conflict')
      if ((args.text?.length ?? 0) > 4000) fail('msg_too_long')
      const blocks = json<StoredBlock[]>(args.blocks)
      checkBlocks(blocks)
      const before = exportMessage(state, message, true)
      Object.assign(message, { text: args.text ?? '', blocks, edited: { user: BOT_USER, ts: state.nextTs() } })
      if (args.metadata) message.metadata = json(args.metadata)
      changed(message, before)
      return { channel: message.channel, ts: message.ts, text: message.text }
    },
    'chat.delete'(args) {
      const message = own(args.channel, args.ts)
      state.messages.splice(state.messages.indexOf(message), 1)
      const before = exportMessage(state, message, true)
      const event = {
        type: 'message',
        subtype: 'message_deleted',
        hidden: true,
        ts: state.nextTs(),
        channel: message.channel,
      }
      emit({ ...event, deleted_ts: message.ts, previous_message: before }, state.channels.get(message.channel))
      return { channel: message.channel, ts: message.ts }
    },
    'chat.postEphemeral'(args) {
      const channel = writable(args.channel)
      if (!channel.members.has(args.user ?? '')) fail('user_not_in_channel')
      const blocks = json<StoredBlock[]>(args.blocks)
      checkBlocks(blocks)
      const from = { user: BOT_USER, bot_id: BOT_ID, ephemeralFor: args.user }
      return { message_ts: add(channel, { text: args.text ?? '', blocks, thread_ts: args.thread_ts, ...from }).ts }
    },
    'chat.startStream'(args) {
      const channel = writable(args.channel)
      if (!args.thread_ts) fail('invalid_arguments')
      if (channel.kind !== 'im' && !(args.recipient_user_id && args.recipient_team_id))
        fail('missing_recipient_user_id')
      const text = args.markdown_text ?? ''
      if (text.length > 12_000) fail('msg_too_long')
      const from = { user: BOT_USER, bot_id: BOT_ID, streaming_state: 'in_progress' as const }
      const message = add(channel, { text, blocks: [{ type: 'markdown', text }], thread_ts: args.thread_ts, ...from })
      return { channel: channel.id, ts: message.ts }
    },
    'chat.appendStream'(args) {
      const message = streaming(args)
      appendText(message, args.markdown_text)
      return { channel: message.channel, ts: message.ts }
    },
    'chat.stopStream'(args) {
      const message = streaming(args)
      const blocks = json<StoredBlock[]>(args.blocks) ?? []
      checkBlocks(blocks)
      const before = exportMessage(state, message, true)
      appendText(message, args.markdown_text)
      message.blocks = [...(message.blocks ?? []), ...blocks]
      message.streaming_state = 'completed'
      if (args.metadata) message.metadata = json(args.metadata)
      changed(message, before)
      return { channel: message.channel, ts: message.ts }
    },
    'assistant.threads.setStatus'(args) {
      const channel = writable(args.channel_id)
      if (!findMessage(state, channel.id, args.thread_ts ?? '')) fail('thread_not_found')
      const lines = json<string[]>(args.loading_messages) ?? []
      if (lines.length > 10 || lines.some(line => line.length > 50)) fail('invalid_arguments')
      state.statuses.push({ channel: channel.id, thread: args.thread_ts!, status: args.status ?? '', lines })
      return {}
    },
    'assistant.threads.setSuggestedPrompts'(args) {
      const prompts = json<{ title: string; message: string }[]>(args.prompts) ?? []
      if (prompts.length > 4) fail('invalid_arguments')
      state.prompts.set(channelOf(args.channel_id).id, prompts)
      return {}
    },
    'agents.sessions.setStatus'(args) {
      state.sessions.set(`${writable(args.channel_id).id}/${args.thread_ts}`, args.status ?? '')
      return {}
    },
    'conversations.info': args => ({ channel: exportChannel(channelOf(args.channel)) }),
    'conversations.members'(args) {
      const { page: members, response_metadata } = page([...channelOf(args.channel).members], args)
      return { members, response_metadata }
    },
    'conversations.history'(args) {
      const channel = channelOf(args.channel)
      if (!channel.members.has(BOT_USER)) fail('not_in_channel')
      const roots = state.messages.filter(
        each => each.channel === channel.id && !each.ephemeralFor && (!each.thread_ts || each.thread_ts === each.ts),
      )
      const { page: found, response_metadata } = page(roots.filter(within(args)).reverse(), args)
      const messages = found.map(message => exportMessage(state, message, args.include_all_metadata === 'true'))
      return { messages, has_more: response_metadata.next_cursor !== '', response_metadata }
    },
    'conversations.replies'(args) {
      const channel = channelOf(args.channel)
      const root = findMessage(state, channel.id, args.ts ?? '') ?? fail('thread_not_found')
      const replies = state.messages.filter(
        each => each.channel === channel.id && each.thread_ts === root.ts && each !== root && !each.ephemeralFor,
      )
      const { page: found, response_metadata } = page(replies.filter(within(args)), args)
      const withMetadata = args.include_all_metadata === 'true'
      const messages = [root, ...found].map(message => exportMessage(state, message, withMetadata))
      return { messages, has_more: response_metadata.next_cursor !== '', response_metadata }
    },
    'conversations.open'(args) {
      const open = [...state.channels.values()].find(channel => channel.kind === 'im' && channel.user === args.users)
      return { channel: { id: open?.id ?? fail('user_not_found') } }
    },
    'users.info'(args) {
      const user = state.users.get(args.user ?? '') ?? fail('user_not_found')
      return { user: { ...user, profile: { display_name: user.name, real_name: user.real_name } } }
    },
    'users.conversations'(args) {
      if (state.organisation && args.team_id !== TEAM) fail('missing_argument')
      const kinds = (args.types ?? 'public_channel').split(',')
      const names = { channel: 'public_channel', group: 'private_channel', im: 'im', mpim: 'mpim' }
      const own = [...state.channels.values()].filter(
        channel => channel.members.has(BOT_USER) && kinds.includes(names[channel.kind]) && !channel.isArchived,
      )
      const { page: found, response_metadata } = page(own, args)
      return { channels: found.map(exportChannel), response_metadata }
    },
    'views.open'(args) {
      const trigger = args.trigger_id?.split('.')[1]
      const view = { id: `V${state.nextTs().replace('.', '')}`, ...json<StoredBlock>(args.view) }
      if (!trigger) fail('invalid_trigger_id')
      state.views.push({ user: trigger!, view })
      return { view }
    },
    'views.publish'(args) {
      state.homes.set(args.user_id ?? '', json<StoredBlock>(args.view) ?? {})
      return {}
    },
    'files.getUploadURLExternal'(args) {
      const id = `F${state.nextTs().replace('.', '')}`
      const file = { id, name: args.filename ?? id, content: Buffer.alloc(0), user: BOT_USER, shares: {} }
      state.files.set(id, file)
      return { upload_url: `${baseUrl()}/upload/${id}`, file_id: id }
    },
    'files.completeUploadExternal'(args) {
      const channel = writable(args.channel_id)
      const named = json<{ id: string; title?: string }[]>(args.files) ?? []
      const files = named.map(({ id, title }) =>
        Object.assign(state.files.get(id) ?? fail('file_not_found'), { title }),
      )
      const from = { user: BOT_USER, bot_id: BOT_ID, files }
      const { ts } = add(channel, { text: args.initial_comment ?? '', thread_ts: args.thread_ts, ...from })
      for (const file of files) file.shares[channel.id] = [{ ts }]
      return { files: files.map(exportFile) }
    },
    'files.info'(args) {
      const file = state.files.get(args.file ?? '') ?? fail('file_not_found')
      const address = `${baseUrl()}/files/${file.id}`
      const shares = { public: file.shares, private: {} }
      return { file: { ...exportFile(file), url_private: address, url_private_download: address, shares } }
    },
  }

  /** @returns what Slack answers; `ok: false` with its word for what is wrong */
  return function call(method: string, args: Arguments): object {
    const run = methods[method]
    if (!run) return { ok: false, error: 'unknown_method' }
    try {
      return { ok: true, ...run(args) }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.message }
      throw error
    }
  }
}
