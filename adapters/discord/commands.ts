/** Parley's commands as Discord's: made from their descriptions, and registered when they changed. */
import { createHash } from 'node:crypto'
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type REST,
  Routes,
} from 'discord.js'
import type { Logger } from 'pino'
import type { CommandDescription, CommandOption } from '../../src/conversation/command.ts'
import { callDiscord, type DiscordTiming } from './call-discord.ts'
import { commandWords, menuCommands } from './command-words.ts'

/** The words that a command works on. */
export const INPUT_OPTION = 'text'
const FILE_OPTION = 'file'
export const PARLEY_COMMAND = 'parley'
/** What `/parley` is asked to do. */
export const PARLEY_OPTION = 'what'

/** Discord's limits: https://discord.com/developers/docs/interactions/application-commands */
const DESCRIPTION_CHARS = 100
const MAX_OPTIONS = 25
const MAX_CHOICES = 25

const everywhere = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

export function renderCommands(commands: readonly CommandDescription[]): object[] {
  return [...commands.map(renderCommand), renderParleyCommand(), ...menuCommands.map(renderMenuCommand)]
}

function renderCommand(command: CommandDescription): object {
  const isConversation = command.inputKind === 'conversation'
  const input = {
    type: ApplicationCommandOptionType.String,
    name: INPUT_OPTION,
    description: isConversation ? 'What to read: words, a link, since when, a number of messages' : 'The text',
    required: !isConversation,
  }
  const file = {
    type: ApplicationCommandOptionType.Attachment,
    name: FILE_OPTION,
    description: 'A file',
    required: false,
  }
  const given = [...command.options.map(renderOption), input, ...(isConversation ? [file] : [])]
  // Discord wants those first that must be given.
  const options = given.toSorted((a, b) => Number(b.required) - Number(a.required)).slice(0, MAX_OPTIONS)
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: cut(command.summary),
    ...wordsOf(command.name),
    options,
    ...everywhere,
  }
}

function renderOption({ flag, kind, choices, description, required }: CommandOption) {
  const types = {
    text: ApplicationCommandOptionType.String,
    number: ApplicationCommandOptionType.Number,
    boolean: ApplicationCommandOptionType.Boolean,
  }
  const shown = choices?.slice(0, MAX_CHOICES).map(choice => ({ name: choice, value: choice }))
  return {
    type: types[kind],
    name: optionNameOf(flag),
    description: cut(description || flag),
    required,
    ...(shown ? { choices: shown } : {}),
  }
}

/** `--max-words` is `max-words`. */
export function optionNameOf(flag: string): string {
  return flag.replace(/^--/, '')
}

function renderParleyCommand(): object {
  const what = {
    type: ApplicationCommandOptionType.String,
    name: PARLEY_OPTION,
    description: 'settings, settings me, help, forget, or a question',
    required: false,
  }
  return {
    type: ApplicationCommandType.ChatInput,
    name: PARLEY_COMMAND,
    description: 'Settings, help, and forgetting what Parley keeps about me',
    ...wordsOf(PARLEY_COMMAND),
    options: [what],
    ...everywhere,
  }
}

function renderMenuCommand({ label, words }: (typeof menuCommands)[number]): object {
  return { type: ApplicationCommandType.Message, name: label, name_localizations: words, ...everywhere }
}

function wordsOf(name: string): object {
  const { name: names, description } = commandWords[name] ?? {}
  return {
    ...(names ? { name_localizations: names } : {}),
    ...(description ? { description_localizations: description } : {}),
  }
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length > DESCRIPTION_CHARS ? `${characters.slice(0, DESCRIPTION_CHARS - 1).join('')}…` : text
}

/** Remembers what was registered, since Discord allows only so many registrations a day. */
export interface RegisteredCommands {
  load(): Promise<string | undefined>
  save(hash: string): Promise<void>
}

export interface RegisterOptions {
  rest: REST
  applicationId: string
  commands: readonly CommandDescription[]
  registered?: RegisteredCommands
  timing: DiscordTiming
  log: Logger
}

/** Registers all commands where they differ from what was registered; without them, mentions still work. */
export async function registerCommands(options: RegisterOptions): Promise<void> {
  const { rest, applicationId, registered, timing, log } = options
  const body = renderCommands(options.commands)
  const hash = createHash('sha256')
    .update(JSON.stringify([applicationId, body]))
    .digest('hex')
  try {
    if ((await registered?.load()) === hash) return
    const call = (signal: AbortSignal) => rest.put(Routes.applicationCommands(applicationId), { body, signal })
    await callDiscord(call, { timing, repeatable: true })
    await registered?.save(hash)
  } catch (error) {
    log.error({ err: error }, 'Discord: the commands could not be registered; mentions and direct messages work')
  }
}
