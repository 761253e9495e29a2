/** Discord as a chat port. */
import { Routes } from 'discord.js'
import type { Logger } from 'pino'
import type { ChatEvent, ChatPort, Form, Place, PostedMessage } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { ParleyError } from '../../src/errors.ts'
import { createAccess } from './access.ts'
import { callDiscord, createRest, DISCORD_TIMING, type DiscordTiming, isMessageGone } from './call-discord.ts'
import { type RegisteredCommands, registerCommands } from './commands.ts'
import { createConnection } from './connection.ts'
import { createEventHandler } from './event-handler.ts'
import { findChannel } from './find-channel.ts'
import { createForms } from './form.ts'
import { readHistory } from './history.ts'
import { readableChannels } from './membership.ts'
import { MESSAGE_CHARS } from './message-reply.ts'
import { createOpenReply } from './open-reply.ts'
import { createInteractionOutlet } from './outlet.ts'
import { createPendingInteractions, type PendingInteraction } from './pending-interactions.ts'
import { channelIdOf, channelOfPosted, formatLink, parseDiscordLink, placeOf } from './places.ts'
import { readDiscordFile } from './read-file.ts'
import { createInteractionReader } from './read-interaction.ts'
import { createMessageReader } from './read-message.ts'

export interface DiscordAdapterOptions {
  token: string
  /** Such as `https://discord.com/api`; Discord's own unless another server stands in. */
  apiUrl?: string
  commands: readonly CommandDescription[]
  log: Logger
  /** Where it is remembered which commands were registered; without it they are registered at every start. */
  registered?: RegisteredCommands
  timing?: Partial<DiscordTiming>
}

/** @throws ParleyError CONFIG_INVALID where the token is missing */
export function createDiscordAdapter(options: DiscordAdapterOptions): ChatPort {
  const { token, apiUrl, commands, log } = options
  if (!token) throw new ParleyError('CONFIG_INVALID', 'Expected the bot token of a Discord application, found nothing.')
  const timing = { ...DISCORD_TIMING, ...options.timing }
  const closed = new AbortController()
  const rest = createRest(token, apiUrl, timing)
  const connection = createConnection({ token, apiUrl, timing, log })
  const client = () => connection.client
  const reader = createMessageReader(client)
  const access = createAccess(client, timing)
  const forms = createForms()
  const pending = createPendingInteractions({ rest, timing, log })
  const openReply = createOpenReply({ client, rest, pending, timing, log })
  const readInteraction = createInteractionReader({ client, reader, commands, forms })
  const attach = createEventHandler({ reader, readInteraction, pending, answerPrivately, timing, log })

  async function answerPrivately(interaction: PendingInteraction, line: string): Promise<void> {
    const isAnnounced = (await interaction.acknowledge('private')) === 'private'
    const outlet = createInteractionOutlet({ rest, timing, channel: '', interaction, isPrivate: true, isAnnounced })
    await outlet.post({ content: line, components: [] }, { part: 0, generation: 0 })
  }

  async function openForm(trigger: string, form: Form): Promise<void> {
    const opened = await pending.find(trigger)?.openForm(forms.render(form))
    if (!opened) throw new ParleyError('PLATFORM_REJECTED', 'It is too late to open a form; try it once more.')
  }

  async function remove(messages: readonly PostedMessage[], place: Place): Promise<void> {
    for (const message of messages) {
      const route = Routes.channelMessage(channelOfPosted(message, place), message.id)
      await callDiscord(signal => rest.delete(route, { signal }), { timing, repeatable: true }).catch(error => {
        if (!isMessageGone(error)) throw error
      })
    }
  }

  async function nameOf(place: Place): Promise<string> {
    const channel = await findChannel(client(), place, timing)
    if (!channel.isDMBased()) return `#${channel.name}`
    const { recipient } = channel
    return recipient ? `${recipient.displayName} in a direct message` : 'a direct message'
  }

  return {
    name: 'discord',
    can: {
      streaming: true,
      private: true,
      threads: false,
      buttons: true,
      history: true,
      maxMessageChars: MESSAGE_CHARS,
    },
    async start(deliver: (event: ChatEvent) => Promise<void>) {
      await connection.start(client => attach(client, deliver))
      const applicationId = client().application.id
      await registerCommands({ rest, applicationId, commands, registered: options.registered, timing, log })
    },
    async stop() {
      await connection.stop()
      closed.abort()
    },
    open: openReply,
    async *history(place, range) {
      yield* readHistory(place, range, { client: client(), reader, timing, closing: closed.signal })
    },
    canRead: access.canRead,
    canManage: access.canManage,
    async notice(place) {
      const call = (signal: AbortSignal) => rest.post(Routes.channelTyping(channelIdOf(place)), { signal })
      await callDiscord(call, { timing, repeatable: false }).catch(error => {
        log.debug({ err: error }, 'Discord: nobody could be shown that Parley is writing')
      })
    },
    async *places(workspace) {
      for (const guild of client().guilds.cache.values()) {
        if (workspace !== undefined && guild.id !== workspace) continue
        for (const channel of readableChannels(guild)) yield placeOf(channel)
      }
    },
    readFile: (file, signal) => readDiscordFile(file, signal, { rest, apiUrl, timing }),
    linkTo: (place, messageId) => formatLink(client(), place, messageId),
    parseLink: address => parseDiscordLink(client(), address),
    nameOf,
    remove,
    openForm,
  }
}
