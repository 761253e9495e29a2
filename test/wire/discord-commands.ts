/** Registering commands with the local Discord, within the published limits. */
import { refuseForm } from './discord-errors.ts'
import { BOT_USER, type Component, type DiscordState, GUILD } from './discord-state.ts'

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object */
export function registerCommands(state: DiscordState, commands: readonly Component[]): Component[] {
  const names = new Set<string>()
  const count = (type: number) => commands.filter(command => (command.type ?? 1) === type).length
  if (count(1) > 100 || count(2) > 15 || count(3) > 15) refuseForm('too many commands')
  return commands.map(command => {
    const { type = 1, name = '', description = '', options = [] } = command
    if (names.has(`${type}:${name}`)) refuseForm(`name ${name} is used twice`)
    names.add(`${type}:${name}`)
    if (type === 1) checkNamed(command)
    else if (name.length < 1 || name.length > 32 || description !== '') refuseForm(`command ${name}`)
    if (options.length > 25) refuseForm('options must be 25 or fewer in length')
    let optional = false
    const own = new Set<string>()
    for (const option of options as Component[]) {
      checkNamed(option)
      if (own.has(option.name)) refuseForm(`option ${option.name} is used twice`)
      own.add(option.name)
      if (option.required && optional) refuseForm('required options must be placed before non-required options')
      if (!option.required) optional = true
      const choices = (option.choices ?? []) as Component[]
      if (choices.length > 25 || choices.some(({ name }) => name.length < 1 || name.length > 100)) refuseForm('choices')
    }
    if (JSON.stringify(command).length > 8000) refuseForm('the command exceeds 8000 characters')
    return { id: state.nextId(), application_id: BOT_USER, version: state.nextId(), guild_id: GUILD, type, ...command }
  })
}

function checkNamed({ name, description, name_localizations, description_localizations }: Component): void {
  const isName = (text: string) => /^[-_'\p{L}\p{N}]{1,32}$/u.test(text) && text === text.toLowerCase()
  const isDescription = (text: string) => text.length >= 1 && text.length <= 100
  for (const each of [name, ...Object.values(name_localizations ?? {})]) {
    if (!isName(String(each ?? ''))) refuseForm(`${each} is no name`)
  }
  for (const each of [description, ...Object.values(description_localizations ?? {})]) {
    if (!isDescription(String(each ?? ''))) refuseForm(`${each} is no description of ${name}`)
  }
}
