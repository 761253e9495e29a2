/** Commands, menus, buttons and forms as the core's events. */
import {
  ApplicationCommandOptionType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js'
import type { ChatEvent, CommandEvent, FileReference, Person, Place } from '../../src/conversation/chat-port.ts'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { parseButtonId } from './buttons.ts'
import { menuCommands } from './command-words.ts'
import { INPUT_OPTION, optionNameOf, PARLEY_COMMAND, PARLEY_OPTION } from './commands.ts'
import type { Forms } from './form.ts'
import type { InteractionFacts } from './pending-interactions.ts'
import { placeOf } from './places.ts'
import type { MessageReader } from './read-message.ts'

/** What the answer to an interaction needs. */
export function factsOf(interaction: Interaction): InteractionFacts {
  const { id, token, applicationId } = interaction
  const facts = { id, token, applicationId, channelId: interaction.channelId ?? '' }
  const message = interaction.isButton() || interaction.isModalSubmit() ? interaction.message : undefined
  if (!message) return facts
  const source = { message: message.id, isPrivate: message.flags.has(MessageFlags.Ephemeral) }
  return { ...facts, source }
}

export interface InteractionReaderOptions {
  client: () => Client<true>
  reader: MessageReader
  commands: readonly CommandDescription[]
  forms: Forms
}

/** @returns undefined for what is none of Parley's */
export type ReadInteractionEvent = (interaction: Interaction) => Promise<ChatEvent | undefined>

export function createInteractionReader(options: InteractionReaderOptions): ReadInteractionEvent {
  const { client, reader, commands, forms } = options

  async function readPlace({ channelId, guildId }: Interaction): Promise<Place | undefined> {
    if (!channelId) return undefined
    if (!guildId) return { platform: 'discord', channel: channelId, audience: 'person' }
    // A thread that is not in the cache must be asked for: its channel is part of its place.
    const channel =
      client().channels.cache.get(channelId) ??
      (await client()
        .channels.fetch(channelId)
        .catch(() => undefined))
    if (channel && !channel.isDMBased()) return placeOf(channel)
    return { platform: 'discord', workspace: guildId, channel: channelId, audience: 'channel' }
  }

  function readPerson(interaction: Interaction): Person {
    const { user, member, locale } = interaction
    if (locale) reader.learnLanguage(user.id, locale)
    return reader.person(user, member && 'displayName' in member ? member : undefined)
  }

  async function readBase(interaction: Interaction) {
    const place = await readPlace(interaction)
    if (!place) return undefined
    const person = readPerson(interaction)
    return { id: interaction.id, place, person, at: interaction.createdAt.toISOString(), trigger: interaction.id }
  }

  async function readCommand(interaction: ChatInputCommandInteraction): Promise<CommandEvent | undefined> {
    const { commandName: name, guildId } = interaction
    const base = await readBase(interaction)
    if (!base) return undefined
    if (name === PARLEY_COMMAND) {
      return { ...base, type: 'command', name, text: interaction.options.getString(PARLEY_OPTION) ?? '' }
    }
    const command = commands.find(command => command.name === name)
    if (!command) return undefined
    const words: string[] = []
    const files: FileReference[] = []
    let raw = ''
    for (const given of interaction.options.data) {
      const option = command.options.find(({ flag }) => optionNameOf(flag) === given.name)
      if (given.type === ApplicationCommandOptionType.Attachment && given.attachment) {
        const { name, url, size } = given.attachment
        files.push({ name, id: url, bytes: size })
      } else if (option) words.push(formatOption(option.flag, given.value))
      else if (given.name === INPUT_OPTION) raw = String(given.value ?? '')
    }
    const input = reader.commandText(raw, guildId)
    // What looks like an option in the words themselves is none.
    if (input.includes('--')) words.push('--')
    const mentioned = reader.mentionedPlaces(raw)
    return {
      ...base,
      type: 'command',
      name,
      text: [...words, input].filter(word => word !== '').join(' '),
      ...(files.length > 0 ? { files } : {}),
      ...(mentioned.length > 0 ? { mentioned } : {}),
    }
  }

  async function readMenu(interaction: MessageContextMenuCommandInteraction): Promise<CommandEvent | undefined> {
    const menu = menuCommands.find(({ label }) => label === interaction.commandName)
    const base = await readBase(interaction)
    if (!menu || !base) return undefined
    const target = reader.read(interaction.targetMessage)
    return { ...base, type: 'command', name: menu.command, text: '', target }
  }

  async function readButton(interaction: ButtonInteraction): Promise<ChatEvent | undefined> {
    const meaning = parseButtonId(interaction.customId)
    const base = await readBase(interaction)
    if (!meaning || !base) return undefined
    const { action, reply, value } = meaning
    if (action === 'stop') return { ...base, type: 'stop', target: reply }
    return { ...base, type: 'action', action, reply, ...(value === undefined ? {} : { value }) }
  }

  async function readForm(interaction: ModalSubmitInteraction): Promise<ChatEvent | undefined> {
    const parsed = forms.parse(interaction)
    const base = await readBase(interaction)
    if (!parsed || !base) return undefined
    // A form cannot be opened at a form.
    return { ...base, trigger: undefined, type: 'form', ...parsed }
  }

  return async interaction => {
    if (interaction.isChatInputCommand()) return readCommand(interaction)
    if (interaction.isMessageContextMenuCommand()) return readMenu(interaction)
    if (interaction.isButton()) return readButton(interaction)
    return interaction.isModalSubmit() ? readForm(interaction) : undefined
  }
}

/** `--to de`, as the core parses it. */
function formatOption(flag: string, value: unknown): string {
  if (typeof value === 'boolean') return `${flag}=${value}`
  const text = String(value ?? '').replaceAll('"', "'")
  return /^\S+$/.test(text) ? `${flag} ${text}` : `${flag} "${text}"`
}
