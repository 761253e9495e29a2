/** What people do with Parley's commands, buttons and forms in the local Discord. */
import { exportChannel, exportFile, exportMember, exportMessage, exportUser } from './discord-export.ts'
import type { DiscordPeople, SayOptions } from './discord-people.ts'
import { permissionsIn } from './discord-permissions.ts'
import type { DiscordServer } from './discord-server.ts'
import { buttonsOf } from './discord-sight.ts'
import { BOT_USER, type Component, type StoredChannel, type StoredFile, type StoredMessage } from './discord-state.ts'

/** A person waits so long before Discord says that the app did not respond. */
const INTERACTION_MS = 5000

interface Surroundings {
  find(channel: string, id: string): StoredMessage
  store(files: NonNullable<SayOptions['files']>): StoredFile[]
  visible(user: string, channel: string): StoredMessage[]
}

export function createPersonInteractions(
  server: DiscordServer,
  { find, store, visible }: Surroundings,
): Pick<DiscordPeople, 'command' | 'messageCommand' | 'click' | 'submit'> {
  const { state, interactions } = server
  const channelOf = (id: string): StoredChannel => state.channels.get(id)!
  const baseUrl = () => server.apiUrl.replace(/\/api$/, '')
  const show = (message: StoredMessage) => exportMessage(state, message, baseUrl())

  async function interact(
    type: 2 | 3 | 5,
    user: string,
    channel: StoredChannel,
    data: Component,
    source?: StoredMessage,
  ): Promise<void> {
    const [id, token] = [state.nextId(), `token-${state.nextId()}`]
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error('The application did not respond')), INTERACTION_MS)
    interactions.add({ id, token, type, user, channel, ...(source ? { source } : {}), onAcknowledged: () => resolve() })
    const member = channel.guild_id ? state.guilds.get(channel.guild_id)?.members.get(user) : undefined
    const person = exportUser(state.users.get(user)!)
    const permissions = String(permissionsIn(state, user, channel))
    server.tell('INTERACTION_CREATE', {
      id,
      token,
      type,
      version: 1,
      application_id: BOT_USER,
      data,
      channel_id: channel.id,
      channel: { ...exportChannel(state, channel), permissions },
      ...(member
        ? { guild_id: channel.guild_id, member: { ...exportMember(state, member, true), permissions } }
        : { user: person }),
      locale: state.users.get(user)!.locale,
      app_permissions: String(permissionsIn(state, BOT_USER, channel)),
      entitlements: [],
      authorizing_integration_owners: { 0: channel.guild_id ?? '0' },
      context: channel.guild_id ? 0 : 1,
      attachment_size_limit: 10 * 1024 * 1024,
      ...(source ? { message: show(source) } : {}),
    })
    try {
      await promise
    } finally {
      clearTimeout(timer)
    }
  }

  function registered(type: number, name: string): Component {
    const command = state.commands.find(each => each.type === type && each.name === name)
    if (!command) throw new Error(`There is no command ${name}`)
    return command
  }

  return {
    async command(user, channel, name, text, files = []) {
      const command = registered(1, name)
      const options = fillOptions(command, text)
      const slots = ((command.options ?? []) as Component[]).filter(({ type }) => type === 11)
      const stored = store(files)
      const attachments: Component = {}
      for (const [i, file] of stored.entries()) {
        attachments[file.id] = exportFile(file, { channel_id: channel }, baseUrl())
        options.push({ name: slots[i]!.name, type: 11, value: file.id })
      }
      const resolved = stored.length > 0 ? { resolved: { attachments } } : {}
      await interact(2, user, channelOf(channel), { id: command.id, name, type: 1, options, ...resolved })
    },
    async messageCommand(user, channel, label, id) {
      const { id: command } = registered(3, label)
      const message = find(channel, id)
      const data = { id: command, name: label, type: 3, target_id: id, resolved: { messages: { [id]: show(message) } } }
      await interact(2, user, channelOf(message.channel_id), data)
    },
    async click(user, channel, label) {
      const has = (message: StoredMessage) => buttonsOf(message).some(button => button.label === label)
      const message = visible(user, channel).findLast(has)
      if (!message) throw new Error(`${user} sees no button ${label} in ${channel}`)
      const { custom_id } = buttonsOf(message).find(button => button.label === label)!
      await interact(3, user, channelOf(message.channel_id), { custom_id, component_type: 2, id: 1 }, message)
    },
    async submit(values) {
      const { user, channel, data, message } = state.modals.at(-1)!
      const components = (data.components as Component[]).map(({ component }, i) => {
        const { type, custom_id } = component as Component
        const value = values[String(custom_id)] ?? ''
        const filled = type === 3 ? { values: value === '' ? [] : [value] } : { value }
        return { type: 18, id: i * 2 + 1, component: { type, custom_id, id: i * 2 + 2, ...filled } }
      })
      await interact(5, user, channelOf(channel), { custom_id: data.custom_id, components }, message)
    },
  }
}

function fillOptions(command: Component, text: string): Component[] {
  const options = (command.options ?? []) as Component[]
  const given: Component[] = []
  let rest = text.replace(/(?:^|\s)--([a-z-]+)(?:=|\s+)("[^"]*"|\S+)/g, (whole, name: string, value: string) => {
    const option = options.find(option => option.name === name)
    if (!option) return whole
    const words = value.replace(/^"(.*)"$/, '$1')
    const typed = option.type === 10 ? Number(words) : option.type === 5 ? words === 'true' : words
    given.push({ name, type: option.type, value: typed })
    return ''
  })
  rest = rest.trim()
  const forWords = options.findLast(({ type, name }) => type === 3 && !given.some(each => each.name === name))
  if (rest !== '' && !forWords) throw new Error(`/${command.name} takes no words`)
  if (rest !== '') given.push({ name: forWords!.name, type: 3, value: rest })
  const lacking = options.find(({ required, name }) => required && !given.some(each => each.name === name))
  if (lacking) throw new Error(`/${command.name} needs ${lacking.name}`)
  return given
}
