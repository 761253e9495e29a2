/** The server of the local Discord that the contract suite wants: its people and its channels. */
import { ChannelType, PermissionFlagsBits } from 'discord.js'
import { createPeople, type DiscordPeople } from './discord-people.ts'
import { type DiscordServer, startDiscordServer } from './discord-server.ts'
import { BOT_USER, GUILD, type Overwrite } from './discord-state.ts'

export const USERS = {
  ada: '700000000000000001',
  ben: '700000000000000002',
  eve: '700000000000000003',
  bot: '700000000000000004',
  /** Not in the server. */
  stranger: '700000000000000005',
}
export const CHANNELS = {
  general: '600000000000000001',
  closed: '600000000000000002',
  archived: '600000000000000003',
  foreign: '600000000000000004',
  forum: '600000000000000005',
}
export const BOT_ROLE = '500000000000000001'

const { ViewChannel, SendMessages, SendMessagesInThreads, ReadMessageHistory, AttachFiles, EmbedLinks } =
  PermissionFlagsBits
const EVERYDAY = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | AttachFiles | EmbedLinks
export async function startDiscordGuild(): Promise<{ server: DiscordServer; people: DiscordPeople }> {
  const server = await startDiscordServer()
  const { state } = server
  const user = (id: string, name: string, locale: string, bot = false) =>
    state.users.set(id, { id, username: bot ? name : name.toLowerCase(), global_name: bot ? null : name, locale, bot })
  user(BOT_USER, 'Parley', 'en-US', true)
  user(USERS.ada, 'Ada', 'de')
  user(USERS.ben, 'Ben', 'en-GB')
  user(USERS.eve, 'Eve', 'en-US')
  user(USERS.bot, 'Deploys', 'en-US', true)
  user(USERS.stranger, 'Finn', 'fi')
  const { bot, ...persons } = USERS
  state.guilds.set(GUILD, {
    id: GUILD,
    name: 'Pegel',
    owner_id: '700000000000000099',
    roles: new Map([
      [GUILD, { id: GUILD, name: '@everyone', permissions: EVERYDAY }],
      [BOT_ROLE, { id: BOT_ROLE, name: 'Parley', permissions: EVERYDAY, botId: BOT_USER }],
    ]),
    members: new Map(
      [BOT_USER, USERS.ada, USERS.ben, USERS.eve, bot].map(id => [
        id,
        { user: id, nick: null, roles: id === BOT_USER ? [BOT_ROLE] : [] },
      ]),
    ),
  })
  const hidden: Overwrite = { id: GUILD, type: 0, allow: 0n, deny: ViewChannel }
  const visible = (id: string): Overwrite => ({ id, type: 1, allow: ViewChannel, deny: 0n })
  const channel = (id: string, name: string, overwrites: Overwrite[], type = ChannelType.GuildText) =>
    state.channels.set(id, { id, name, type, guild_id: GUILD, overwrites })
  channel(CHANNELS.general, 'general', [])
  channel(CHANNELS.closed, 'closed', [hidden, visible(USERS.ada), visible(BOT_USER)])
  const readOnly: Overwrite = { id: GUILD, type: 0, allow: 0n, deny: SendMessages | SendMessagesInThreads }
  const mute: Overwrite = { id: BOT_USER, type: 1, allow: 0n, deny: SendMessages | SendMessagesInThreads }
  channel(CHANNELS.archived, 'archived', [readOnly, mute])
  channel(CHANNELS.foreign, 'foreign', [hidden, visible(USERS.ada)])
  channel(CHANNELS.forum, 'forum', [], ChannelType.GuildForum)
  for (const id of Object.values(persons)) {
    const direct = `4${id.slice(1)}`
    state.channels.set(direct, { id: direct, name: '', type: ChannelType.DM, overwrites: [], recipient: id })
  }
  return { server, people: createPeople(server) }
}
